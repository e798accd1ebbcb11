"""letters.yaml: how to write to each channel, sentence by sentence.

A placeholder is a name in braces: a fact, `note.<name>`, or one of `CLAIM_WORDS`. Nothing else stands in braces:
there are no expressions, so that a text can do nothing but be filled in.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec.structs import replace

from triage.document import Node, Scalar
from triage.parse.conditions import read_condition
from triage.parse.fields import Fields, entries_of, items_of, read_fields
from triage.parse.formulas import read_formula
from triage.parse.scope import Scope
from triage.parse.values import read_boolean, read_integer, read_text, read_words
from triage.policy import All, Blank, Condition, LetterForm, OneOf, Passage, Proved, Sentence, Text, Within

CLAIM_WORDS = ("claim", "demand", "amount", "arithmetic", "fallback", "fallback_amount")
"""Placeholders that a claim of the verdict fills; they stand in `demand` only."""
LETTER_WORDS = ("deadline", "party", "channel", "exhibits")
"""Placeholders that the verdict as a whole fills."""

WORDING = ("problem", "evidence", "demand", "sources", "exhibit", "day")
"""Headings of a letter, how it names an exhibit ("{item} ({links})") and writes a day ("{day}.{month}.{year}")."""

LONGEST_LETTER = 100_000
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_NOTE = re.compile(r"note\.[a-z][a-z0-9_]*")
_SENTENCE = ("say", "when", "rests_on", "first_of", "optional")


def declare_letters(node: Node, scope: Scope) -> Fields:
    """The forms by channel; they declare no names of their own."""
    return read_fields(node, "letters.yaml", scope.problems, ("letters",), ("own_words", "wording"))


def read_letters(fields: Fields | None, scope: Scope) -> dict[str, LetterForm]:
    """The forms of letters.yaml by channel; none where there is no such file."""
    entries = entries_of(fields.get("letters"), "`letters`", scope.problems) if fields else ()
    return {channel.text: _form(channel, node, scope) for channel, node in entries if scope.refer(channel, "channel")}


def read_wording(fields: Fields | None, scope: Scope) -> dict[str, Text]:
    """What the parts of a letter are called, where the pack says so itself."""
    node = fields.get("wording") if fields else None
    if node is None:
        return {}
    words = read_fields(node, "`wording`", scope.problems, (), WORDING)
    return {key: read_text(words.get(key), f"`{key}` of `wording`", scope) for key in WORDING if key in words}


def _form(channel: Scalar, node: Node, scope: Scope) -> LetterForm:
    what = f"the letter to `{channel.text}`"
    optional = ("limit", "sources", "deadline", "closing", "head", "omit", "report")
    fields = read_fields(node, what, scope.problems, ("title", "problem", "demand"), optional)
    report = fields.get("report")
    return replace(
        _sheet(channel, fields, what, scope), report=_report(channel, report, scope) if report is not None else None
    )


def _report(channel: Scalar, node: Node, scope: Scope) -> LetterForm:
    what = f"the report beside the letter to `{channel.text}`"
    optional = ("limit", "sources", "closing", "head")
    return _sheet(channel, read_fields(node, what, scope.problems, ("title", "problem"), optional), what, scope)


def _sheet(channel: Scalar, fields: Fields, what: str, scope: Scope) -> LetterForm:
    deadline = fields.get("deadline")
    limit = read_integer(fields.get("limit"), f"the limit of {what}", scope.problems, 1, LONGEST_LETTER)
    return LetterForm(
        channel.text,
        read_text(fields.get("title"), f"the title of {what}", scope),
        limit or None,
        read_integer(fields.get("sources"), f"`sources` of {what}", scope.problems, 0, 20, default=3),
        read_formula(deadline, f"`deadline` of {what}", scope, "moment")[0] if deadline is not None else None,
        _passages(fields, "problem", what, LETTER_WORDS, scope),
        _passages(fields, "demand", what, (*LETTER_WORDS, *CLAIM_WORDS), scope),
        _passages(fields, "closing", what, LETTER_WORDS, scope),
        tuple(_blank(item, what, scope) for item in items_of(fields.get("head"), f"`head` of {what}", scope.problems)),
        scope.refer_all(fields.get("omit"), "claim"),
        place=channel.place,
    )


def _blank(node: Node, what: str, scope: Scope) -> Blank:
    what = f"a line in the head of {what}"
    fields = read_fields(node, what, scope.problems, ("label", "fill"))
    fill = fields.get("fill")
    name = read_words(fill, f"`fill` of {what}", scope.problems)
    if fill is not None and name and not _NOTE.fullmatch(name) and not scope.knows(name, "fact"):
        scope.problems.add(fill.place, "unknown-placeholder", f"nothing fills in {name}", "a fact, or note.<name>")
    return Blank(read_text(fields.get("label"), f"the label of {what}", scope), name, fields.place)


def _passages(fields: Fields, key: str, what: str, words: tuple[str, ...], scope: Scope) -> tuple[Passage, ...]:
    items = items_of(fields.get(key), f"`{key}` of {what}", scope.problems)
    return tuple(_passage(item, f"a sentence of {what}", words, scope) for item in items)


def _passage(node: Node, what: str, words: tuple[str, ...], scope: Scope) -> Passage:
    fields = read_fields(node, what, scope.problems, (), _SENTENCE)
    optional = read_boolean(fields.get("optional"), f"`optional` of {what}", scope.problems)
    if fields.readable and ("say" in fields) == ("first_of" in fields):
        message = f"{what} has either `say` or `first_of`"
        scope.problems.add(fields.place, "say-or-first-of", message)
    if "say" in fields:
        return Passage((_sentence(fields, what, words, scope),), optional)
    ways = items_of(fields.get("first_of"), f"`first_of` of {what}", scope.problems)
    read = (read_fields(way, what, scope.problems, ("say",), ("when", "rests_on")) for way in ways)
    return Passage(tuple(_sentence(way, what, words, scope) for way in read), optional)


def _sentence(fields: Fields, what: str, words: tuple[str, ...], scope: Scope) -> Sentence:
    text = read_text(fields.get("say"), what, scope)
    fills = {language: tuple(_placeholders(said)) for language, said in text.items()}
    _check_placeholders(fields, fills, what, words, scope)
    rests_on = scope.refer_all(fields.get("rests_on"), "evidence", "source")
    used = tuple(dict.fromkeys(name for names in fills.values() for name in names))
    when = read_condition(fields.get("when"), f"`when` of {what}", scope)
    if fields.readable and text and not used and not rests_on and not _tests_a_fact(when):
        message = f"{what} rests on nothing"
        hint = "fill in a fact or a note, test a fact in `when`, or name evidence or sources in `rests_on`"
        scope.problems.add(fields.place, "sentence-without-receipt", message, hint)
    return Sentence(text, used, when, rests_on, fields.place)


def _tests_a_fact(when: Condition) -> bool:
    """Whether the condition, where it holds, shows a fact on which a sentence can rest."""
    match when:
        case OneOf() | Proved() | Within():
            return True
        case All(parts):
            return any(_tests_a_fact(part) for part in parts)
        case _:
            return False


def _placeholders(text: str) -> Iterator[str]:
    yield from (match.group(1) for match in _PLACEHOLDER.finditer(text))


def _check_placeholders(
    fields: Fields, fills: dict[str, tuple[str, ...]], what: str, words: tuple[str, ...], scope: Scope
) -> None:
    place = fields.place_of("say")
    if len({frozenset(names) for names in fills.values()}) > 1:
        message = f"{what} fills in different things in its languages"
        scope.problems.add(place, "placeholders-differ", message, "use the same {names} in every language")
    for name in dict.fromkeys(name for names in fills.values() for name in names):
        if name in words or _NOTE.fullmatch(name) or scope.knows(name, "fact", "measure"):
            continue
        problem = scope.unknown(name, place, "fact", "measure")
        hint = problem.hint if problem.related else f"facts, measures, note.<name>, {', '.join(words)}"
        scope.problems.add(place, "unknown-placeholder", f"nothing fills in {{{name}}}", hint, problem.related)
