"""The reference engine starting from its last answer: what a hypothetical does not touch is not evaluated again.

A verdict looks at dozens of views that differ in a fact or two, or in the moment. Leaves that read nothing of what
differs keep their truth, and so do clauses whose leaves and findings kept theirs.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

from msgspec import Struct

from triage.constraints import facts_of_leaf
from triage.engines.inference import Inference, rails
from triage.engines.reference import nothing_found
from triage.holding import View
from triage.leaves import leaf_value
from triage.logic import evaluate, greatest, leaves_of
from triage.policy import Found, Has, InForce, Leaf, Policy, Proved, Within
from triage.program import Program


class Evaluated(Struct, frozen=True):
    """A view with the truth of every leaf, findings among them, and of every clause."""

    view: View
    leaves: Mapping[Leaf, bool | None]
    clauses: Mapping[str, bool | None]

    def inference(self) -> Inference:
        """The clauses that hold, and those that hold or could."""
        sure = frozenset(name for name, value in self.clauses.items() if value)
        return Inference(sure, frozenset(name for name, value in self.clauses.items() if value is not False))


class IncrementalEngine:
    """Answers as the reference engine does. Not for several threads at once."""

    name = "reference"

    def __init__(self, program: Program) -> None:
        self._program = program
        self._readers = _readers(program)
        self._clauses_on = _clauses_on(program)
        self._levels = tuple(frozenset(clause.id for clause in level) for level in program.levels)
        self._last: Evaluated | None = None

    def infer(self, view: View) -> Inference:
        """Which clauses hold in the view, and which could."""
        last = self._last
        if last is None or not _comparable(last.view, view):
            self._last = self._from_nothing(view)
        else:
            fresh = dict(self._fresh(last, view))
            concerned = {clause for leaf in fresh for clause in self._clauses_on.get(leaf, ())}
            self._last = self._evaluated(view, {**last.leaves, **fresh}, last.clauses, concerned)
        return self._last.inference()

    def _from_nothing(self, view: View) -> Evaluated:
        leaves = {**nothing_found(self._program), **rails(self._program, view)}
        clauses = self._program.clauses
        return self._evaluated(view, leaves, dict.fromkeys(clauses, False), clauses)

    def _fresh(self, last: Evaluated, view: View) -> Iterator[tuple[Leaf, bool | None]]:
        """The leaves on facts whose truth is another than it was."""
        touched = {leaf for name in _differences(last.view, view) for leaf in self._readers.get(name, ())}
        for leaf in touched:
            value = leaf_value(leaf, view)
            if value is not last.leaves[leaf]:
                yield leaf, value

    def _evaluated(
        self,
        view: View,
        leaves: dict[Leaf, bool | None],
        before: Mapping[str, bool | None],
        concerned: Iterable[str],
    ) -> Evaluated:
        """What holds now, if beside the clauses `concerned` only those can differ that read a finding which does."""
        clauses, waiting = dict(before), set(concerned)
        for level in self._levels:
            moved: dict[str, None] = {}
            for name in level & waiting:
                clause = self._program.clauses[name]
                value = evaluate(clause.condition, leaves.__getitem__)
                if value is not clauses[name]:
                    clauses[name] = value
                    moved |= dict.fromkeys(clause.findings)
            for finding in moved:
                value = greatest({clauses[name] for name in self._program.concluded_by[finding]})
                leaf = Found(finding)
                if value is not leaves[leaf]:
                    leaves[leaf] = value
                    waiting.update(self._clauses_on.get(leaf, ()))
        return Evaluated(view, leaves, clauses)


@lru_cache(maxsize=16)  # each verdict has an engine of its own
def _clauses_on(program: Program) -> Mapping[Leaf, tuple[str, ...]]:
    """For each leaf, findings among them, the clauses that read it."""
    found: dict[Leaf, list[str]] = {}
    for clause in program.clauses.values():
        for leaf in dict.fromkeys(leaves_of(clause.condition)):
            found.setdefault(leaf, []).append(clause.id)
    return {leaf: tuple(clauses) for leaf, clauses in found.items()}


def _comparable(one: View, other: View) -> bool:
    """Whether the views differ in facts, evidence and the moment only."""
    plain = not (one.measures or other.measures or one.known or other.known)
    return plain and one.policy is other.policy


CLOCK = "now"


def _differences(one: View, other: View) -> Iterator[str]:
    """The facts and items of which the views hold different things, and the clock where it is another moment."""
    if one.now != other.now:
        yield CLOCK
    for name, holding in other.facts.items():
        before = one.facts[name]
        if holding is not before and holding != before:
            yield name
    if one.evidence != other.evidence:
        items = dict.fromkeys([*one.evidence, *other.evidence])
        yield from (item for item in items if one.evidence.get(item) is not other.evidence.get(item))


@lru_cache(maxsize=16)
def _readers(program: Program) -> Mapping[str, tuple[Leaf, ...]]:
    """For each fact and item of evidence, and for the clock, the leaves that read it, or may."""
    found: dict[str, list[Leaf]] = {CLOCK: [leaf for leaf in program.leaves if isinstance(leaf, Within | InForce)]}
    for leaf in program.leaves:
        for name in (*facts_of_leaf(leaf, program.policy), *items_of_leaf(leaf, program.policy)):
            found.setdefault(name, []).append(leaf)
    return {name: tuple(leaves) for name, leaves in found.items()}


def items_of_leaf(leaf: Leaf, policy: Policy) -> tuple[str, ...]:
    """The items of evidence that a leaf reads."""
    match leaf:
        case Has(items):
            return items
        case Proved(fact):
            return tuple(item.id for item in policy.evidence.values() if fact in item.proves)
        case _:
            return ()
