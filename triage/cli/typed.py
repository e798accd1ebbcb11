"""From a typed line to an answer or a command; what is not understood says why."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterator, Mapping
from decimal import Decimal
from enum import Enum
from typing import TypeAlias

from msgspec import Struct

from triage.case import Case
from triage.cli.denials import called_nothing, denial
from triage.cli.moments import read_moment
from triage.cli.numerals import listed_values, read_numeral, worth
from triage.cli.phrases import begins_with, denies, is_phrase, phrases, plain
from triage.cli.spoken import read_spoken
from triage.cli.sums import read_sum
from triage.interview import Question, Topic
from triage.policy import Fact, Kind, Policy, Value
from triage.render.naming import Naming
from triage.render.questions import choice_titles, heading_ranges
from triage.render.words import LANGUAGES, words


class Command(Enum):
    """What can be typed at any prompt instead of an answer."""

    HELP = "help"
    BACK = "back"
    REVIEW = "review"
    UNKNOWN = "unknown"
    DISPUTED = "disputed"
    VERDICT = "verdict"
    WHOLE = "whole"
    WHAT_IF = "what_if"
    SAVE = "save"
    QUIT = "quit"


class Answered(Struct, frozen=True):
    """A value for the question; None is "don't know". `none`: the person says that none of the choices is right."""

    value: Value | None
    none: bool = False


class Guessed(Struct, frozen=True):
    """A value that the line may mean, None for "don't know"; the person has to say that it does."""

    value: Value | None


class Misread(Struct, frozen=True):
    """A line that was not understood: the message of the catalogue and what fills it."""

    key: str
    values: Mapping[str, str]


class Listed(Struct, frozen=True):
    """Choices among which the line leaves open which one is meant."""

    choices: tuple[str, ...]


Typed: TypeAlias = Command | Answered | Guessed | Misread | Listed


def read_typed(line: str, question: Question, case: Case, naming: Naming, seen: frozenset[str] = frozenset()) -> Typed:
    """What the line means as an answer to the question. Full-width signs count as their plain forms.

    `seen`: the choices of a list under headings that were shown one by one. The number of another one is a guess.
    """
    text = unicodedata.normalize("NFKC", line).strip()
    command = read_command(text)
    if command is not None:
        return _nobody_knows(question, naming) if command is Command.UNKNOWN else command
    if is_skip(text):
        return _skipped(question, naming)
    if not text and question.topic is not Topic.SCREEN:
        return Misread("ask.nothing_typed", {})
    if question.several:
        return _several(text, question, naming, seen)
    if question.kind in (Kind.YES_NO, Kind.CHOICE):
        return _one(text, question, naming)
    fact = naming.policy.facts[question.names[0]]
    if fact.kind is Kind.MOMENT:
        return _moment(text, question, case, naming)
    return _no_number(text, fact) or _number(text, fact, naming.policy)


def _nobody_knows(question: Question, naming: Naming) -> Typed:
    """What a session begins with can be said by everybody who has a problem, be it "something else"."""
    known = all(naming.policy.facts[name].unknown == 0 for name in question.names if name in naming.policy.facts)
    return Misread("ask.must_say", {}) if question.topic is Topic.FACT and known else Answered(None)


def _skipped(question: Question, naming: Naming) -> Typed:
    """A list of exceptions may be gone past: none of them applies. Elsewhere who skips does not answer."""
    return Answered(frozenset()) if question.topic is Topic.SCREEN else _nobody_knows(question, naming)


def _one(text: str, question: Question, naming: Naming) -> Typed:
    picked = _choice(text, question, naming)
    if picked is not None:
        return Answered(picked == "true" if question.kind is Kind.YES_NO else picked, none=picked == question.none)
    if question.kind is Kind.CHOICE and _is_none(text, naming):
        nothing = called_nothing(question) if is_phrase(text, "ask.words_nothing") else None
        return Guessed(nothing) if nothing else Answered(question.none or None, none=True)
    if question.kind is Kind.YES_NO and (guess := _yes_or_no(text, question)) is not None:
        return Guessed(guess)
    found = _searched(text, question, naming)
    if not found and (no := denial(text, question)):
        return Guessed(no)
    return Guessed(found[0]) if len(found) == 1 else _some_or_none(found, text, question, naming)


def _yes_or_no(text: str, question: Question) -> bool | None:
    """What a longer answer may come to: a yes or a no and then more, or a denial in words of the question."""
    asked = " ".join((*question.text.values(), *question.help.values()))
    if begins_with(text, "ask.words_no") or denies(text, asked):
        return False
    return True if begins_with(text, "ask.words_yes") else None


def _some_or_none(found: tuple[str, ...], text: str, question: Question, naming: Naming) -> Typed:
    return Listed(found) if found else _no_choice(text, question, naming)


def _several(text: str, question: Question, naming: Naming, seen: frozenset[str]) -> Typed:
    denied = _is_none(text, naming) or is_phrase(text, "ask.words_no")
    if denied and _choice(text, question, naming) is None:
        picked_none = frozenset([question.none] if question.none else [])
        return Answered(picked_none, none=bool(question.none) or _is_odd(question, naming))
    if headed := _under_heading(text, question):
        return Listed(headed)
    if not question.none and any(begins_with(text, key) for key in ("ask.words_no", "ask.words_none")):
        return Guessed(frozenset())
    picked: set[str] = set()
    guessed = False
    for part in _parts(text, question, naming):
        choice = _choice(part, question, naming)
        found = (choice,) if choice else _searched(part, question, naming)
        if len(found) != 1:
            return _some_or_none(found, part, question, naming)
        unseen = bool(question.headings) and part.isdecimal() and not {*found} <= {*seen, question.none}
        guessed = guessed or choice is None or unseen
        picked.add(found[0])
    if not picked:
        return Misread("ask.not_understood", {"typed": text})
    if picked == {question.none}:
        return Answered(frozenset(picked), none=True)
    picked.discard(question.none)
    return Guessed(frozenset(picked)) if guessed else Answered(frozenset(picked))


def _is_odd(question: Question, naming: Naming) -> bool:
    """Whether the author did not expect that nothing of the list is right."""
    return question.topic is Topic.FACT and naming.policy.facts[question.id].presume is None


def _is_none(text: str, naming: Naming) -> bool:
    """Whether the line denies all choices; an empty line gets here for rare exceptions only ("if not, just go on")."""
    return (
        text in ("", "0")
        or is_phrase(text, "ask.words_none")
        or text in map(naming.words.say, ("ask.none", "ask.none_fits"))
    )


def _parts(text: str, question: Question, naming: Naming) -> list[str]:
    """The single choices of a line; a title may hold blanks, commas and joining words itself."""
    if _choice(text, question, naming):
        return [text]
    parts = [part.strip() for part in re.split(r"[,;、/。]+|(?<=\d)[.\s]+(?=\d)", text)]
    return [
        one
        for part in parts
        if part
        for one in ([part] if _choice(part, question, naming) else _joined(part, question, naming))
    ]


def _joined(part: str, question: Question, naming: Naming) -> list[str]:
    """Parts between joining words or blanks ("1 and 3"), where that makes choices of all of them."""
    joining = "|".join(map(re.escape, phrases("ask.words_and")))
    for splitter in (rf"\s*(?:{joining})\s*", r"[\s.]+"):
        found = [each for each in re.split(splitter, part) if each]
        if len(found) > 1 and all(_choice(each, question, naming) for each in found):
            return found
    return part.split() if re.fullmatch(r"[\d\s.]+", part) else [part]


def _choice(text: str, question: Question, naming: Naming) -> str | None:
    """The choice by its number, its id, its title in any language, or a word for yes or no."""
    names = list(choice_titles(question, naming))
    number = read_numeral(text) if text.isdecimal() and len(text) <= 4 else None
    if number == 0 and question.none:
        return question.none
    if number is not None and 1 <= number <= len(names):
        return names[int(number) - 1]
    if question.kind is Kind.YES_NO:
        return next((name for name, key in _YES_NO.items() if is_phrase(text, key)), None)
    titles = {name: name for name in names}
    for name, title in question.choices.items():
        titles.update({plain(each): name for each in title.values()})
    return titles.get(text) or titles.get(plain(text))


def _searched(text: str, question: Question, naming: Naming) -> tuple[str, ...]:
    """The choices that the text may mean: those of a heading, those with all its words, those of its keywords."""
    wanted = plain(text)
    headed = _under_heading(text, question)
    if headed or len(wanted) < LEAST_SEARCHED or wanted.isdecimal():
        return headed
    return next((choices for choices in _with_words(wanted, question, naming) if choices), ())


def _under_heading(text: str, question: Question) -> tuple[str, ...]:
    """The choices under the heading of that name or of those numbers; all of them for a word that asks for the list."""
    if question.headings and is_phrase(text, "ask.words_list"):
        return tuple(question.choices)
    headed = heading_ranges(question).get(re.sub(r"\s*[-–~]\s*", "-", text))
    named = [h for h in question.headings if plain(text) in map(plain, h.title.values())]
    return next((heading.choices for heading in [*([headed] if headed else []), *named]), ())


LEAST_SEARCHED = 2
"""Signs of the shortest text that is looked for in titles."""


def _with_words(wanted: str, question: Question, naming: Naming) -> Iterator[tuple[str, ...]]:
    """The choices with the text in a title; with all its words in one; with a keyword of the pack in the text."""
    titles = {name: [plain(each) for each in title.values()] for name, title in question.choices.items()}
    yield tuple(name for name, known in titles.items() if any(wanted in each for each in known))
    words_of = [word for word in wanted.split() if len(word) >= LEAST_SEARCHED]
    if len(words_of) > 1:
        yield tuple(n for n, known in titles.items() if any(all(w in each for w in words_of) for each in known))
    if question.topic is Topic.FACT:
        keywords = naming.policy.facts[question.id].keywords
        yield tuple(n for n in titles if any(plain(word) in wanted for word in keywords.get(n, ())))


_YES_NO = {"true": "ask.words_yes", "false": "ask.words_no"}


def _no_choice(text: str, question: Question, naming: Naming) -> Misread:
    known = [*choice_titles(question, naming).values(), *question.choices]
    near = difflib.get_close_matches(text, known, n=1, cutoff=0.6)
    if near:
        return Misread("ask.not_a_choice_near", {"typed": text, "near": near[0]})
    return Misread("ask.not_a_choice", {"typed": text})


# --- Numbers, sums, moments --------------------------------------------------------------------


def _no_number(text: str, fact: Fact) -> Guessed | None:
    """Nought, where the line says "none" or "no", and where there can be nought."""
    asked = " ".join((*fact.title.values(), *fact.ask.values(), *fact.help.values()))
    keys = ("ask.words_no", "ask.words_none")
    said = any(is_phrase(text, key) or begins_with(text, key) for key in keys) or denies(text, asked)
    return Guessed(Decimal(0)) if said and _bounded(Decimal(0), fact) == Answered(Decimal(0)) else None


def _number(text: str, fact: Fact, policy: Policy) -> Typed:
    number = read_sum(text, policy) if fact.kind is Kind.MONEY else None
    if number is None:
        number = read_numeral(_without_units(text, fact, policy))
    measured = number is None and fact.kind is Kind.COUNT
    if measured:
        number = _measured(text)
    most = {Kind.COUNT: 0, Kind.MONEY: policy.minor_unit}.get(fact.kind, 9)
    if number is None or abs(number) >= TOO_LONG or number != number.quantize(Decimal(1).scaleb(-most)):
        return Misread("ask.not_understood", {"typed": text})
    typed = _bounded(number, fact)
    return Guessed(number) if measured and isinstance(typed, Answered) else typed


TOO_LONG = Decimal(10) ** 15
"""Numbers from here on cannot be written in a case."""


def _bounded(number: Decimal, fact: Fact) -> Typed:
    low = fact.low if fact.low is not None or fact.kind is Kind.NUMBER else Decimal(0)
    if low is not None and number < low:
        return Misread("ask.too_low", {"low": str(low)})
    if fact.high is not None and number > fact.high:
        return Misread("ask.too_high", {"high": str(fact.high)})
    return Answered(number)


def _without_units(text: str, fact: Fact, policy: Policy) -> str:
    """The number alone, where all that stands around it are units: the currency, or what the question itself names."""
    is_number = [sign.isdecimal() or sign in ".,+-" or worth(sign) is not None for sign in text]
    if True not in is_number:
        return text
    first, last = is_number.index(True), len(text) - is_number[::-1].index(True)
    around = (text[:first].strip(), text[last:].strip())
    return text[first:last] if all(_is_unit(each, fact, policy) for each in around) else text


def _measured(text: str) -> Decimal | None:
    """The number before what may be a word of measure that no list has: at most two letters, and none of time."""
    found = re.fullmatch(r"(\d+)\s*([^\W\d_]{1,2})", text)
    known = found is None or unicodedata.category(found[2][0]) != "Lo" or found[2] in listed_values("read.unit")
    return None if known or found is None else read_numeral(found[1])


def _is_unit(text: str, fact: Fact, policy: Policy) -> bool:
    if not text:
        return True
    return _is_currency(text, policy) if fact.kind is Kind.MONEY else _written(text, fact) or _is_counter(text)


def _is_counter(text: str) -> bool:
    """Whether the catalogue knows the word as one that stands after a number of things."""
    return is_phrase(text, "read.counters")


def _is_currency(text: str, policy: Policy) -> bool:
    """The symbol, the code, or a word that the pack's demands write after a sum ("500 crowns"), but no word of time."""
    if plain(text) in (plain(policy.currency_symbol), plain(policy.currency)):
        return True
    after_number = re.compile(rf"\d\s?{re.escape(text)}", re.IGNORECASE)
    timed = any(text in words(language).say(key, n="") for language in LANGUAGES for key in _TIMES)
    return not timed and any(
        after_number.search(each) for claim in policy.claims.values() for each in claim.demand.values()
    )


