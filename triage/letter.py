"""The complaint as data: which sentences can be said, with what they are filled, and on what each of them rests.

A sentence is said only where everything that it mentions was given: a presumption is no fact to complain about. The
person's own words go in as they are, but for codes, of which four characters are left.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from decimal import Decimal
from typing import TypeAlias

from msgspec import Struct

from triage.case import Case
from triage.constraints import facts_of_leaf
from triage.decide.amounts import decimal_of
from triage.decide.behind import behind
from triage.engines.reference import truth_on_demand
from triage.formula import compute, lookup
from triage.holding import Held, NotApplicable, Origin, View
from triage.instant import moment_of
from triage.logic import LeafTruth, evaluate, leaves_of
from triage.parse.letters import CLAIM_WORDS
from triage.policy import Blank, Kind, LetterForm, Passage, Policy, Sentence, Value, weightiest_first
from triage.program import compile_policy
from triage.verdict import Amount, Claimed, Verdict
from triage.view import as_given

VISIBLE = 4
"""Characters of a code that are left."""

_GROUPED = r"(?:[A-Z0-9]{4,}(?:[-\u2010-\u2015_ ][A-Z0-9]{4,}){2,})"
_MIXED = r"(?=[A-Za-z0-9-]*[0-9])(?=[A-Za-z0-9-]*[A-Za-z])[A-Za-z0-9]{4,}(?:-[A-Za-z0-9]{3,})+"
_LONG = r"(?=[A-Za-z]*[0-9])(?=[0-9]*[A-Za-z])[A-Za-z0-9]{10,}"
_DIGITS = r"[0-9]{15,}"
_CODE = re.compile(rf"(?<![A-Za-z0-9])(?:{_GROUPED}|{_MIXED}|{_LONG}|{_DIGITS})(?![A-Za-z0-9])")
"""What looks like a code or the number of a card or paper: three groups of capitals and digits, groups joined by
hyphens, ten letters and digits mixed, fifteen digits."""
NARROW = {0xFF01 + shift: 0x21 + shift for shift in range(94)} | {0x3000: 0x20, 0xFFE5: 0xA5}
"""Full-width signs, which phones write between Chinese ones, to those that they look like; each one to one."""

Filled: TypeAlias = Value | Amount
"""What stands for a placeholder; strings are names to be titled (claims, parties) or the person's own words."""


class Filling(Struct, frozen=True):
    """A placeholder with what fills it.

    `kind` tells what the value is: "fact", "measure", "note", "claim", "party", "channel", "moment", "count" or "sum".
    """

    name: str
    kind: str
    value: Filled


class Receipts(Struct, frozen=True):
    """On what a sentence rests; at least one of the four is not empty."""

    facts: tuple[str, ...]
    notes: tuple[str, ...]
    evidence: tuple[str, ...]
    sources: tuple[str, ...]


NOTHING = Receipts((), (), (), ())
"""A sentence that rests on this is not said."""


class Line(Struct, frozen=True):
    """A sentence that can be said. `optional` ones are left out where the channel's room is short."""

    sentence: Sentence
    fillings: tuple[Filling, ...]
    receipts: Receipts
    optional: bool


class Exhibit(Struct, frozen=True):
    """A numbered item of evidence and the links of the chain that it proves."""

    number: int
    item: str
    links: tuple[str, ...]


class Entry(Struct, frozen=True):
    """A line of the head; empty where the person has not said what goes there."""

    blank: Blank
    filling: Filling | None


class Letter(Struct, frozen=True):
    """A complaint in three parts, for one channel. A report has no demand."""

    form: LetterForm
    head: tuple[Entry, ...]
    problem: tuple[Line, ...]
    exhibits: tuple[Exhibit, ...]
    demand: tuple[Line, ...]
    sources: tuple[str, ...]
    closing: tuple[Line, ...]
    unshown: tuple[str, ...] = ()
    """Links that the claims need and nothing at hand shows."""
    unreckoned: tuple[str, ...] = ()
    """What is missing for the sums of what is demanded."""


def compose(policy: Policy, case: Case, verdict: Verdict, channel: str) -> Letter:
    """The letter to a channel for which the pack has a form. Raises `KeyError` for another channel."""
    return _letter(policy, case, verdict, policy.letters[channel])


def compose_report(policy: Policy, case: Case, verdict: Verdict, channel: str) -> Letter | None:
    """The report beside the letter to a channel; None where the form has none or nothing of it can be said."""
    form = policy.letters[channel].report
    letter = _letter(policy, case, verdict, form) if form is not None else None
    return letter if letter is not None and letter.problem else None


