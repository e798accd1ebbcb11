"""What weakens a complaint in the person's own words: what a pack warns of, and what does not fit the case.

Nothing is corrected and nothing is held back; the person reads the remark and decides.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import TypeAlias

from msgspec import Struct

from triage.case import Case
from triage.engines.reference import truth_on_demand
from triage.holding import Held, View
from triage.letter import NARROW, masked
from triage.logic import evaluate
from triage.policy import Caution, Kind, LetterForm, Policy
from triage.program import compile_policy
from triage.verdict import Amount, Verdict
from triage.view import as_given

ORDER_DIGITS = 10
"""Digits from which a number in a story is taken for that of an order."""


class Cautioned(Struct, frozen=True):
    """The pack has something to say about these words ("" where it is about what is missing, or about the case)."""

    caution: Caution
    found: str


class StraySum(Struct, frozen=True):
    """A sum that is neither one of the case nor one of the verdict."""

    sum: Decimal
    expected: tuple[Decimal, ...]


class DatesTurned(Struct, frozen=True):
    """A date is told after a later one."""

    later: date
    earlier: date


class NotYet(Struct, frozen=True):
    """A date that lies after `now`."""

    day: date


class CodeShown(Struct, frozen=True):
    """A code stands in the words; the letter covers it."""

    covered: str


class OtherOrder(Struct, frozen=True):
    """A second order number: a complaint is about one."""

    number: str


Remark: TypeAlias = Cautioned | StraySum | DatesTurned | NotYet | CodeShown | OtherOrder


def remarks(policy: Policy, case: Case, verdict: Verdict, form: LetterForm) -> tuple[Remark, ...]:
    """All that can be said of the notes of a case that go into this letter."""
    view = as_given(policy, case)
    used = frozenset(notes_of(form))
    text = "\n".join(text for name, text in case.notes.items() if name in used - {"code", "order"})
    found = [*_cautions(text, case, view, form), *_sums(text, verdict, view), *_dates(text, case, policy)]
    found += [*_codes(text, case), *_orders(text, case)]
    return tuple(remark for index, remark in enumerate(found) if remark not in found[:index])


def notes_of(form: LetterForm) -> Iterator[str]:
    """The notes that a form can take in, those of its head first."""
    filled = [blank.fill for blank in form.head]
    for passage in (*form.problem, *form.demand, *form.closing):
        filled += [name for sentence in passage.sentences for name in sentence.fills]
    yield from dict.fromkeys(name.removeprefix("note.") for name in filled if name.startswith("note."))


# --- What the pack warns of --------------------------------------------------------------------


def _cautions(text: str, case: Case, view: View, form: LetterForm) -> Iterator[Remark]:
    truth = truth_on_demand(compile_policy(view.policy), view)
    used = frozenset(notes_of(form))
    for caution in view.policy.own_words.cautions.values():
        if caution.channels and form.channel not in caution.channels:
            continue
        if caution.without is not None and (caution.without not in used or case.notes.get(caution.without, "").strip()):
            continue
        if evaluate(caution.when, truth) is not True:
            continue
        found = _found(caution, text)
        if found is not None:
            yield Cautioned(caution, found)


def _found(caution: Caution, text: str) -> str | None:
    """The first word of the caution that stands in the text, beside another where it needs one; "" without words."""
    if not caution.words:
        return ""
    for sentence in re.split(r"[\n.!?;\u3002\uff01\uff1f\uff1b]", text):
        word = _first(caution.words, sentence)
        if word is not None and (not caution.beside or _first(caution.beside, sentence) is not None):
            return word
    return None


def _first(words: tuple[str, ...], sentence: str) -> str | None:
    return next((word for word in words if _stands(word, sentence)), None)


def _stands(word: str, sentence: str) -> bool:
    """Words of Latin letters stand alone; Chinese has no blanks between words."""
    edges = r"\b" if word.isascii() else ""
    return re.search(f"{edges}{re.escape(word)}{edges}", sentence, re.IGNORECASE) is not None


# --- What does not fit the case ----------------------------------------------------------------


def _sums(text: str, verdict: Verdict, view: View) -> Iterator[Remark]:
    fitting = set(_of_the_case(view)) | set(_of_the_verdict(verdict))
    expected = tuple(sorted({amount.exact for amount in _amounts(verdict) if amount.exact}))
    for said in _said_sums(text, view.policy):
        if said not in fitting:
            yield StraySum(said, expected)


def _of_the_case(view: View) -> Iterator[Decimal]:
    for name, fact in view.policy.facts.items():
        holding = view.facts[name]
        if fact.kind is Kind.MONEY and isinstance(holding, Held) and isinstance(holding.value, Decimal):
            yield holding.value
    for parameter in view.policy.parameters.values():
        if parameter.unit == view.policy.currency:
            yield from (version.value for version in parameter.versions)


def _of_the_verdict(verdict: Verdict) -> Iterator[Decimal]:
    for amount in _amounts(verdict):
        yield from (bound for bound in (amount.low, amount.high) if bound is not None)
        yield from amount.inputs.values()
    exact = [amount.exact for amount in _amounts(verdict) if amount.exact is not None]
    yield from [sum(exact, Decimal(0))]


def _amounts(verdict: Verdict) -> Iterator[Amount]:
    for claim in verdict.claims:
        yield from (amount for amount in (claim.amount, claim.otherwise and claim.otherwise.amount) if amount)


def _said_sums(text: str, policy: Policy) -> Iterator[Decimal]:
    signs = [policy.currency, policy.currency_symbol, *policy.own_words.money]
    sign = "|".join(re.escape(each) for each in sorted(filter(None, signs), key=len, reverse=True))
    figure = r"(\d{1,3}(?:[,.]\d{3})+(?:[.,]\d{1,2})?|\d+(?:[.,]\d{1,2})?)"
    narrow = text.translate(NARROW)
    for found in re.finditer(rf"(?:{sign})\s*{figure}|{figure}\s*(?:{sign})", narrow, re.IGNORECASE):
        said = _decimal(found[1] or found[2])
        if said is not None:
            yield said


def _decimal(figure: str) -> Decimal | None:
    """The number, where the last sign before at most two digits is that of the decimals."""
    whole, decimals = re.fullmatch(r"(.*?)(?:[.,](\d{1,2}))?", figure).groups()  # type: ignore[union-attr]
    try:
        return Decimal(re.sub(r"[.,]", "", whole) + "." + (decimals or "0"))
    except InvalidOperation:
        return None


_DAY = re.compile(r"(?<!\d)(\d{4})\D{1,2}(\d{1,2})\D{1,2}(\d{1,2})(?!\d)|(?<!\d)(\d{1,2})\.(\d{1,2})\.(\d{4})(?!\d)")


def _dates(text: str, case: Case, policy: Policy) -> Iterator[Remark]:
    today = case.now.astimezone(policy.timezone).date()
    before: date | None = None
    for day in _said_days(text):
        if day > today:
            yield NotYet(day)
        if before is not None and day < before:
            yield DatesTurned(before, day)
        before = day


def _said_days(text: str) -> Iterator[date]:
    for found in _DAY.finditer(text):
        year, month, day = (found[1], found[2], found[3]) if found[1] else (found[6], found[5], found[4])
        try:
            yield date(int(year), int(month), int(day))
        except ValueError:  # 2026-13-45
            continue


def _codes(text: str, case: Case) -> Iterator[Remark]:
    covered = masked(text, case.notes)
    yield from (CodeShown(found) for found in re.findall(r"\*{4}\S{4}", covered) if found not in text)


def _orders(text: str, case: Case) -> Iterator[Remark]:
    """Other numbers that look like the order's, where that is known."""
    order = case.notes.get("order", "")
    digits = re.compile(rf"(?<![0-9A-Za-z])\d{{{ORDER_DIGITS},14}}(?![0-9A-Za-z])")
    if order.strip():
        yield from (OtherOrder(number) for number in digits.findall(text) if number not in order)
