"""Moments as exact seconds, so that numbers and moments share one arithmetic."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta, timezone
from fractions import Fraction
from zoneinfo import ZoneInfo

EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)


def seconds(moment: datetime) -> Fraction:
    """Seconds since 1970-01-01T00:00Z, exact to the microsecond."""
    delta = moment - EPOCH
    return Fraction(delta.days * 86400 + delta.seconds) + Fraction(delta.microseconds, 1_000_000)


def moment_of(count: Fraction | float, zone: ZoneInfo) -> datetime | None:
    """The moment so many seconds after the epoch, in the zone; None where it is outside the calendar."""
    if not isinstance(count, Fraction):
        return None
    try:
        return (EPOCH + timedelta(microseconds=int(count * 1_000_000))).astimezone(zone)
    except (OverflowError, ValueError):
        return None


def start_of(day: date, zone: ZoneInfo) -> datetime:
    """The first instant of a day."""
    return datetime.combine(day, time(), tzinfo=zone)
