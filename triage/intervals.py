"""Exact interval arithmetic: ranges of rationals, with ends that may be infinite.

As in IEEE 1788-2015, with 0 * infinity = 0. What is divided by zero does not apply.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import TypeAlias

from msgspec.structs import replace

from triage.holding import ANYTHING, INFINITY, Extended, NotApplicable, Range

Computed: TypeAlias = Range | NotApplicable

NOT_APPLICABLE = NotApplicable()


def exactly(number: Fraction | Decimal | int) -> Range:
    """The range of one number."""
    value = Fraction(number)
    return Range(value, value)


def mirrored(held: Range) -> Range:
    """The range of the negative numbers."""
    return Range(-held.high, -held.low, held.may_not_apply)


def _plus(a: Extended, b: Extended) -> Extended:
    if isinstance(a, Fraction):
        return a + b if isinstance(b, Fraction) else b
    return a


def _times(a: Extended, b: Extended) -> Extended:
    if isinstance(a, Fraction) and isinstance(b, Fraction):
        return a * b
    if a == 0 or b == 0:
        return Fraction(0)
    return INFINITY if (a > 0) == (b > 0) else -INFINITY


def added(a: Range, b: Range) -> Range:
    """The sum."""
    return Range(_plus(a.low, b.low), _plus(a.high, b.high))


def subtracted(a: Range, b: Range) -> Range:
    """The difference."""
    return added(a, mirrored(b))


def multiplied(a: Range, b: Range) -> Range:
    """The product, from the corners."""
    corners = [_times(x, y) for x in (a.low, a.high) for y in (b.low, b.high)]
    return Range(min(corners), max(corners))


def divided(a: Range, b: Range) -> Computed:
    """The quotient; nothing where the divisor is surely 0, anything where it may be."""
    if b.low == b.high == 0:
        return NOT_APPLICABLE
    if b.low <= 0 <= b.high:
        return replace(ANYTHING, may_not_apply=True)
    return multiplied(a, Range(_inverse(b.high), _inverse(b.low)))


def _inverse(number: Extended) -> Extended:
    return 1 / number if isinstance(number, Fraction) else Fraction(0)


def scaled(count: Extended, by: int) -> Extended:
    """The end divided by a number."""
    return count / by if isinstance(count, Fraction) else count


OPERATORS: Mapping[str, Callable[[Range, Range], Computed]] = {
    "+": added,
    "-": subtracted,
    "*": multiplied,
    "/": divided,
}
"""What a sign between two ranges does."""
