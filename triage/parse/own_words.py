"""`own_words` of letters.yaml: what to tell a person about words that weaken a complaint."""

from __future__ import annotations

from collections.abc import Iterator

from triage.document import Mapping, Node, Scalar
from triage.parse.conditions import read_condition
from triage.parse.fields import Fields, entries_of, items_of, read_fields
from triage.parse.scope import Scope
from triage.parse.values import read_text, read_words
from triage.policy import ALWAYS, Caution, OwnWords

_KEYS = ("words", "beside", "without", "when", "channels")


def read_own_words(letters: Fields | None, scope: Scope) -> OwnWords:
    """How to look through the person's own words; nothing to look for where the pack says nothing."""
    node = letters.get("own_words") if letters else None
    if node is None:
        return OwnWords()
    fields = read_fields(node, "`own_words`", scope.problems, ("cautions",), ("money",))
    cautions = entries_of(fields.get("cautions"), "`cautions`", scope.problems)
    return OwnWords(
        tuple(_words(fields.get("money"), "`money` of `own_words`", scope)),
        {name.text: _caution(name, entry, scope) for name, entry in cautions},
    )


def _caution(name: Scalar, node: Node, scope: Scope) -> Caution:
    what = f"the caution `{name.text}`"
    fields = read_fields(node, what, scope.problems, ("says",), _KEYS)
    when = fields.get("when")
    if fields.readable and not any(key in fields for key in ("words", "without", "when")):
        hint = "give `words`, `without` or `when`"
        scope.problems.add(fields.place, "caution-without-cause", f"{what} would always be given", hint)
    return Caution(
        name.text,
        read_text(fields.get("says"), f"`says` of {what}", scope),
        tuple(_words(fields.get("words"), f"`words` of {what}", scope)),
        tuple(_words(fields.get("beside"), f"`beside` of {what}", scope)),
        read_words(fields.get("without"), f"`without` of {what}", scope.problems) or None,
        read_condition(when, f"`when` of {what}", scope) if when is not None else ALWAYS,
        scope.refer_all(fields.get("channels"), "channel"),
        name.place,
    )


def _words(node: Node | None, what: str, scope: Scope) -> Iterator[str]:
    """A list of words, or one list a language: what a person writes is looked through for all of them."""
    if isinstance(node, Mapping):
        for _, words in node:
            yield from _words(words, what, scope)
    elif node is not None:
        yield from (word for item in items_of(node, what, scope.problems) if (word := _word(item, what, scope)))


def _word(node: Node, what: str, scope: Scope) -> str:
    return read_words(node, what, scope.problems).strip()