def _letter(policy: Policy, case: Case, verdict: Verdict, form: LetterForm) -> Letter:
    writer = _Writer(policy, case, verdict, form)
    return Letter(
        form,
        tuple(Entry(blank, writer.filling(blank.fill)) for blank in form.head),
        tuple(writer.lines(form.problem, None)),
        tuple(_exhibits(verdict)),
        tuple(_demands(form, verdict, writer)),
        tuple(_cited(policy, verdict))[: form.sources],
        tuple(writer.lines(form.closing, None)),
        tuple(link for link, state in verdict.chain.links.items() if state == "missing"),
        tuple(dict.fromkeys(_unreckoned(form, verdict))),
    )


def _unreckoned(form: LetterForm, verdict: Verdict) -> Iterator[str]:
    for claim in verdict.claims:
        if claim.claim not in form.omit and claim.amount is not None and claim.amount.exact is None:
            yield from claim.amount.missing


def _demands(form: LetterForm, verdict: Verdict, writer: _Writer) -> Iterator[Line]:
    """What is demanded for each claim, then what is demanded whatever is claimed."""
    of_claims = tuple(passage for passage in form.demand if _speaks_of_a_claim(passage))
    for claim in verdict.claims:
        if claim.claim not in form.omit:
            yield from writer.lines(of_claims, claim)
    yield from writer.lines(tuple(passage for passage in form.demand if passage not in of_claims), None)


def _speaks_of_a_claim(passage: Passage) -> bool:
    return any(name in CLAIM_WORDS for sentence in passage.sentences for name in sentence.fills)


def _cited(policy: Policy, verdict: Verdict) -> Iterator[str]:
    """Verified law that the verdict cites, the weightiest first.

    What the rules that surely grant the claims rest on comes before what stands with the claims themselves.
    """
    could = set(verdict.trace.presumed_possible) - set(verdict.trace.presumed_fired)
    granting = [rule for claim in verdict.claims for rule in claim.rules if rule not in could]
    cited = [source for rule in behind(granting, verdict, policy) for source in policy.rules[rule].cites]
    cited += [source for claim in verdict.claims for source in policy.claims[claim.claim].cites]
    for source in weightiest_first(dict.fromkeys(cited), policy.sources):
        declared = policy.sources[source]
        if source in verdict.citations and declared.verified and declared.in_letters:
            yield source


def _exhibits(verdict: Verdict) -> Iterator[Exhibit]:
    """The items at hand that prove needed links, each once, in the order of the chain."""
    items = dict.fromkeys(item for by in verdict.chain.by.values() for item in by)
    for number, item in enumerate(items, start=1):
        yield Exhibit(number, item, tuple(link for link, by in verdict.chain.by.items() if item in by))


