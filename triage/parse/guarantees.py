"""guarantees.yaml: what the author promises of every verdict, and what `triage check --prove` needs to know."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal

from msgspec import Struct

from triage.document import Mapping as MappingNode
from triage.document import Node, Scalar
from triage.parse.conditions import LOWER, UPPER, read_condition
from triage.parse.fact_values import read_fact_value
from triage.parse.fields import Fields, entries_of, items_of, read_fields
from triage.parse.formulas import read_formula
from triage.parse.scope import KEBAB_CASE, Scope
from triage.parse.values import read_text, read_words
from triage.policy import (
    ANY_MATTER,
    Accepted,
    Answers,
    Bound,
    Comes,
    Condition,
    Grants,
    Guarantee,
    Irrelevant,
    Refuses,
    Sits,
    Statement,
    Value,
    Warns,
)

SECTIONS = ("raised_by", "guarantees", "irrelevant", "accepted")
MODES: tuple[Literal["then", "never", "keeps"], ...] = ("then", "never", "keeps")
STATEMENTS = ("claim", "denied", "responsible", "party", "amount", "warn")
COMPARISONS = (*LOWER, *UPPER)


class Promises(Struct, frozen=True):
    """What guarantees.yaml says."""

    raised_by: Mapping[str, Condition]
    guarantees: tuple[Guarantee, ...]
    irrelevant: tuple[Irrelevant, ...]
    accepted: tuple[Accepted, ...]


def declare_guarantees(node: Node, scope: Scope) -> Fields:
    """Enter the names of the guarantees into the scope."""
    fields = read_fields(node, "guarantees.yaml", scope.problems, (), SECTIONS)
    for item in items_of(fields.get("guarantees"), "`guarantees`", scope.problems):
        name = item.get("guarantee") if isinstance(item, MappingNode) else None
        if isinstance(name, Scalar):
            scope.declare("guarantee", name, KEBAB_CASE)
    return fields


def read_guarantees(fields: Fields | None, scope: Scope) -> Promises:
    """What guarantees.yaml says; nothing where there is no such file."""
    if fields is None:
        return Promises({}, (), (), ())
    problems = scope.problems
    return Promises(
        dict(_raised_by(fields.get("raised_by"), scope)),
        tuple(_guarantee(node, scope) for node in items_of(fields.get("guarantees"), "`guarantees`", problems)),
        tuple(
            Irrelevant(scope.refer(node, "fact"), node.place)
            for node in items_of(fields.get("irrelevant"), "`irrelevant`", problems)
        ),
        tuple(_accepted(node, scope) for node in items_of(fields.get("accepted"), "`accepted`", problems)),
    )


def _raised_by(node: Node | None, scope: Scope) -> Iterator[tuple[str, Condition]]:
    for matter, value in entries_of(node, "`raised_by`", scope.problems):
        name = ANY_MATTER if matter.text == ANY_MATTER else scope.refer(matter, "matter")
        yield name, read_condition(value, f"what raises `{matter.text}`", scope)


def _accepted(node: Node, scope: Scope) -> Accepted:
    fields = read_fields(node, "an accepted result", scope.problems, ("id", "because"))
    id_ = read_words(fields.get("id"), "the id of an accepted result", scope.problems)
    return Accepted(id_, read_text(fields.get("because"), f"`because` of `{id_}`", scope), node.place)


def _guarantee(node: Node, scope: Scope) -> Guarantee:
    name = node.get("guarantee") if isinstance(node, MappingNode) else None
    id_ = name.text if isinstance(name, Scalar) else ""
    what = f"the guarantee `{id_}`" if id_ else "this guarantee"
    optional = ("when", "matter", "changing", *MODES)
    fields = read_fields(node, what, scope.problems, ("guarantee", "says"), optional)
    mode = _mode(fields, what, scope)
    matter = fields.get("matter")
    return Guarantee(
        id_,
        read_text(fields.get("says"), f"`says` of {what}", scope),
        read_condition(fields.get("when"), f"`when` of {what}", scope),
        mode,
        tuple(_statements(fields.get(mode), f"`{mode}` of {what}", scope)),
        dict(_changing(fields.get("changing"), what, scope)),
        scope.refer(matter, "matter") if matter else None,
        node.place,
    )


def _mode(fields: Fields, what: str, scope: Scope) -> Literal["then", "never", "keeps"]:
    """Which of the three is promised."""
    found = [mode for mode in MODES if mode in fields]
    if len(found) != 1 and fields.readable and not fields.meant:
        message = f"{what} promises {'nothing' if not found else 'more than one thing'}"
        scope.problems.add(fields.place, "one-promise", message, f"write one of {', '.join(f'`{m}`' for m in MODES)}")
    elif fields.readable and not fields.meant and ("changing" in fields) != ("keeps" in fields):
        message = f"in {what} `changing` and `keeps` do not stand together"
        hint = "`keeps` says what still holds when the facts of `changing` are changed"
        scope.problems.add(fields.place, "changing-alone", message, hint)
    return found[0] if found else "then"


def _changing(node: Node | None, what: str, scope: Scope) -> Iterator[tuple[str, Value]]:
    for name, value in entries_of(node, f"`changing` of {what}", scope.problems):
        fact = scope.refer(name, "fact")
        read = read_fact_value(value, scope.shapes[fact], scope) if fact in scope.shapes else None
        if read is not None:
            yield fact, read


def _statements(node: Node | None, what: str, scope: Scope) -> Iterator[Statement]:
    if node is None:
        return
    fields = read_fields(node, what, scope.problems, (), STATEMENTS)
    if fields.readable and not fields.entries and not fields.meant:
        scope.problems.add(node.place, "empty-condition", f"{what} says nothing", f"write {STATEMENTS[0]}: <claim>")
    for key, (word, value) in fields.entries.items():
        match key:
            case "claim":
                yield Grants(_claims(value, "any", scope), word.place)
            case "denied":
                yield Refuses(_claims(value, "all", scope), word.place)
            case "responsible":
                yield Answers(scope.refer_all(value, "role"), word.place)
            case "party":
                yield Sits(scope.refer_all(value, "party"), word.place)
            case "warn":
                yield Warns(scope.refer_all(value, "warning"), word.place)
            case _:
                yield from _sums(value, what, scope)


def _claims(node: Node, word: str, scope: Scope) -> tuple[str, ...]:
    """The claims of a list, or the one; none for the word that stands for any or all of them."""
    return () if isinstance(node, Scalar) and node.text == word else scope.refer_all(node, "claim")


def _sums(node: Node, what: str, scope: Scope) -> Iterator[Comes]:
    for claim, value in entries_of(node, f"`amount` in {what}", scope.problems):
        fields = read_fields(value, f"the amount of `{claim.text}`", scope.problems, (), COMPARISONS)
        bounds: dict[bool, Bound] = {}
        for word, (_, formula) in fields.entries.items():
            of_what = f"what the amount of `{claim.text}` is compared with"
            read, _ = read_formula(formula, of_what, scope, "number")
            bounds[word in LOWER] = Bound(read, {**LOWER, **UPPER}[word])
        yield Comes(scope.refer(claim, "claim"), bounds.get(True), bounds.get(False), claim.place)
