"""Counting in working days, and between which days one lies where it is not known of all days whether they are."""

from __future__ import annotations

from bisect import bisect_right
from datetime import date
from functools import lru_cache

from triage.policy import Calendar

LAST_DAY = date.max.toordinal() - 1


def moved(calendar: Calendar, day: date, count: int) -> tuple[date | None, date | None]:
    """The earliest and the latest day that the `count`-th working day after `day` can be; before it, where negative.

    They differ where days are counted of which the calendar does not know whether they are working days. None: there
    is no such bound. 0 is the day itself.
    """
    first, last, start = calendar.first.toordinal(), calendar.last.toordinal(), day.toordinal()
    if count >= 0:
        bounds = _counted(calendar.working, first, last, start, count)
        return _date(bounds[0]), _date(bounds[1])
    near, far = _counted(_mirrored(calendar.working), -last, -first, -start, -count)
    return _date(-far if far is not None else None), _date(-near if near is not None else None)


def _counted(working: tuple[int, ...], first: int, last: int, day: int, count: int) -> tuple[int | None, int | None]:
    """As if every unknown day were a working day, and as if none were."""
    return _if_unknown_work(working, first, last, day, count), _if_unknown_rest(working, first, day, count)


def _if_unknown_work(working: tuple[int, ...], first: int, last: int, day: int, count: int) -> int:
    before = max(first - 1 - day, 0)
    if count <= before:
        return day + count
    day, count = max(day, first - 1), count - before
    index = bisect_right(working, day)
    if index + count <= len(working):
        return working[index + count - 1]
    return max(day, last) + count - (len(working) - index)


def _if_unknown_rest(working: tuple[int, ...], first: int, day: int, count: int) -> int | None:
    if count == 0:
        return day
    index = bisect_right(working, max(day, first - 1))
    return working[index + count - 1] if index + count <= len(working) else None


def _date(ordinal: int | None) -> date | None:
    return date.fromordinal(ordinal) if ordinal is not None and 0 < ordinal <= LAST_DAY else None


@lru_cache(maxsize=8)
def _mirrored(working: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(-day for day in reversed(working))
