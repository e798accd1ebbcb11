"""Sums as people type them: a number with the currency's sign, code or words around it, or several units in a row."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from decimal import Decimal
from itertools import groupby

from triage.cli.numerals import read_numeral, worth
from triage.policy import Policy

NUMBER_SIGNS = ".,+-"


def read_sum(text: str, policy: Policy) -> Decimal | None:
    """The sum in the pack's currency; None where the text is none.

    What a word is worth is said by the pack. Digits after a unit are decimals of it, as in "29 dollars 5".
    """
    parts = list(_parts(unicodedata.normalize("NFKC", text).casefold()))
    if parts and not parts[0][0] and _is_whole(parts[0][1], policy):
        parts = parts[1:]  # the currency stands before its sum
    if not parts or len(parts) > 4 or not all(number for number, _ in parts):
        return None
    return _total(parts, policy)


def _parts(text: str) -> Iterator[tuple[str, str]]:
    """Numbers, each with the word after it; ("", word) where the text begins with a word."""
    runs = [(kind, "".join(signs).strip()) for kind, signs in groupby(text, _is_number_sign)]
    runs = [(kind, run) for kind, run in runs if run]
    if runs and not runs[0][0]:
        yield "", runs.pop(0)[1]
    for index in range(0, len(runs), 2):
        yield runs[index][1], runs[index + 1][1] if index + 1 < len(runs) else ""


def _is_number_sign(sign: str) -> bool:
    return sign.isdecimal() or sign in NUMBER_SIGNS or worth(sign) is not None


def _is_whole(word: str, policy: Policy) -> bool:
    """Whether the word means the currency itself and no smaller unit."""
    return (
        word in (policy.currency_symbol.casefold(), policy.currency.casefold()) or policy.currency_words.get(word) == 1
    )


def _total(parts: list[tuple[str, str]], policy: Policy) -> Decimal | None:
    total, last = Decimal(0), None
    for number, word in parts:
        value = read_numeral(number)
        unit = _unit(number, word, last, policy)
        if value is None or unit is None or (last is not None and unit >= last):
            return None
        total, last = total + value * unit, unit
    return total


def _unit(number: str, word: str, last: Decimal | None, policy: Policy) -> Decimal | None:
    """What one of the number is worth."""
    if word:
        return Decimal(1) if _is_whole(word, policy) else policy.currency_words.get(word)
    if last is None:
        return Decimal(1)
    return last.scaleb(-len(number)) if number.isdecimal() or len(number) == 1 else None
