"""Tests and formulas as an author writes them in a pack (docs/language.md), for hints and listings."""

from __future__ import annotations

from collections.abc import Iterable

from triage.exhaustive import assert_never
from triage.policy.conditions import Bound, Found, Has, InForce, Known, Leaf, OneOf, Proved, Within
from triage.policy.formulas import Arithmetic, Call, Formula, Name, Negative, Number
from triage.policy.values import Value

_STRENGTH = {"+": 1, "-": 1, "*": 2, "/": 2}
_UNARY = 3


def written_leaf(leaf: Leaf) -> str:
    """A test as an entry of a condition: `hours_since_report: {more_than: h_merchant}`."""
    match leaf:
        case OneOf(fact, values):
            return f"{fact}: {_any_of(map(_value, values))}"
        case Within(subject, low, high):
            bounds = [*_bound("at_least", "more_than", low), *_bound("at_most", "less_than", high)]
            return f"{subject}: {{{', '.join(bounds)}}}"
        case Known(fact):
            return f"{fact}: {{known: true}}"
        case Proved(fact, values):
            return f"{fact}: {{proved: {_any_of(map(_value, values))}}}"
        case Has(items):
            return f"has: {_any_of(items)}"
        case InForce(period):
            ends = [f"{end}: {day}" for end, day in (("from", period.since), ("until", period.until)) if day]
            return f"in_force: {{{', '.join([*ends, *([f'by: {period.by}'] if period.by else [])])}}}"
        case Found(finding):
            return f"{finding}: true"
        case _:
            assert_never(leaf)


def written_formula(formula: Formula, around: int = 0) -> str:
    """A formula with the brackets without which another would be read.

    `around`: how strongly the operator around it binds.
    """
    match formula:
        case Number(value):
            return f"{value:f}"
        case Name(name):
            return name
        case Negative(of):
            return f"-{written_formula(of, _UNARY)}"
        case Arithmetic(op, left, right):
            own = _STRENGTH[op]
            text = f"{written_formula(left, own)} {op} {written_formula(right, own + 1)}"
            return f"({text})" if own < around else text
        case Call(function, arguments):
            return f"{function}({', '.join(map(written_formula, arguments))})"
        case _:
            assert_never(formula)


def _bound(inclusive: str, exclusive: str, bound: Bound | None) -> list[str]:
    if bound is None:
        return []
    text = written_formula(bound.formula)
    quoted = text if isinstance(bound.formula, Number | Name) else f'"{text}"'
    return [f"{inclusive if bound.inclusive else exclusive}: {quoted}"]


def _any_of(names: Iterable[str]) -> str:
    texts = tuple(names)
    return texts[0] if len(texts) == 1 else f"[{', '.join(texts)}]"


def _value(value: Value) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
