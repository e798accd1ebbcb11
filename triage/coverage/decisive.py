"""Decisive leaves: those whose truth value, flipped alone, would flip the condition in which they stand."""

from __future__ import annotations

from collections.abc import Iterator

from triage.exhaustive import assert_never
from triage.logic import LeafTruth, evaluate
from triage.policy import All, Any, Condition, Found, Has, InForce, Known, Leaf, Not, OneOf, Proved, Within


def decisive(condition: Condition, truth: LeafTruth) -> Iterator[tuple[Leaf, bool]]:
    """The decisive leaves of a condition with their truth values, in the author's order; unknown ones are not decisive.

    Each occurrence of a leaf is flipped on its own. A flip reaches the top where every other part of each `all` on
    its way is true, and every other part of each `any` false.
    """
    match condition:
        case All(parts):
            yield from _among(parts, truth, neutral=True)
        case Any(parts):
            yield from _among(parts, truth, neutral=False)
        case Not(part):
            yield from decisive(part, truth)
        case OneOf() | Within() | Known() | Proved() | Has() | InForce() | Found():
            value = truth(condition)
            if value is not None:
                yield condition, value
        case _:
            assert_never(condition)


def _among(parts: tuple[Condition, ...], truth: LeafTruth, neutral: bool) -> Iterator[tuple[Leaf, bool]]:
    deciding = [part for part in parts if evaluate(part, truth) is not neutral]
    if len(deciding) < 2:
        for part in deciding or parts:
            yield from decisive(part, truth)