_TIMES = ("unit.hours", "unit.days", "unit.years")


def _written(text: str, fact: Fact) -> bool:
    """Whether the question itself names the unit: "How many hours ...?"."""
    named = re.findall(r"[^\W\d_]+", " ".join((*fact.title.values(), *fact.ask.values(), *fact.help.values())))
    whole = all(unicodedata.category(sign) == "Lo" for sign in text)  # words that are written without blanks
    return plain(text) in map(plain, named) or (whole and any(plain(text) in plain(each) for each in named))


def _moment(text: str, question: Question, case: Case, naming: Naming) -> Typed:
    """What did not happen has no moment: that counts as "don't know", as the questions ask for."""
    policy = naming.policy
    if any(is_phrase(text, key) for key in ("ask.words_no", "ask.words_none")):
        return _nobody_knows(question, naming)
    moment = case.now if is_phrase(text, "ask.words_now") else read_moment(text, policy)
    if moment is not None:
        return Answered(moment)
    spoken = read_spoken(text, case.now, policy)
    if spoken is None and begins_with(text, "ask.words_no"):
        return Guessed(None)
    if spoken is None:
        return Misread("ask.not_understood", {"typed": text})
    return Guessed(spoken.moment) if spoken.guessed else Answered(spoken.moment)


def is_yes(line: str) -> bool:
    """Whether the line says yes in any language of the catalogue."""
    return is_phrase(unicodedata.normalize("NFKC", line).strip(), "ask.words_yes")


def is_denial(line: str) -> bool:
    """Whether the line says no in any language of the catalogue."""
    return is_phrase(line, "ask.words_no")


def is_no(line: str) -> bool:
    """Whether the line says no or wants to leave, in any language of the catalogue; an empty one does too."""
    text = unicodedata.normalize("NFKC", line).strip()
    return not text or is_phrase(text, "ask.words_no") or is_phrase(text, "ask.words_quit")


def is_skip(line: str) -> bool:
    """Whether the line wants to go past a question that may be left out."""
    return is_phrase(line, "ask.words_skip")


def read_command(line: str) -> Command | None:
    """The command that the line is, in any language of the catalogue."""
    text = unicodedata.normalize("NFKC", line).strip()
    return next((command for command in Command if is_phrase(text, f"ask.words_{command.value}")), None)


def read_number(line: str) -> int | Command | None:
    """The whole number of a line, full-width or not, or the command that it is; None for anything else."""
    command = read_command(line)
    if command is not None:
        return command
    text = unicodedata.normalize("NFKC", line).strip()
    return int(text) if text.isdecimal() and len(text) <= 4 else None
