"""The complaint as data: which sentences can be said, with what they are filled, and on what each of them rests.

A sentence is said only where everything that it mentions was given: a presumption is no fact to complain about. The
person's own words go in as they are, but for codes, of which four characters are left.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from triage.case import Case
from triage.constraints import facts_of_leaf
from triage.decide.amounts import decimal_of
from triage.engines.reference import truth_on_demand
from triage.formula import compute, lookup
from triage.holding import Held, NotApplicable, Origin, View
from triage.instant import moment_of
from triage.logic import LeafTruth, evaluate, leaves_of
from triage.policy import Kind, LetterForm, Passage, Policy, Sentence, Value
from triage.program import compile_policy
from triage.verdict import Amount, Claimed, Verdict
from triage.view import as_given

VISIBLE = 4
"""Characters of a code that are left."""

_CODE = re.compile(
    r"(?<![A-Za-z0-9])(?=[A-Za-z0-9-]*[0-9])(?=[A-Za-z0-9-]*[A-Za-z])[A-Za-z0-9]{4,}(?:-[A-Za-z0-9]{3,})+|"
    r"(?<![A-Za-z0-9])(?=[A-Za-z]*[0-9])(?=[0-9]*[A-Za-z])[A-Za-z0-9]{12,}(?![A-Za-z0-9])"
)
"""What looks like a code: groups joined by hyphens, or twelve and more letters and digits mixed."""

Filled: TypeAlias = Value | Amount
"""What stands for a placeholder; strings are names to be titled (claims, parties) or the person's own words."""


@dataclass(frozen=True, slots=True)
class Filling:
    """A placeholder with what fills it.

    `kind` tells what the value is: "fact", "measure", "note", "claim", "party", "channel", "moment" or "sum".
    """

    name: str
    kind: str
    value: Filled


@dataclass(frozen=True, slots=True)
class Receipts:
    """On what a sentence rests; at least one of the four is not empty."""

    facts: tuple[str, ...]
    notes: tuple[str, ...]
    evidence: tuple[str, ...]
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence that can be said. `optional` ones are left out where the channel's room is short."""

    sentence: Sentence
    fillings: tuple[Filling, ...]
    receipts: Receipts
    optional: bool


@dataclass(frozen=True, slots=True)
class Exhibit:
    """A numbered item of evidence and the links of the chain that it proves."""

    number: int
    item: str
    links: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Letter:
    """A complaint in three parts, for one channel."""

    form: LetterForm
    problem: tuple[Line, ...]
    exhibits: tuple[Exhibit, ...]
    demand: tuple[Line, ...]
    sources: tuple[str, ...]
    closing: tuple[Line, ...]


def compose(policy: Policy, case: Case, verdict: Verdict, channel: str) -> Letter:
    """The letter to a channel for which the pack has a form. Raises `KeyError` for another channel."""
    form = policy.letters[channel]
    writer = _Writer(policy, case, verdict, form)
    return Letter(
        form,
        tuple(writer.lines(form.problem, None)),
        tuple(_exhibits(verdict)),
        tuple(line for claim in verdict.claims for line in writer.lines(form.demand, claim)),
        tuple(_cited(policy, verdict))[: form.sources],
        tuple(writer.lines(form.closing, None)),
    )


def _cited(policy: Policy, verdict: Verdict) -> Iterator[str]:
    """Verified sources that the verdict cites: those of the claims, then those of the rules that grant them."""
    cited = [source for claim in verdict.claims for source in policy.claims[claim.claim].cites]
    cited += [source for claim in verdict.claims for rule in claim.rules for source in policy.rules[rule].cites]
    for source in dict.fromkeys(cited):
        if source in verdict.citations and policy.sources[source].verified:
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
        self._notes = {name: masked(text, case.notes) for name, text in case.notes.items()}

    def lines(self, passages: tuple[Passage, ...], claim: Claimed | None) -> Iterator[Line]:
        """For each passage its first sentence that can be said, if any can."""
        for passage in passages:
            said = (line for s in passage.sentences if (line := self._line(s, passage.optional, claim)) is not None)
            yield from [first for first in [next(said, None)] if first is not None]

    def _line(self, sentence: Sentence, optional: bool, claim: Claimed | None) -> Line | None:
        if evaluate(sentence.when, self._truth) is not True:
            return None
        fillings = tuple(filling for name in sentence.fills if (filling := self._filling(name, claim)) is not None)
        receipts = self._receipts(sentence, fillings, claim)
        if len(fillings) < len(sentence.fills) or receipts is None:
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

    def _filling(self, name: str, claim: Claimed | None) -> Filling | None:
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
        stated = isinstance(holding, Held) and holding.origin in (Origin.GIVEN, Origin.FOLLOWS)
        return Filling(name, "fact", holding.value) if isinstance(holding, Held) and stated else None

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
    order = notes.get("order", "")
    for secret in (code for code in notes.get("code", "").split() if len(code) > VISIBLE):
        text = text.replace(secret, _covered(secret))
    return _CODE.sub(lambda found: found.group() if found.group() in order else _covered(found.group()), text)


def _covered(code: str) -> str:
    return "*" * 4 + code[-VISIBLE:]
