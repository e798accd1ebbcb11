"""Typed readers of single values: text, true/false, exact numbers, shares, days and moments.

A reader that finds a mistake records it and returns a stand-in, so that reading goes on.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta, timezone
from decimal import Decimal
from fractions import Fraction
from typing import TypeVar
from zoneinfo import ZoneInfo

from triage.document import Node, Scalar, Sequence
from triage.parse.scope import Scope
from triage.problem import Problems, did_you_mean

Named = TypeVar("Named")

LONGEST_TEXT = 20_000
"""Characters of the longest text of a case or a pack."""
DIGITS_BEFORE, DIGITS_AFTER = 15, 12
YEARS = range(1900, 2201)
"""Years of moments; no time zone or period of a rule leads out of the calendar from there."""

NUMBER = re.compile(r"-?([0-9]+)(?:\.([0-9]+))?")
_DAY = re.compile("([0-9]{4})-([0-9]{2})-([0-9]{2})")
_MOMENT = re.compile(
    _DAY.pattern + r"(?:[T ]([0-9]{2}):([0-9]{2})(?::([0-9]{2})(?:\.([0-9]{1,6}))?)?(?: ?(Z|[+-][0-9]{2}:[0-9]{2}))?)?"
)
_SHARE = re.compile("([0-9]{1,6})/([0-9]{1,6})")


def read_words(node: Node | None, what: str, problems: Problems) -> str:
    """A text that is not empty; "" where there is none."""
    if node is None:
        return ""
    if not isinstance(node, Scalar):
        problems.add(node.place, "not-words", f"{what} must be words, not a list or a mapping")
        return ""
    if not node.text.strip():
        problems.add(node.place, "empty-value", f"{what} is empty")
    elif len(node.text) > LONGEST_TEXT:
        problems.add(node.place, "text-too-long", f"{what} is longer than {LONGEST_TEXT} characters")
    return node.text


def read_named(
    node: Node | None, known: Mapping[str, Named], default: Named, code: str, message: str, problems: Problems
) -> Named:
    """One of a few values by its name; the default without the key, and where there is none of that name."""
    if node is None:
        return default
    text = node.text if isinstance(node, Scalar) else ""
    if text not in known:
        near = did_you_mean(text, known)
        problems.add(node.place, code, message, f"did you mean `{near}`?" if near else f"write {', '.join(known)}")
    return known.get(text, default)


def read_text(node: Node | None, what: str, scope: Scope) -> dict[str, str]:
    """What a person reads: a mapping with every language of the pack; empty where the key is missing."""
    if node is None:
        return {}
    if isinstance(node, Scalar | Sequence):
        example = ", ".join(f"{language}: ..." for language in scope.languages)
        scope.problems.add(node.place, "not-a-text", f"{what} says nothing about its language", f"write {{{example}}}")
        return {}
    text = {
        key.text: read_words(value, f"{what} in `{key.text}`", scope.problems)
        for key, value in node
        if not scope.languages or key.text in scope.languages
    }
    if scope.languages:
        for key, _ in node:
            if key.text not in scope.languages:
                listed = ", ".join(scope.languages)
                message = f"`{key.text}` is no language of this pack"
                hint = f"its languages are {listed}; put text with a comma or colon in it in quotes"
                scope.problems.add(key.place, "unknown-language", message, hint)
        for missing in (language for language in scope.languages if language not in text):
            scope.problems.add(node.place, "missing-language", f"{what} lacks the language `{missing}`")
    return {language: text[language] for language in scope.languages or text if language in text}


def read_boolean(node: Node | None, what: str, problems: Problems) -> bool:
    """`true` or `false`; False where the key is missing."""
    if node is None:
        return False
    if isinstance(node, Scalar) and node.plain and node.text in ("true", "false"):
        return node.text == "true"
    problems.add(node.place, "not-true-false", f"{what} is true or false", boolean_hint(node))
    return False


def boolean_hint(node: Node) -> str:
    """What to write instead of the node, where `true` or `false` was meant."""
    if isinstance(node, Scalar) and node.text.lower() in ("true", "false"):
        return f"write {node.text.lower()}" + ("" if node.plain else ", without quotes")
    return ""


def read_decimal(node: Node | None, what: str, problems: Problems) -> Decimal | None:
    """An exact number of at most 15 digits before the point and 12 after it."""
    if node is None:
        return None
    match = NUMBER.fullmatch(node.text) if isinstance(node, Scalar) and node.plain else None
    if match is None or not isinstance(node, Scalar):
        problems.add(node.place, "not-a-number", f"{what} must be a number", number_hint(node))
        return None
    before, after = match.groups()
    if len(before.lstrip("0")) > DIGITS_BEFORE or len(after or "") > DIGITS_AFTER:
        message = f"{what} has more than {DIGITS_BEFORE} digits before the point or {DIGITS_AFTER} after it"
        problems.add(node.place, "number-too-long", message)
        return None
    return Decimal(node.text)


def number_hint(node: Node) -> str:
    """What to write instead of the node, where a number was meant."""
    if not isinstance(node, Scalar):
        return "write digits, like 35.00"
    if not node.plain and NUMBER.fullmatch(node.text):
        return f"write {node.text} without quotes"
    bare = node.text.replace(",", "").replace(" ", "").lstrip("+")
    if NUMBER.fullmatch(bare):
        return f"write {bare}"
    return "write digits and at most one point, like 35.00; no unit, no exponent"


def read_integer(node: Node | None, what: str, problems: Problems, low: int, high: int, default: int = 0) -> int:
    """A whole number from `low` to `high`."""
    if node is None:
        return default
    number = read_decimal(node, what, problems)
    if number is None:
        return default
    if number != number.to_integral_value() or not low <= number <= high:
        problems.add(node.place, "out-of-bounds", f"{what} is a whole number from {low} to {high}")
        return default
    return int(number)


def read_share(node: Node, what: str, problems: Problems) -> Fraction | None:
    """A share of the whole, such as 1/3 or 0.25: more than 0, at most 1."""
    text = node.text if isinstance(node, Scalar) else ""
    match = _SHARE.fullmatch(text)
    if match and int(match[2]):
        share = Fraction(int(match[1]), int(match[2]))
    elif re.fullmatch(r"0?\.[0-9]{1,12}|1", text):
        share = Fraction(text)
    else:
        problems.add(node.place, "not-a-share", f"{what} must be a share", "write a fraction like 1/3, or 0.25")
        return None
    if not 0 < share <= 1:
        problems.add(node.place, "not-a-share", f"{what} must be more than 0 and at most 1")
        return None
    return share


def read_day(node: Node | None, what: str, problems: Problems) -> date | None:
    """A day of the calendar, such as 2026-04-15."""
    if node is None:
        return None
    match = _DAY.fullmatch(node.text) if isinstance(node, Scalar) else None
    if match:
        try:
            day = date(*map(int, match.groups()))
        except ValueError:
            pass
        else:
            if day.year in YEARS:
                return day
    problems.add(node.place, "not-a-day", f"{what} must be a day of the calendar", "write it like 2026-04-15")
    return None


def read_moment(node: Node | None, what: str, zone: ZoneInfo, problems: Problems) -> datetime | None:
    """A moment with its offset; without one in `zone`; a bare date is the start of that day."""
    if node is None:
        return None
    text = node.text if isinstance(node, Scalar) else ""
    try:
        moment = moment_from(text, zone)
    except ValueError as error:
        message = f"{what} must be a moment"
        hint = f"write it like 2026-05-10T14:30+08:00{f'; {error}' if str(error) else ''}"
        problems.add(node.place, "not-a-moment", message, hint)
        return None
    return moment


def moment_from(text: str, zone: ZoneInfo) -> datetime:
    """The moment that the text says, with a fixed offset. Raises ValueError, mostly with the reason."""
    match = _MOMENT.fullmatch(text)
    if match is None:
        raise ValueError("")
    year, month, day, hour, minute, second, fraction, offset = match.groups()
    try:
        clock = time(int(hour or 0), int(minute or 0), int(second or 0), int((fraction or "0").ljust(6, "0")))
        bare = datetime.combine(date(int(year), int(month), int(day)), clock)
    except ValueError:
        raise ValueError("there is no such day or hour") from None
    if bare.year not in YEARS:
        raise ValueError(f"years go from {YEARS[0]} to {YEARS[-1]}")
    return bare.replace(tzinfo=_offset(offset) if offset else timezone(_at(bare, zone)))


def _at(bare: datetime, zone: ZoneInfo) -> timedelta:
    """The offset of the zone at that time of its clocks."""
    return bare.replace(tzinfo=zone).utcoffset() or timedelta()


def _offset(text: str) -> timezone:
    if text == "Z":
        return timezone.utc
    hours, minutes = int(text[1:3]), int(text[4:6])
    if hours > 14 or minutes > 59:
        raise ValueError(f"{text} is no offset of a time zone")
    return timezone((-1 if text[0] == "-" else 1) * timedelta(hours=hours, minutes=minutes))
