"""The chapters on what a pack declares once: claims, parameters, channels, evidence, parties, constraints."""

from __future__ import annotations

from collections.abc import Iterator

from triage.policy import ALWAYS, Channel, Claim, Formula, LayeredValue, Parameter, ParameterVersion
from triage.render.booklet.page import Chapter, Entry
from triage.render.conditions import condition_in_words, period_in_words
from triage.render.naming import Naming
from triage.render.rule_card import cited, condition_lines
from triage.render.sheet import Block, Grid, Heading, Line
from triage.render.style import Tone
from triage.render.sums import spell


def _chapter(key: str, entries: tuple[Entry, ...], said: Naming) -> Chapter:
    lead = f"booklet.{key}-lead"
    return Chapter(key, said.words.say(f"booklet.{key}"), said.words.say(lead) if said.words.has(lead) else "", entries)


def _head(name: str, title: str, place: object) -> Iterator[Block]:
    yield Heading(f"{title} ({name}, {place})", level=1)


def _section(key: str, lines: Iterator[str] | tuple[str, ...], said: Naming) -> Iterator[Block]:
    found = [Line(text, 1) for text in lines]
    if found:
        yield Heading(said.words.say(key))
        yield from found


# --- Claims and parameters ---------------------------------------------------------------------


def claims(said: Naming) -> Chapter:
    """Each claim with its sum in words, what bars it, and what it falls back to."""
    entries = tuple(
        Entry(f"claim-{name}", said.text(claim.title, name), tuple(_claim(claim, said)))
        for name, claim in said.policy.claims.items()
    )
    return _chapter("claims", entries, said)


def _claim(claim: Claim, said: Naming) -> Iterator[Block]:
    say = said.words.say
    yield from _head(claim.name, said.text(claim.title, claim.name), claim.place)
    yield Line(said.text(claim.demand))
    if claim.amount is not None:
        yield Line(say("booklet.sum", formula=spell(claim.amount, said, money=True)), tone=Tone.STRONG)
    yield from (Line(text, tone=Tone.CAREFUL) for text in _marks(claim, said))
    if claim.includes:
        yield Line(say("claim.includes", claims=said.listed(map(said.claim, claim.includes))))
    if claim.otherwise:
        yield Line(say("claim.otherwise", claim=said.claim(claim.otherwise)))
    if claim.needs:
        yield Line(say("booklet.proves", links=said.listed(map(said.link, claim.needs))))
    if claim.tone:
        yield Line(said.text(claim.tone), tone=Tone.FAINT)
    for block in claim.blocks:
        yield Heading(say("booklet.barred-where"))
        yield from condition_lines(block.condition, said)
        yield Line(said.text(block.because))
    yield from _section("show.cites", tuple(cited(source, said) for source in claim.cites), said)


def _marks(entry: Claim | Parameter, said: Naming) -> Iterator[str]:
    """What a reader must know before relying on it."""
    say = said.words.say
    if isinstance(entry, Claim) and (entry.estimate or entry.voluntary):
        yield say("claim.estimate" if entry.estimate else "claim.voluntary")
    if isinstance(entry, Parameter) and entry.convenience:
        yield say("convenience")
    if entry.mandatory:
        yield say("booklet.mandatory")


def parameters(said: Naming) -> Chapter:
    """All numbers in one table: each version with its days, and from whom it is."""
    say = said.words.say
    columns = ("parameter", "value", "in-force", "source", "marks")
    rows = tuple(
        _version(parameter, version, said)
        for parameter in said.policy.parameters.values()
        for version in parameter.versions
    )
    grid = Grid(tuple(say(f"booklet.column-{column}") for column in columns), rows)
    return _chapter("parameters", (Entry("table-parameters", "", (grid,)),) if rows else (), said)


def _version(parameter: Parameter, version: ParameterVersion, said: Naming) -> tuple[str, ...]:
    period = "" if version.period.always else period_in_words(version.period, said)
    cites = said.words.say("list.semicolon").join(map(said.source, version.cites))
    marks = list(_marks(parameter, said))
    marks += [said.words.say(f"booklet.favours-{parameter.favours}")] if parameter.favours else []
    marks += [_layered(parameter.name, version.layered, said)] if version.layered else []
    title = said.words.say("note", what=said.titled(parameter.name), note=parameter.name)
    return title, said.number(parameter.name, version.value), period, cites, said.noted(marks)


