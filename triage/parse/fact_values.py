"""Readers of the values of facts, whatever kind the fact is of."""

from __future__ import annotations

from decimal import Decimal

from triage.document import Mapping, Node, Scalar, Sequence
from triage.exhaustive import assert_never
from triage.parse.fields import read_fields
from triage.parse.scope import Scope, Shape
from triage.parse.values import DIGITS_AFTER, NUMBER, boolean_hint, number_hint, read_decimal, read_moment, read_words
from triage.policy import Kind, Value
from triage.problem import Problems, Related, did_you_mean

WORDS = {
    Kind.YES_NO: ("yes/no", "true or false"),
    Kind.CHOICE: ("a choice", "one of its choices"),
    Kind.CHOICES: ("several choices", "a list of its choices"),
    Kind.COUNT: ("a count", "a whole number like 3"),
    Kind.NUMBER: ("a number", "a number like 2.5"),
    Kind.MONEY: ("money", "a number like 35.00"),
    Kind.MOMENT: ("a moment", "a moment like 2026-05-10T14:30+08:00"),
    Kind.TEXT: ("text", "words"),
}
"""How a kind is called, and what stands in its place."""


def read_fact_value(node: Node, shape: Shape, scope: Scope, verb: str = "write") -> Value | None:
    """The value that the node gives to the fact, None where it is none; `verb` is what the author should do."""
    match shape.kind:
        case None:
            return None
        case Kind.CHOICES:
            return _choices(node, shape, scope, verb)
        case Kind.TEXT:
            return read_words(node, f"`{shape.name}`", scope.problems)
        case Kind.YES_NO | Kind.CHOICE | Kind.COUNT | Kind.NUMBER | Kind.MONEY | Kind.MOMENT:
            return read_single_value(node, shape, scope, verb)
        case _:
            assert_never(shape.kind)


def read_single_value(node: Node, shape: Shape, scope: Scope, verb: str) -> Value | None:
    """One value of the fact; for several choices: one of them."""
    if not isinstance(node, Scalar):
        _wrong_kind(node, shape, scope.problems, verb)
        return None
    match shape.kind:
        case None | Kind.TEXT:
            return None
        case Kind.YES_NO:
            return _boolean(node, shape, scope, verb)
        case Kind.CHOICE | Kind.CHOICES:
            return _choice(node, shape, scope)
        case Kind.COUNT | Kind.NUMBER | Kind.MONEY:
            return _number(node, shape, scope, verb)
        case Kind.MOMENT:
            return read_moment(node, f"`{shape.name}`", scope.timezone, scope.problems)
        case _:
            assert_never(shape.kind)


def _wrong_kind(node: Node, shape: Shape, problems: Problems, verb: str, hint: str = "") -> None:
    assert shape.kind is not None
    kind, example = WORDS[shape.kind]
    related = [Related(f"`{shape.name}` is declared here", shape.place)] if shape.place.line else []
    problems.add(node.place, "wrong-kind", f"`{shape.name}` is {kind}; {verb} {example}", hint, related)


def _boolean(node: Scalar, shape: Shape, scope: Scope, verb: str) -> Value | None:
    if node.plain and node.text in ("true", "false"):
        return node.text == "true"
    _wrong_kind(node, shape, scope.problems, verb, boolean_hint(node))
    return None


def _choice(node: Scalar, shape: Shape, scope: Scope) -> Value | None:
    if node.text in shape.choices:
        return node.text
    near = did_you_mean(node.text, shape.choices)
    hint = f"did you mean `{near}`?" if near else f"its choices are {', '.join(shape.choices)}"
    place = shape.choices.get(near, shape.place)
    related = [Related("declared here", place)] if place.line else []
    message = f"`{shape.name}` has no choice `{node.text}`"
    scope.problems.add(node.place, "unknown-choice", message, hint, related)
    return None


def _choices(node: Node, shape: Shape, scope: Scope, verb: str) -> Value | None:
    if not isinstance(node, Sequence):
        hint = f"write [{node.text}]" if isinstance(node, Scalar) else ""
        _wrong_kind(node, shape, scope.problems, verb, hint)
        return None
    chosen = [read_single_value(item, shape, scope, verb) for item in node]
    return frozenset(choice for choice in chosen if isinstance(choice, str))


def _number(node: Scalar, shape: Shape, scope: Scope, verb: str) -> Value | None:
    if not (node.plain and NUMBER.fullmatch(node.text)):
        _wrong_kind(node, shape, scope.problems, verb, number_hint(node))
        return None
    number = read_decimal(node, f"`{shape.name}`", scope.problems)
    if number is None or not _exact_enough(number, node, shape, scope, verb):
        return None
    return number if _within_bounds(number, node, shape, scope.problems) else None


def _exact_enough(number: Decimal, node: Scalar, shape: Shape, scope: Scope, verb: str) -> bool:
    """Whether the number has no more decimals than its kind allows."""
    allowed = {Kind.COUNT: 0, Kind.MONEY: scope.minor_unit}.get(shape.kind or Kind.NUMBER, DIGITS_AFTER)
    if number == number.quantize(Decimal(1).scaleb(-allowed)):
        return True
    if shape.kind is Kind.COUNT:
        _wrong_kind(node, shape, scope.problems, verb)
    else:
        message = f"`{shape.name}` is money, which has at most {allowed} digits after the point"
        scope.problems.add(node.place, "too-exact", message)
    return False


def _within_bounds(number: Decimal, node: Scalar, shape: Shape, problems: Problems) -> bool:
    low = Decimal(0) if shape.low is None and shape.kind in (Kind.COUNT, Kind.MONEY) else shape.low
    if (low is None or number >= low) and (shape.high is None or number <= shape.high):
        return True
    bounds = " and ".join(
        words for words, bound in ((f"at least {low}", low), (f"at most {shape.high}", shape.high)) if bound is not None
    )
    problems.add(node.place, "out-of-bounds", f"`{shape.name}` is {bounds}, and {node.text} is not")
    return False


# --- What a case says of a fact ----------------------------------------------------------------


def read_given(node: Node, shape: Shape, scope: Scope) -> tuple[Value, tuple[str, ...]] | None:
    """A value, or `{value: ..., by: E_ITEM}` with the items of evidence that prove it."""
    if not isinstance(node, Mapping):
        value = read_fact_value(node, shape, scope)
        return None if value is None else (value, ())
    fields = read_fields(node, f"`{shape.name}`", scope.problems, ("value",), ("by",))
    written = fields.get("value")
    value = read_fact_value(written, shape, scope) if written is not None else None
    by = scope.refer_all(fields.get("by"), "evidence")
    return None if value is None else (value, by)
