"""The calendar of a time zone as steps: quantities that stay the same between some instants.

Exact from `FIRST` to `LAST`; outside, as at the nearer end.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta, timezone
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise
from typing import TypeAlias
from zoneinfo import ZoneInfo

from triage.prove.terms import Term, at_least, number, plus, scaled, select, whole

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


def moved_by_years(moment: Term, years: int, zone: ZoneInfo) -> Term:
    """The same day and time, so many years later; 28 February where there is no 29th."""
    local = local_seconds(moment, zone)
    moved = plus(local, stepwise(local, _year_steps(years)))
    return plus(moved, scaled(stepwise(moved, _offsets_by_local(zone)), -1))


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
def _year_steps(years: int) -> Steps:
    """By how many seconds a local time moves, from each local day on at which that changes."""

    def gap(second: int) -> int:
        day = date(1970, 1, 1) + timedelta(days=second // A_DAY)
        return (_years_later(day, years) - day).days * A_DAY

    return _steps(gap, A_DAY)


def _years_later(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


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
