"""orders.yaml: what the columns of an order export say."""

from __future__ import annotations

from triage.document import Node, Scalar, Sequence
from triage.parse.fact_values import read_fact_value
from triage.parse.fields import Fields, entries_of, items_of, read_fields
from triage.parse.scope import LOWER_CASE, Scope
from triage.parse.values import read_words
from triage.policy import Kind, OrderColumn, OrderForm, Value

COLUMN_KEYS = ("fact", "note", "must_be", "values", "others")
SAYS = ("fact", "note", "must_be")


def declare_orders(node: Node, scope: Scope) -> Fields:
    """The file's fields; it declares no names of its own."""
    return read_fields(node, "orders.yaml", scope.problems, ("order", "columns"))


def read_orders(fields: Fields | None, scope: Scope) -> OrderForm | None:
    """How exports are read; None where the pack does not say."""
    if fields is None:
        return None
    columns = tuple(_column(node, scope) for node in items_of(fields.get("columns"), "`columns`", scope.problems))
    return OrderForm(_names(fields.get("order"), "`order`", scope), columns)


def _names(node: Node | None, what: str, scope: Scope) -> tuple[str, ...]:
    """One name or several."""
    items = tuple(node) if isinstance(node, Sequence) else (node,) if node is not None else ()
    return tuple(read_words(item, what, scope.problems) for item in items)


def _column(node: Node, scope: Scope) -> OrderColumn:
    fields = read_fields(node, "a column of an order", scope.problems, ("column",), COLUMN_KEYS)
    said = [key for key in SAYS if key in fields]
    if fields.readable and len(said) != 1:
        message = "a column says one thing: a fact, a note, or what must stand in it"
        scope.problems.add(node.place, "column-says", message, "write one of `fact`, `note`, `must_be`")
    named = fields.get("fact")
    fact = scope.refer(named, "fact") if named is not None else ""
    note = read_words(fields.get("note"), "`note`", scope.problems)
    if note and not LOWER_CASE.fullmatch(note):
        message = f"`{note}` cannot be the name of a note"
        scope.problems.add(fields.place_of("note"), "bad-name", message, "write it in lower case, like merchant")
    return OrderColumn(
        _names(fields.get("column"), "`column`", scope),
        fact,
        note,
        _names(fields.get("must_be"), "`must_be`", scope),
        _values(fields, fact, scope),
        _ignores(fields.get("others"), scope),
        node.place,
    )


def _values(fields: Fields, fact: str, scope: Scope) -> dict[str, Value]:
    shape = scope.shapes.get(fact)
    read: dict[str, Value] = {}
    if shape is None:
        if "values" in fields and "fact" not in fields:
            scope.problems.add(
                fields.place_of("values"), "key-not-for-kind", "only a fact has `values`", "leave it out"
            )
        return read
    if shape.kind is Kind.CHOICES and "values" not in fields:
        message = f"`{fact}` is several choices: say which text of the export means which"
        scope.problems.add(fields.place, "missing-key", message, "write `values`")
    for text, value in entries_of(fields.get("values"), "`values` of a column", scope.problems):
        found = read_fact_value(value, shape, scope)
        if found is not None:
            read[text.text] = found
    return read


def _ignores(node: Node | None, scope: Scope) -> bool:
    if node is None:
        return False
    if not isinstance(node, Scalar) or node.text != "ignored":
        scope.problems.add(node.place, "not-ignored", "`others` is ignored, or is left out", "write `others: ignored`")
    return True
