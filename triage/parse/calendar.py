"""calendar.yaml: weekends, public holidays and the days that are worked in their place, year by year."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from triage.document import Node, Scalar
from triage.parse.fields import Fields, entries_of, items_of, read_fields
from triage.parse.scope import Scope
from triage.parse.values import YEARS, read_day, read_text
from triage.policy import Calendar
from triage.problem import did_you_mean

KEYS = ("weekend", "beyond", "years")
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def declare_calendar(node: Node, scope: Scope) -> Fields:
    """Tell the scope that working days can be counted."""
    scope.has_calendar = True
    return read_fields(node, "calendar.yaml", scope.problems, KEYS)


def read_calendar(fields: Fields | None, scope: Scope) -> Calendar | None:
    """The working days of the years that follow each other; None where there is no calendar or no year."""
    if fields is None:
        return None
    weekend = {
        index for item in items_of(fields.get("weekend"), "`weekend`", scope.problems) for index in _day(item, scope)
    }
    beyond = read_text(fields.get("beyond"), "`beyond`", scope)
    years: dict[int, tuple[int, ...]] = {}
    said = tuple(entries_of(fields.get("years"), "`years`", scope.problems))
    for name, node in said:
        year = _year(name, tuple(years), scope)
        if year is not None:
            years[year] = tuple(_working(year, node, weekend, scope))
    if not years:
        if fields.readable and "years" in fields and not said:
            scope.problems.add(fields.place_of("years"), "empty-list", "`years` names no year")
        return None
    days = tuple(day for year in sorted(years) for day in years[year])
    return Calendar(date(min(years), 1, 1), date(max(years), 12, 31), days, beyond, fields.place)


def _day(node: Node, scope: Scope) -> Iterator[int]:
    text = node.text if isinstance(node, Scalar) else ""
    if text in WEEKDAYS:
        yield WEEKDAYS.index(text)
        return
    near = did_you_mean(text, WEEKDAYS)
    hint = f"did you mean `{near}`?" if near else f"there are: {', '.join(WEEKDAYS)}"
    scope.problems.add(node.place, "unknown-weekday", f"`{text}` is no day of the week", hint)


def _year(name: Scalar, before: tuple[int, ...], scope: Scope) -> int | None:
    """The year; what is counted over a year that is left out would be wrong."""
    if not (name.text.isdecimal() and len(name.text) == 4 and int(name.text) in YEARS):
        scope.problems.add(name.place, "not-a-year", f"`{name.text}` is no year", "write four digits, like 2026")
        return None
    if before and int(name.text) != before[-1] + 1:
        message = f"{name.text} does not follow {before[-1]}"
        scope.problems.add(name.place, "years-apart", message, "list the years in order, without a gap")
    return int(name.text)


def _working(year: int, node: Node, weekend: set[int], scope: Scope) -> Iterator[int]:
    fields = read_fields(node, f"the year {year}", scope.problems, ("holidays",), ("workdays",))
    days = {key: set(_dates(fields, key, year, scope)) for key in ("holidays", "workdays")}
    day = date(year, 1, 1)
    while day.year == year:
        if day in days["workdays"] or (day.weekday() not in weekend and day not in days["holidays"]):
            yield day.toordinal()
        day += timedelta(days=1)


def _dates(fields: Fields, key: str, year: int, scope: Scope) -> Iterator[date]:
    seen: Mapping[date, bool] = {}
    for item in items_of(fields.get(key), f"`{key}` of {year}", scope.problems):
        day = read_day(item, f"a day of `{key}`", scope.problems)
        if day is None:
            continue
        if day.year != year:
            scope.problems.add(item.place, "other-year", f"{day} is not in {year}", "put it under its own year")
        elif day in seen:
            scope.problems.add(item.place, "said-twice", f"`{day}` stands in the list twice")
        seen = {**seen, day: True}
        yield day
