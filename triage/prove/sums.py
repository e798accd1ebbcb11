"""Sums of claims in all cases at once (triage.decide.amounts)."""

from __future__ import annotations

from fractions import Fraction

from msgspec.structs import replace

from triage.policy import Claim
from triage.prove.extended import Extended
from triage.prove.spans import NOTHING, Span, compute
from triage.prove.states import Sight
from triage.prove.terms import ZERO, Term, greater, number, plus, scaled, whole


def sum_of_claim(claim: Claim, sight: Sight) -> Span:
    """The claim's sum, never below zero, rounded half up to the minor unit; nothing where the claim has none."""
    if claim.amount is None:
        return NOTHING
    unit = 10**sight.policy.minor_unit
    computed = compute(claim.amount, sight.span, sight.policy)
    return replace(computed, low=_rounded(computed.low, unit), high=_rounded(computed.high, unit))


def _rounded(end: Extended, unit: int) -> Extended:
    return Extended(end.above, end.below, _to_unit(end.term, unit))


def _to_unit(term: Term, unit: int) -> Term:
    half = number(Fraction(1, 2))
    return scaled(whole(plus(scaled(greater(term, ZERO), unit), half)), Fraction(1, unit))
