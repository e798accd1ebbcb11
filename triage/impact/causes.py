"""Which change moved a verdict: but-for causes, found by taking one change back at a time.

A change is a cause of a move if without it alone the new policy would say what the old one said, at least in one of the
aspects that moved (the but-for test of causation). Where several changes each suffice, none passes that test; then
those count that move the old policy alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec.structs import replace

from triage.case import Case
from triage.checks import structure
from triage.impact.changes import Change, How, Sort
from triage.impact.moves import Decide, Moved, aspects
from triage.policy import Policy, Rule
from triage.verdict import Verdict

MOST_TRIED = 40
"""Changes that are tried one by one; of a greater number a report would say nothing that a person can use."""
_DECLARED = tuple(sort for sort in Sort if sort not in (Sort.RULE, Sort.CHANNEL, Sort.GROUP, Sort.LETTER))
"""What entries may name: a mixture of two versions declares the names of both."""


class Causes:
    """The causes of moves between two versions; mixtures of both are made once."""

    def __init__(self, old: Policy, new: Policy, changes: tuple[Change, ...], decide: Decide) -> None:
        self.old = old
        self.new = new
        self.changes = changes
        self.decide = decide
        self._mixed: dict[tuple[Change, bool], Policy | None] = {}

    def of(self, moved: Moved) -> tuple[Change, ...]:
        """The changes that moved this verdict; none where it took several together or there are too many to try."""
        tried = [change for change in self.changes if change.how is not How.WORDED and _may_matter(change, moved)]
        if len(tried) > MOST_TRIED:
            return ()
        needed = tuple(change for change in tried if self._is_needed(change, moved))
        return needed or tuple(change for change in tried if self._suffices(change, moved))

    def _is_needed(self, change: Change, moved: Moved) -> bool:
        """Whether the new policy without the change says in some moved aspect what the old one said."""
        verdict = self._verdict(change, moved.read.whole, taking_back=True)
        return verdict is not None and not set(moved.aspects) <= set(aspects(moved.before, verdict))

    def _suffices(self, change: Change, moved: Moved) -> bool:
        """Whether the old policy with the change alone says in some moved aspect what the new one says."""
        verdict = self._verdict(change, moved.read.whole, taking_back=False)
        return verdict is not None and not set(moved.aspects) <= set(aspects(verdict, moved.after))

    def _verdict(self, change: Change, case: Case, taking_back: bool) -> Verdict | None:
        key = (change, taking_back)
        if key not in self._mixed:
            into, of = (self.new, self.old) if taking_back else (self.old, self.new)
            self._mixed[key] = _mixture(into, of, change)
        mixed = self._mixed[key]
        return None if mixed is None else self.decide(mixed, case)


def _may_matter(change: Change, moved: Moved) -> bool:
    """Whether the change can have moved a verdict at all: a name that is only declared, or not any more, moves nothing.

    Nor does a rule that could fire under neither version.
    """
    if change.sort in _DECLARED and change.how is not How.CHANGED:
        return False
    if change.sort is not Sort.RULE:
        return change.sort not in (Sort.SOURCE, Sort.LETTER)
    traces = (moved.before.trace, moved.after.trace)
    return any(change.name in (*trace.given_possible, *trace.presumed_possible) for trace in traces)


def _mixture(into: Policy, of: Policy, change: Change) -> Policy | None:
    """`into` with the one entry as it is in `of`, and whatever only `of` declares; None where that makes no sense."""
    declared: dict[str, Any] = {sort.value: {**sort.entries(of), **sort.entries(into)} for sort in _DECLARED}
    mixed = replace(into, **declared)
    mixed = replace(mixed, **_exchanged(mixed, of, change))
    rules = {name: _without_strangers(rule, mixed.rules) for name, rule in mixed.rules.items()}
    mixed = replace(mixed, rules=rules)
    sensible = all(rule.tier in mixed.tiers for rule in rules.values()) and not structure(mixed)
    return mixed if sensible else None


def _exchanged(into: Policy, of: Policy, change: Change) -> dict[str, Any]:
    if change.sort is None:
        return {change.name: getattr(of, change.name)}
    entries, wanted = dict(change.sort.entries(into)), change.sort.entries(of)
    if change.name in wanted:
        entries[change.name] = wanted[change.name]
    else:
        entries.pop(change.name, None)
    return {change.sort.value: entries}


def _without_strangers(rule: Rule, rules: Mapping[str, Rule]) -> Rule:
    """The rule, beating only rules that are there."""
    kept = tuple(name for name in rule.overrides if name in rules)
    return rule if kept == rule.overrides else replace(rule, overrides=kept)
