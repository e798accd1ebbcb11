"""Three-valued logic over conditions (strong Kleene), with reasons.

Kleene, Introduction to Metamathematics (1952), §64: `and` is the least, `or` the greatest of false < unknown < true.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from operator import attrgetter
from typing import Any as AnyType
from typing import TypeAlias

from msgspec import Struct

from triage.exhaustive import assert_never
from triage.policy import All, Any, Condition, Found, Has, InForce, Known, Leaf, Not, OneOf, Proved, Value, Within

LeafTruth: TypeAlias = Callable[[Leaf], bool | None]


def evaluate(condition: Condition, truth: LeafTruth) -> bool | None:
    """The condition's truth value, given that of each leaf."""
    combination = _COMBINATIONS.get(type(condition))
    return combination(condition, truth) if combination else truth(condition)  # type: ignore[arg-type]  # a leaf


def _least(condition: All, truth: LeafTruth) -> bool | None:
    result: bool | None = True
    for part in condition.parts:
        value = evaluate(part, truth)
        if value is False:
            return False
        if value is None:
            result = None
    return result


def _greatest(condition: Any, truth: LeafTruth) -> bool | None:
    result: bool | None = False
    for part in condition.parts:
        value = evaluate(part, truth)
        if value is True:
            return True
        if value is None:
            result = None
    return result


def greatest(values: Collection[bool | None]) -> bool | None:
    """The greatest of truth values that are worked out already."""
    return True if True in values else None if None in values else False


def _opposite(condition: Not, truth: LeafTruth) -> bool | None:
    value = evaluate(condition.part, truth)
    return None if value is None else not value


_COMBINATIONS: Mapping[type, Callable[[AnyType, LeafTruth], bool | None]] = {
    All: _least,
    Any: _greatest,
    Not: _opposite,
}
"""What is no leaf. A table, because matching classes one after the other took a tenth of a verdict."""


def leaves_of(condition: Condition) -> tuple[Leaf, ...]:
    """The leaves of a condition in the author's order, with repetitions."""
    parts = _PARTS.get(type(condition))
    if parts is None:
        return (condition,)  # type: ignore[return-value]  # a leaf
    return tuple(leaf for part in parts(condition) for leaf in leaves_of(part))


_PARTS: Mapping[type, Callable[[AnyType], tuple[Condition, ...]]] = {
    All: attrgetter("parts"),
    Any: attrgetter("parts"),
    Not: lambda condition: (condition.part,),
}
"""What is no leaf has parts."""


def undecided_leaves(condition: Condition, truth: LeafTruth) -> Iterator[Leaf]:
    """The unknown leaves on which an unknown condition hangs; parts that are decided already are passed over."""
    if evaluate(condition, truth) is not None:
        return
    match condition:
        case All(parts) | Any(parts):
            for part in parts:
                yield from undecided_leaves(part, truth)
        case Not(part):
            yield from undecided_leaves(part, truth)
        case OneOf() | Within() | Known() | Proved() | Has() | InForce() | Found():
            yield condition
        case _:
            assert_never(condition)


class Explained(Struct, frozen=True):
    """A condition with its truth value. Leaves carry the actual value of what they test.

    `actual` is a value, or a word for the lack of one: "not_asked", "not_known", "contested", "not_applicable",
    "not_evidenced". `origin` tells where a value comes from ("given", "follows", "burden", "presumed", "").
    """

    condition: Condition
    value: bool | None
    actual: Value | str | None = None
    origin: str = ""
    parts: tuple[Explained, ...] = ()


def explain(
    condition: Condition, truth: LeafTruth, actual: Callable[[Leaf], tuple[Value | str | None, str]]
) -> Explained:
    """The truth of every part of a condition, with the actual values of its leaves."""
    match condition:
        case All(parts) | Any(parts):
            explained = tuple(explain(part, truth, actual) for part in parts)
            return Explained(condition, evaluate(condition, truth), parts=explained)
        case Not(part):
            return Explained(condition, evaluate(condition, truth), parts=(explain(part, truth, actual),))
        case OneOf() | Within() | Known() | Proved() | Has() | InForce() | Found():
            value, origin = actual(condition)
            return Explained(condition, truth(condition), value, origin)
        case _:
            assert_never(condition)
