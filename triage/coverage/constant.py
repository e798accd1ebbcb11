"""Sides that no case can reach: leaves made constant by the declared choices, bounds and constraints.

Exact by looking at all completions of an empty case side by side, where they are few enough; beyond that nothing is
left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct

from triage.engines.lanes import Lanes
from triage.exhaustive import assert_never
from triage.logic import leaves_of
from triage.policy import All, Any, Condition, Found, Has, InForce, Known, Not, OneOf, Proved, Within
from triage.possibility import Opening, openings
from triage.program import Clause, Program


class Sides(Struct, frozen=True):
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
    for opening in openings(program):
        for clause in waiting:
            seen = _sides_of(clause, opening)
            found[clause.id] = tuple(a | b for a, b in zip(found[clause.id], seen, strict=True))
        waiting = [clause for clause in waiting if any(sides != EITHER for sides in found[clause.id])]
    return found


def _sides_of(clause: Clause, opening: Opening) -> tuple[Sides, ...]:
    lanes = opening.lanes([clause])
    if lanes is None:
        return tuple(EITHER for _ in leaves_of(clause.condition))
    return tuple(_sides(clause.condition, lanes.valid, lanes))


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
