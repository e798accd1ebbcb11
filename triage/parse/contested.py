"""What the parties say of one fact, where they differ."""

from __future__ import annotations

from triage.document import Mapping, Node
from triage.parse.fact_values import read_fact_value
from triage.parse.fields import entries_of
from triage.parse.scope import Scope
from triage.policy import Value


def read_contested(fact: str, node: Node, scope: Scope) -> dict[str, Value]:
    """The values by party: two parties at least, who say different things."""
    what = f"`{fact}` under `contested`"
    values: dict[str, Value] = {}
    for party, said in entries_of(node, what, scope.problems):
        value = read_fact_value(said, scope.shapes[fact], scope)
        if scope.refer(party, "party") and value is not None:
            values[party.text] = value
    if isinstance(node, Mapping) and (len(node.entries) < 2 or (len(values) > 1 and len(set(values.values())) < 2)):
        message = f"{what} needs two parties who say different things"
        hint = "write {buyer: false, merchant: true}, or give the fact"
        scope.problems.add(node.place, "not-contested", message, hint)
    return values
