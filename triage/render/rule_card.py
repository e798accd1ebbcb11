"""One rule on a page: its reason, condition, conclusion, citations, examples, scenarios, and its rivals."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from msgspec import Struct

from triage.browse import Rivals
from triage.exhaustive import assert_never
from triage.policy import (
    All,
    Any,
    ConcludesFinding,
    ConcludesOutcome,
    ConcludesWarning,
    Conclusion,
    Condition,
    Example,
    Found,
    Has,
    InForce,
    Known,
    Not,
    OneOf,
    Proved,
    Rule,
    Within,
)
from triage.render.conditions import leaf_in_words, period_in_words
from triage.render.naming import Naming
from triage.render.sheet import Block, Heading, Line
from triage.render.style import Tone


class Fired(Struct, frozen=True):
    """The scenarios, by file, in which a rule won and in which it was beaten; None where none were looked at."""

    won: tuple[str, ...]
    beaten: tuple[str, ...]


def rule_card(rule: Rule, rivals: Rivals, fired: Fired | None, said: Naming) -> Iterator[Block]:
    """The page of a rule."""
    say = said.words.say
    yield Heading(say("note", what=rule.id, note=str(rule.place)), level=1)
    yield Line(said.text(rule.because))
    yield Line(say("show.standing", matter=said.matter(rule.matter), tier=rule.tier), tone=Tone.FAINT)
    if not rule.period.always:
        yield Line(period_in_words(rule.period, said), tone=Tone.FAINT)
    yield Heading(say("show.when"))
    yield from condition_lines(rule.when, said)
    yield Heading(say("show.then"))
    yield from (Line(text, 1) for text in conclusions(rule.then, said))
    yield from _section("show.cites", (cited(source, said) for source in rule.cites), said)
    yield from _section("show.examples", (_example(example, said) for example in rule.examples), said)
    yield from _scenarios(fired, said)
    yield from _section("show.beats", rivals.beats, said)
    blocked = (say("show.blocks-of", claim=said.claim(claim)) for claim in rivals.blocked_by)
    yield from _section("show.beaten-by", (*rivals.beaten_by, *blocked), said)


def _section(key: str, lines: Iterator[str] | tuple[str, ...], said: Naming) -> Iterator[Block]:
    found = [Line(text, 1) for text in lines]
    if found:
        yield Heading(said.words.say(key))
        yield from found


def cited(source: str, said: Naming) -> str:
    """A source with its title, article and effect, and whether somebody has verified it."""
    declared = said.policy.sources[source]
    text = said.words.say("show.cited", id=source, source=said.source(source), effect=said.text(declared.effect))
    return text if declared.verified else said.words.say("note", what=text, note=said.words.say("not-verified"))


def _scenarios(fired: Fired | None, said: Naming) -> Iterator[Block]:
    if fired is None:
        return
    yield Heading(said.words.say("show.scenarios"))
    if not fired.won and not fired.beaten:
        yield Line(said.words.say("show.no-scenario"), 1, Tone.CAREFUL)
    yield from (Line(said.words.say("show.wins-in", file=file), 1) for file in fired.won)
    yield from (Line(said.words.say("show.beaten-in", file=file), 1) for file in fired.beaten)


# --- Conditions --------------------------------------------------------------------------------


def condition_lines(condition: Condition, said: Naming, level: int = 1) -> Iterator[Line]:
    """A condition as a list; what must hold together needs no heading at the top."""
    if isinstance(condition, All) and level == 1:
        if not condition.parts:
            yield Line(said.words.say("when.always"), level)
        for part in condition.parts:
            yield from condition_lines(part, said, level)
    else:
        yield from _nested(condition, said, level)


def _nested(condition: Condition, said: Naming, level: int) -> Iterator[Line]:
    match condition:
        case All(parts):
            yield Line(said.words.say("tree.all"), level)
            yield from (line for part in parts for line in _nested(part, said, level + 1))
        case Any(parts):
            yield Line(said.words.say("tree.any"), level)
            yield from (line for part in parts for line in _nested(part, said, level + 1))
        case Not(OneOf() | Within() | Known() | Proved() | Has() | InForce() | Found() as leaf):
            yield Line(said.words.say("when.not", what=leaf_in_words(leaf, said)), level)
        case Not(part):
            yield Line(said.words.say("tree.not"), level)
            yield from _nested(part, said, level + 1)
        case OneOf() | Within() | Known() | Proved() | Has() | InForce() | Found():
            yield Line(leaf_in_words(condition, said), level)
        case _:
            assert_never(condition)


# --- Conclusions and examples ------------------------------------------------------------------


def conclusions(then: Conclusion, said: Naming) -> Iterator[str]:
    """What a rule concludes, a line for each thing."""
    say = said.words.say
    match then:
        case ConcludesFinding(findings):
            yield from (say("when.found", finding=said.titled(name)) for name in findings)
        case ConcludesWarning(code):
            yield say("show.warns", code=code)
        case ConcludesOutcome():
            yield from _outcome(then, said)
        case _:
            assert_never(then)


def _outcome(then: ConcludesOutcome, said: Naming) -> Iterator[str]:
    say = said.words.say
    if then.responsible:
        yield say(
            "show.responsible", parties=said.listed(_share(role, share, said) for role, share in then.responsible)
        )
    for role, how in then.also_liable:
        yield say("show.also-liable", role=role_title(role, said), how=say(f"how.{how}"))
    if then.claims:
        yield say("show.grants", claims=said.listed(map(said.claim, then.claims)))
    if then.denies or then.denies_all:
        denied = ["all"] if then.denies_all else then.denies
        yield say("show.denies", claims=said.listed(map(said.claim, denied)))


def _share(role: str, share: Fraction, said: Naming) -> str:
    title = role_title(role, said)
    return title if share == 1 else said.words.say("note", what=title, note=str(share))


def role_title(role: str, said: Naming) -> str:
    """A role's title."""
    declared = said.policy.roles.get(role)
    return said.text(declared.title, role) if declared else role


def _example(example: Example, said: Naming) -> str:
    facts = [_fact(fact.name, said.value(fact.name, fact.value), fact.by, said) for fact in example.facts]
    if example.now is not None:
        facts.append(said.words.say("when.is", subject=said.words.say("now"), value=said.moment(example.now)))
    with_facts = said.words.say("list.semicolon").join(facts) or said.words.say("show.example-plain")
    return said.words.say(f"show.example-{example.expects.value}", facts=with_facts)


def _fact(name: str, value: str, by: tuple[str, ...], said: Naming) -> str:
    text = said.words.say("when.is", subject=said.titled(name), value=value)
    return said.words.say("note", what=text, note=said.listed(map(said.item, by))) if by else text
