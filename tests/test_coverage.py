"""Coverage: decisive leaves by brute force, sides that no case can reach, shares that are never rounded up."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import datetime, timezone
from decimal import Decimal
from functools import lru_cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from triage.case import Case, Given
from triage.coverage import Coverage, Ratio, cover, see
from triage.coverage.constant import EITHER, Sides, reachable
from triage.coverage.decisive import decisive
from triage.coverage.fold import written_clauses
from triage.decide import decide
from triage.engines import ReferenceEngine
from triage.logic import evaluate, leaves_of
from triage.parse import load_case, load_policy
from triage.policy import All, Any, Condition, Found, Leaf, Not, OneOf, Policy
from triage.problem import Place
from triage.program import Clause, compile_policy
from triage.verdict import Outcome

HERE = Path(__file__).parent
NOW = datetime(2026, 8, 4, 15, tzinfo=timezone.utc)


@lru_cache
def tiny() -> Policy:
    policy = load_policy(HERE / "packs" / "tiny").policy
    assert policy is not None
    return policy


@lru_cache
def scenarios() -> tuple[tuple[str, Case], ...]:
    files = sorted((HERE / "scenarios" / "tiny").glob("*.yaml"))
    loaded = [(file.name, load_case(file.read_text("utf-8"), file.name, tiny(), None).case) for file in files]
    return tuple((name, case) for name, case in loaded if case is not None)


# --- Decisive leaves ---------------------------------------------------------------------------

LEAVES: list[Leaf] = [Found(name, Place("x", number)) for number, name in enumerate("abcdef", 1)]


def conditions(leaves: list[Leaf]) -> st.SearchStrategy[Condition]:
    """Conditions in which each leaf occurs once at most."""
    if len(leaves) == 1:
        return st.sampled_from([leaves[0], Not(leaves[0]), Not(Not(leaves[0]))])
    parts = st.integers(1, len(leaves) - 1).flatmap(
        lambda cut: st.tuples(conditions(leaves[:cut]), conditions(leaves[cut:]))
    )
    return st.one_of(parts.map(All), parts.map(Any), parts.map(lambda both: Not(All(both))))


def flipped(condition: Condition, values: dict[Leaf, bool | None], leaf: Leaf) -> bool | None:
    value = values[leaf]
    changed = {**values, leaf: None if value is None else not value}
    return evaluate(condition, changed.__getitem__)


@given(conditions(list(LEAVES)), st.lists(st.sampled_from([True, False, None]), min_size=6, max_size=6))
def test_a_leaf_is_decisive_where_flipping_it_flips_the_condition(
    condition: Condition, values: list[bool | None]
) -> None:
    truth = dict(zip(LEAVES, values, strict=True))
    now = evaluate(condition, truth.__getitem__)
    expected = {
        (leaf, truth[leaf])
        for leaf in LEAVES
        if truth[leaf] is not None and now is not None and flipped(condition, truth, leaf) is (not now)
    }
    assert set(decisive(condition, truth.__getitem__)) == expected


def test_each_occurrence_of_a_leaf_is_flipped_alone() -> None:
    first, second = Found("a", Place("x", 1)), Found("a", Place("x", 2))
    found = list(decisive(Any((first, second)), lambda _: True))
    assert found == []
    places = [leaf.place for leaf, _ in decisive(All((first, second)), lambda _: True)]
    assert places == [first.place, second.place]


# --- The fold ----------------------------------------------------------------------------------


def test_outcomes_are_those_of_the_verdict() -> None:
    assert scenarios()
    engine = ReferenceEngine(compile_policy(tiny()))
    for _, case in scenarios():
        lines = decide(tiny(), case, engine).rules
        seen = see(tiny(), case)
        assert seen.won == tuple(line.rule for line in lines if line.outcome is Outcome.WON)
        assert seen.beaten == tuple(line.rule for line in lines if line.outcome is Outcome.BEATEN)


def case(**answers: object) -> Case:
    return Case("tiny", NOW, {name: Given(value) for name, value in answers.items()})  # type: ignore[arg-type]


def leaf_at(coverage: Coverage, line: int, fact: str, file: str) -> tuple[tuple[str, ...], tuple[str, ...], Sides]:
    (found,) = (
        leaf
        for leaf in coverage.leaves
        if (leaf.place.file, leaf.place.line) == (f"tiny/{file}", line) and fact in repr(leaf.leaf)
    )
    return found.true, found.false, found.reachable


def test_rules_win_are_beaten_or_stay_silent() -> None:
    late = {"issue": frozenset({"late_fine"}), "fine_paid": Decimal(3)}
    in_time = case(**late, due_at=datetime(2026, 8, 1, tzinfo=timezone.utc), returned=True, returned_at=NOW)
    closed = case(**late, closed_that_day=True)
    covered = {rule.rule: (rule.won, rule.beaten) for rule in cover(tiny(), [("one", in_time), ("two", closed)]).rules}
    assert covered["late-after-grace"] == (("one",), ())
    assert covered["closed-day"] == (("two",), ())
    assert covered["no-exact-record"] == ((), ())
    assert list(covered) == list(tiny().rules)


def test_a_beaten_rule_is_not_covered() -> None:
    answers = {"issue": frozenset({"late_fine"}), "closed_that_day": True}
    on_time = case(**answers, due_at=NOW, returned=True, returned_at=NOW)
    (rule,) = (each for each in cover(tiny(), [("x", on_time)]).rules if each.rule == "not-late")
    assert (rule.won, rule.beaten) == ((), ("x",))


def test_what_a_file_gives_is_one_leaf_of_all_its_rules() -> None:
    coverage = cover(tiny(), [("damage", case(issue=frozenset({"damage_fine"}), state_record="none"))])
    (given_leaf,) = (leaf for leaf in coverage.leaves if str(leaf.place).startswith("tiny/20-damage.yaml:1:"))
    rules = {rule.id for rule in tiny().rules.values() if rule.place.file == "tiny/20-damage.yaml"}
    assert set(given_leaf.clauses) == rules


def test_no_case_leaves_everything_uncovered() -> None:
    coverage = cover(tiny(), [])
    assert (coverage.cases, coverage.rule_ratio.covered, coverage.leaf_ratio.covered) == (0, 0, 0)
    assert coverage.rule_ratio.all == len(tiny().rules)


# --- Sides that no case can reach --------------------------------------------------------------


def test_what_was_seen_could_be_reached() -> None:
    for leaf in cover(tiny(), scenarios()).leaves:
        assert leaf.reachable.true or not leaf.true, leaf.place
        assert leaf.reachable.false or not leaf.false, leaf.place


def test_a_fact_that_applies_only_then_makes_the_test_of_then_constant() -> None:
    """`state_record` applies only to fines for damage: where it decides, the file's `given` is true."""
    _, _, sides = leaf_at(cover(tiny(), []), 1, "issue", "20-damage.yaml")
    assert sides == EITHER  # other rules of the file test nothing that hangs on it
    clause = compile_policy(tiny()).clauses["no-exact-record"]
    found = reachable([clause], compile_policy(tiny()))["no-exact-record"]
    assert found[0] == Sides(true=True, false=False)


