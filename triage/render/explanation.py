"""Why and why not, as trees: every rule with its place, every condition with what the case says about it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TypeAlias

from msgspec import Struct, field

from triage.explain import Proof, RuleExplained, WhyNot
from triage.logic import Explained
from triage.policy import (
    All,
    Any,
    ConcludesFinding,
    Found,
    Has,
    InForce,
    Known,
    Not,
    OneOf,
    Policy,
    Proved,
    Rule,
    Within,
)
from triage.render.conditions import condition_in_words
from triage.render.layout import Paragraph, page
from triage.render.naming import Naming, naming
from triage.render.style import PLAIN, Style, Tone

Behind: TypeAlias = Mapping[str, Sequence[RuleExplained]]
"""The rules that conclude each finding."""

_MARKS = {True: "[x] ", False: "[ ] ", None: "[?] "}
_TONES = {True: Tone.GOOD, False: Tone.BAD, None: Tone.CAREFUL}
_FIRED = {True: "yes", False: "no", None: "unknown"}
_STEP = 4
_PLAIN_ORIGINS = frozenset({"", "given"})
"""That a value was given goes without saying."""
_LACKING = frozenset({"not_asked", "not_known", "contested", "not_applicable", "not_evidenced"})


def render_proofs(proofs: Iterable[Proof], policy: Policy, language: str, width: int = 80, style: Style = PLAIN) -> str:
    """For each conclusion the rules that carry it, down to the facts. [x] met, [ ] failed, [?] unknown.

    A rule that carries several conclusions is spelled out at the first; afterwards its line says "see above".
    """
    tree = _Tree(naming(policy, language))
    return page([*_legend(tree.said), *(part for proof in proofs for part in _proof(proof, tree))], width, style)


def render_why_not(why_not: WhyNot, policy: Policy, language: str, width: int = 80, style: Style = PLAIN) -> str:
    """Every rule that could give the claim, what blocks it, and the rules that deny it."""
    tree = _Tree(naming(policy, language))
    return page([*_legend(tree.said), *_why_not(why_not, tree)], width, style)


def _legend(said: Naming) -> Iterator[Paragraph]:
    yield Paragraph(said.words.say("explain.legend"), tone=Tone.FAINT)


def _proof(proof: Proof, tree: _Tree) -> Iterator[Paragraph]:
    said = tree.said
    yield Paragraph("")
    yield Paragraph(said.words.say(f"proof.{proof.kind}", what=_concluded(proof, said)), tone=Tone.HEADING)
    if not proof.rules:
        yield Paragraph(said.words.say("explain.no-rule"), indent=2)
    for rule in proof.rules:
        yield from tree.rule(rule, 2)


def _concluded(proof: Proof, said: Naming) -> str:
    if proof.kind == "responsible":
        return said.matter(proof.conclusion)
    return said.titled(proof.conclusion) if proof.kind == "finding" else said.claim(proof.conclusion)


def _why_not(why_not: WhyNot, tree: _Tree) -> Iterator[Paragraph]:
    say = tree.said.words.say
    granted = "why-not.granted" if why_not.granted else "why-not.not-granted"
    yield from _titled(say(granted, claim=tree.said.claim(why_not.claim)))
    yield from _titled(say("why-not.routes" if why_not.routes else "why-not.no-route"))
    for rule in why_not.routes:
        yield from tree.rule(rule, 2)
    if why_not.blocks:
        yield from _titled(say("why-not.blocks"))
        for block in why_not.blocks:
            yield from tree.node(block, 2, {})
    if why_not.denied_by:
        yield from _titled(say("why-not.denied-by"))
        for rule in why_not.denied_by:
            yield from tree.rule(rule, 2)


def _titled(title: str) -> Iterator[Paragraph]:
    yield Paragraph("")
    yield Paragraph(title, tone=Tone.HEADING)


class _Tree(Struct, frozen=True):
    """Writes rules and conditions; `shown` are the rules that stand further up."""

    said: Naming
    shown: set[str] = field(default_factory=set)

    def rule(self, explained: RuleExplained, indent: int) -> Iterator[Paragraph]:
        """The rule with its place and outcome, its reason and sources, and its condition."""
        rule = self.said.policy.rules.get(explained.rule)
        again = explained.rule in self.shown
        self.shown.add(explained.rule)
        yield _marked(self._head(explained, again), explained.fired, indent)
        if again:
            return
        if rule is not None:
            yield Paragraph(self._because(rule), indent=indent + _STEP)
        yield from self.top(explained.tree, indent + _STEP, _by_finding(explained.through, self.said.policy))

    def _head(self, explained: RuleExplained, again: bool) -> str:
        say = self.said.words.say
        rule = self.said.policy.rules.get(explained.rule)
        head = say("explain.rule", rule=explained.rule, place=str(rule.place) if rule else "").strip()
        note = say(f"fired.{_FIRED[explained.fired]}")
        if explained.beaten_by:
            note = say("outcome.beaten", rules=self.said.listed(explained.beaten_by))
        notes = [note, say("explain.above")] if again else [note]
        return say("note", what=head, note=self.said.noted(notes))

    def _because(self, rule: Rule) -> str:
        sources = [f"{cite} {self.said.source(cite)}" for cite in rule.cites]
        text = self.said.text(rule.because)
        if not sources:
            return text
        return self.said.words.say("sourced", text=text, sources=self.said.words.say("list.semicolon").join(sources))

    def top(self, tree: Explained, indent: int, behind: Behind) -> Iterator[Paragraph]:
        """A rule's own `when` is a list already: its parts need no line "all of"."""
        if isinstance(tree.condition, All):
            for part in tree.parts:
                yield from self.top(part, indent, behind)
        else:
            yield from self.node(tree, indent, behind)

    def node(self, tree: Explained, indent: int, behind: Behind) -> Iterator[Paragraph]:
        """A condition and its parts; below a finding the rules that conclude it."""
        match tree.condition:
            case All() | Any() if len(tree.parts) == 1:
                yield from self.node(tree.parts[0], indent, behind)
            case Not() if not tree.parts[0].parts:
                text = self.said.words.say("when.not", what=self._leaf(tree.parts[0]))
                yield _marked(text, tree.value, indent)
                yield from self._behind(tree.parts[0], indent, behind)
            case All() | Any() | Not():
                yield _marked(self.said.words.say(f"tree.{_joint(tree.condition)}"), tree.value, indent)
                for part in tree.parts:
                    yield from self.node(part, indent + _STEP, behind)
            case OneOf() | Within() | Known() | Proved() | Has() | InForce() | Found():
                yield _marked(self._leaf(tree), tree.value, indent)
                yield from self._behind(tree, indent, behind)

    def _behind(self, leaf: Explained, indent: int, behind: Behind) -> Iterator[Paragraph]:
        if isinstance(leaf.condition, Found):
            for rule in behind.get(leaf.condition.finding, ()):
                yield from self.rule(rule, indent + _STEP)

    def _leaf(self, leaf: Explained) -> str:
        test = condition_in_words(leaf.condition, self.said)
        here = _actual(leaf, self.said)
        return self.said.words.say("explain.leaf", test=test, actual=here) if here else test


def _by_finding(rules: Iterable[RuleExplained], policy: Policy) -> Behind:
    behind: dict[str, list[RuleExplained]] = {}
    for each in rules:
        then = policy.rules[each.rule].then
        for finding in then.findings if isinstance(then, ConcludesFinding) else ():
            behind.setdefault(finding, []).append(each)
    return behind


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
