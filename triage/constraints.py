"""What cannot hold together, and what that settles.

A pack forbids combinations of facts (`never`) and orders of moments (`ordered`); and whoever states a fact says that it
applies. From what is known so far follows what an unknown fact can still be.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from msgspec import Struct
from msgspec.structs import replace

from triage.formula import lookup, names_in
from triage.holding import ANYTHING, Doubt, Held, Holding, NotApplicable, Origin, Range, Unknown, View
from triage.instant import seconds
from triage.leaves import truth_in
from triage.logic import evaluate, leaves_of
from triage.policy import ALWAYS, Condition, InForce, Known, Not, OneOf, Ordered, Policy, Proved, Value, Within


class Constraint(Struct, frozen=True):
    """What cannot hold, the facts that it reads, and the fact that has to be stated for it to count ("": none)."""

    condition: Condition
    reads: tuple[str, ...]
    stated: str = ""

    def counts_in(self, view: View) -> bool:
        """Whether the constraint is one of this case."""
        return not self.stated or is_stated(view.facts[self.stated])


@lru_cache(maxsize=16)
def constraints(policy: Policy) -> tuple[Constraint, ...]:
    """The pack's own constraints, and that a fact does not apply which somebody stated."""
    return tuple(
        [Constraint(never.when, _reads(never.when, policy)) for never in policy.nevers]
        + [
            Constraint(Not(fact.applies_when), _reads(fact.applies_when, policy), name)
            for name, fact in policy.facts.items()
            if fact.applies_when != ALWAYS
        ]
    )


@lru_cache(maxsize=16)
def _constraints_on(policy: Policy) -> Mapping[str, tuple[Constraint, ...]]:
    """For each fact the constraints that read it."""
    return {name: tuple(c for c in constraints(policy) if name in c.reads) for name in policy.facts}


def _reads(condition: Condition, policy: Policy) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for leaf in leaves_of(condition) for name in facts_of_leaf(leaf, policy)))


def narrowed(view: View) -> View:
    """Drop the values that a constraint excludes; a fact with one value left has that value."""
    facts: dict[str, Holding] = {}
    for constraint in constraints(view.policy):
        if not constraint.counts_in(view) or evaluate(constraint.condition, truth_in(view)) is not None:
            continue
        for name in constraint.reads:
            holding = facts.get(name, view.facts[name])
            if isinstance(holding, Unknown) and holding.values:
                found = _without_excluded(name, holding, constraint.condition, view.supposing(facts=facts))
                if found is not holding:
                    facts[name] = found
    for ordered in view.policy.ordered:
        facts.update(_bounded(ordered, view.supposing(facts=facts)))
    return view.supposing(facts=facts) if facts else view


def _without_excluded(name: str, holding: Unknown, constraint: Condition, view: View) -> Holding:
    def excluded(value: Value) -> bool:
        supposed = view.supposing(facts={name: held(value, holding, Origin.FOLLOWS)})
        return evaluate(constraint, truth_in(supposed)) is True

    left = tuple(value for value in holding.values if not excluded(value))
    settled = not holding.may_not_apply and holding.doubt is not Doubt.CONTESTED
    if len(left) == 1 and len(holding.values) > 1 and settled:
        return held(left[0], holding, Origin.FOLLOWS)
    return replace(holding, values=left) if left and left != holding.values else holding


def is_constrained(name: str, policy: Policy) -> bool:
    """Whether a constraint reads the fact."""
    return bool(_constraints_on(policy)[name]) or any(name in ordered.moments for ordered in policy.ordered)


def broken(name: str, view: View) -> bool:
    """Whether the view breaks a constraint that reads the fact."""
    truth = truth_in(view)
    return any(
        constraint.counts_in(view) and evaluate(constraint.condition, truth) is True
        for constraint in _constraints_on(view.policy)[name]
    ) or any(name in ordered.moments and any(out_of_order(ordered, view)) for ordered in view.policy.ordered)


def _moments(ordered: Ordered, view: View) -> list[tuple[str, Range]]:
    """The bounds of the moments of the list that apply or may apply, in their order."""
    ranges = [(name, lookup(name, view)) for name in ordered.moments]
    return [(name, held_in) for name, held_in in ranges if isinstance(held_in, Range)]


def _bounded(ordered: Ordered, view: View) -> dict[str, Holding]:
    moments = _moments(ordered, view)
    facts: dict[str, Holding] = {}
    for index, (name, own) in enumerate(moments):
        holding = view.facts.get(name)
        if not isinstance(holding, Unknown) or holding.doubt is Doubt.CONTESTED:
            continue
        low = max([own.low, *(m.low for _, m in moments[:index] if not m.may_not_apply)])
        high = min([own.high, *(m.high for _, m in moments[index + 1 :] if not m.may_not_apply)])
        if low <= high and (low, high) != (own.low, own.high):
            facts[name] = replace(holding, bounds=Range(low, high))
    return facts


def out_of_order(ordered: Ordered, view: View) -> Iterator[tuple[str, str]]:
    """The pairs of known moments of which the one that should come first is later."""
    moments = _moments(ordered, view)
    for index, (earlier, first) in enumerate(moments):
        for later, second in moments[index + 1 :]:
            if first.point is not None and second.point is not None and first.point > second.point:
                yield earlier, later


# --- Values -------------------------------------------------------------------------------------


def is_stated(holding: Holding) -> bool:
    """Whether somebody gave the fact a value, be it that another party denies it."""
    match holding:
        case Held(origin=origin):
            return origin is Origin.GIVEN
        case Unknown(doubt=doubt):
            return doubt is Doubt.CONTESTED
        case NotApplicable():
            return False


def point_of(value: Value) -> Range:
    """The range of one number or moment; of any other value: anything."""
    if isinstance(value, Decimal | datetime):
        number = seconds(value) if isinstance(value, datetime) else Fraction(value)
        return Range(number, number)
    return ANYTHING


def may_be(value: Value, holding: Unknown) -> bool:
    """Whether what is known so far leaves room for the value."""
    if holding.values:
        return value in holding.values
    point = point_of(value).point
    return point is None or holding.bounds.low <= point <= holding.bounds.high


def held(value: Value, holding: Unknown, origin: Origin) -> Held:
    """The value in place of the doubt; whether somebody gave it stays as open as it was."""
    known = {Doubt.NOT_ASKED: None, Doubt.NOT_KNOWN: False, Doubt.CONTESTED: True}
    return Held(value, origin, known=known[holding.doubt])


# --- Facts behind a test ------------------------------------------------------------------------


def facts_of_leaf(leaf: object, policy: Policy) -> tuple[str, ...]:
    """The facts that a leaf reads, also through measures and the dates that decide, in a fixed order."""
    match leaf:
        case OneOf(fact) | Known(fact) | Proved(fact):
            return (fact,)
        case InForce(period):
            return (period.by,) if period.by else ()
        case Within(subject, low, high):
            names = [subject, *(name for bound in (low, high) if bound for name in names_in(bound.formula))]
            return tuple(dict.fromkeys(fact for name in names for fact in _facts_of_name(name, policy)))
        case _:
            return ()


def _facts_of_name(name: str, policy: Policy) -> Iterator[str]:
    if name in policy.measures:
        for inner in names_in(policy.measures[name].formula):
            yield from _facts_of_name(inner, policy)
    elif name in policy.parameters:
        yield from (v.period.by for v in policy.parameters[name].versions if v.period.by)
    elif name in policy.facts:
        yield name