@pytest.fixture
def changed(tmp_path: Path) -> Callable[[str, str, str], Policy]:
    """The tiny pack with a piece of one file replaced."""

    def load(file: str, old: str, new: str) -> Policy:
        folder = tmp_path / "tiny"
        shutil.copytree(HERE / "packs" / "tiny", folder)
        text = (folder / file).read_text("utf-8")
        assert old in text
        (folder / file).write_text(text.replace(old, new), "utf-8")
        loaded = load_policy(folder)
        assert loaded.policy is not None, loaded.problems
        return loaded.policy

    return load


def sides_of(policy: Policy, rule: str) -> list[tuple[str, Sides]]:
    program = compile_policy(policy)
    clause = program.clauses[rule]
    names = [repr(leaf)[:60] for leaf in leaves_of(clause.condition)]
    return list(zip(names, reachable([clause], program)[rule], strict=True))


def test_a_bound_makes_a_test_constant(changed: Callable[[str, str, str], Policy]) -> None:
    policy = changed("10-late.yaml", "- rule: not-late\n  when: {", "- rule: not-late\n  when: {loans: {at_least: 0}, ")
    tested = dict(sides_of(policy, "not-late"))
    (loans,) = (sides for name, sides in tested.items() if "loans" in name)
    assert loans == Sides(true=True, false=False)


def test_a_constraint_makes_a_test_constant(changed: Callable[[str, str, str], Policy]) -> None:
    policy = changed(
        "facts.yaml", "never:\n", "never:\n- when: {item: book, from_partner: true}\n  says: {en: No., zh: 否。}\n"
    )
    program = compile_policy(policy)
    condition = All((OneOf("item", ("book",)), OneOf("from_partner", (False,))))
    item, partner = reachable([Clause("own-books", condition)], program)["own-books"]
    assert item == EITHER
    assert partner == Sides(true=True, false=False)


def test_a_dated_rule_is_looked_at_from_every_time(changed: Callable[[str, str, str], Policy]) -> None:
    policy = changed("20-damage.yaml", "by: due_at, else: now}", "until: 2026-02-01}")
    assert all(sides.true for _, sides in sides_of(policy, "hint-of-goodwill"))
    period = next(sides for name, sides in sides_of(policy, "hint-of-goodwill") if name.startswith("InForce"))
    assert period == EITHER


def test_clauses_that_no_author_wrote_are_left_out() -> None:
    assert not [clause.id for clause in written_clauses(compile_policy(tiny())) if clause.id.startswith("wish:")]


# --- Shares ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("covered", "of", "percent"),
    [
        (0, 0, "100.00"),
        (0, 7, "0.00"),
        (7, 7, "100.00"),
        (2, 3, "66.66"),
        (9999, 10000, "99.99"),
        (99999, 100000, "99.99"),
    ],
)
def test_a_share_is_rounded_down(covered: int, of: int, percent: str) -> None:
    assert str(Ratio(covered, of).percent) == percent


def test_a_least_share_is_compared_exactly() -> None:
    assert Ratio(7, 7).reaches(Decimal(100))
    assert not Ratio(99999, 100000).reaches(Decimal(100))
    assert not Ratio(2, 3).reaches(Decimal("66.67"))
    assert Ratio(2, 3).reaches(Decimal("66.66"))


@given(st.integers(0, 10**6), st.integers(1, 10**6))
def test_only_everything_is_100_per_cent(covered: int, of: int) -> None:
    ratio = Ratio(min(covered, of), of)
    assert (ratio.percent == 100) == (ratio.covered == ratio.all)
    assert ratio.reaches(ratio.percent)
