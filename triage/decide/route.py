"""The route: which channels take the dispute, in which order, from when and until when, and why others do not."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from msgspec import Struct

from triage.decide.ground import grounds
from triage.decide.status import Situation
from triage.formula import beyond_calendar, compute
from triage.holding import NotApplicable, View
from triage.instant import moment_of
from triage.policy import Channel, Condition, Formula
from triage.program import at_once_id, channel_id
from triage.verdict import Due, Ground, Status, Stop


class Door(Struct, frozen=True):
    """How a channel stands to a case: "open", "waiting" (until `earliest`) or "possible", and until when."""

    channel: Channel
    state: str
    earliest: datetime | None
    latest: datetime | None


def route(given: Situation, presumed: Situation) -> tuple[Stop, ...]:
    """The channels that take the case, by stage, those of one stage in the author's order; then those barred to it."""
    found = sorted(doors(presumed), key=lambda door: door.channel.stage)
    taken = tuple(
        Stop(
            door.channel.id,
            door.state,
            door.earliest,
            door.latest,
            door.channel.needs,
            _status(door.channel, given, presumed),
            _at_once(door.channel, presumed),
            answers=tuple(_answers(door.channel, given.view, presumed.view)),
        )
        for door in found
    )
    return (*taken, *_barred({stop.channel for stop in taken}, given, presumed))


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


def _at_once(channel: Channel, here: Situation) -> tuple[Ground, ...]:
    if channel.at_once is None or at_once_id(channel.id) not in here.inference.sure:
        return ()
    return grounds(channel.at_once, True, here.truth, here.view)


def _barred(taken: set[str], given: Situation, presumed: Situation) -> Iterator[Stop]:
    """The rungs that a person would look for: channels with a waiting time, and those that an exception closes."""
    for channel in sorted(presumed.view.policy.channels.values(), key=lambda channel: channel.stage):
        if channel.id in taken:
            continue
        latest = _moment(channel.closes, presumed.view)
        why = grounds(_clause(channel, presumed), False, presumed.truth, presumed.view)
        excepted = bool(why) and all(ground.held for ground in why)
        run_out = not why and latest is not None and latest <= presumed.view.now
        if excepted or run_out or (why and channel.opens is not None):
            status = _status(channel, given, presumed)
            yield Stop(channel.id, "closed", None, latest if run_out else None, channel.needs, status, (), why)


def _clause(channel: Channel, here: Situation) -> Condition:
    return here.program.clauses[channel_id(channel.id)].condition


def _moment(formula: Formula | None, view: View) -> datetime | None:
    """The moment that a formula names, where it is known; beyond the pack's calendar the earliest that it can be."""
    computed = compute(formula, view) if formula is not None else NotApplicable()
    if formula is None or isinstance(computed, NotApplicable):
        return None
    known = computed.point is not None or beyond_calendar(formula, view)
    return moment_of(computed.low, view.policy.timezone) if known else None


def _answers(channel: Channel, given: View, presumed: View) -> Iterator[Due]:
    """Until when the channel has to do what, as far as that is known."""
    for answer in channel.answers:
        moment = _moment(answer.by, presumed)
        if moment is not None:
            yield Due(moment, answer.says, _moment(answer.by, given) is None)


def _status(channel: Channel, given: Situation, presumed: Situation) -> Status:
    clause = channel_id(channel.id)
    if clause in given.inference.sure or clause not in given.inference.possible:
        return Status.SETTLED
    decided = clause in presumed.inference.sure or clause not in presumed.inference.possible
    return Status.PRESUMED if decided else Status.OPEN


def door_times(view: View) -> Iterator[datetime]:
    """All instants at which a channel opens or closes in the view."""
    for channel in view.policy.channels.values():
        for formula in (channel.opens, channel.closes):
            moment = _moment(formula, view)
            if moment is not None:
                yield moment
