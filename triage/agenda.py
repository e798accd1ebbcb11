"""What is due when: the steps and channels of verdicts as dated entries."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from enum import Enum

from msgspec import Struct, field
from msgspec.structs import replace

from triage.policy import Text
from triage.verdict import Verdict


class Occasion(Enum):
    """Why a moment matters."""

    STEP_DUE = "step-due"
    CHANNEL_OPENS = "channel-opens"
    CHANNEL_CLOSES = "channel-closes"
    CHANNEL_ANSWERS = "channel-answers"
    VERDICT_CHANGES = "verdict-changes"


class Entry(Struct, frozen=True):
    """One moment of one case. `subject` is the fact to be produced, the channel, or ""; `says` what a channel owes.

    `overdue`: the time has run out, and what was due by then is not known to have come.
    """

    at: datetime
    occasion: Occasion
    subject: str
    says: Text = field(default_factory=dict)
    overdue: bool = False


OWED = (Occasion.STEP_DUE, Occasion.CHANNEL_ANSWERS)
"""What somebody owes by a moment: it is still there when the moment has passed."""


def agenda(verdict: Verdict) -> tuple[Entry, ...]:
    """The moments at which something is due, opens, closes or changes, the nearest first; overdue ones before them."""
    entries = [replace(entry, overdue=entry.at <= verdict.now) for entry in _entries(verdict)]
    kept = (entry for entry in entries if not entry.overdue or entry.occasion in OWED)
    return tuple(sorted(kept, key=lambda entry: (entry.at, entry.occasion.value, entry.subject)))


def _entries(verdict: Verdict) -> Iterator[Entry]:
    for step in verdict.steps:
        if step.due is not None and not step.from_now:
            yield Entry(step.due, Occasion.STEP_DUE, step.fact)
    for stop in verdict.route:
        if stop.state == "waiting" and stop.earliest is not None:
            yield Entry(stop.earliest, Occasion.CHANNEL_OPENS, stop.channel)
        if stop.latest is not None:
            yield Entry(stop.latest, Occasion.CHANNEL_CLOSES, stop.channel)
        for due in stop.answers:
            if not due.if_now:
                yield Entry(due.at, Occasion.CHANNEL_ANSWERS, stop.channel, due.says)
    if verdict.next_change is not None:
        yield Entry(verdict.next_change, Occasion.VERDICT_CHANGES, "")
