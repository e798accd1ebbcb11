"""Evaluate formulas over a view, in exact interval arithmetic.

An unknown input is the range of its possible values, so that the result is a range too; where that range is
one point, the formula is known whatever the unknown inputs are (`max(3 * price, 500)` for prices below 166).
Interval arithmetic as in IEEE 1788-2015, over rationals, with 0 * infinity = 0; `may_not_apply` is carried along as its
decorations are. What is divided by zero does not apply.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import TypeAlias
from zoneinfo import ZoneInfo

from typing_extensions import assert_never

from triage.holding import ANYTHING, INFINITY, Extended, Held, NotApplicable, Range, Unknown, View
from triage.instant import moment_of, seconds
from triage.period import in_force
from triage.policy import Arithmetic, Call, Formula, Name, Negative, Number, Parameter, Period

Computed: TypeAlias = Range | NotApplicable

NOT_APPLICABLE = NotApplicable()
SECONDS_AN_HOUR = 3600


def exactly(number: Fraction | Decimal | int) -> Range:
    """The range of one number."""
    value = Fraction(number)
    return Range(value, value)


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
            return _with_both(compute(left, view), compute(right, view), _OPERATORS[op])
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


# --- Interval arithmetic -----------------------------------------------------------------------


def mirrored(held: Range) -> Range:
    """The range of the negative numbers."""
    return Range(-held.high, -held.low, held.may_not_apply)


def _with_both(left: Computed, right: Computed, operator: Callable[[Range, Range], Computed]) -> Computed:
    if isinstance(left, NotApplicable) or isinstance(right, NotApplicable):
        return NOT_APPLICABLE
    return _doubtful(operator(left, right), left.may_not_apply or right.may_not_apply)


def _doubtful(computed: Computed, may_not_apply: bool) -> Computed:
    """The same, which may not apply."""
    return replace(computed, may_not_apply=True) if may_not_apply and isinstance(computed, Range) else computed


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


def _add(a: Range, b: Range) -> Range:
    return Range(_plus(a.low, b.low), _plus(a.high, b.high))


def _subtract(a: Range, b: Range) -> Range:
    return _add(a, mirrored(b))


def _multiply(a: Range, b: Range) -> Range:
    corners = [_times(x, y) for x in (a.low, a.high) for y in (b.low, b.high)]
    return Range(min(corners), max(corners))


def _divide(a: Range, b: Range) -> Computed:
    if b.low == b.high == 0:
        return NOT_APPLICABLE
    if b.low <= 0 <= b.high:
        return replace(ANYTHING, may_not_apply=True)
    return _multiply(a, Range(_inverse(b.high), _inverse(b.low)))


def _inverse(number: Extended) -> Extended:
    return 1 / number if isinstance(number, Fraction) else Fraction(0)


_OPERATORS: dict[str, Callable[[Range, Range], Computed]] = {
    "+": _add,
    "-": _subtract,
    "*": _multiply,
    "/": _divide,
}


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
        computed = _CALENDAR[function](known[0], known[1], view.policy.timezone)
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


def _hours_between(start: Range, end: Range, _: ZoneInfo) -> Range:
    gap = _subtract(end, start)
    return Range(_scaled(gap.low, SECONDS_AN_HOUR), _scaled(gap.high, SECONDS_AN_HOUR))


def _scaled(count: Extended, by: int) -> Extended:
    return count / by if isinstance(count, Fraction) else count


def _days_between(start: Range, end: Range, zone: ZoneInfo) -> Range:
    def days(earlier: Extended, later: Extended) -> Extended:
        first, last = moment_of(earlier, zone), moment_of(later, zone)
        return Fraction((last.date() - first.date()).days) if first and last else _beyond(later > earlier)

    return Range(days(start.high, end.low), days(start.low, end.high))


def _plus_hours(start: Range, hours: Range, _: ZoneInfo) -> Range:
    return _add(start, _multiply(hours, exactly(SECONDS_AN_HOUR)))


def _plus_days(start: Range, days: Range, zone: ZoneInfo) -> Range:
    return _shift(start, days, zone, lambda moment, n: moment + timedelta(days=n))


def _plus_years(start: Range, years: Range, zone: ZoneInfo) -> Range:
    return _shift(start, years, zone, _add_years)


def _add_years(moment: datetime, years: int) -> datetime:
    try:
        return moment.replace(year=moment.year + years)
    except ValueError:  # 29 February of a year that is no leap year: the period ends on the month's last day
        return moment.replace(year=moment.year + years, day=28)


def _shift(start: Range, by: Range, zone: ZoneInfo, move: Callable[[datetime, int], datetime]) -> Range:
    def shifted(count: Extended, amount: Extended) -> Extended:
        moment = moment_of(count, zone)
        if moment is None or not isinstance(amount, Fraction):
            return _beyond(count > 0 if moment is None else amount > 0)
        try:
            return seconds(move(moment, int(amount)))
        except (OverflowError, ValueError):
            return _beyond(amount > 0)

    return Range(shifted(start.low, by.low), shifted(start.high, by.high))


def _beyond(after: bool) -> float:
    """What lies outside the calendar is later, or earlier, than everything in it."""
    return INFINITY if after else -INFINITY


_CALENDAR: dict[str, Callable[[Range, Range, ZoneInfo], Range]] = {
    "hours_between": _hours_between,
    "days_between": _days_between,
    "plus_hours": _plus_hours,
    "plus_days": _plus_days,
    "plus_years": _plus_years,
}
