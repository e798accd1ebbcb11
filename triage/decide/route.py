"""The route: which channels take the dispute, in which order, from when and until when."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from triage.decide.status import Situation
from triage.formula import compute
from triage.holding import NotApplicable, View
from triage.instant import moment_of
from triage.policy import Channel, Formula
from triage.program import at_once_id, channel_id
from triage.verdict import Status, Stop


def route(given: Situation, presumed: Situation) -> tuple[Stop, ...]:
    """The channels that are not closed to the case, by stage; those of one stage in the author's order."""
    channels = sorted(given.view.policy.channels.values(), key=lambda channel: channel.stage)
    return tuple(stop for channel in channels for stop in _stop(channel, given, presumed))


def _stop(channel: Channel, given: Situation, presumed: Situation) -> Iterator[Stop]:
    clause = channel_id(channel.id)
    if clause not in presumed.inference.possible:
        return
    latest = _moment(channel.closes, presumed.view)
    if latest is not None and latest <= presumed.view.now:
        return
    waits = at_once_id(channel.id) not in presumed.inference.sure
    earliest = _moment(channel.opens, presumed.view) if waits else None
    state = "waiting" if earliest is not None and earliest > presumed.view.now else "open"
    if clause not in presumed.inference.sure:
        state = "possible"
    yield Stop(channel.id, state, earliest, latest, channel.needs, _status(clause, given, presumed))


def _moment(formula: Formula | None, view: View) -> datetime | None:
    """The moment that a formula names, where it is known."""
    computed = compute(formula, view) if formula is not None else NotApplicable()
    if isinstance(computed, NotApplicable) or computed.point is None:
        return None
    return moment_of(computed.point, view.policy.timezone)


def _status(clause: str, given: Situation, presumed: Situation) -> Status:
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
