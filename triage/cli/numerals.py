"""Numbers as people write them: `1,200`, `１２`, in characters that are numerals, or mixed (`3` before "ten thousand").

What a character is worth comes from Unicode, and where that knows nothing from the message catalogues.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import cache
from itertools import groupby

from triage.render.words import LANGUAGES, words

_DIGITS = re.compile(r"\d{1,15}(?:\.\d{1,9})?")
_COMMA = re.compile(r"(?<=\d),(?=\d{1,2}$)")
"""A comma before one or two digits is a decimal point; before three it parts thousands."""
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?:\D|$))")
MYRIAD = 10_000
"""From here on a numeral multiplies all that stands before it."""
MOST_SIGNS = 20


def worth(sign: str) -> int | None:
    """The whole number that a single character stands for, if it is a letter that is a numeral."""
    if unicodedata.category(sign) not in ("Lo", "Nl"):
        return None
    value = unicodedata.numeric(sign, None)
    if value is None:
        value = _further().get(sign)
    return int(value) if value is not None and value == int(value) else None


@cache
def _further() -> Mapping[str, float]:
    return listed_values("read.numerals")


def listed_values(key: str) -> dict[str, float]:
    """The entries of a list in the catalogues of all languages: "noon=12; midnight=0"."""
    entries = (each.rpartition("=") for language in LANGUAGES for each in words(language).say(key).split(";"))
    return {word.strip(): float(value) for word, _, value in entries if word.strip()}


def read_numeral(text: str) -> Decimal | None:
    """The number that the text is: digits, numerals, or digits and then numerals that multiply; None for others."""
    plain = unicodedata.normalize("NFKC", text).strip()
    plain = _COMMA.sub(".", plain) if "." not in plain and plain.count(",") == 1 else plain
    plain = _THOUSANDS.sub("", plain)
    sign = plain[:1] if plain[:1] in ("+", "-") else ""
    number = _unsigned(plain[len(sign) :])
    return None if number is None else (-number if sign == "-" else number)


def _unsigned(text: str) -> Decimal | None:
    digits = _DIGITS.match(text)
    values = [worth(each) for each in text[digits.end() if digits else 0 :]]
    if (not digits and not values) or None in values or len(values) > MOST_SIGNS:
        return None
    numerals = [value for value in values if value is not None]
    if digits is None:
        return _of_numerals(numerals)
    if any(value < 10 for value in numerals):
        return None
    number = Decimal(digits.group())
    for value in numerals:
        number *= value
    return number


def _of_numerals(values: list[int]) -> Decimal | None:
    """Numerals in their order. A digit right after a unit counts the next lower unit: "one thousand two" is 1200."""
    if all(value < 10 for value in values):
        return Decimal("".join(map(str, values)))
    total, section, digit, unit = 0, 0, None, 1
    before = 0
    for value in values:
        if value < 10:
            if digit:
                return None
            digit = value
            unit = unit if before >= 10 else 1
        elif value < MYRIAD:
            section, digit, unit = section + (1 if digit is None else digit) * value, None, value
        else:
            total, section, digit, unit = (total + section + (digit or 0) or 1) * value, 0, None, value
        before = value
    rest = (digit or 0) * (unit // 10 if unit >= 100 else 1)
    return Decimal(total + section + rest)


def in_digits(text: str) -> str:
    """The text with every run of numerals written in digits, so that both ways of writing read alike."""
    return "".join(_runs(unicodedata.normalize("NFKC", text).casefold()))


def _runs(text: str) -> Iterator[str]:
    for numeral, signs in groupby(text, lambda sign: worth(sign) is not None):
        run = "".join(signs)
        number = read_numeral(run) if numeral else None
        yield run if number is None else str(number)
