"""Moments in words: "yesterday 3pm", "48 hours ago". The words and the forms are those of the message catalogues.

A form such as `<day> <monthname> <year>` stands for itself with a number or a word of a list in each place. Where the
text leaves something open (the year, morning or afternoon) the likeliest moment is taken and marked as guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, time, timedelta, timezone
from functools import cache

from msgspec import Struct

from triage.cli.numerals import in_digits, listed_values
from triage.cli.phrases import phrases
from triage.policy import Policy
from triage.render.words import LANGUAGES, words

HALF_DAY = 12
EVENING = 18
FIRST_LIKELY_HOUR = 7
"""An hour below this is rather meant in the afternoon: nobody is up so early. A guess, which is said back."""
YEARS = range(1900, 2201)

_NUMBERS = {
    "year": r"\d{4}",
    "month": r"\d{1,2}",
    "hour": r"\d{1,2}",
    "minute": r"\d{1,2}",
    "n": r"\d{1,4}(?:\.\d)?",
}


class Spoken(Struct, frozen=True):
    """A moment as it was understood; `guessed` where the text leaves something open."""

    moment: datetime
    guessed: bool


def read_spoken(text: str, now: datetime, policy: Policy) -> Spoken | None:
    """The moment that the text means, in the pack's time zone; None where it means none. `now` is aware."""
    plain = " ".join(in_digits(text).split())
    here = now.astimezone(policy.timezone)
    try:
        return next(_readings(plain, here), None)
    except (ValueError, OverflowError):  # no such day or hour
        return None


def _readings(text: str, now: datetime) -> Iterator[Spoken]:
    for found in _whole(text, "ago"):
        yield _ago(found, now)
    for day in _whole(text, "dates"):
        on, guessed = _day(day, now)
        yield Spoken(datetime.combine(on, time(), now.tzinfo), guessed)
    for first, second in (("dates", "times"), ("times", "dates")):
        for found in _pairs(text, first, second):
            yield from _at(found, now)
    for clock in _whole(text, "times"):
        yield from _at(clock, now)


# --- Forms -------------------------------------------------------------------------------------


def _whole(text: str, kind: str) -> Iterator[dict[str, str]]:
    for form in _forms(kind):
        if found := form.fullmatch(text):
            yield _filled(found)


def _pairs(text: str, first: str, second: str) -> Iterator[dict[str, str]]:
    """A form and another one after it, with nothing, a blank or a joining word between them."""
    for form in _forms(first):
        if found := form.match(text):
            rest = _joiner().sub("", text[found.end() :], count=1)
            for other in _whole(rest, second):
                yield {**_filled(found), **other}


def _filled(found: re.Match[str]) -> dict[str, str]:
    return {name: value for name, value in found.groupdict().items() if value is not None}


@cache
def _forms(kind: str) -> tuple[re.Pattern[str], ...]:
    """The forms of all languages, compiled; those with more places first."""
    said = (words(language).say(f"read.{kind}") for language in LANGUAGES)
    forms = sorted((form.strip() for line in said for form in line.split("|")), key=lambda form: -form.count("<"))
    return tuple(_compiled(form) for form in dict.fromkeys(forms) if form)


def _compiled(form: str) -> re.Pattern[str]:
    parts = re.split(r"<(\w+)>", form)
    pattern = "".join(_place(part) if index % 2 else _literal(part) for index, part in enumerate(parts))
    return re.compile(pattern)


def _literal(text: str) -> str:
    return re.sub(r"(\\ )+", r"\\s*", re.escape(in_digits(text)))


def _place(name: str) -> str:
    if name == "day":
        endings = "|".join(map(re.escape, _listed("read.ordinals")))
        return rf"(?P<day>\d{{1,2}})(?:{endings})?"
    return rf"(?P<{name}>{_NUMBERS.get(name) or _any_of(_table(name))})"


def _any_of(alternatives: Iterable[str]) -> str:
    return "|".join(map(re.escape, sorted(alternatives, key=len, reverse=True)))


@cache
def _table(name: str) -> Mapping[str, float]:
    """The words of a list with what each stands for: `{"yesterday": 1}`."""
    return {in_digits(word): value for word, value in listed_values(f"read.{name}").items()}


def _listed(key: str) -> list[str]:
    return list(phrases(key))


