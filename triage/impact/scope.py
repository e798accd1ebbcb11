"""Which cases a change can touch at all, so that the others need no verdict."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec import Struct
from msgspec.structs import replace

from triage.browse import uses_of
from triage.case import Case, Given
from triage.engines import ReferenceEngine
from triage.impact.changes import Change, How, Sort
from triage.policy import ConcludesOutcome, Policy
from triage.program import compile_policy
from triage.view import as_given

_SILENT = frozenset({"guarantee", "irrelevant", "letter", "raises", "source"})
"""Uses that no verdict hangs on."""
_PASSED_ON = frozenset({"measure", "parameter"})
"""Uses whose own readers are listed beside them."""


class Scope(Struct, frozen=True):
    """The rules through which alone the changes act; None: they may act in any case."""

    rules: frozenset[str] | None

    def holds(self, policy: Policy, case: Case) -> bool:
        """Whether one of the rules could fire, whatever else came to be known of the case."""
        if self.rules is None:
            return True
        said = {name: answer for name, answer in case.answers.items() if isinstance(answer, Given)}
        view = as_given(policy, replace(case, answers=said))
        possible = ReferenceEngine(compile_policy(policy)).infer(view).possible
        return not self.rules.isdisjoint(possible)


def scope_of(changes: Iterable[Change], old: Policy, new: Policy) -> Scope:
    """The scope of all the changes together."""
    rules: set[str] = set()
    for change in changes:
        if change.how is How.WORDED or change.sort in (Sort.SOURCE, Sort.LETTER):
            continue
        for policy in (old, new):
            found = _acting_through(change, policy)
            if found is None:
                return Scope(None)
            rules |= found
    return Scope(frozenset(rules))


def _acting_through(change: Change, policy: Policy) -> set[str] | None:
    match change.sort:
        case Sort.RULE:
            return {change.name}
        case Sort.CLAIM:
            return set(_speaking_of(change.name, policy))
        case Sort.PARAMETER | Sort.MEASURE | Sort.FINDING:
            return _readers(change.name, policy)
        case _:
            return None


def _readers(name: str, policy: Policy) -> set[str] | None:
    rules: set[str] = set()
    for use in uses_of(policy, name):
        match use.kind:
            case "rule":
                rules.add(use.name)
            case "amount" | "block":
                rules.update(_speaking_of(use.name, policy))
            case kind if kind not in _SILENT | _PASSED_ON:
                return None
    return rules


def _speaking_of(claim: str, policy: Policy) -> Iterator[str]:
    """The rules that grant or refuse the claim, or one that falls back to it, contains it or stands beside it."""
    group = policy.claims[claim].group if claim in policy.claims else None
    near = {
        each.name
        for each in policy.claims.values()
        if claim in (each.name, each.otherwise, *each.includes) or (group is not None and each.group == group)
    }
    for rule in policy.rules.values():
        if isinstance(rule.then, ConcludesOutcome) and not near.isdisjoint((*rule.then.claims, *rule.then.denies)):
            yield rule.id
