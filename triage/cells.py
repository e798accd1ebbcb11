"""The unknowns of a view as finite variables: what an unknown could be, as far as any test of the policy can tell."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise, product
from typing import Literal, TypeAlias

from msgspec import Struct, field
from msgspec.structs import replace

from triage.constraints import held
from triage.formula import compute, facts_behind, lookup, names_in
from triage.holding import Held, Holding, NotApplicable, Origin, Range, Unknown, View
from triage.instant import seconds
from triage.intervals import exactly
from triage.leaves import leaf_value, proving, truth_in
from triage.logic import leaves_of, undecided_leaves
from triage.period import ends
from triage.policy import (
    Bound,
    Formula,
    Found,
    Has,
    InForce,
    Kind,
    Known,
    Leaf,
    OneOf,
    Period,
    Policy,
    Proved,
    Value,
    Within,
)
from triage.program import compile_policy
from triage.view import facts_of_leaf

Key: TypeAlias = tuple[Literal["fact", "choice", "measure", "known", "item"], str, str]
"""What a variable is about: ("fact", name, ""), ("choice", fact, choice), ("item", evidence, "") ..."""


class Cell(Struct, frozen=True):
    """One possibility of a variable: what to suppose in the view."""

    facts: Mapping[str, Holding] = field(default_factory=dict)
    evidence: Mapping[str, bool] = field(default_factory=dict)
    measures: Mapping[str, Range | NotApplicable] = field(default_factory=dict)
    known: Mapping[str, bool] = field(default_factory=dict)
    choice: tuple[str, str, bool] | None = None

    def applied_to(self, view: View) -> View:
        """The view in which this possibility is supposed."""
        if self.choice is not None:
            return _with_choice(view, *self.choice)
        return view.supposing(self.facts, self.evidence, self.measures, self.known)


class Variable(Struct, frozen=True):
    """An unknown and its cells."""

    key: Key
    cells: tuple[Cell, ...]


def facts_behind_key(key: Key, view: View) -> tuple[str, ...]:
    """The unknown facts (or the item of evidence) that a variable is about, in the author's order."""
    kind, name, _ = key
    if kind != "measure":
        return (name,)
    behind = facts_behind(name, view)
    return tuple(f for f in view.policy.facts if f in behind and isinstance(view.facts[f], Unknown))


def _with_choice(view: View, fact: str, choice: str, chosen: bool) -> View:
    """Add one choice to, or leave it out of, the choices supposed so far."""
    holding = view.facts[fact]
    if isinstance(holding, Unknown):
        holding = held(frozenset(), holding, Origin.GIVEN)
    assert isinstance(holding, Held)
    assert isinstance(holding.value, frozenset)
    return view.supposing(facts={fact: replace(holding, value=holding.value | {choice} if chosen else holding.value)})


def variables_behind(leaf: Leaf, view: View, through_application: bool = True) -> Iterator[Key]:
    """The variables on which an unknown leaf hangs, and (`through_application`) whether its facts apply at all."""
    if isinstance(leaf, Found) or leaf_value(leaf, view) is not None:
        return
    yield from _direct(leaf, view)
    if through_application:
        for fact in facts_of_leaf(leaf, view.policy):
            yield from keys_of_application(fact, view)


def keys_of_application(fact: str, view: View) -> Iterator[Key]:
    """The variables on which it hangs whether the fact applies."""
    for inner in undecided_leaves(view.policy.facts[fact].applies_when, truth_in(view)):
        yield from variables_behind(inner, view)


def _direct(leaf: Leaf, view: View) -> Iterator[Key]:
    match leaf:
        case OneOf(fact, values):
            yield from _of_fact(fact, values, view)
        case Proved(fact, values):
            yield from _of_fact(fact, values, view)
            yield from (("item", item, "") for item in proving(fact, view) if item not in view.evidence)
        case Has(items):
            yield from (("item", item, "") for item in items if item not in view.evidence)
        case Known(fact):
            yield ("known", fact, "")
        case InForce(period):
            yield from _of_date(period, view)
        case Within(subject, low, high):
            yield from _of_subject(subject, view)
            for bound in (low, high):
                yield from _of_bound(bound, view)
        case Found():
            return