@cache
def _joiner() -> re.Pattern[str]:
    return re.compile(rf"\s*(?:{_any_of(_listed('read.joiners'))})?\s*")


# --- Meaning -----------------------------------------------------------------------------------


def _ago(found: Mapping[str, str], now: datetime) -> Spoken:
    count = float(found["n"]) if "n" in found else _table("count")[found["count"]]
    minutes = _table("unit")[found["unit"]]
    passed = now.astimezone(timezone.utc) - timedelta(minutes=count * minutes)  # clocks may have been changed since
    moment = passed.astimezone(now.tzinfo).replace(second=0, microsecond=0)
    return Spoken(moment, guessed=minutes >= HALF_DAY * 60)  # three days ago, but at which hour?


def _at(found: Mapping[str, str], now: datetime) -> Iterator[Spoken]:
    """The moment of a day (today where none is named) and a time of the clock."""
    if "about" in found:
        yield _about(found, now)
        return
    dated = _is_dated(found)
    on, guessed = _day(found, now) if dated else (now.date(), True)
    hour, open_ = _hour(found)
    if hour is None:
        return
    minute = int(found.get("minute") or _table("fraction").get(found.get("fraction", ""), 0))
    moment = datetime.combine(on, time(hour, minute), now.tzinfo)
    if open_ and moment > now >= moment - timedelta(hours=HALF_DAY) and hour >= HALF_DAY:
        moment -= timedelta(hours=HALF_DAY)
    if not dated and moment > now:
        moment -= timedelta(days=1)
    yield Spoken(moment, guessed or open_)


def _about(found: Mapping[str, str], now: datetime) -> Spoken:
    """A part of a day, at an hour in its midst; not later than now where it is the day that has not ended."""
    midnight = datetime.combine(_day(found, now)[0] if _is_dated(found) else now.date(), time(), now.tzinfo)
    moment = midnight + timedelta(hours=_table("about")[found["about"]])
    if moment > now and not _is_dated(found):
        moment -= timedelta(days=1)
    return Spoken(min(moment, now.replace(second=0, microsecond=0)) if midnight <= now else moment, guessed=True)


def _is_dated(found: Mapping[str, str]) -> bool:
    return any(name in found for name in ("relative", "weekday", "month", "monthname"))


def _hour(found: Mapping[str, str]) -> tuple[int | None, bool]:
    """The hour of 24, None where there is no such one, and whether morning or afternoon is a guess."""
    if "clock" in found:
        return int(_table("clock")[found["clock"]]), False
    hour = int(found["hour"])
    part = _table("part").get(found.get("part", ""))
    if part is None:
        exact = len(found["hour"]) == 2 and "minute" in found  # 10:02 and 03:05 are written by the clock of 24 hours
        is_open = 1 <= hour < HALF_DAY and not exact
        return (hour + HALF_DAY if is_open and hour < FIRST_LIKELY_HOUR else hour), is_open
    if part == 0:
        return {HALF_DAY: 0}.get(hour, hour if hour < HALF_DAY else None), False
    if part == EVENING and (hour == HALF_DAY or hour < 5):
        return None, False  # the night before or after midnight?
    return (hour + HALF_DAY if hour < HALF_DAY else hour), False


def _day(found: Mapping[str, str], now: datetime) -> tuple[date, bool]:
    """The day, and whether it is a guess. Raises ValueError where there is no such day."""
    today = now.date()
    if "relative" in found:
        return today - timedelta(days=_table("relative")[found["relative"]]), False
    if "weekday" in found:
        return _weekday(found, today), True
    month = int(found["month"]) if "month" in found else int(_table("monthname")[found["monthname"]])
    day = int(found["day"])
    if "year" in found:
        if int(found["year"]) not in YEARS:
            raise ValueError
        return date(int(found["year"]), month, day), False
    this_year = date(today.year, month, day)
    return (this_year if this_year <= today else date(today.year - 1, month, day)), True


def _weekday(found: Mapping[str, str], today: date) -> date:
    """The latest such day: before today with a word like "last", in the week before with one like "of last week"."""
    wanted = int(_table("weekday")[found["weekday"]])
    back = (today.isoweekday() - wanted) % 7
    match _table("week").get(found.get("week", "")):
        case 1:
            return today - timedelta(days=today.isoweekday() - wanted + 7)
        case 0:
            return today - timedelta(days=back or 7)
        case _:
            return today - timedelta(days=back)
