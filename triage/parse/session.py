"""The part of a saved session that a case does not have: what was asked in which order, and what waits.

    session:
      version: "2026.11.0"                   # of the pack under which it was saved
      hash: 0f3c...
      asked:                                 # in this order: a fact, or a list with what was picked from it
      - goods_type
      - {list: rare, names: [gift, resale], picked: [gift]}
      kept:                                  # answers that wait for their questions
      - {fact: delivered, value: true}

Answers to facts stand in the case itself; those that are not among `asked` were told before the first question. A
session may come from anywhere: nothing of it is taken on trust.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TypeAlias

from msgspec import Struct

from triage.case import Answer, Contested, Given, NotKnown
from triage.document import Mapping as MappingNode
from triage.document import Node, Scalar, Sequence
from triage.parse.contested import read_contested
from triage.parse.fact_values import read_given
from triage.parse.fields import Fields, items_of, read_fields
from triage.parse.scope import Scope
from triage.parse.values import read_boolean, read_words

Saying: TypeAlias = Answer | frozenset[str] | Mapping[str, Answer] | None
"""What was said: of a fact its answer; of a list what was picked, single answers, or None for "don't know"."""


USES = ("silent", "again", "suggested")
"""How an answer that waits is used; see `triage.interview.Use`."""


class SavedTurn(Struct, frozen=True):
    """A question (a fact, or the id of a list with its names) and what was said to it.

    `use` and `named` say of an answer that waits how it is used, and whether the person knows that it is not.
    """

    question: str
    names: tuple[str, ...]
    said: Saying
    use: str = USES[0]
    named: bool = False


class SavedSession(Struct, frozen=True):
    """How a session was held: what was `asked`, in its order, and what is `kept` for questions to come."""

    version: str
    hash: str
    asked: tuple[SavedTurn, ...] = ()
    kept: tuple[SavedTurn, ...] = ()


def read_session(node: Node | None, answers: Mapping[str, Answer], scope: Scope) -> SavedSession | None:
    """The section `session` of a case with these answers; None where there is none."""
    if node is None:
        return None
    fields = read_fields(node, "`session`", scope.problems, ("version", "hash"), ("asked", "kept"))
    return SavedSession(
        read_words(fields.get("version"), "`version`", scope.problems),
        read_words(fields.get("hash"), "`hash`", scope.problems),
        tuple(_asked(fields, answers, scope)),
        tuple(turn for item in items_of(fields.get("kept"), "`kept`", scope.problems) for turn in _kept(item, scope)),
    )


def _asked(fields: Fields, answers: Mapping[str, Answer], scope: Scope) -> Iterator[SavedTurn]:
    seen: set[tuple[str, frozenset[str]]] = set()  # a list may come again, about facts that came up since
    for item in items_of(fields.get("asked"), "`asked`", scope.problems):
        for turn in _turn(item, answers, scope):
            if (turn.question, frozenset(turn.names)) in seen:
                scope.problems.add(item.place, "said-twice", f"`{turn.question}` stands in the list twice")
            else:
                seen.add((turn.question, frozenset(turn.names)))
                yield turn


def _turn(node: Node, answers: Mapping[str, Answer], scope: Scope) -> Iterator[SavedTurn]:
    if isinstance(node, MappingNode):
        yield from _list(node, answers, scope)
        return
    name = scope.refer(node, "fact")
    if name in answers:
        yield SavedTurn(name, (name,), answers[name])
    elif name in scope.shapes:
        message = f"`{name}` was asked, and the case has no answer to it"
        scope.problems.add(node.place, "asked-not-answered", message, "take it out of the list, or answer it")


def _list(node: MappingNode, answers: Mapping[str, Answer], scope: Scope) -> Iterator[SavedTurn]:
    """A question with a list: `picked`, or `unknown`, or `single` where its facts were answered one by one."""
    fields = read_fields(
        node,
        "a list that was asked about",
        scope.problems,
        ("list", "names"),
        ("picked", "unknown", "single", "use", "named"),
    )
    id_, names = _name(fields), _names(fields, "names", scope)
    if not id_ or not names:
        return
    said: Saying
    if read_boolean(fields.get("single"), "`single`", scope.problems):
        said = {name: answers[name] for name in names if name in answers}
    elif read_boolean(fields.get("unknown"), "`unknown`", scope.problems):
        said = None
    else:
        picked = _names(fields, "picked", scope)
        said = frozenset(picked) & set(names)
        if len(said) < len(picked):
            scope.problems.add(fields.place_of("picked"), "not-in-the-list", "what was picked must be among `names`")
    yield SavedTurn(id_, names, said, *_use(fields, scope))


def _name(fields: Fields) -> str:
    node = fields.get("list")
    return node.text if isinstance(node, Scalar) else ""


def _names(fields: Fields, key: str, scope: Scope) -> tuple[str, ...]:
    node = fields.get(key)
    if node is not None and not isinstance(node, Sequence):
        scope.problems.add(node.place, "not-a-list", f"`{key}` must be a list", "write [a, b]")
        return ()
    return scope.refer_all(node, "fact", "evidence")


def _kept(node: Node, scope: Scope) -> Iterator[SavedTurn]:
    if isinstance(node, MappingNode) and node.get("list") is not None:
        yield from _list(node, {}, scope)
        return
    keys = ("value", "unknown", "contested", "use", "named")
    fields = read_fields(node, "an answer that was kept", scope.problems, ("fact",), keys)
    named = fields.get("fact")
    fact = scope.refer(named, "fact") if named is not None else ""
    said = _said(fields, fact, scope) if fact in scope.shapes else None
    if said is not None:
        yield SavedTurn(fact, (fact,), said, *_use(fields, scope))


def _use(fields: Fields, scope: Scope) -> tuple[str, bool]:
    node = fields.get("use")
    use = node.text if isinstance(node, Scalar) else USES[0]
    if node is not None and use not in USES[1:]:
        scope.problems.add(node.place, "unknown-use", "`use` is again or suggested", "leave it out")
        use = USES[0]
    return use, read_boolean(fields.get("named"), "`named`", scope.problems)


def _said(fields: Fields, fact: str, scope: Scope) -> Answer | None:
    """The one of `value`, `unknown` and `contested` that stands there."""
    value, contested = fields.get("value"), fields.get("contested")
    if read_boolean(fields.get("unknown"), "`unknown`", scope.problems):
        return NotKnown()
    if contested is not None:
        return Contested(read_contested(fact, contested, scope))
    if value is None:
        scope.problems.add(
            fields.place, "missing-key", "an answer that was kept says `value`, `unknown` or `contested`"
        )
        return None
    given = read_given(value, scope.shapes[fact], scope)
    return Given(*given) if given else None
