"""Moments and the time between them: what formulas do with hours, days, months, years and working days.

A moment is a number of seconds; a day is one of the pack's time zone. What lies outside the calendar is later, or
earlier, than everything in it.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Mapping
from datetime import MAXYEAR, MINYEAR, date, datetime, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

from triage.holding import INFINITY, Extended, Range
from triage.instant import moment_of, seconds, start_of
from triage.intervals import added, exactly, multiplied, scaled, subtracted
from triage.policy import Policy
from triage.workdays import moved

SECONDS_AN_HOUR = 3600


def _hours_between(start: Range, end: Range, _: Policy) -> Range:
    gap = subtracted(end, start)
    return Range(scaled(gap.low, SECONDS_AN_HOUR), scaled(gap.high, SECONDS_AN_HOUR))


def _days_between(start: Range, end: Range, policy: Policy) -> Range:
    zone = policy.timezone

    def days(earlier: Extended, later: Extended) -> Extended:
        first, last = moment_of(earlier, zone), moment_of(later, zone)
        return Fraction((last.date() - first.date()).days) if first and last else _beyond(later > earlier)

    return Range(days(start.high, end.low), days(start.low, end.high))


def _plus_hours(start: Range, hours: Range, _: Policy) -> Range:
    return added(start, multiplied(hours, exactly(SECONDS_AN_HOUR)))


def _plus_days(start: Range, days: Range, policy: Policy) -> Range:
    return _shift(start, days, policy.timezone, lambda moment, n: moment + timedelta(days=n))


def _plus_months(start: Range, months: Range, policy: Policy) -> Range:
    return _shift(start, months, policy.timezone, _add_months)


def _plus_years(start: Range, years: Range, policy: Policy) -> Range:
    return _shift(start, years, policy.timezone, lambda moment, n: _add_months(moment, 12 * n))


def _add_months(moment: datetime, months: int) -> datetime:
    """The same day and time, so many months later; a month that is too short ends the period on its last day."""
    year, month = divmod(12 * moment.year + moment.month - 1 + months, 12)
    if not MINYEAR <= year <= MAXYEAR:
        raise OverflowError
    return moment.replace(year=year, month=month + 1, day=min(moment.day, monthrange(year, month + 1)[1]))


def _plus_working_days(start: Range, days: Range, policy: Policy) -> Range:
    """From the earliest to the latest that it can be, which differ where the calendar does not reach."""
    low, high = _working_day(start.low, days.low, policy)[0], _working_day(start.high, days.high, policy)[1]
    return Range(low, high)


def _working_day(count: Extended, amount: Extended, policy: Policy) -> tuple[Extended, Extended]:
    moment, calendar = moment_of(count, policy.timezone), policy.calendar
    if moment is None or calendar is None or not isinstance(amount, Fraction):
        beyond = _beyond(count > 0 if moment is None else amount > 0)
        return beyond, beyond
    earliest, latest = moved(calendar, moment.date(), int(amount))
    return (
        _end_of(earliest, policy) if earliest else _beyond(amount > 0),
        _end_of(latest, policy) if latest else _beyond(amount > 0),
    )


def _end_of(day: date, policy: Policy) -> Fraction:
    """The last second of a day."""
    return seconds(start_of(day + timedelta(days=1), policy.timezone)) - 1


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


CLOCKS: Mapping[str, Callable[[Range, Range, Policy], Range]] = {
    "hours_between": _hours_between,
    "days_between": _days_between,
    "plus_hours": _plus_hours,
    "plus_days": _plus_days,
    "plus_months": _plus_months,
    "plus_years": _plus_years,
    "plus_working_days": _plus_working_days,
}
"""The functions of two ranges that know the calendar."""
