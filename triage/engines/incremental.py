"""The reference engine starting from its last answer: what a hypothetical does not touch is not evaluated again.

A verdict looks at dozens of views that differ in a fact or two. Leaves that read none of the changed facts keep their
truth, and so do clauses whose leaves and findings kept theirs.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msgspec import Struct

from triage.constraints import facts_of_leaf
from triage.engines.inference import Inference, rails
from triage.holding import View
from triage.leaves import leaf_value
from triage.logic import evaluate, leaves_of
from triage.policy import Found, Has, Leaf, Policy, Proved
from triage.program import Clause, Program


class Evaluated(Struct, frozen=True):
    """A view with the truth of every leaf, clause and finding in it."""

    view: View
    leaves: Mapping[Leaf, bool | None]
    clauses: Mapping[str, bool | None]
    findings: Mapping[str, bool | None]

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
        self._reads = {
            clause.id: frozenset(leaves_of(clause.condition)) for level in program.levels for clause in level
        }
        self._last: Evaluated | None = None

    def infer(self, view: View) -> Inference:
        """Which clauses hold in the view, and which could."""
        last = self._last
        if last is None or not _comparable(last.view, view):
            self._last = self._evaluated(view, rails(self._program, view), None, frozenset())
        else:
            leaves, changed = self._leaves(last, view)
            self._last = self._evaluated(view, leaves, last, changed)
        return self._last.inference()

    def _leaves(self, last: Evaluated, view: View) -> tuple[Mapping[Leaf, bool | None], frozenset[Leaf]]:
        """The truth of all leaves, and those whose truth is another than it was."""
        touched = {leaf for name in _differences(last.view, view) for leaf in self._readers.get(name, ())}
        fresh = {leaf: leaf_value(leaf, view) for leaf in touched}
        changed = frozenset(leaf for leaf, value in fresh.items() if value is not last.leaves[leaf])
        return {**last.leaves, **fresh}, changed

    def _evaluated(
        self, view: View, leaves: Mapping[Leaf, bool | None], last: Evaluated | None, changed: frozenset[Leaf]
    ) -> Evaluated:
        findings: dict[str, bool | None] = {}
        clauses: dict[str, bool | None] = {}

        def truth(leaf: Leaf) -> bool | None:
            return findings.get(leaf.finding, False) if isinstance(leaf, Found) else leaves[leaf]

        moved = set(changed)
        for level in self._program.levels:
            for clause in level:
                stays = last is not None and moved.isdisjoint(self._reads[clause.id])
                clauses[clause.id] = last.clauses[clause.id] if last and stays else evaluate(clause.condition, truth)
            for name, value in _concluded(level, clauses):
                findings[name] = True if value or findings.get(name) else None
            moved |= _moved(level, findings, last)
        return Evaluated(view, leaves, clauses, findings)


def _concluded(level: tuple[Clause, ...], clauses: Mapping[str, bool | None]) -> Iterator[tuple[str, bool | None]]:
    for clause in level:
        value = clauses[clause.id]
        if value is not False:
            yield from ((name, value) for name in clause.findings)


def _moved(level: tuple[Clause, ...], findings: Mapping[str, bool | None], last: Evaluated | None) -> set[Leaf]:
    """The findings of the level whose truth is another than it was."""
    if last is None:
        return set()
    names = {name for clause in level for name in clause.findings}
    return {Found(name) for name in names if findings.get(name, False) is not last.findings.get(name, False)}


def _comparable(one: View, other: View) -> bool:
    """Whether the views differ in facts and evidence only."""
    plain = not (one.measures or other.measures or one.known or other.known)
    return plain and one.policy is other.policy and one.now == other.now


def _differences(one: View, other: View) -> Iterator[str]:
    """The facts and items of which the views hold different things."""
    for name, holding in other.facts.items():
        before = one.facts[name]
        if holding is not before and holding != before:
            yield name
    if one.evidence != other.evidence:
        items = dict.fromkeys([*one.evidence, *other.evidence])
        yield from (item for item in items if one.evidence.get(item) is not other.evidence.get(item))


def _readers(program: Program) -> Mapping[str, tuple[Leaf, ...]]:
    """For each fact and item of evidence the leaves that read it."""
    found: dict[str, list[Leaf]] = {}
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
