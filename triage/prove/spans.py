"""Formulas over all cases at once, in the interval arithmetic of triage.formula."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction

from msgspec import Struct
from msgspec.structs import replace

from triage.exhaustive import assert_never
from triage.policy import Arithmetic, Call, Formula, Name, Negative, Number, Policy
from triage.prove.clock import day_number, moved_by_days, moved_by_months, working_day
from triage.prove.extended import (
    HIGHEST,
    LOWEST,
    Extended,
    equals,
    exactly,
    greater_than,
    greatest,
    inverse,
    least,
    negative,
    not_below,
    product_of,
    select_end,
    sum_of,
)
from triage.prove.extended import finite as finite_end
from triage.prove.terms import (
    FALSE,
    TRUE,
    Term,
    both,
    choose,
    constant,
    either,
    minus,
    negation,
    scaled,
)


class NotEncoded(Exception):
    """A formula that the solver cannot be told, with the reason; the questions that need it stay undecided."""


class Span(Struct, frozen=True):
    """What a formula can be. There is no number where `absent`; there may be none where `doubtful`."""

    low: Extended
    high: Extended
    absent: Term = FALSE
    doubtful: Term = FALSE

    @property
    def point(self) -> Term:
        """Where there surely is one number and only one."""
        return both(negation(self.absent), negation(self.doubtful), self.low.finite, equals(self.low, self.high))


ANYTHING = Span(LOWEST, HIGHEST)
NOTHING = Span(exactly(0), exactly(0), TRUE)


def one(term: Term) -> Span:
    """The range of one number."""
    return Span(finite_end(term), finite_end(term))


def mirrored(a: Span) -> Span:
    """The range of the negative numbers."""
    return Span(negative(a.high), negative(a.low), a.absent, a.doubtful)


Lookup = Callable[[str], Span]


def compute(formula: Formula, lookup: Lookup, policy: Policy) -> Span:
    """The range of the formula's possible values in every case. Raises `NotEncoded`."""
    match formula:
        case Number(value):
            return Span(exactly(Fraction(value)), exactly(Fraction(value)))
        case Name(name):
            return lookup(name)
        case Negative(of):
            return mirrored(compute(of, lookup, policy))
        case Arithmetic(op, left, right):
            return _OPERATORS[op](compute(left, lookup, policy), compute(right, lookup, policy))
        case Call(function, arguments):
            return _call(function, [compute(argument, lookup, policy) for argument in arguments], policy)
        case _:
            assert_never(formula)


def _of_all(low: Extended, high: Extended, *inputs: Span) -> Span:
    """A range that is absent or doubtful as soon as one of its inputs is."""
    return Span(low, high, either(*(a.absent for a in inputs)), either(*(a.doubtful for a in inputs)))


def _add(a: Span, b: Span) -> Span:
    return _of_all(sum_of(a.low, b.low), sum_of(a.high, b.high), a, b)


def _subtract(a: Span, b: Span) -> Span:
    return _add(a, mirrored(b))


def _multiply(a: Span, b: Span) -> Span:
    corners = [product_of(x, y) for x in dict.fromkeys((a.low, a.high)) for y in dict.fromkeys((b.low, b.high))]
    return _of_all(least(corners), greatest(corners), a, b)


def _divide(a: Span, b: Span) -> Span:
    zero = exactly(0)
    by_zero = both(equals(b.low, zero), equals(b.high, zero))
    around_zero = both(negation(by_zero), not_below(zero, b.low), not_below(b.high, zero))
    divided = _multiply(a, replace(b, low=inverse(b.high), high=inverse(b.low)))
    found = choose_span(around_zero, replace(ANYTHING, doubtful=TRUE), divided)
    return Span(found.low, found.high, either(divided.absent, by_zero), either(divided.doubtful, around_zero))


_OPERATORS: Mapping[str, Callable[[Span, Span], Span]] = {"+": _add, "-": _subtract, "*": _multiply, "/": _divide}


def choose_span(condition: Term, then: Span, otherwise: Span) -> Span:
    """`then` where the condition holds, else `otherwise`."""
    if condition is TRUE or condition is FALSE:
        return then if condition is TRUE else otherwise
    return Span(
        select_end(condition, then.low, otherwise.low),
        select_end(condition, then.high, otherwise.high),
        choose(condition, then.absent, otherwise.absent),
        choose(condition, then.doubtful, otherwise.doubtful),
    )


def _call(function: str, arguments: list[Span], policy: Policy) -> Span:
    match function:
        case "otherwise":
            return _otherwise(arguments[0], arguments[1])
        case "earliest" | "latest":
            return _that_applies(least if function == "earliest" else greatest, arguments)
        case "max" | "min":
            extreme = greatest if function == "max" else least
            return _of_all(extreme(a.low for a in arguments), extreme(a.high for a in arguments), *arguments)
        case _:
            return _CALENDAR[function](arguments[0], arguments[1], policy)


def _otherwise(first: Span, second: Span) -> Span:
    open_ = both(first.doubtful, negation(second.absent))
    around = Span(least([first.low, second.low]), greatest([first.high, second.high]), FALSE, second.doubtful)
    return choose_span(first.absent, second, choose_span(open_, around, first))


