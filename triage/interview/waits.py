"""Which answers decide how long a channel of the route has to be waited for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from triage.constraints import facts_of_leaf
from triage.decide.route import doors
from triage.decide.status import Situation
from triage.formula import names_in
from triage.interview.outlook import Outlook
from triage.logic import leaves_of
from triage.policy import Channel, Policy
from triage.program import compile_policy


def waits(ahead: Outlook) -> Mapping[str, frozenset[str]]:
    """For each channel that has to be waited for, as presumed: the unanswered facts that could shorten the wait."""
    here = Situation(compile_policy(ahead.policy), ahead.presumed, ahead.engine.infer(ahead.presumed))
    waiting = (door.channel for door in doors(here) if door.state == "waiting")
    return {channel.id: frozenset(_facts(channel, ahead.policy)) & ahead.askable.keys() for channel in waiting}


def _facts(channel: Channel, policy: Policy) -> Iterator[str]:
    """The facts that the moment of opening is counted from, and those that open the channel at once, findings aside."""
    if channel.opens is not None:
        yield from (name for name in names_in(channel.opens) if name in policy.facts)
    if channel.at_once is not None:
        yield from (name for leaf in leaves_of(channel.at_once) for name in facts_of_leaf(leaf, policy))