def _layered(name: str, layered: LayeredValue, said: Naming) -> str:
    """What the other of the two layers has."""
    key = "booklet.terms-yield" if layered.yields else "booklet.terms-hold"
    return said.words.say(key, law=said.number(name, layered.law), terms=said.number(name, layered.overlay))


# --- Channels, evidence, parties ---------------------------------------------------------------


def channels(said: Naming) -> Chapter:
    """The route in its order."""
    ordered = sorted(said.policy.channels.values(), key=lambda channel: channel.stage)
    entries = tuple(
        Entry(f"channel-{each.id}", said.text(each.title, each.id), tuple(_channel(each, said))) for each in ordered
    )
    return _chapter("channels", entries, said)


def _channel(channel: Channel, said: Naming) -> Iterator[Block]:
    say = said.words.say
    yield from _head(channel.id, said.text(channel.title, channel.id), channel.place)
    yield Line(said.text(channel.action))
    if not channel.verified:
        yield Line(say("not-verified"), tone=Tone.CAREFUL)
    if not channel.period.always:
        yield Line(period_in_words(channel.period, said), tone=Tone.FAINT)
    yield from (Line(text, 1) for text in _times(channel, said))
    if channel.when != ALWAYS:
        yield Heading(say("booklet.open-where"))
        yield from condition_lines(channel.when, said)
    if channel.at_once is not None:
        yield Heading(say("booklet.at-once-where"))
        yield from condition_lines(channel.at_once, said)
    yield from _section("show.cites", tuple(cited(source, said) for source in channel.cites), said)


def _times(channel: Channel, said: Naming) -> Iterator[str]:
    say = said.words.say
    moments: tuple[tuple[str, Formula | None], ...] = (("opens", channel.opens), ("closes", channel.closes))
    for key, formula in moments:
        if formula is not None:
            yield say(f"booklet.{key}", moment=spell(formula, said, money=False))
    for answer in channel.answers:
        yield say("route.answers", what=said.text(answer.says), moment=spell(answer.by, said, money=False))
    if channel.needs:
        yield say("route.needs", items=said.listed(map(said.item, channel.needs)))
    if channel.clock:
        yield say("route.clock", clock=said.text(channel.clock))
    if channel.limits:
        yield say("route.limits", limits=said.text(channel.limits))


def evidence(said: Naming) -> Chapter:
    """The matrix: which item proves which link of the chain, and how strongly."""
    policy, say = said.policy, said.words.say
    links = tuple(policy.links)
    head = (say("booklet.column-item"), *(f"{link}" for link in links), say("booklet.column-facts"))
    rows = tuple(
        (
            say("note", what=said.text(item.title, item.id), note=item.id),
            *(str(item.links.get(link, "")) for link in links),
            said.listed(map(said.titled, item.proves)),
        )
        for item in policy.evidence.values()
    )
    legend = tuple(Line(f"{link}: {said.link(link)}", 1) for link in links)
    holders = tuple(
        Line(say("matter", matter=said.text(item.title, item.id), parties=said.text(item.holder)), 1)
        for item in policy.evidence.values()
    )
    blocks: tuple[Block, ...] = (*legend, Grid(head, rows), Heading(say("booklet.holders")), *holders)
    return _chapter("evidence", (Entry("table-evidence", "", blocks),) if rows else (), said)


def parties(said: Naming) -> Chapter:
    """Who sits in which role, and when."""
    policy, say = said.policy, said.words.say
    rows = tuple(
        (
            say("note", what=said.text(role.title, role.name), note=role.name),
            said.party(seat.party),
            condition_in_words(seat.when, said) if seat.when != ALWAYS else say("booklet.else"),
        )
        for role in policy.roles.values()
        for seat in role.seats
    )
    head = tuple(say(f"booklet.column-{column}") for column in ("role", "party", "when"))
    return _chapter("parties", (Entry("table-parties", "", (Grid(head, rows),)),) if rows else (), said)


def constraints(said: Naming) -> Chapter:
    """What cannot be together, and which moment cannot be later than which."""
    policy, say = said.policy, said.words.say
    rows = tuple((condition_in_words(never.when, said), said.text(never.says)) for never in policy.nevers)
    grid = Grid((say("booklet.column-when"), say("booklet.column-says")), rows)
    ordered = tuple(Line(say("booklet.order").join(map(said.titled, each.moments)), 1) for each in policy.ordered)
    blocks: tuple[Block, ...] = (grid,) if rows else ()
    if ordered:
        blocks = (*blocks, Heading(say("booklet.ordered")), *ordered)
    return _chapter("constraints", (Entry("table-constraints", "", blocks),) if blocks else (), said)
