"""A fact with all that reads it, and a source with all that rests on it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from triage.browse import Citing, Use
from triage.policy import ALWAYS, Fact, Finding, Measure, Source
from triage.render.naming import Naming
from triage.render.rule_card import condition_lines
from triage.render.sheet import Block, Heading, Line
from triage.render.style import Tone
from triage.render.sums import spell


def fact_page(fact: Fact, uses: tuple[Use, ...] | None, said: Naming) -> Iterator[Block]:
    """The page of a fact: what it is, how it is asked, and everything that reads it (None: which is left out)."""
    say = said.words.say
    yield from _head(fact.name, said.text(fact.title), str(fact.place), said)
    yield Line(say("show.kind", kind=say(f"show.kind-{fact.kind.value}")), tone=Tone.FAINT)
    if fact.ask:
        yield Line(said.text(fact.ask))
    yield from (Line(say("show.choice", id=name, title=said.text(title)), 1) for name, title in fact.choices.items())
    yield from _bounds(fact, said)
    if fact.applies_when != ALWAYS:
        yield Heading(say("show.applies-when"))
        yield from condition_lines(fact.applies_when, said)
    yield from _unknown(fact, said)
    yield from used_by(uses, said)


def measure_page(measure: Measure, uses: tuple[Use, ...] | None, said: Naming) -> Iterator[Block]:
    """The page of a measure: its formula, and everything that reads it (None: which is left out)."""
    yield from _head(measure.name, said.text(measure.title), str(measure.place), said)
    yield Line(said.words.say("show.formula", formula=spell(measure.formula, said, money=said.is_money(measure.name))))
    yield from used_by(uses, said)


def finding_page(
    finding: Finding, concluded_by: tuple[str, ...], uses: tuple[Use, ...] | None, said: Naming
) -> Iterator[Block]:
    """The page of a finding: the rules that conclude it, and everything that reads it (None: which is left out)."""
    yield from _head(finding.name, said.text(finding.title), str(finding.place), said)
    yield Heading(said.words.say("show.concluded-by"))
    for rule in concluded_by:
        yield Line(said.words.say("note", what=rule, note=str(said.policy.rules[rule].place)), 1)
    yield from used_by(uses, said)


def source_page(source: Source, resting: tuple[Citing, ...] | None, said: Naming) -> Iterator[Block]:
    """The page of a source: what it says and since when, and everything that rests on it (None: which is left out)."""
    say = said.words.say
    yield from _head(source.id, said.source(source.id), str(source.place), said)
    yield Line(said.text(source.effect))
    for text in (said.period(source.period), source.link):
        if text:
            yield Line(text, tone=Tone.FAINT)
    if not source.verified:
        yield Line(say("not-verified"), tone=Tone.CAREFUL)
    if resting is None:
        return
    yield Heading(say("show.resting"))
    if not resting:
        yield Line(say("show.nothing"), 1)
    for each in resting:
        yield Line(_used(f"show.use-{each.kind}", each.kind, each.name, str(each.place), said), 1)


def _head(name: str, title: str, place: str, said: Naming) -> Iterator[Block]:
    yield Heading(said.words.say("note", what=name, note=place), level=1)
    yield Line(title, tone=Tone.STRONG)


def _bounds(fact: Fact, said: Naming) -> Iterator[Block]:
    if fact.low is not None:
        yield Line(said.words.say("range.at-least", bound=said.number(fact.name, fact.low)), 1)
    if fact.high is not None:
        yield Line(said.words.say("range.at-most", bound=said.number(fact.name, fact.high)), 1)


def _unknown(fact: Fact, said: Naming) -> Iterator[Block]:
    """What happens while the fact is not known."""
    say = said.words.say
    if fact.presume is not None:
        now = fact.presume.value == "now"
        value = say("now") if now else said.value(fact.name, fact.presume.value)
        yield Line(say("show.presumed", value=value, because=said.text(fact.presume.because)))
    if fact.production is not None:
        demand, party = said.text(fact.production.demand), said.party(fact.production.party)
        yield Line(say("show.produced-by", party=party, demand=demand))
    if fact.burden is not None:
        yield Line(say("step.burden", party=said.party(fact.burden.party)))


def used_by(uses: Iterable[Use] | None, said: Naming) -> Iterator[Block]:
    """Everything that reads a name, with file and line; what does so through a measure names it."""
    say = said.words.say
    if uses is None:
        return
    yield Heading(say("show.read-by"))
    found = [_use(use, said) for use in uses]
    yield from (Line(text, 1) for text in found or [say("show.nothing")])


def _use(use: Use, said: Naming) -> str:
    text = _used(f"show.use-{use.kind}", use.kind, use.name, str(use.place), said)
    return (
        said.words.say("show.through", use=text, names=said.listed(map(said.titled, use.through)))
        if use.through
        else text
    )


def _used(key: str, kind: str, name: str, place: str, said: Naming) -> str:
    return said.words.say(key, name=_called(kind, name, said), place=place)


def _called(kind: str, name: str, said: Naming) -> str:
    """A rule by its id, everything else by its title and id."""
    titles = {
        "claim": said.claim,
        "block": said.claim,
        "amount": said.claim,
        "channel": said.channel,
        "letter": said.channel,
        "raises": said.matter,
        "evidence": said.item,
    }
    title = titles.get(kind, said.titled)(name) if name else ""
    return title if title == name else said.words.say("note", what=title, note=name)


def use_in_words(use: Use, said: Naming) -> str:
    """What reads a name, without its place: "rule valid-source"."""
    return _without_place(f"show.use-{use.kind}", _called(use.kind, use.name, said), said)


def citing_in_words(citing: Citing, said: Naming) -> str:
    """What rests on a source, without its place."""
    return _without_place(f"show.use-{citing.kind}", _called(citing.kind, citing.name, said), said)


def _without_place(key: str, name: str, said: Naming) -> str:
    return re.sub(r" ?[(（]@[)）]", "", said.words.say(key, name=name, place="@"))
