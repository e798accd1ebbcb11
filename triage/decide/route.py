"""The route: which channels take the dispute, in which order, from when and until when."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from triage.decide.status import Situation
from triage.formula import compute
from triage.holding import NotApplicable, View
from triage.instant import moment_of
from triage.policy import Channel, Formula
from triage.program import at_once_id, channel_id
from triage.verdict import Status, Stop


@dataclass(frozen=True, slots=True)
class Door:
    """How a channel stands to a case: "open", "waiting" (until `earliest`) or "possible", and until when."""

    channel: Channel
    state: str
    earliest: datetime | None
    latest: datetime | None


def route(given: Situation, presumed: Situation) -> tuple[Stop, ...]:
    """The channels that are not closed to the case, by stage; those of one stage in the author's order."""
    found = sorted(doors(presumed), key=lambda door: door.channel.stage)
    return tuple(
        Stop(d.channel.id, d.state, d.earliest, d.latest, d.channel.needs, _status(d.channel, given, presumed))
        for d in found
    )


def doors(here: Situation) -> Iterator[Door]:
    """The channels that are not closed to the case, in the author's order."""
    for channel in here.view.policy.channels.values():
        clause = channel_id(channel.id)
        latest = _moment(channel.closes, here.view)
        if clause not in here.inference.possible or (latest is not None and latest <= here.view.now):
            continue
        waits = at_once_id(channel.id) not in here.inference.sure
        earliest = _moment(channel.opens, here.view) if waits else None
        state = "waiting" if earliest is not None and earliest > here.view.now else "open"
        yield Door(channel, state if clause in here.inference.sure else "possible", earliest, latest)


def _moment(formula: Formula | None, view: View) -> datetime | None:
    """The moment that a formula names, where it is known."""
    computed = compute(formula, view) if formula is not None else NotApplicable()
    if isinstance(computed, NotApplicable) or computed.point is None:
        return None
    return moment_of(computed.point, view.policy.timezone)


def _status(channel: Channel, given: Situation, presumed: Situation) -> Status:
    clause = channel_id(channel.id)
    if clause in given.inference.sure:
        return Status.SETTLED
    return Status.PRESUMED if clause in presumed.inference.sure else Status.OPEN


def door_times(view: View) -> Iterator[datetime]:
    """All instants at which a channel opens or closes in the view."""
    for channel in view.policy.channels.values():
        for formula in (channel.opens, channel.closes):
            moment = _moment(formula, view)
            if moment is not None:
                yield moment
