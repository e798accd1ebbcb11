"""Tests and formulas are written as they are read."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shipped_packs import shipped

from triage.bundled import pack_names
from triage.document import Scalar, parse_yaml
from triage.logic import leaves_of
from triage.parse import load_policy
from triage.parse.conditions import read_condition
from triage.parse.formulas import read_formula
from triage.parse.scope import scope_of
from triage.policy import All, Arithmetic, Call, Condition, Formula, InForce, Name, Negative, Number, Policy
from triage.policy.written import written_formula, written_leaf
from triage.problem import Place, Problems

LOADED = load_policy(Path(__file__).resolve().parent / "packs" / "tiny").policy
assert LOADED is not None
TINY = LOADED

formulas = st.recursive(
    st.one_of(
        st.sampled_from(("loans", "fine_paid")).map(Name),
        st.decimals(0, 999, places=2).map(Number),
    ),
    lambda inner: st.one_of(
        st.builds(Arithmetic, st.sampled_from("+-*/"), inner, inner),
        st.builds(Negative, inner),
        st.builds(Call, st.sampled_from(("max", "min")), st.tuples(inner, inner)),
    ),
    max_leaves=8,
)


@given(formulas)
def test_a_formula_that_is_written_is_read_again(formula: Formula) -> None:
    scope = scope_of(TINY, Problems())
    text = Scalar(written_formula(formula), True, Place("f", 1, 1), True)
    assert read_formula(text, "it", scope, None)[0] == formula


@pytest.mark.parametrize("name", pack_names())
def test_every_test_of_a_pack_is_read_again_as_it_is_written(name: str) -> None:
    policy = shipped(name)
    leaves = {leaf for rule in policy.rules.values() for leaf in leaves_of(rule.when)}
    written = [leaf for leaf in leaves if not isinstance(leaf, InForce)]  # no test, but a period beside `when`
    assert len(written) > 100
    assert [leaf for leaf in written if read_again(written_leaf(leaf), policy) != leaf] == []


def read_again(text: str, policy: Policy) -> Condition:
    problems = Problems()
    condition = read_condition(parse_yaml(f"{{{text}}}", "f", problems), "it", scope_of(policy, problems))
    assert problems.sorted() == (), text
    while isinstance(condition, All) and len(condition.parts) == 1:
        (condition,) = condition.parts
    return condition
