"""The parts of a verdict that look ahead: steps, what was assumed, what is open, evidence, route."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from triage.policy import Channel
from triage.render.grounds import below, item
from triage.render.headline import priced
from triage.render.layout import Paragraph
from triage.render.naming import Naming
from triage.render.next_action import demand, worth_taking
from triage.render.style import Tone
from triage.verdict import Branch, Chain, Missing, Open, Step, Stop, Verdict


def steps(verdict: Verdict, said: Naming) -> Iterator[Paragraph]:
    """What to demand, and where each outcome leads."""
    for number, step in enumerate(verdict.steps, 1):
        yield Paragraph(demand(step, said), lead=f"{number}. ", indent=2, tone=Tone.STRONG)
        yield from (_under(text) for text in _branches(step, verdict, said))
        fact = said.policy.facts.get(step.fact)
        if fact is not None and fact.burden is not None:
            yield _under(said.words.say("step.burden", party=said.party(fact.burden.party)))


def _under(text: str) -> Paragraph:
    """A further line under a numbered entry."""
    return Paragraph(text, indent=5)


def _branches(step: Step, verdict: Verdict, said: Naming) -> Iterator[str]:
    """One line for each outcome; values that lead to the same are joined."""
    groups: dict[tuple[bool, str], list[str]] = {}
    for branch in sorted(step.branches, key=lambda branch: not branch.produced):
        key = (branch.produced, _outcome(branch, verdict, said))
        value = "" if branch.value is None else said.value(step.fact, branch.value)
        groups.setdefault(key, []).append(value)
    for (produced, outcome), values in groups.items():
        if produced:
            fact, value = said.titled(step.fact), said.either(values)
            yield said.words.say("branch.produced", fact=fact, value=value, outcome=outcome)
        else:
            yield said.words.say("branch.not-produced", outcome=outcome)


def _outcome(branch: Branch, verdict: Verdict, said: Naming) -> str:
    claims = [priced(claim, amount, said) for claim, amount in branch.claims]
    text = said.words.say("list.semicolon").join(claims) or said.words.say("branch.nothing")
    now = {party for each in verdict.responsible for party in each.parties}
    if not branch.parties or set(branch.parties) == now:
        return text
    return said.words.say("branch.other-party", outcome=text, parties=said.listed(map(said.party, branch.parties)))


def presumed(verdict: Verdict, said: Naming) -> Iterator[Paragraph]:
    """Each presumption that the verdict rests on, with its reason."""
    for each in verdict.presumed:
        value = said.value(each.fact, each.value)
        head = said.words.say("when.is", subject=said.titled(each.fact), value=value)
        because = said.text(each.because)
        yield item(said.words.say("presumed", what=head, because=because) if because else head)


def still_open(verdict: Verdict, said: Naming) -> Iterator[Paragraph]:
    """What nobody gave, and which conclusions it could change; who has to prove what is contested."""
    for each in verdict.open:
        yield item(_open(each, said))
        if each.contested and each.burden is None:
            yield below(said.words.say("open.contested"))
        elif each.burden is not None:
            key = "open.contested-burden" if each.contested else "open.burden"
            yield below(said.words.say(key, party=said.party(each.burden)))


def _open(each: Open, said: Naming) -> str:
    title = said.titled(each.fact) if each.fact not in said.policy.evidence else said.item(each.fact)
    changes = said.listed(dict.fromkeys(map(said.conclusion, each.could_change)))
    return said.words.say("open", fact=title, changes=changes) if changes else title


_MARKS = {"proved": "[x] ", "weak": "[~] ", "missing": "[ ] "}


def evidence(verdict: Verdict, said: Naming) -> Iterator[Paragraph]:
    """The chain of evidence link by link, then the items that would close its gaps."""
    chain = verdict.chain
    for link, state in chain.links.items():
        text = said.words.say(f"link.{state}", link=said.link(link), items=_items(link, chain, said))
        yield Paragraph(text, lead=_MARKS[state], indent=2)
    if chain.missing:
        yield Paragraph(said.words.say("evidence.would-help"), indent=2)
        for proved, items in _would_help(chain.missing, said).items():
            yield item(
                said.words.say("evidence.proves", proves=proved, items=said.words.say("list.semicolon").join(items))
            )


def _items(link: str, chain: Chain, said: Naming) -> str:
    return said.listed(map(said.item, chain.by.get(link, ())))


def _would_help(missing: Iterable[Missing], said: Naming) -> dict[str, list[str]]:
    """What could be proved, and the items of which one would do."""
    groups: dict[str, list[str]] = {}
    for each in missing:
        proves = said.listed([*map(said.link, each.links), *map(said.titled, each.facts)])
        groups.setdefault(proves, []).append(_item_with_holder(each.item, said))
    return groups


def _item_with_holder(name: str, said: Naming) -> str:
    declared = said.policy.evidence.get(name)
    holder = said.text(declared.holder) if declared else ""
    return said.words.say("evidence.from", item=said.item(name), holder=holder) if holder else said.item(name)


def route(verdict: Verdict, said: Naming) -> Iterator[Paragraph]:
    """The channels in order, each with its dates, what to do there, what it needs and its limits."""
    for number, stop in enumerate(worth_taking(verdict, said.policy), 1):
        channel = said.policy.channels.get(stop.channel)
        yield Paragraph(_stop(stop, channel, said), lead=f"{number}. ", indent=2)
        for text in _about(stop, channel, said):
            yield _under(text)
    closed = [said.channel(stop.channel) for stop in verdict.route if stop.state == "closed"]
    if closed:
        yield item(said.words.say("route.closed", channels=said.listed(closed)), Tone.FAINT)


def _stop(stop: Stop, channel: Channel | None, said: Naming) -> str:
    say = said.words.say
    notes = [_when(stop, said)]
    if stop.latest is not None:
        notes.append(say("route.until", moment=said.moment(stop.latest)))
    if channel is not None and not channel.verified:
        notes.append(say("not-verified"))
    return say("note", what=said.channel(stop.channel), note=said.noted(notes))


def _when(stop: Stop, said: Naming) -> str:
    if stop.state == "waiting" and stop.earliest is not None:
        return said.words.say("route.from", moment=said.moment(stop.earliest))
    return said.words.say(f"route.{stop.state}")


def _about(stop: Stop, channel: Channel | None, said: Naming) -> Iterator[str]:
    say = said.words.say
    if channel is None:
        return
    if channel.action:
        yield said.text(channel.action)
    if stop.needs:
        yield say("route.needs", items=said.listed(map(said.item, stop.needs)))
    if channel.clock:
        yield say("route.clock", clock=said.text(channel.clock))
    if channel.limits:
        yield say("route.limits", limits=said.text(channel.limits))