def _of_fact(fact: str, values: tuple[Value, ...], view: View) -> Iterator[Key]:
    holding = view.facts[fact]
    if not isinstance(holding, Unknown):
        return
    if view.policy.facts[fact].kind is Kind.CHOICES and not holding.values:
        yield from (("choice", fact, str(value)) for value in values)
    else:
        yield ("fact", fact, "")


def _of_date(period: Period, view: View) -> Iterator[Key]:
    if period.by is not None and isinstance(view.facts[period.by], Unknown):
        yield ("fact", period.by, "")


def _of_subject(subject: str, view: View) -> Iterator[Key]:
    computed = lookup(subject, view)
    if isinstance(computed, NotApplicable) or computed.point is not None:
        return
    yield ("measure", subject, "") if subject in view.policy.measures else ("fact", subject, "")


def _of_bound(bound: Bound | None, view: View) -> Iterator[Key]:
    for name in names_in(bound.formula) if bound else ():
        if name in view.policy.parameters:
            for version in view.policy.parameters[name].versions:
                yield from _of_date(version.period, view)


# --- Cells -------------------------------------------------------------------------------------


def variable(key: Key, view: View) -> Variable:
    """The variable with its cells, one for each way in which the policy's tests can come out."""
    kind, name, choice = key
    if kind == "choice":
        return Variable(key, tuple(Cell(choice=(name, choice, chosen)) for chosen in (False, True)))
    if kind == "item":
        return Variable(key, (Cell(evidence={name: False}), Cell(evidence={name: True})))
    if kind == "known":
        return Variable(key, (Cell(known={name: False}), Cell(known={name: True})))
    if view.measures:
        return _told_apart(key, view)
    held_of = tuple(view.facts[fact] for fact in _deciding(name, view.policy))
    return _told_apart_among(key, view.policy, view.now, held_of)


@lru_cache(maxsize=1 << 14)
def _told_apart_among(key: Key, policy: Policy, now: datetime, held_of: tuple[Holding, ...]) -> Variable:
    """The variable in any view that holds these things of the facts on which its cells hang."""
    facts = dict(zip(_deciding(key[1], policy), held_of, strict=True))
    return _told_apart(key, View(policy, now, facts, {}))


def _told_apart(key: Key, view: View) -> Variable:
    kind, name, _ = key
    return Variable(key, tuple(_distinct(name, tuple(_candidates(kind, name, view)), view)))


@lru_cache(maxsize=1 << 12)
def _deciding(name: str, policy: Policy) -> tuple[str, ...]:
    """The facts on which it hangs how the tests of a fact or measure come out."""
    leaves = [Within(name, None, None), *readers(policy).get(name, ())]
    return tuple(dict.fromkeys(fact for leaf in leaves for fact in facts_of_leaf(leaf, policy)))


def _candidates(kind: str, name: str, view: View) -> Iterator[Cell]:
    if kind == "measure":
        yield from _measure_cells(name, view)
        return
    holding = view.facts[name]
    assert isinstance(holding, Unknown)
    if holding.values:
        yield from (Cell(facts={name: held(value, holding, Origin.GIVEN)}) for value in holding.values)
        return
    fact = view.policy.facts[name]
    step = {Kind.COUNT: Fraction(1), Kind.MONEY: Fraction(1, 10**view.policy.minor_unit), Kind.MOMENT: Fraction(1)}
    for number in _samples(name, holding.bounds, step.get(fact.kind), view):
        yield Cell(facts={name: Unknown(holding.doubt, (), Range(number, number))})


def _measure_cells(name: str, view: View) -> Iterator[Cell]:
    computed = lookup(name, view)
    assert isinstance(computed, Range)
    for number in _samples(name, computed, None, view):
        yield Cell(measures={name: Range(number, number)})
    if computed.may_not_apply:
        yield Cell(measures={name: NotApplicable()})


