"""The one place where a value is compared: a leaf of a condition and a view give true, false or unknown."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

from triage.formula import compute, fact_range, lookup
from triage.holding import Held, NotApplicable, Origin, Range, Unknown, View
from triage.instant import seconds
from triage.intervals import mirrored
from triage.period import in_force
from triage.policy import (
    NUMERIC,
    Bound,
    Has,
    InForce,
    Kind,
    Known,
    Leaf,
    OneOf,
    Proved,
    Value,
    Within,
)

COMPARED = (*NUMERIC, Kind.MOMENT)
"""Kinds whose values are numbers or moments. (A tuple: sets hash, which takes an enum most of the time of a test.)"""


def truth_in(view: View) -> Callable[[Leaf], bool | None]:
    """The truth of leaves on facts in this view."""
    return lambda leaf: leaf_value(leaf, view)


def leaf_value(leaf: Leaf, view: View) -> bool | None:
    """True, false, or None (unknown). A leaf on a fact that does not apply is false.

    Findings are no facts: `Found` leaves are looked up by whoever evaluates the rules; here they raise KeyError.
    """
    value = _COMPARISONS[type(leaf)](leaf, view)
    return None if value and _may_not_apply(leaf, view) else value


def _may_not_apply(leaf: Leaf, view: View) -> bool:
    """Whether a fact that the leaf tests may turn out to make no sense; numbers and dates say so themselves."""
    match leaf:
        case OneOf(name) | Proved(name):
            holding = view.facts[name]
            return isinstance(holding, Unknown) and holding.may_not_apply
        case _:
            return False


def _and(left: bool | None, right: bool | None) -> bool | None:
    if left is False or right is False:
        return False
    return True if left and right else None


def _one_of(fact: str, values: tuple[Value, ...], view: View) -> bool | None:
    holding = view.facts[fact]
    if isinstance(holding, Held):
        instant = isinstance(holding.value, datetime)  # an hour that the clock goes through twice is two
        return _equals(fact_range(fact, view), values) if instant else _matches(holding.value, values)
    if isinstance(holding, NotApplicable):
        return False
    if view.policy.facts[fact].kind in COMPARED:
        return _equals(fact_range(fact, view), values)
    verdicts = {_matches(value, values) for value in holding.values}
    return verdicts.pop() if len(verdicts) == 1 else None


def _matches(value: Value, values: tuple[Value, ...]) -> bool:
    if isinstance(value, frozenset):
        return any(choice in value for choice in values)
    return value in values


def _equals(held: Range | NotApplicable, values: tuple[Value, ...]) -> bool | None:
    if isinstance(held, NotApplicable):
        return False
    numbers = [_number(value) for value in values]
    if held.point is not None:
        return held.point in numbers
    return None if any(held.low <= number <= held.high for number in numbers) else False


def _number(value: Value) -> Fraction:
    if isinstance(value, datetime):
        return seconds(value)
    assert isinstance(value, Decimal)
    return Fraction(value)


def _within(subject: Range | NotApplicable, low: Bound | None, high: Bound | None, view: View) -> bool | None:
    if isinstance(subject, NotApplicable):
        return False
    above = True if low is None else _above(subject, low, view)
    below = True if high is None else _above(mirrored(subject), high, view, mirror=True)
    return _and(above, below)


def _above(subject: Range, bound: Bound, view: View, mirror: bool = False) -> bool | None:
    limit = compute(bound.formula, view)
    if isinstance(limit, NotApplicable):
        return False
    if mirror:  # subject < limit is -subject > -limit
        limit = mirrored(limit)
    if subject.low > limit.high or (bound.inclusive and subject.low == limit.high):
        return None if subject.may_not_apply or limit.may_not_apply else True
    if subject.high < limit.low or (not bound.inclusive and subject.high == limit.low):
        return False
    return None


def _known(fact: str, view: View) -> bool | None:
    match view.facts[fact]:
        case NotApplicable():
            return False
        case _ if fact in view.known:
            return view.known[fact]
        case Held(known=known):
            return known
        case Unknown(doubt=doubt):
            return {"not_asked": None, "not_known": False, "contested": True}[doubt.value]


def _evidenced(fact: str, view: View) -> bool | None:
    """Whether an item at hand proves the fact: one that the answer names, else any that may prove it."""
    return _any_at_hand(proving(fact, view), view)


def proving(fact: str, view: View) -> tuple[str, ...]:
    """The items of evidence of which one has to be at hand for the fact to be proved."""
    holding = view.facts[fact]
    named = holding.by if isinstance(holding, Held) and holding.origin is Origin.GIVEN else ()
    return named or tuple(item.id for item in view.policy.evidence.values() if fact in item.proves)


def _any_at_hand(items: tuple[str, ...], view: View) -> bool | None:
    shown = {view.evidence.get(item) for item in items}
    if True in shown:
        return True
    return None if None in shown else False


_COMPARISONS: Mapping[type, Callable[[Any, View], bool | None]] = {
    OneOf: lambda leaf, view: _one_of(leaf.fact, leaf.values, view),
    Within: lambda leaf, view: _within(lookup(leaf.subject, view), leaf.low, leaf.high, view),
    Known: lambda leaf, view: _known(leaf.fact, view),
    Proved: lambda leaf, view: _and(_one_of(leaf.fact, leaf.values, view), _evidenced(leaf.fact, view)),
    Has: lambda leaf, view: _any_at_hand(leaf.items, view),
    InForce: lambda leaf, view: in_force(leaf.period, view),
}
"""A table for speed, as in `triage.logic`."""
