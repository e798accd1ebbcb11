"""Sums of claims: exact where the inputs are, a range where one is unknown, rounded once."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from msgspec.structs import replace

from triage.formula import compute, facts_behind, lookup, names_in
from triage.holding import INFINITY, Extended, Holding, NotApplicable, Range, Unknown, View, presumed_value
from triage.policy import Claim, Formula, Kind
from triage.verdict import Amount, Status
from triage.view import as_presumed, idle_presumptions


def amount_of(claim: Claim, view: View) -> Amount | None:
    """The claim's sum in the view, never below zero; None where the claim has none or an input does not apply."""
    if claim.amount is None:
        return None
    computed = compute(claim.amount, _without_checks_of_typing(claim.amount, view))
    if isinstance(computed, NotApplicable):
        return None
    inputs = {name: value for name in names_in(claim.amount) if (value := _input(name, view)) is not None}
    missing = tuple(dict.fromkeys(name for name in names_in(claim.amount) if name not in inputs))
    return Amount(_money(computed.low, view), _money(computed.high, view), claim.amount, inputs, missing)


def _without_checks_of_typing(formula: Formula, view: View) -> View:
    """The view in which no unknown sum has an upper bound only because its fact declares a `max`.

    That a price above ten million is refused as a slip of the pen says nothing of a price that nobody has told.
    """
    untold: dict[str, Holding] = {}
    for name in _facts(formula, view):
        fact, holding = view.policy.facts[name], view.facts[name]
        if fact.kind is not Kind.MONEY or fact.high is None or not isinstance(holding, Unknown):
            continue
        if holding.bounds.high == Fraction(fact.high):
            untold[name] = replace(holding, bounds=replace(holding.bounds, high=INFINITY))
    return view.supposing(facts=untold) if untold else view


def _money(number: Extended, view: View) -> Decimal | None:
    """Rounded half up to the minor unit; None for infinity."""
    if not isinstance(number, Fraction):
        return None
    unit = 10**view.policy.minor_unit
    rounded = (max(number, Fraction(0)) * unit + Fraction(1, 2)) // 1
    return Decimal(int(rounded)).scaleb(-view.policy.minor_unit)


def decimal_of(number: Fraction) -> Decimal:
    """The number as a decimal, rounded half up where it has no finite form."""
    quotient = Decimal(number.numerator) / Decimal(number.denominator)
    return quotient if Fraction(quotient) == number else quotient.quantize(Decimal(10) ** -6, ROUND_HALF_UP)


def _input(name: str, view: View) -> Decimal | None:
    computed = lookup(name, view)
    point = computed.point if isinstance(computed, Range) else None
    return None if point is None else decimal_of(point)


def amount_firmness(claim: Claim, given: View, presumed: View) -> tuple[Status, tuple[str, ...], tuple[str, ...]]:
    """The status of the sum, the presumptions that it rests on, and the unknown facts that could change it."""
    if claim.amount is None or _same(claim.amount, given):
        return Status.SETTLED, (), ()
    behind = tuple(_facts(claim.amount, presumed))
    assumed = tuple(name for name in behind if presumed_value(presumed.facts[name]) is not None)
    if not _same(claim.amount, presumed):
        unknown = tuple(name for name in behind if isinstance(presumed.facts[name], Unknown))
        return Status.OPEN, assumed, unknown
    dropped = idle_presumptions(presumed)
    for name in assumed:
        if _same(claim.amount, as_presumed(given, dropped | {name})):
            dropped |= {name}
    return Status.PRESUMED, tuple(name for name in assumed if name not in dropped), ()


def _same(formula: Formula, view: View) -> bool:
    computed = compute(formula, view)
    return isinstance(computed, NotApplicable) or computed.point is not None


def _facts(formula: Formula, view: View) -> Iterator[str]:
    behind = {fact for name in names_in(formula) for fact in facts_behind(name, view)}
    yield from (name for name in view.policy.facts if name in behind)
