"""Dated entries in words, and as a calendar file (RFC 5545)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import datetime, timedelta, timezone

from triage.agenda import Entry, Occasion
from triage.policy import Policy
from triage.render.naming import Naming, naming

REMINDER = timedelta(hours=-2)
"""How long before an entry the calendar reminds."""


def entry_in_words(entry: Entry, policy: Policy, language: str) -> str:
    """What is to be done or noticed at that moment."""
    said = naming(policy, language)
    return said.words.say(f"agenda.{entry.occasion.value}", subject=_subject(entry, said), says=said.text(entry.says))


def _subject(entry: Entry, said: Naming) -> str:
    match entry.occasion:
        case Occasion.STEP_DUE:
            production = said.policy.facts[entry.subject].production
            return said.text(production.demand) if production else said.titled(entry.subject)
        case Occasion.CHANNEL_OPENS | Occasion.CHANNEL_CLOSES | Occasion.CHANNEL_ANSWERS:
            return said.channel(entry.subject)
        case Occasion.VERDICT_CHANGES:
            return ""


def due_line(case: str, entry: Entry, policy: Policy, language: str) -> str:
    """One line: moment with its weekday, what, and of which case; what is overdue says so."""
    said = naming(policy, language)
    weekday = said.weekday(entry.at)
    moment = said.words.say("agenda.moment", moment=said.moment(entry.at), weekday=weekday)
    what = entry_in_words(entry, policy, language)
    if entry.overdue:
        what = said.words.say("agenda.overdue", what=what)
    return f"{moment}  {what}  [{case}]"


def as_calendar(entries: Iterable[tuple[str, Entry, Policy]], language: str, stamp: datetime) -> bytes:
    """A calendar with an event and a reminder for each entry of each case. Equal input gives equal bytes.

    Moments are in UTC, so that no rules of a time zone are needed; `stamp` is when the calendar was made. Raises
    ImportError where icalendar (the extra `calendar`) is not installed.
    """
    from icalendar import Alarm, Calendar, Event

    calendar = Calendar()
    calendar.add("prodid", "-//triage//agenda//EN")
    calendar.add("version", "2.0")
    for case, entry, policy in entries:
        summary = entry_in_words(entry, policy, language)
        event = Event()
        event.add("uid", f"{_digest(case, entry)}@triage")
        event.add("dtstamp", stamp.astimezone(timezone.utc))
        event.add("dtstart", entry.at.astimezone(timezone.utc))
        event.add("summary", f"{summary} [{case}]")
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", summary)
        alarm.add("trigger", REMINDER)
        event.add_component(alarm)
        calendar.add_component(event)
    return bytes(calendar.to_ical())


def _digest(case: str, entry: Entry) -> str:
    """The same event of the same case keeps its name, so that a newer file replaces it."""
    return hashlib.sha256(
        "|".join((case, entry.occasion.value, entry.subject, *entry.says.values())).encode()
    ).hexdigest()[:20]
