"""The one thing to do next, for a reader who reads nothing else."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from triage.policy import Policy
from triage.render.naming import Naming
from triage.verdict import Amount, Status, Step, Stop, Verdict

EMERGENCY = 0
"""Channels of this stage (or a lower one) come before everything else."""


def next_action(verdict: Verdict, said: Naming) -> str:
    """An open emergency channel; else what to demand while its time runs; else the channel that is due.

    Where there is none of these: the question that decides, or the moment at which a channel opens.
    """
    if (stop := next_stop(verdict, said)) is not None:
        return _go_to(stop, said)
    if (running := _running(verdict)) is not None:
        return demand(running, said)
    if _decides_little(verdict) and verdict.open:
        return said.words.say("next.find-out", question=_question(verdict.open[0].fact, said))
    return _demand_or_wait(verdict, said)


def next_stop(verdict: Verdict, said: Naming) -> Stop | None:
    """The channel that is the next thing to do; None where something else comes first."""
    if (stop := _emergency(verdict, said)) is not None:
        return stop
    if _running(verdict) is not None or (_decides_little(verdict) and verdict.open):
        return None
    return _channel_due(verdict, said)


def _running(verdict: Verdict) -> Step | None:
    return next((step for step in verdict.steps if not step.overdue and _can_better(step, verdict)), None)


def _can_better(step: Step, verdict: Verdict) -> bool:
    """Whether the other side has to prove the fact, or more may come of it than can be claimed now.

    Proof that can only do harm is no advice for the next day; it is still shown among the steps.
    """
    if any(branch.value is not None and not branch.produced for branch in step.branches):
        return True
    now = _worth((claim.claim, claim.amount) for claim in verdict.claims)
    return any(_worth(branch.claims) > now for branch in step.branches)


def _worth(claims: Iterable[tuple[str, Amount | None]]) -> Decimal:
    """The greatest sum among the claims; a claim without a sum counts more than none."""
    sums = [amount.low or Decimal(0) if amount else Decimal(0) for _, amount in claims]
    return max(sums, default=Decimal(-1))


def _decides_little(verdict: Verdict) -> bool:
    return verdict.status is Status.OPEN and not verdict.claims


def _demand_or_wait(verdict: Verdict, said: Naming) -> str:
    if verdict.steps:
        return demand(verdict.steps[0], said)
    waiting = next((stop for stop in worth_taking(verdict, said.policy) if stop.state == "waiting"), None)
    if waiting is not None and waiting.earliest is not None:
        return said.words.say("next.wait", moment=said.dated(waiting.earliest), channel=said.channel(waiting.channel))
    return said.words.say(f"next.nothing-{verdict.status.value}")


def worth_taking(verdict: Verdict, policy: Policy) -> tuple[Stop, ...]:
    """The channels that make sense for what can be claimed, closed ones left out.

    For goodwill alone: those before the first with a waiting time, for no authority orders goodwill. Where there is
    nothing to claim: emergency channels only.
    """
    stops = tuple(stop for stop in verdict.route if stop.state != "closed")
    if verdict.possible_claims or any(not is_goodwill(claim.claim, policy) for claim in verdict.claims):
        return stops
    gates = [channel.stage for channel in policy.channels.values() if channel.opens is not None]
    last = min(gates, default=None) if verdict.claims else EMERGENCY + 1
    return tuple(stop for stop in stops if last is None or _stage(stop, policy) < last)


def _stage(stop: Stop, policy: Policy) -> int:
    channel = policy.channels.get(stop.channel)
    return channel.stage if channel else EMERGENCY + 1


def _channel_due(verdict: Verdict, said: Naming) -> Stop | None:
    """The first open channel; for a right, the first whose waiting time is over, for there the ladder has got to."""
    stops = [stop for stop in worth_taking(verdict, said.policy) if stop.state == "open"]
    if any(not is_goodwill(claim.claim, said.policy) for claim in verdict.claims):
        waited = [stop for stop in stops if _has_waiting_time(stop, said)]
        return next(iter(waited or stops), None)
    return next(iter(stops), None)


def _has_waiting_time(stop: Stop, said: Naming) -> bool:
    channel = said.policy.channels.get(stop.channel)
    return channel is not None and channel.opens is not None


def is_goodwill(claim: str, policy: Policy) -> bool:
    """Whether the claim is goodwill or help rather than a right."""
    return claim in policy.claims and policy.claims[claim].voluntary


def _emergency(verdict: Verdict, said: Naming) -> Stop | None:
    for stop in verdict.route:
        channel = said.policy.channels.get(stop.channel)
        if stop.state == "open" and channel is not None and channel.stage <= EMERGENCY:
            return stop
    return None


def _go_to(stop: Stop, said: Naming) -> str:
    channel = said.policy.channels.get(stop.channel)
    action = said.text(channel.action) if channel else ""
    text = said.channel(stop.channel)
    if action:
        text = said.words.say("next.channel", channel=text, action=action)
    return until(text, stop, said)


def until(text: str, stop: Stop, said: Naming) -> str:
    """The text with the moment after which the channel is closed, where there is one."""
    if stop.latest is None:
        return text
    return said.words.say("next.before", what=text, moment=said.dated(stop.latest))


def demand(step: Step, said: Naming) -> str:
    """What to demand, in the pack's words, and by when: "ask the seller for proof of source, by 2026-05-13 15:00"."""
    text = demanded(step, said)
    if step.due is None:
        return text
    key = "step.from-now" if step.from_now else ("step.overdue" if step.overdue else "step.by")
    return said.words.say(key, demand=text, due=said.dated(step.due))


def demanded(step: Step, said: Naming) -> str:
    """What the step asks for, in the pack's words."""
    fact = said.policy.facts.get(step.fact)
    production = fact.production if fact else None
    return said.text(production.demand, step.fact) if production else said.titled(step.fact)


def _question(fact: str, said: Naming) -> str:
    declared = said.policy.facts.get(fact)
    return said.text(declared.ask) or said.titled(fact) if declared else said.titled(fact)
