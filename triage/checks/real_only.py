"""Rules written for one real dispute: that dispute fires them, and nothing else does.

A rule speaks of a pattern. One that fires in a single decided dispute and in no scenario was most likely written to
reach that decision, and says nothing about the next case.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from triage.case import Case
from triage.checks.firing import fired_by
from triage.engines import Engine
from triage.engines.incremental import IncrementalEngine
from triage.policy import Policy
from triage.problem import Problem
from triage.program import compile_policy


def fired_by_one_real_case(policy: Policy, real: Mapping[str, Case], others: Iterable[Case]) -> tuple[Problem, ...]:
    """A problem for each rule that exactly one of the `real` cases (by name) fires, and none of the `others`.

    `others` are taken one by one, no more of them than needed. Cases count as presumed, like a scenario's coverage.
    """
    engine = IncrementalEngine(compile_policy(policy))
    suspects = _in_one_only(policy, real, engine)
    for case in others if suspects else ():
        for rule in fired_by(policy, case, engine) & suspects.keys():
            del suspects[rule]
        if not suspects:
            break
    return tuple(
        Problem(
            policy.rules[rule].place,
            "one-real-case",
            f"`{rule}` fires in one real dispute only, {name}, and in no scenario",
            "write the pattern, not the case: add a scenario in which it wins and one in which it must not",
        )
        for rule, name in suspects.items()
    )


def _in_one_only(policy: Policy, real: Mapping[str, Case], engine: Engine) -> dict[str, str]:
    """The pack's own rules that one real case fires, with its name."""
    fired = {name: fired_by(policy, case, engine) for name, case in real.items()}
    own = (rule.id for rule in policy.rules.values() if policy.owns(rule.place))
    return dict(_alone(own, fired))


def _alone(rules: Iterable[str], fired: Mapping[str, frozenset[str]]) -> Iterator[tuple[str, str]]:
    for rule in rules:
        names = [name for name, fires in fired.items() if rule in fires]
        if len(names) == 1:
            yield rule, names[0]