class _Writer:
    """Fills the sentences of one form from one case."""

    def __init__(self, policy: Policy, case: Case, verdict: Verdict, form: LetterForm) -> None:
        self._policy = policy
        self._verdict = verdict
        self._form = form
        self._view = as_given(policy, case)
        self._truth: LeafTruth = truth_on_demand(compile_policy(policy), self._view)
        self._given_notes = case.notes
        self._notes = {name: masked(text, case.notes) for name, text in case.notes.items()}

    def lines(self, passages: tuple[Passage, ...], claim: Claimed | None) -> Iterator[Line]:
        """For each passage its first sentence that can be said, if any can."""
        for passage in passages:
            said = (line for s in passage.sentences if (line := self._line(s, passage.optional, claim)) is not None)
            yield from [first for first in [next(said, None)] if first is not None]

    def _line(self, sentence: Sentence, optional: bool, claim: Claimed | None) -> Line | None:
        if evaluate(sentence.when, self._truth) is not True:
            return None
        fillings = tuple(filling for name in sentence.fills if (filling := self.filling(name, claim)) is not None)
        receipts = self._receipts(sentence, fillings, claim)
        if len(fillings) < len(sentence.fills) or receipts is None or receipts == NOTHING:
            return None
        return Line(sentence, fillings, receipts, optional)

    def _receipts(self, sentence: Sentence, fillings: tuple[Filling, ...], claim: Claimed | None) -> Receipts | None:
        """None where evidence is named and none of it is at hand."""
        items = tuple(name for name in sentence.rests_on if name in self._policy.evidence)
        shown = tuple(item for item in items if self._view.evidence.get(item))
        if items and not shown:
            return None
        sources = tuple(name for name in sentence.rests_on if name in self._policy.sources)
        by_claim = [filling for filling in fillings if filling.kind in ("claim", "sum", "party", "channel")]
        if claim is not None and by_claim:
            sources = tuple(dict.fromkeys((*sources, *self._policy.claims[claim.claim].cites)))
        tested = [fact for leaf in leaves_of(sentence.when) for fact in facts_of_leaf(leaf, self._policy)]
        filled = [filling.name for filling in fillings if filling.kind in ("fact", "measure")]
        facts = tuple(dict.fromkeys([*filled, *tested]))
        notes = tuple(filling.name for filling in fillings if filling.kind == "note")
        proving = tuple(item for fact in facts for item in self._proof(fact))
        return Receipts(facts, notes, tuple(dict.fromkeys((*shown, *proving))), sources)

    def _proof(self, fact: str) -> tuple[str, ...]:
        holding = self._view.facts.get(fact)
        return holding.by if isinstance(holding, Held) else ()

    def filling(self, name: str, claim: Claimed | None = None) -> Filling | None:
        """What fills a placeholder; None where that was not given."""
        if name.startswith("note."):
            text = self._notes.get(name.removeprefix("note."), "").strip()
            return Filling(name, "note", text) if text else None
        if name in self._policy.facts:
            return self._fact(name)
        if name in self._policy.measures:
            return self._measure(name)
        return self._word(name, claim)

    def _fact(self, name: str) -> Filling | None:
        holding = self._view.facts[name]
        if not isinstance(holding, Held) or holding.origin not in (Origin.GIVEN, Origin.FOLLOWS):
            return None
        own = self._policy.facts[name].kind is Kind.TEXT and isinstance(holding.value, str)
        return Filling(name, "fact", masked(str(holding.value), self._given_notes) if own else holding.value)

    def _measure(self, name: str) -> Filling | None:
        computed = lookup(name, self._view)
        point = None if isinstance(computed, NotApplicable) else computed.point
        if point is None:
            return None
        is_moment = self._policy.measures[name].kind is Kind.MOMENT
        value = moment_of(point, self._policy.timezone) if is_moment else decimal_of(point)
        return None if value is None else Filling(name, "measure", value)

    def _word(self, name: str, claim: Claimed | None) -> Filling | None:
        found: Mapping[str, tuple[str, Filled | None]] = {
            "deadline": ("moment", _deadline(self._form, self._view)),
            "channel": ("channel", self._form.channel),
            "party": ("party", self._party(claim)),
            "exhibits": ("count", Decimal(exhibits) if (exhibits := len(tuple(_exhibits(self._verdict)))) else None),
            **(_claim_words(claim) if claim else {}),
        }
        kind, value = found[name]
        return None if value is None else Filling(name, kind, value)

    def _party(self, claim: Claimed | None) -> str | None:
        parties = claim.parties if claim else tuple(p for line in self._verdict.responsible for p in line.parties)
        return parties[0] if len(set(parties)) == 1 else None


def _claim_words(claim: Claimed) -> Mapping[str, tuple[str, Filled | None]]:
    """What a claim fills; sums only where they are exact."""
    fallback = claim.otherwise
    exact = claim.amount if claim.amount and claim.amount.exact is not None else None
    fallback_sum = fallback.amount if fallback and fallback.amount and fallback.amount.exact else None
    return {
        "claim": ("claim", claim.claim),
        "demand": ("claim", claim.claim),
        "amount": ("sum", exact),
        "arithmetic": ("sum", exact),
        "fallback": ("claim", fallback.claim if fallback else None),
        "fallback_amount": ("sum", fallback_sum),
    }


def _deadline(form: LetterForm, view: View) -> datetime | None:
    computed = compute(form.deadline, view) if form.deadline is not None else NotApplicable()
    if isinstance(computed, NotApplicable) or computed.point is None:
        return None
    return moment_of(computed.point, view.policy.timezone)


def masked(text: str, notes: Mapping[str, str]) -> str:
    """The text with every code but its last four characters covered; the order number stays readable."""
    kept = notes.get("order", "")
    for secret in (code for code in notes.get("code", "").split() if len(code) > VISIBLE):
        text = text.replace(secret, _covered(secret))
    pieces, end = [], 0
    for found in _CODE.finditer(text.translate(NARROW)):
        code = found.group()
        pieces += [text[end : found.start()], text[found.start() : found.end()] if code in kept else _covered(code)]
        end = found.end()
    return "".join([*pieces, text[end:]])


def _covered(code: str) -> str:
    return "*" * 4 + code[-VISIBLE:]
