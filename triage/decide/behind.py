"""On which rules a conclusion rests: those that draw it, and those that found what they read."""

from __future__ import annotations

from collections.abc import Iterable

from triage.logic import leaves_of
from triage.policy import Found, Policy
from triage.verdict import Verdict


def behind(rules: Iterable[str], verdict: Verdict, policy: Policy) -> tuple[str, ...]:
    """The rules, then those of the same matter that concluded the findings which they read, to the last.

    What several matters read (which law applies, say) is told among the findings and no reason of one of them.
    """
    concluded = {line.finding: line.rules for line in verdict.findings if line.value}
    found = list(dict.fromkeys(rules))
    for name in found:  # grows while it is gone through
        rule = policy.rules.get(name)
        if rule is None:
            continue
        read = dict.fromkeys(leaf.finding for leaf in leaves_of(rule.when) if isinstance(leaf, Found))
        by = (each for finding in read for each in concluded.get(finding, ()))
        found += [each for each in dict.fromkeys(by) if each not in found and policy.rules[each].matter == rule.matter]
    return tuple(found)
