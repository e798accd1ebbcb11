"""`decided` and `turns_on`: how a real dispute ended, beside the case that was made of its facts."""

from __future__ import annotations

from msgspec import Struct

from triage.document import Node
from triage.parse.fields import Fields, read_fields
from triage.parse.scope import Scope
from triage.parse.values import read_words
from triage.problem import Place

REQUIRED = ("source", "responsible", "because")
OPTIONAL = ("claims", "refused")


class Decided(Struct, frozen=True):
    """What the decider of a real dispute held.

    One of `claims` must stand (with none: nothing but voluntary claims); none of `refused` may. `turns_on` are the
    facts that the decider found decisive, noted before the case was run.
    """

    source: str
    responsible: tuple[str, ...]
    claims: tuple[str, ...]
    refused: tuple[str, ...]
    because: str
    turns_on: tuple[str, ...]
    place: Place


def read_decided(fields: Fields, scope: Scope) -> Decided | None:
    """The outcome of the dispute; None where the case has none."""
    node = fields.get("decided")
    turns_on = scope.refer_all(fields.get("turns_on"), "fact")
    return None if node is None else _decided(node, turns_on, scope)


def _decided(node: Node, turns_on: tuple[str, ...], scope: Scope) -> Decided:
    decided = read_fields(node, "`decided`", scope.problems, REQUIRED, OPTIONAL)
    return Decided(
        read_words(decided.get("source"), "`source`", scope.problems),
        scope.refer_all(decided.get("responsible"), "party"),
        scope.refer_all(decided.get("claims"), "claim"),
        scope.refer_all(decided.get("refused"), "claim"),
        read_words(decided.get("because"), "`because`", scope.problems),
        turns_on,
        node.place,
    )
