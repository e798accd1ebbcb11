"""Why a condition came out as it did: the tests that decided it, each with what it found."""

from __future__ import annotations

from collections.abc import Iterator

from triage.decide.amounts import decimal_of
from triage.exhaustive import assert_never
from triage.formula import lookup
from triage.holding import Held, NotApplicable, View
from triage.instant import moment_of
from triage.logic import LeafTruth, evaluate
from triage.policy import (
    All,
    Any,
    Condition,
    Found,
    Has,
    InForce,
    Kind,
    Known,
    Leaf,
    Not,
    OneOf,
    Proved,
    Value,
    Within,
)
from triage.verdict import Ground


def grounds(condition: Condition, wanted: bool, truth: LeafTruth, view: View) -> tuple[Ground, ...]:
    """The tests that make the condition `wanted`, in the author's order; none where it is not that."""
    found = (_ground(leaf, truth, view) for leaf in _deciding(condition, wanted, truth))
    return tuple(dict.fromkeys(ground for ground in found if ground is not None))


def _deciding(condition: Condition, wanted: bool, truth: LeafTruth) -> Iterator[Leaf]:
    match condition:
        case All(parts) | Any(parts):
            for part in parts:
                if evaluate(part, truth) is wanted:
                    yield from _deciding(part, wanted, truth)
        case Not(part):
            yield from _deciding(part, not wanted, truth)
        case OneOf() | Within() | Known() | Proved() | Has() | InForce() | Found():
            if truth(condition) is wanted:
                yield condition
        case _:
            assert_never(condition)


def _ground(leaf: Leaf, truth: LeafTruth, view: View) -> Ground | None:
    held = truth(leaf) is True
    match leaf:
        case OneOf(name) | Known(name) | Proved(name):
            return Ground(name, _of_fact(name, view), held)
        case Within(name):
            return Ground(name, _of_fact(name, view) if name in view.policy.facts else _of_measure(name, view), held)
        case Found(name):
            return Ground(name, held, held)
        case Has(items):
            return Ground(items[0], held, held)
        case InForce():
            return None
        case _:
            assert_never(leaf)


def _of_fact(name: str, view: View) -> Value | None:
    holding = view.facts[name]
    return holding.value if isinstance(holding, Held) else None


def _of_measure(name: str, view: View) -> Value | None:
    computed = lookup(name, view)
    if isinstance(computed, NotApplicable) or computed.point is None:
        return None
    is_moment = view.policy.measures[name].kind is Kind.MOMENT
    return moment_of(computed.point, view.policy.timezone) if is_moment else decimal_of(computed.point)
