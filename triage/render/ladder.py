"""The route as a dated ladder: what can be done now, what if there is no answer by then, what is closed and why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from triage.policy import Channel
from triage.render.grounds import below, item
from triage.render.layout import Paragraph
from triage.render.naming import Naming
from triage.render.next_action import next_stop, worth_taking
from triage.render.style import Tone
from triage.verdict import Ground, Stop, Verdict


def route(verdict: Verdict, said: Naming) -> Iterator[Paragraph]:
    """The channels under the moment from which they can be taken, numbered through; last those that are closed."""
    going = next_stop(verdict, said)
    number = 0
    for heading, stops in _rungs(verdict, said):
        yield Paragraph(heading, indent=2, tone=Tone.STRONG)
        for stop in stops:
            number += 1
            yield from _rung(stop, number, stop is going, said)
    yield from _closed(verdict, said)


def _rungs(verdict: Verdict, said: Naming) -> Iterator[tuple[str, list[Stop]]]:
    """What is open now, then what opens when, the nearest first, then what may open."""
    stops = worth_taking(verdict, said.policy)
    say = said.words.say
    now = [stop for stop in stops if stop.state == "open"]
    if now:
        yield say("route.now"), now
    for moment in sorted({_opening(stop, verdict) for stop in stops if stop.state == "waiting"}):
        waiting = [stop for stop in stops if stop.state == "waiting" and _opening(stop, verdict) == moment]
        yield say("route.no-answer", moment=said.dated(moment)), waiting
    possible = [stop for stop in stops if stop.state == "possible"]
    if possible:
        yield say("route.possible"), possible


def _opening(stop: Stop, verdict: Verdict) -> datetime:
    return stop.earliest or verdict.now


def _rung(stop: Stop, number: int, is_next: bool, said: Naming) -> Iterator[Paragraph]:
    channel = said.policy.channels.get(stop.channel)
    notes = list(_notes(stop, channel, is_next, said))
    title = said.channel(stop.channel)
    text = said.words.say("note", what=title, note=said.noted(notes)) if notes else title
    yield Paragraph(text, lead=f"{number}. ", indent=4)
    for line in _about(stop, channel, said):
        yield Paragraph(line, indent=7)


def _notes(stop: Stop, channel: Channel | None, is_next: bool, said: Naming) -> Iterator[str]:
    say = said.words.say
    if is_next:
        yield say("route.next")
    if stop.state == "open" and stop.earliest is not None:
        yield say("route.since", moment=said.dated(stop.earliest))
    if stop.latest is not None:
        yield say("route.until", moment=said.dated(stop.latest))
    if channel is not None and not channel.verified:
        yield say("not-verified")


def _about(stop: Stop, channel: Channel | None, said: Naming) -> Iterator[str]:
    say = said.words.say
    if stop.at_once:
        yield say("route.at-once", because=_because(stop.at_once, said))
    if channel is None:
        return
    if channel.action:
        yield said.text(channel.action)
    if stop.needs:
        yield say("route.needs", items=said.listed(map(said.item, stop.needs)))
    for due in stop.answers:
        key = "route.answers-from-now" if due.if_now else "route.answers"
        yield say(key, what=said.text(due.says), moment=said.dated(due.at))
    if channel.clock:
        yield say("route.clock", clock=said.text(channel.clock))
    if channel.limits:
        yield say("route.limits", limits=said.text(channel.limits))


def _closed(verdict: Verdict, said: Naming) -> Iterator[Paragraph]:
    """The channels that are closed, those with the same reason together."""
    groups: dict[str, list[str]] = {}
    for stop in verdict.route:
        if stop.state == "closed":
            groups.setdefault(_why_closed(stop, said), []).append(said.channel(stop.channel))
    if groups:
        yield Paragraph(said.words.say("route.closed"), indent=2, tone=Tone.STRONG)
    for because, channels in groups.items():
        yield item(said.listed(channels))
        if because:
            yield below(because)


def _why_closed(stop: Stop, said: Naming) -> str:
    if stop.barred:
        return said.words.say("route.because", because=_because(stop.barred, said))
    return said.words.say("route.closed-at", moment=said.dated(stop.latest)) if stop.latest else ""


def _because(grounds: Iterable[Ground], said: Naming) -> str:
    return said.words.say("list.semicolon").join(_ground(ground, said) for ground in grounds)


def _ground(ground: Ground, said: Naming) -> str:
    """ "a fact: its value"; a finding that was made, or an item at hand, is told by its title alone."""
    if ground.name in said.policy.findings or ground.name in said.policy.evidence:
        title = said.titled(ground.name) if ground.name in said.policy.findings else said.item(ground.name)
        return title if ground.held else said.words.say("ground.not", what=title)
    value = said.words.say("actual.not_known") if ground.value is None else said.value(ground.name, ground.value)
    return said.words.say("when.is", subject=said.titled(ground.name), value=value)
