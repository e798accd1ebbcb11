"""Bring the calendar.yaml of a pack that counts the working days of mainland China up to date.

    python tools/working_days.py rules/cn-digital-goods/calendar.yaml

The days come from the library chinesecalendar (the extra `dev`), which follows the yearly notices of the State Council.
The file keeps everything before `years:`, and its first year; all years from there to the last one that the library
knows are written anew. It is data like any other: `triage` knows neither the library nor a country.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import chinese_calendar

WEEKEND = (5, 6)
YEARS = re.compile(r"^years:\n +([0-9]{4}):", re.MULTILINE)


def up_to_date(text: str) -> str:
    """The file with the years as the library knows them. Raises ValueError where it names no first year."""
    found = YEARS.search(text)
    if found is None:
        raise ValueError("the file has no `years:` with a first year")
    return text[: found.start()] + "".join(f"{line}\n" for line in _years(int(found[1])))


def _years(first: int) -> Iterator[str]:
    yield "years:"
    for year in range(first, max(chinese_calendar.holidays).year + 1):
        yield f"  {year}:"
        yield f"    holidays: [{_listed(year, holiday=True)}]"
        yield f"    workdays: [{_listed(year, holiday=False)}]"


def _listed(year: int, holiday: bool) -> str:
    """Days of the week on which nobody works, or days of a weekend that are worked."""
    days = (date(year, 1, 1) + timedelta(days=n) for n in range(366))
    own = (day for day in days if day.year == year and (day.weekday() in WEEKEND) is not holiday)
    return ", ".join(str(day) for day in own if bool(chinese_calendar.is_holiday(day)) is holiday)


if __name__ == "__main__":
    path = Path(sys.argv[1])
    path.write_text(up_to_date(path.read_text("utf-8")), "utf-8")