def _samples(name: str, bounds: Range, step: Fraction | None, view: View) -> Iterator[Fraction]:
    """One number at each threshold, and one in each stretch beside and between thresholds, within the bounds."""
    ends = [end for end in (bounds.low, bounds.high) if isinstance(end, Fraction)]
    points = sorted({*_thresholds(name, view), *ends}) or [Fraction(0)]
    if step is None:
        samples = {*points, *((a + b) / 2 for a, b in pairwise(points)), points[0] - 1, points[-1] + 1}
    else:  # a count is never 2.5, nor a price 166.666...
        samples = {(point // step + shift) * step for point in points for shift in (-1, 0, 1, 2)}
    inside = [s for s in samples if bounds.low <= s <= bounds.high]
    yield from sorted(inside or ends)


def _thresholds(name: str, view: View) -> Iterator[Fraction]:
    for leaf in readers(view.policy).get(name, ()):
        match leaf:
            case Within(subject, low, high) if subject == name:
                yield from (limit for bound in (low, high) if bound for limit in _limits(bound.formula, view))
            case OneOf(_, values) | Proved(_, values):
                yield from (n for value in values for n in _number(value))
            case InForce(period):
                yield from _period_ends(period, view)
            case _:
                continue
    for parameter in view.policy.parameters.values():
        for version in parameter.versions:
            if version.period.by == name:
                yield from _period_ends(version.period, view)


def _limits(formula: Formula, view: View) -> Iterator[Fraction]:
    """The values that a bound takes, over all versions of the parameters that it reads."""
    parameters = [n for n in dict.fromkeys(names_in(formula)) if n in view.policy.parameters]
    for versions in product(*(view.policy.parameters[name].versions for name in parameters)):
        supposed = {name: exactly(version.value) for name, version in zip(parameters, versions, strict=True)}
        limit = compute(formula, view.supposing(measures=supposed))
        if isinstance(limit, Range) and limit.point is not None:
            yield limit.point


def _number(value: Value) -> Iterator[Fraction]:
    if isinstance(value, datetime):
        yield seconds(value)
    elif isinstance(value, Decimal):
        yield Fraction(value)


def _period_ends(period: Period, view: View) -> Iterator[Fraction]:
    yield from (seconds(end) for end in ends(period, view) if end is not None)


def _distinct(name: str, cells: tuple[Cell, ...], view: View) -> Iterator[Cell]:
    """One cell for each different outcome of the leaves that read the name, and one for its making no sense."""
    seen = set()
    leaves = [OneOf(x.fact, x.values) if isinstance(x, Proved) else x for x in readers(view.policy).get(name, ())]
    measures = {m: lookup(m, view) for x in leaves for m in _measure(x, view.policy)}  # variables of their own
    for cell in cells:
        supposed = cell.applied_to(view.supposing(measures=measures))
        absent = isinstance(cell.measures.get(name), NotApplicable)
        outcome = (absent, *(_outcome(leaf, supposed) for leaf in leaves))
        if outcome not in seen:
            seen.add(outcome)
            yield cell


def _outcome(leaf: Leaf, view: View) -> Hashable:
    """How the leaf comes out; where another unknown has its say too, everything that is compared."""
    value = leaf_value(leaf, view)
    if value is not None or not isinstance(leaf, Within):
        return value
    limits = tuple(bound and compute(bound.formula, view) for bound in (leaf.low, leaf.high))
    return lookup(leaf.subject, view), limits


@lru_cache(maxsize=16)
def readers(policy: Policy) -> Mapping[str, tuple[Leaf, ...]]:
    """For each fact and measure the leaves anywhere in the policy that test it."""
    everywhere = dict.fromkeys(compile_policy(policy).leaves)
    for never in policy.nevers:
        everywhere |= dict.fromkeys(leaves_of(never.when))
    for fact in policy.facts.values():
        everywhere |= dict.fromkeys(leaves_of(fact.applies_when))
    found: dict[str, list[Leaf]] = {}
    for leaf in everywhere:
        for name in dict.fromkeys((*facts_tested(leaf, policy), *_measure(leaf, policy))):
            found.setdefault(name, []).append(leaf)
    return {name: tuple(leaves) for name, leaves in found.items()}


def facts_tested(leaf: Leaf, policy: Policy) -> tuple[str, ...]:
    """The facts that a leaf tests, dates that decide included, but not through a measure: that is tested itself."""
    if isinstance(leaf, Within) and leaf.subject in policy.measures:
        return facts_of_leaf(Within("now", leaf.low, leaf.high), policy)
    return facts_of_leaf(leaf, policy)


def _measure(leaf: Leaf, policy: Policy) -> tuple[str, ...]:
    return (leaf.subject,) if isinstance(leaf, Within) and leaf.subject in policy.measures else ()
