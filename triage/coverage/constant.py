"""Sides that no case can reach: leaves made constant by the declared choices, bounds and constraints.

Exact by looking at all completions of an empty case side by side, where they are few enough; beyond that nothing is
left out. Rules of different times are looked at from every stretch of time that the pack tells apart.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

from typing_extensions import assert_never

from triage.case import Case
from triage.engines import Inference, ReferenceEngine
from triage.engines.lanes import Lanes, lanes_for
from triage.holding import View
from triage.instant import start_of
from triage.logic import leaves_of
from triage.policy import (
    All,
    Any,
    Condition,
    Found,
    Has,
    InForce,
    Known,
    Leaf,
    Not,
    OneOf,
    Period,
    Policy,
    Proved,
    Within,
)
from triage.program import Clause, Program
from triage.view import as_given

SOME_DAY = datetime(2026, 7, 1, 12, tzinfo=timezone.utc)
"""The moment from which a pack is looked at first."""


@dataclass(frozen=True, slots=True)
class Sides:
    """Whether some case makes the leaf true and decisive, and whether some case makes it false and decisive."""

    true: bool = False
    false: bool = False

    def __or__(self, other: Sides) -> Sides:
        return Sides(self.true or other.true, self.false or other.false)


EITHER = Sides(true=True, false=True)


def reachable(clauses: Sequence[Clause], program: Program) -> dict[str, tuple[Sides, ...]]:
    """For each clause the sides that its leaves can reach, in the order of `leaves_of`."""
    found = {clause.id: tuple(Sides() for _ in leaves_of(clause.condition)) for clause in clauses}
    waiting = list(clauses)
    for now in _times(program.policy):
        view = as_given(program.policy, Case(program.policy.id, now))
        inference = ReferenceEngine(program).infer(view)
        for clause in waiting:
            seen = _sides_of(clause, program, view, inference)
            found[clause.id] = tuple(a | b for a, b in zip(found[clause.id], seen, strict=True))
        waiting = [clause for clause in waiting if any(sides != EITHER for sides in found[clause.id])]
    return found


def _times(policy: Policy) -> Iterator[datetime]:
    """A moment of each stretch of time in which other versions are in force."""
    yield SOME_DAY
    bounds = set()
    for period in _periods_by_now(policy):
        bounds |= {start_of(period.since, policy.timezone)} if period.since else set()
        bounds |= {start_of(period.until + timedelta(days=1), policy.timezone)} if period.until else set()
    for bound in sorted(bounds):
        yield bound - timedelta(seconds=1)
        yield bound


def _periods_by_now(policy: Policy) -> Iterator[Period]:
    periods = [rule.period for rule in policy.rules.values()]
    periods += [version.period for parameter in policy.parameters.values() for version in parameter.versions]
    return (period for period in periods if period.by is None or period.otherwise_now)


def _sides_of(clause: Clause, program: Program, view: View, inference: Inference) -> tuple[Sides, ...]:
    lanes = lanes_for(_leaves(clause, program), program, view, inference)
    if lanes is None:
        return tuple(EITHER for _ in leaves_of(clause.condition))
    return tuple(_sides(clause.condition, lanes.valid, lanes))


def _leaves(clause: Clause, program: Program) -> Iterator[Leaf]:
    """The leaves on facts on which the clause hangs, through findings too."""
    for leaf in leaves_of(clause.condition):
        if isinstance(leaf, Found):
            for name in program.concluded_by[leaf.finding]:
                yield from _leaves(program.clauses[name], program)
        else:
            yield leaf


def _sides(condition: Condition, reaching: int, lanes: Lanes) -> Iterator[Sides]:
    """The sides of each leaf; `reaching` are the lanes in which a flip of this part reaches the top."""
    match condition:
        case All(parts):
            yield from _among(parts, [lanes.condition(part) for part in parts], reaching, lanes)
        case Any(parts):
            yield from _among(parts, [lanes.full ^ lanes.condition(part) for part in parts], reaching, lanes)
        case Not(part):
            yield from _sides(part, reaching, lanes)
        case OneOf() | Within() | Known() | Proved() | Has() | InForce() | Found():
            holds = lanes.condition(condition)
            yield Sides(bool(reaching & holds), bool(reaching & ~holds))
        case _:
            assert_never(condition)


def _among(parts: tuple[Condition, ...], neutral: list[int], reaching: int, lanes: Lanes) -> Iterator[Sides]:
    for index, part in enumerate(parts):
        others = reaching
        for lane in (*neutral[:index], *neutral[index + 1 :]):
            others &= lane
        yield from _sides(part, others, lanes)
