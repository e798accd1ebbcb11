"""Moments as they are typed: `2026-05-10 14:30`, with an offset or without, or a day alone."""

from __future__ import annotations

import re
from datetime import datetime

from triage.policy import Policy

_MOMENT = re.compile(
    r"(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})"
    r"(?:[T\s]+(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2}))?\s*(?P<offset>Z|[+-]\d{2}:\d{2})?)?"
)


def read_moment(text: str, policy: Policy) -> datetime | None:
    """A day and a time, in the pack's time zone where no offset is given; a day alone is its beginning."""
    found = _MOMENT.fullmatch(text)
    if found is None:
        return None
    numbers = [int(found[part] or 0) for part in ("year", "month", "day", "hour", "minute", "second")]
    try:
        moment = datetime(*numbers, tzinfo=policy.timezone)  # type: ignore[arg-type, misc]
        return moment if found["offset"] is None else _at_offset(moment, found["offset"])
    except (ValueError, OverflowError):  # no such day or hour
        return None


def _at_offset(moment: datetime, offset: str) -> datetime:
    written = moment.replace(tzinfo=None).isoformat() + offset.replace("Z", "+00:00")
    return datetime.fromisoformat(written)
