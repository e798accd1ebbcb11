"""Evaluate formulas over a view, in exact interval arithmetic.

An unknown input is the range of its possible values, so that the result is a range too; where that range is
one point, the formula is known whatever the unknown inputs are (`max(3 * price, 500)` for prices below 166).
`may_not_apply` is carried along as decorations are in IEEE 1788-2015.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from fractions import Fraction

from msgspec.structs import replace

from triage.clocks import CLOCKS
from triage.exhaustive import assert_never
from triage.holding import Extended, Held, NotApplicable, Range, Unknown, View
from triage.instant import seconds
from triage.intervals import NOT_APPLICABLE, OPERATORS, Computed, exactly, mirrored
from triage.period import in_force
from triage.policy import Arithmetic, Call, Formula, Name, Negative, Number, Parameter, Period


def compute(formula: Formula, view: View) -> Computed:
    """The range of the formula's possible values; not applicable as soon as an input that it needs is."""
    match formula:
        case Number(value):
            return exactly(value)
        case Name(name):
            return lookup(name, view)
        case Negative(of):
            inner = compute(of, view)
            return inner if isinstance(inner, NotApplicable) else mirrored(inner)
        case Arithmetic(op, left, right):
            return _with_both(compute(left, view), compute(right, view), OPERATORS[op])
        case Call(function, arguments):
            return _call(function, [compute(argument, view) for argument in arguments], view)
        case _:
            assert_never(formula)


def lookup(name: str, view: View) -> Computed:
    """The range of a fact, measure or parameter, or of `now`."""
    if name not in view.computed:
        view.computed[name] = _looked_up(name, view)
    return view.computed[name]


def _looked_up(name: str, view: View) -> Computed:
    policy = view.policy
    if name == "now":
        return exactly(seconds(view.now))
    if name in view.measures:
        return view.measures[name]
    if name in policy.measures:
        return compute(policy.measures[name].formula, view)
    if name in policy.parameters:
        return parameter_value(policy.parameters[name], view)
    return fact_range(name, view)


def fact_range(name: str, view: View) -> Computed:
    """The range of a number or moment fact."""
    match view.facts[name]:
        case Held(value):
            return exactly(seconds(value) if isinstance(value, datetime) else Fraction(value))  # type: ignore[arg-type]
        case Unknown(bounds=bounds, may_not_apply=may_not):
            return Range(bounds.low, bounds.high, may_not)
        case NotApplicable() as nothing:
            return nothing


def parameter_value(parameter: Parameter, view: View) -> Computed:
    """The value in force; where the date that decides is unknown, the range over the versions that may be.

    Not applicable where no version is in force.
    """
    possible = [v.value for v in parameter.versions if in_force(v.period, view) is not False]
    if not possible:
        return NOT_APPLICABLE
    may_not = any(_date_may_not_apply(version.period, view) for version in parameter.versions)
    return Range(Fraction(min(possible)), Fraction(max(possible)), may_not)


def _date_may_not_apply(period: Period, view: View) -> bool:
    """Whether the date that decides may make no sense, `now` not deciding in its place."""
    holding = view.facts[period.by] if period.by and not period.always else None
    return isinstance(holding, Unknown) and holding.may_not_apply and not period.otherwise_now


def names_in(formula: Formula) -> Iterator[str]:
    """The names that the formula reads, from left to right, with repetitions."""
    match formula:
        case Number():
            return
        case Name(name):
            yield name
        case Negative(of):
            yield from names_in(of)
        case Arithmetic(_, left, right):
            yield from names_in(left)
            yield from names_in(right)
        case Call(_, arguments):
            for argument in arguments:
                yield from names_in(argument)
        case _:
            assert_never(formula)


def facts_behind(name: str, view: View) -> frozenset[str]:
    """The facts that a fact, measure or parameter rests on, through measures and dates that decide."""
    policy = view.policy
    if name in policy.measures:
        return frozenset().union(*(facts_behind(n, view) for n in names_in(policy.measures[name].formula)))
    if name in policy.parameters:
        return frozenset(v.period.by for v in policy.parameters[name].versions if v.period.by)
    return frozenset([name] if name in policy.facts else [])


# --- Ranges --------------------------------------------------------------------------------------


def _with_both(left: Computed, right: Computed, operator: Callable[[Range, Range], Computed]) -> Computed:
    if isinstance(left, NotApplicable) or isinstance(right, NotApplicable):
        return NOT_APPLICABLE
    return _doubtful(operator(left, right), left.may_not_apply or right.may_not_apply)


def _doubtful(computed: Computed, may_not_apply: bool) -> Computed:
    """The same, which may not apply."""
    return replace(computed, may_not_apply=True) if may_not_apply and isinstance(computed, Range) else computed


def _call(function: str, arguments: list[Computed], view: View) -> Computed:
    if function == "otherwise":
        return _otherwise(arguments[0], arguments[1])
    known = [a for a in arguments if not isinstance(a, NotApplicable)]
    if function in ("earliest", "latest"):  # over those that apply
        return _extreme_that_applies(min if function == "earliest" else max, known) if known else NOT_APPLICABLE
    if len(known) < len(arguments):
        return NOT_APPLICABLE
    if function in ("max", "min"):
        computed: Computed = _extreme(max if function == "max" else min, known)
    else:
        computed = CLOCKS[function](known[0], known[1], view.policy)
    return _doubtful(computed, any(a.may_not_apply for a in known))


def _otherwise(first: Computed, second: Computed) -> Computed:
    if isinstance(first, NotApplicable):
        return second
    if not first.may_not_apply or isinstance(second, NotApplicable):
        return first
    return Range(min(first.low, second.low), max(first.high, second.high), second.may_not_apply)


def _extreme(choose: Callable[[list[Extended]], Extended], ranges: list[Range]) -> Range:
    return Range(choose([r.low for r in ranges]), choose([r.high for r in ranges]))


def _extreme_that_applies(choose: Callable[[list[Extended]], Extended], ranges: list[Range]) -> Range:
    """The extreme over the ranges that surely apply, and over any of the others beside them."""
    surely = [r for r in ranges if not r.may_not_apply]
    if not surely:
        return Range(min(r.low for r in ranges), max(r.high for r in ranges), True)
    without, with_all = _extreme(choose, surely), _extreme(choose, ranges)
    return Range(min(without.low, with_all.low), max(without.high, with_all.high))


def beyond_calendar(formula: Formula, view: View) -> bool:
    """Whether working days are counted from a known moment over days that the pack's calendar does not know."""
    match formula:
        case Number() | Name():
            return False
        case Negative(of):
            return beyond_calendar(of, view)
        case Arithmetic(_, left, right):
            return beyond_calendar(left, view) or beyond_calendar(right, view)
        case Call(function, arguments):
            inner = [compute(argument, view) for argument in arguments] if function == "plus_working_days" else []
            known = bool(inner) and all(isinstance(each, Range) and each.point is not None for each in inner)
            here = compute(formula, view) if known else NOT_APPLICABLE
            missed = isinstance(here, Range) and here.point is None
            return missed or any(beyond_calendar(argument, view) for argument in arguments)
        case _:
            assert_never(formula)
