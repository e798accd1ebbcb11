"""What a fact says about its own choices: headings for a long list, and which choice means none of the others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from triage.document import Node
from triage.parse.fields import items_of, read_fields
from triage.parse.scope import Scope, Shape
from triage.parse.values import read_text, read_words
from triage.policy import Heading, Kind
from triage.problem import Place, did_you_mean

LISTS = (None, Kind.CHOICE, Kind.CHOICES)
"""Kinds with choices; None is a kind that could not be read, of which that was said already."""


def check_choice(choice: str, place: Place, shape: Shape, what: str, scope: Scope) -> bool:
    """Whether the fact has the choice; else that is a problem."""
    if choice in shape.choices:
        return True
    near = did_you_mean(choice, shape.choices)
    hint = f"did you mean `{near}`?" if near else f"its choices are {', '.join(shape.choices)}"
    scope.problems.add(place, "unknown-choice", f"{what} has no choice `{choice}`", hint)
    return False


def read_none(node: Node | None, shape: Shape, what: str, scope: Scope) -> str:
    """The choice that says that no other one is right; empty where the key is missing or wrong."""
    if node is None or not _has_choices(node, "none", shape, what, scope):
        return ""
    choice = read_words(node, f"`none` of {what}", scope.problems)
    return choice if choice and check_choice(choice, node.place, shape, what, scope) else ""


def read_headings(node: Node | None, none: str, shape: Shape, what: str, scope: Scope) -> tuple[Heading, ...]:
    """The headings in their order; a choice under none of them (unless it is `none`), or under two, is a problem."""
    if node is None or not _has_choices(node, "headings", shape, what, scope):
        return ()
    items = items_of(node, f"`headings` of {what}", scope.problems)
    headings = tuple(_heading(item, shape, what, scope) for item in items)
    counts = Counter(choice for heading in headings for choice in heading.choices)
    for choice in shape.choices:
        if counts[choice] != 1 and (counts[choice] or choice != none):
            how = "under no heading" if not counts[choice] else "under more than one heading"
            message = f"the choice `{choice}` of {what} stands {how}"
            scope.problems.add(node.place, "choice-not-under-one-heading", message, "write it under one")
    return headings


def _has_choices(node: Node, key: str, shape: Shape, what: str, scope: Scope) -> bool:
    if shape.kind in LISTS:
        return True
    scope.problems.add(node.place, "key-not-for-kind", f"{what} has no choices, and so no `{key}`", "leave it out")
    return False


def _heading(node: Node, shape: Shape, what: str, scope: Scope) -> Heading:
    fields = read_fields(node, f"a heading of {what}", scope.problems, ("title", "choices"))
    title = read_text(fields.get("title"), f"the title of a heading of {what}", scope)
    return Heading(title, tuple(_choices_under(fields.get("choices"), shape, what, scope)))


def _choices_under(node: Node | None, shape: Shape, what: str, scope: Scope) -> Iterator[str]:
    for item in items_of(node, f"the choices under a heading of {what}", scope.problems):
        choice = read_words(item, f"a choice under a heading of {what}", scope.problems)
        if choice and check_choice(choice, item.place, shape, what, scope):
            yield choice
