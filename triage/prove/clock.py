"""The calendar of a time zone as steps: quantities that stay the same between some instants.

Exact from `FIRST` to `LAST`; outside, as at the nearer end.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable
from datetime import date, datetime, timedelta, timezone
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise
from typing import TypeAlias
from zoneinfo import ZoneInfo

from triage.policy import Calendar
from triage.prove.terms import Term, at_least, number, plus, scaled, select, whole
from triage.workdays import moved

FIRST = datetime(1990, 1, 1, tzinfo=timezone.utc)
LAST = datetime(2110, 1, 1, tzinfo=timezone.utc)
A_DAY = 86400

Steps: TypeAlias = tuple[tuple[int, int], ...]
"""(from this second on, this value), in order; the first value also holds before."""


def stepwise(moment: Term, steps: Steps) -> Term:
    """The value that holds at a moment, by bisection."""
    if len(steps) == 1:
        return number(steps[0][1])
    middle = len(steps) // 2
    later = at_least(moment, number(steps[middle][0]))
    return select(later, stepwise(moment, steps[middle:]), stepwise(moment, steps[:middle]))


def local_seconds(moment: Term, zone: ZoneInfo) -> Term:
    """The seconds that the clock on the wall shows, counted as if there were no time zones."""
    return plus(moment, stepwise(moment, offsets(zone)))


def day_number(moment: Term, zone: ZoneInfo) -> Term:
    """Days from 1970-01-01 to the moment's local day."""
    return whole(scaled(local_seconds(moment, zone), Fraction(1, A_DAY)))


def moved_by_days(moment: Term, days: Term, zone: ZoneInfo) -> Term:
    """The same time of the day, so many whole days later. (Exact but for the hour in which clocks change.)"""
    local = plus(local_seconds(moment, zone), scaled(_truncated(days), A_DAY))
    return plus(local, scaled(stepwise(local, _offsets_by_local(zone)), -1))


def moved_by_months(moment: Term, months: int, zone: ZoneInfo) -> Term:
    """The same day and time, so many months later; the month's last day where it is too short."""
    local = local_seconds(moment, zone)
    later = plus(local, stepwise(local, _month_steps(months)))
    return plus(later, scaled(stepwise(later, _offsets_by_local(zone)), -1))


def working_day(moment: Term, count: int, calendar: Calendar, zone: ZoneInfo, bound: int) -> tuple[Term, Term]:
    """The last second of the working day that is so many later, and where there is one.

    `bound`: 0 for the earliest day that it can be, 1 for the latest.
    """
    local = local_seconds(moment, zone)
    day = scaled(whole(scaled(local, Fraction(1, A_DAY))), A_DAY)
    gaps, known = _working_steps(count, calendar, bound)
    ended = plus(day, stepwise(day, gaps))
    at_end = plus(ended, scaled(stepwise(ended, _offsets_by_local(zone)), -1))
    return plus(at_end, number(-1)), at_least(stepwise(day, known), number(1))


def _truncated(days: Term) -> Term:
    """Towards zero, as `int` does."""
    return select(at_least(days, number(0)), whole(days), scaled(whole(scaled(days, -1)), -1))


@lru_cache(maxsize=8)
def offsets(zone: ZoneInfo) -> Steps:
    """The offset from UTC in seconds, from each instant on at which it changes."""
    return _steps(lambda second: _offset(second, zone), A_DAY)


def _offset(second: int, zone: ZoneInfo) -> int:
    offset = (FIRST + timedelta(seconds=second - int(FIRST.timestamp()))).astimezone(zone).utcoffset()
    return int(offset.total_seconds()) if offset else 0


@lru_cache(maxsize=8)
def _offsets_by_local(zone: ZoneInfo) -> Steps:
    """The same by what the clock shows; in the hour that comes twice the earlier offset."""
    by_instant = offsets(zone)
    moved = [(since + max(before, offset), offset) for (_, before), (since, offset) in pairwise(by_instant)]
    return ((by_instant[0][0], by_instant[0][1]), *moved)


@lru_cache(maxsize=8)
def _working_steps(count: int, calendar: Calendar, bound: int) -> tuple[Steps, Steps]:
    """By how many seconds the working day ends after the start of a day; and 1 where there is one, else 0."""

    def found(second: int) -> date | None:
        return moved(calendar, _day_at(second), count)[bound]

    def gap(second: int) -> int:
        day = found(second)
        return 0 if day is None else ((day - _day_at(second)).days + 1) * A_DAY

    return _steps(gap, A_DAY), _steps(lambda second: int(found(second) is not None), A_DAY)


def _day_at(second: int) -> date:
    return date(1970, 1, 1) + timedelta(days=second // A_DAY)


@lru_cache(maxsize=8)
def _month_steps(months: int) -> Steps:
    """By how many seconds a local time moves, from each local day on at which that changes."""

    def gap(second: int) -> int:
        day = _day_at(second)
        return (_months_later(day, months) - day).days * A_DAY

    return _steps(gap, A_DAY)


def _months_later(day: date, months: int) -> date:
    year, month = divmod(12 * day.year + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _steps(value: Callable[[int], int], stride: int) -> Steps:
    """Where a quantity changes, looking once a day, then to the second."""
    first, last = int(FIRST.timestamp()), int(LAST.timestamp())
    found = [(first, value(first))]
    for second in range(first, last, stride):
        if value(second) != found[-1][1]:
            since = _first_change(value, second - stride, second)
            found.append((since, value(second)))
    return tuple(found)


def _first_change(value: Callable[[int], int], before: int, after: int) -> int:
    old = value(before)
    while after - before > 1:
        middle = (before + after) // 2
        before, after = (middle, after) if value(middle) == old else (before, middle)
    return after