def _that_applies(extreme: Callable[..., Extended], spans: list[Span]) -> Span:
    """The extreme over the ranges that surely apply, and over any of the others beside them."""
    worst = HIGHEST if extreme is least else LOWEST
    there = [negation(a.absent) for a in spans]
    sure = [both(here, negation(a.doubtful)) for a, here in zip(spans, there, strict=True)]

    def over(
        counted: list[Term], ends: list[Extended], neutral: Extended, choose_end: Callable[..., Extended]
    ) -> Extended:
        return choose_end([select_end(in_, end, neutral) for in_, end in zip(counted, ends, strict=True)])

    lows, highs = [a.low for a in spans], [a.high for a in spans]
    low = least([over(sure, lows, worst, extreme), over(there, lows, worst, extreme)])
    high = greatest([over(sure, highs, worst, extreme), over(there, highs, worst, extreme)])
    any_sure = either(*sure)
    loose = Span(over(there, lows, HIGHEST, least), over(there, highs, LOWEST, greatest), FALSE, TRUE)
    found = choose_span(any_sure, Span(low, high), loose)
    return replace(found, absent=negation(either(*there)))


# --- Clocks ------------------------------------------------------------------------------------


def _hours_between(start: Span, end: Span, _: Policy) -> Span:
    gap = _subtract(end, start)
    return replace(gap, low=_scaled(gap.low, Fraction(1, 3600)), high=_scaled(gap.high, Fraction(1, 3600)))


def _scaled(end: Extended, by: Fraction) -> Extended:
    return Extended(end.above, end.below, scaled(end.term, by))


def _days_between(start: Span, end: Span, policy: Policy) -> Span:
    def days(earlier: Extended, later: Extended, otherwise: Extended) -> Extended:
        gap = minus(day_number(later.term, policy.timezone), day_number(earlier.term, policy.timezone))
        return select_end(both(earlier.finite, later.finite), finite_end(gap), otherwise)

    return _of_all(days(start.high, end.low, LOWEST), days(start.low, end.high, HIGHEST), start, end)


def _plus_hours(start: Span, hours: Span, _: Policy) -> Span:
    return _add(start, _multiply(hours, Span(exactly(3600), exactly(3600))))


def _plus_days(start: Span, days: Span, policy: Policy) -> Span:
    def moved(moment: Extended, by: Extended, otherwise: Extended) -> Extended:
        there = both(moment.finite, by.finite)
        return select_end(there, finite_end(moved_by_days(moment.term, by.term, policy.timezone)), otherwise)

    return _of_all(moved(start.low, days.low, LOWEST), moved(start.high, days.high, HIGHEST), start, days)


def _plus_months(start: Span, months: Span, policy: Policy) -> Span:
    return _moved_by_months(start, months, _fixed("plus_months", months), policy)


def _plus_years(start: Span, years: Span, policy: Policy) -> Span:
    return _moved_by_months(start, years, 12 * _fixed("plus_years", years), policy)


def _moved_by_months(start: Span, by: Span, months: int, policy: Policy) -> Span:
    def moved(moment: Extended, otherwise: Extended) -> Extended:
        term = moved_by_months(moment.term, months, policy.timezone)
        return select_end(moment.finite, finite_end(term), otherwise)

    return _of_all(moved(start.low, LOWEST), moved(start.high, HIGHEST), start, by)


def _fixed(function: str, count: Span) -> int:
    """The whole number that the count is in every case. Raises `NotEncoded`."""
    fixed = constant(count.low.term)
    if count.low != count.high or count.low.finite is not TRUE or fixed is None:
        raise NotEncoded(f"{function} by a number that is not fixed")
    return int(fixed)


def _plus_working_days(start: Span, days: Span, policy: Policy) -> Span:
    count, calendar = _fixed("plus_working_days", days), policy.calendar
    if calendar is None:
        raise NotEncoded("working days without a calendar")
    low = working_day(start.low.term, count, calendar, policy.timezone, 0)
    high = working_day(start.high.term, count, calendar, policy.timezone, 1)

    def end(moment: Extended, found: tuple[Term, Term], otherwise: Extended) -> Extended:
        term, known = found
        return select_end(both(moment.finite, known), finite_end(term), otherwise)

    return _of_all(end(start.low, low, LOWEST), end(start.high, high, HIGHEST), start, days)


_CALENDAR: Mapping[str, Callable[[Span, Span, Policy], Span]] = {
    "hours_between": _hours_between,
    "days_between": _days_between,
    "plus_hours": _plus_hours,
    "plus_days": _plus_days,
    "plus_months": _plus_months,
    "plus_years": _plus_years,
    "plus_working_days": _plus_working_days,
}


def surely_above(subject: Span, limit: Span, inclusive: bool) -> Term:
    """Where the subject surely lies above the limit (at it too, where `inclusive`)."""
    compare = not_below if inclusive else greater_than
    applies = negation(either(subject.absent, limit.absent, subject.doubtful, limit.doubtful))
    return both(applies, compare(subject.low, limit.high))


def surely_not_above(subject: Span, limit: Span, inclusive: bool) -> Term:
    """Where the subject surely does not, or where there is nothing to compare."""
    compare = greater_than if inclusive else not_below
    return either(subject.absent, limit.absent, compare(limit.low, subject.high))
