"""Why and why not, as trees: every rule with its place, every condition with what the case says about it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from triage.explain import Proof, RuleExplained, WhyNot
from triage.logic import Explained
from triage.policy import All, Any, Found, Has, InForce, Known, Not, OneOf, Policy, Proved, Within
from triage.render.conditions import leaf_in_words
from triage.render.layout import Paragraph, page
from triage.render.naming import Naming, naming
from triage.render.style import PLAIN, Style, Tone

_MARKS = {True: "[x] ", False: "[ ] ", None: "[?] "}
_TONES = {True: Tone.GOOD, False: Tone.BAD, None: Tone.CAREFUL}
_FIRED = {True: "yes", False: "no", None: "unknown"}
_STEP = 4
_PLAIN_ORIGINS = frozenset({"", "given"})
"""That a value was given goes without saying."""
_LACKING = frozenset({"not_asked", "not_known", "contested", "not_applicable", "not_evidenced"})


def render_proofs(proofs: Iterable[Proof], policy: Policy, language: str, width: int = 80, style: Style = PLAIN) -> str:
    """For each conclusion the rules that carry it, down to the facts. [x] met, [ ] failed, [?] unknown."""
    said = naming(policy, language)
    return page([*_legend(said), *(part for proof in proofs for part in _proof(proof, said))], width, style)


def render_why_not(why_not: WhyNot, policy: Policy, language: str, width: int = 80, style: Style = PLAIN) -> str:
    """Every rule that could give the claim, what blocks it, and the rules that deny it."""
    said = naming(policy, language)
    return page([*_legend(said), *_why_not(why_not, said)], width, style)


def _legend(said: Naming) -> Iterator[Paragraph]:
    yield Paragraph(said.words.say("explain.legend"), tone=Tone.FAINT)


def _proof(proof: Proof, said: Naming) -> Iterator[Paragraph]:
    yield Paragraph("")
    conclusion = said.matter(proof.conclusion) if proof.kind == "responsible" else _concluded(proof, said)
    yield Paragraph(said.words.say(f"proof.{proof.kind}", what=conclusion), tone=Tone.HEADING)
    if not proof.rules:
        yield Paragraph(said.words.say("explain.no-rule"), indent=2)
    for rule in proof.rules:
        yield from _rule(rule, said, 2)


def _concluded(proof: Proof, said: Naming) -> str:
    return said.titled(proof.conclusion) if proof.kind == "finding" else said.claim(proof.conclusion)


def _why_not(why_not: WhyNot, said: Naming) -> Iterator[Paragraph]:
    say = said.words.say
    granted = say("why-not.granted" if why_not.granted else "why-not.not-granted", claim=said.claim(why_not.claim))
    yield Paragraph("")
    yield Paragraph(granted, tone=Tone.HEADING)
    yield from _titled("why-not.routes" if why_not.routes else "why-not.no-route", said)
    for rule in why_not.routes:
        yield from _rule(rule, said, 2)
    if why_not.blocks:
        yield from _titled("why-not.blocks", said)
        for block in why_not.blocks:
            yield from _node(block, said, 2)
    if why_not.denied_by:
        yield from _titled("why-not.denied-by", said)
        for rule in why_not.denied_by:
            yield from _rule(rule, said, 2)


def _titled(key: str, said: Naming) -> Iterator[Paragraph]:
    yield Paragraph("")
    yield Paragraph(said.words.say(key), tone=Tone.HEADING)


def _rule(explained: RuleExplained, said: Naming, indent: int) -> Iterator[Paragraph]:
    rule = said.policy.rules.get(explained.rule)
    head = said.words.say("explain.rule", rule=explained.rule, place=str(rule.place) if rule else "")
    yield _marked(said.words.say("note", what=head, note=_outcome(explained, said)), explained.fired, indent)
    if rule is not None:
        sources = said.words.say("list.semicolon").join(f"{cite} {said.source(cite)}" for cite in rule.cites)
        text = said.text(rule.because)
        yield Paragraph(
            said.words.say("sourced", text=text, sources=sources) if sources else text, indent=indent + _STEP
        )
    yield from _top(explained.tree, said, indent + _STEP)
    for behind in explained.through:
        yield from _rule(behind, said, indent + _STEP)


def _outcome(explained: RuleExplained, said: Naming) -> str:
    if explained.beaten_by:
        return said.words.say("outcome.beaten", rules=said.listed(explained.beaten_by))
    return said.words.say(f"fired.{_FIRED[explained.fired]}")


def _top(tree: Explained, said: Naming, indent: int) -> Iterator[Paragraph]:
    """A rule's own `when` is a list already: its parts need no line "all of"."""
    if isinstance(tree.condition, All):
        for part in tree.parts:
            yield from _top(part, said, indent)
    else:
        yield from _node(tree, said, indent)


def _node(tree: Explained, said: Naming, indent: int) -> Iterator[Paragraph]:
    match tree.condition:
        case All() | Any() if len(tree.parts) == 1:
            yield from _node(tree.parts[0], said, indent)
        case All() | Any() | Not():
            yield _marked(said.words.say(f"tree.{_joint(tree.condition)}"), tree.value, indent)
            for part in tree.parts:
                yield from _node(part, said, indent + _STEP)
        case OneOf() | Within() | Known() | Proved() | Has() | InForce() | Found():
            test = leaf_in_words(tree.condition, said)
            here = _actual(tree, said)
            text = said.words.say("explain.leaf", test=test, actual=here) if here else test
            yield _marked(text, tree.value, indent)


def _joint(condition: All | Any | Not) -> str:
    match condition:
        case All():
            return "all"
        case Any():
            return "any"
        case Not():
            return "not"


def _actual(tree: Explained, said: Naming) -> str:
    """What the case says about a leaf's fact, and where that comes from; nothing for a finding."""
    found = tree.actual
    if isinstance(found, str) and found in _LACKING:
        return said.words.say(f"actual.{found}")
    text = ""
    match tree.condition:
        case OneOf(name) | Known(name) | Proved(name) | Within(name):
            text = "" if found is None else said.value(name, found)
        case Has():
            items = sorted(found) if isinstance(found, frozenset) else []
            text = said.listed(map(said.item, items)) or said.words.say("value.none")
        case InForce(period):
            text = "" if found is None else said.value(period.by or "now", found)
        case All() | Any() | Not() | Found():
            return ""
    if not text or tree.origin in _PLAIN_ORIGINS:
        return text
    return said.words.say("note", what=text, note=said.words.say(f"origin.{tree.origin}"))


def _marked(text: str, value: bool | None, indent: int) -> Paragraph:
    return Paragraph(text, lead=_MARKS[value], indent=indent, lead_tone=_TONES[value])
