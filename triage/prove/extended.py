"""Numbers or infinities of all cases at once, as the ends of ranges (triage.formula, term for term)."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from msgspec import Struct

from triage.prove.terms import (
    FALSE,
    TRUE,
    ZERO,
    Term,
    both,
    choose,
    either,
    equal,
    more_than,
    negation,
    number,
    over,
    plus,
    scaled,
    select,
    times,
)


class Extended(Struct, frozen=True):
    """Plus infinity where `above` holds, minus infinity where `below` does, else the number `term`."""

    above: Term
    below: Term
    term: Term

    @property
    def finite(self) -> Term:
        """Where it is a number."""
        return negation(either(self.above, self.below))


HIGHEST = Extended(TRUE, FALSE, ZERO)
LOWEST = Extended(FALSE, TRUE, ZERO)


def finite(term: Term) -> Extended:
    """A number in every case."""
    return Extended(FALSE, FALSE, term)


def exactly(value: Fraction | int) -> Extended:
    """The same number in every case."""
    return finite(number(value))


def greater_than(a: Extended, b: Extended) -> Term:
    """Where `a > b`."""
    strictly = either(a.above, b.below, more_than(a.term, b.term))
    return both(negation(a.below), negation(b.above), strictly)


def not_below(a: Extended, b: Extended) -> Term:
    """Where `a >= b`."""
    return negation(greater_than(b, a))


def equals(a: Extended, b: Extended) -> Term:
    """Where both are the same number or the same infinity."""
    if a == b:
        return TRUE
    numbers = both(a.finite, b.finite, equal(a.term, b.term))
    return either(both(a.above, b.above), both(a.below, b.below), numbers)


def select_end(condition: Term, then: Extended, otherwise: Extended) -> Extended:
    """`then` where the condition holds, else `otherwise`."""
    return Extended(
        choose(condition, then.above, otherwise.above),
        choose(condition, then.below, otherwise.below),
        select(condition, then.term, otherwise.term),
    )


def negative(a: Extended) -> Extended:
    """`-a`."""
    return Extended(a.below, a.above, scaled(a.term, -1))


def sum_of(a: Extended, b: Extended) -> Extended:
    """`a + b`; of two infinities the first."""
    return Extended(
        either(a.above, both(negation(a.below), b.above)),
        either(a.below, both(negation(a.above), b.below)),
        plus(a.term, b.term),
    )


def product_of(a: Extended, b: Extended) -> Extended:
    """`a * b`, with 0 * infinity = 0."""
    infinite = either(negation(a.finite), negation(b.finite))
    nothing = either(_is_zero(a), _is_zero(b))
    positive = either(both(_positive(a), _positive(b)), both(_negative(a), _negative(b)))
    return Extended(
        both(infinite, negation(nothing), positive),
        both(infinite, negation(nothing), negation(positive)),
        select(nothing, ZERO, times(a.term, b.term)) if infinite is not FALSE else times(a.term, b.term),
    )


def _is_zero(a: Extended) -> Term:
    return both(a.finite, equal(a.term, ZERO))


def _positive(a: Extended) -> Term:
    return greater_than(a, exactly(0))


def _negative(a: Extended) -> Term:
    return greater_than(exactly(0), a)


def inverse(a: Extended) -> Extended:
    """`1 / a`; of an infinity zero."""
    return finite(select(a.finite, over(number(1), a.term), ZERO))


def least(ends: Iterable[Extended]) -> Extended:
    """The smallest of some ends."""
    first, *others = dict.fromkeys(ends)
    for other in others:
        first = select_end(greater_than(first, other), other, first)
    return first


def greatest(ends: Iterable[Extended]) -> Extended:
    """The largest of some ends."""
    first, *others = dict.fromkeys(ends)
    for other in others:
        first = select_end(greater_than(other, first), other, first)
    return first
