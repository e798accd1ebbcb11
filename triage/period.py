"""Whether a dated version (of a rule, a source, a parameter) is in force."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from triage.holding import Held, NotApplicable, Unknown, View
from triage.instant import moment_of, start_of
from triage.policy import Period


def ends(period: Period, view: View) -> tuple[datetime | None, datetime | None]:
    """The first instant of the period and the first one after it (None: no bound)."""
    zone = view.policy.timezone
    since = start_of(period.since, zone) if period.since else None
    after = start_of(period.until + timedelta(days=1), zone) if period.until and period.until < date.max else None
    return since, after


def in_force(period: Period, view: View) -> bool | None:
    """True, false, or None where the date that decides is not known well enough. Out of force is false."""
    if period.always:
        return True
    if period.by is None:
        return _within(period, view.now, view.now, view)
    match view.facts[period.by]:
        case Held(value):
            assert isinstance(value, datetime)
            return _within(period, value, value, view)
        case NotApplicable():
            return _within(period, view.now, view.now, view) if period.otherwise_now else False
        case Unknown(bounds=held, may_not_apply=may_not):
            zone = view.policy.timezone
            inside = _within(period, moment_of(held.low, zone), moment_of(held.high, zone), view)
            return _unless_it_differs(inside, period, view) if may_not else inside


def _unless_it_differs(value: bool | None, period: Period, view: View) -> bool | None:
    """The value, if it would be the same without the date that decides."""
    without = period.otherwise_now and _within(period, view.now, view.now, view)
    return value if value == without else None


def _within(period: Period, low: datetime | None, high: datetime | None, view: View) -> bool | None:
    """Compare the moments from `low` to `high` (None: unbounded) with the period."""
    since, after = ends(period, view)
    if (since and high and high < since) or (after and low and low >= after):
        return False
    surely_begun = since is None or (low is not None and low >= since)
    surely_not_over = after is None or (high is not None and high < after)
    return True if surely_begun and surely_not_over else None
