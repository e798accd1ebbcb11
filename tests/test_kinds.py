"""Every kind of condition is evaluated: two tables stand where a `match` would be too slow, and nothing types them."""

from __future__ import annotations

from typing import get_args

from triage import leaves, logic
from triage.policy import Condition, Found, Leaf

LEAVES = set(get_args(Leaf))


def test_whatever_is_no_leaf_is_combined_of_its_parts() -> None:
    combinations = set(get_args(Condition)) - LEAVES
    assert logic._COMBINATIONS.keys() == combinations
    assert logic._PARTS.keys() == combinations


def test_every_leaf_but_a_finding_is_compared_with_the_facts() -> None:
    assert leaves._COMPARISONS.keys() == LEAVES - {Found}
