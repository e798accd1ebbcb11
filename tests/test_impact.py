"""What a change of policy does: which entries changed, which verdicts moved, and which change moved them."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from decimal import Decimal
from functools import lru_cache
from pathlib import Path

import pytest
from msgspec.structs import replace
from running import ROOT, triage

from triage.case import Case
from triage.decide import decide
from triage.engines import ReferenceEngine
from triage.impact import Causes, Filed, How, Incomparable, Moved, Same, Scope, changes, gain, replay, scope_of
from triage.parse import load_policy
from triage.policy import Policy
from triage.program import compile_policy
from triage.verdict import Verdict

PACK = ROOT / "examples" / "rules" / "code-shop"
CASES = ROOT / "examples" / "scenarios" / "code-shop"
Edit = tuple[str, str, str]
"""A file of the pack, what stands there, and what stands there afterwards."""


def by_reference(policy: Policy, case: Case) -> Verdict:
    return decide(policy, case, ReferenceEngine(compile_policy(policy)))


@lru_cache
def shipped() -> Policy:
    return loaded(PACK)


def loaded(folder: Path) -> Policy:
    found = load_policy(folder)
    assert found.policy is not None, found.problems
    return found.policy


def edited(folder: Path, *edits: Edit) -> Policy:
    """The pack with the edits, each of which must apply once."""
    copy = folder / PACK.name
    shutil.copytree(PACK, copy)
    for file, old, new in edits:
        text = (copy / file).read_text("utf-8")
        assert text.count(old) == 1, (file, old)
        (copy / file).write_text(text.replace(old, new), "utf-8")
    return loaded(copy)


def filed() -> list[Filed]:
    return [Filed(path.stem, path.read_text("utf-8")) for path in sorted(CASES.glob("*.yaml"))]


LOOKED_AT = "  when: {code_opened: true}\n  then: {responsible: customer, deny: money_back}"
LONGER: Edit = ("parameters.yaml", "value: 14", "value: 15")
KINDER: Edit = ("20-returns.yaml", LOOKED_AT, LOOKED_AT.replace("customer, deny", "seller, claim"))
REWORDED: Edit = ("20-returns.yaml", "The time to return it is over.", "You are too late.")


def moves(new: Policy) -> dict[str, tuple[set[str], set[str]]]:
    """For each case that moves: in which aspects, and the names of the changes that moved it."""
    found = changes(shipped(), new)
    causes = Causes(shipped(), new, found, by_reference)
    replayed = (replay(each, shipped(), new, scope_of(found, shipped(), new), by_reference) for each in filed())
    return {
        each.name: ({aspect.value for aspect in each.aspects}, {change.name for change in causes.of(each)})
        for each in replayed
        if isinstance(each, Moved)
    }


def test_the_same_policy_moves_nothing() -> None:
    again = loaded(PACK)
    assert changes(shipped(), again) == ()
    assert moves(again) == {}


def test_other_words_are_told_from_another_meaning(tmp_path: Path) -> None:
    new = edited(tmp_path, REWORDED)
    assert [(change.name, change.how) for change in changes(shipped(), new)] == [("untouched-too-late", How.WORDED)]
    assert moves(new) == {}


def test_a_parameter_moves_the_case_at_its_boundary_alone(tmp_path: Path) -> None:
    new = edited(tmp_path, LONGER, REWORDED)
    assert {name: causes for name, (_, causes) in moves(new).items()} == {"untouched-15-days": {"d_return"}}


def test_each_move_has_its_own_cause(tmp_path: Path) -> None:
    found = moves(edited(tmp_path, LONGER, KINDER))
    assert {name: causes for name, (_, causes) in found.items()} == {
        "looked-at": {"looked-at"},
        "untouched-15-days": {"d_return"},
    }
    assert {"responsible", "claims", "denied"} <= found["looked-at"][0]


def test_where_each_of_two_changes_would_do_both_are_named(tmp_path: Path) -> None:
    second = "- rule: twice\n  when: {code_opened: true}\n  then: {warn: W_X}\n  because: {en: x, zh: x}\n"
    rules = (PACK / "20-returns.yaml").read_text("utf-8")
    new = edited(
        tmp_path,
        ("20-returns.yaml", rules, rules + second + second.replace("twice", "again")),
    )
    assert moves(new)["looked-at"] == ({"warnings"}, {"twice", "again"})


def test_what_is_claimed_more_is_a_sum(tmp_path: Path) -> None:
    new = edited(tmp_path, KINDER)
    (case,) = (each for each in filed() if each.name == "looked-at")
    moved = replay(case, shipped(), new, Scope(None), by_reference)
    assert isinstance(moved, Moved)
    assert gain(moved) == Decimal("29.00")


def test_a_choice_that_is_gone_makes_a_case_incomparable(tmp_path: Path) -> None:
    text = filed()[0].text.replace("problem: changed_mind", "problem: dead_code")
    gone = text.replace("problem: dead_code", "problem: gone")
    found = replay(Filed("gone", gone), shipped(), edited(tmp_path, LONGER), Scope(None), by_reference)
    assert isinstance(found, Incomparable)
    assert found.problems


# --- What is not looked at would not have moved -------------------------------------------------

TINY = ROOT / "tests" / "packs" / "tiny"
TINY_CASES = ROOT / "tests" / "scenarios" / "tiny"


def without_rule(policy: Policy, rule: str) -> Policy:
    kept = {
        name: replace(each, overrides=tuple(other for other in each.overrides if other != rule))
        for name, each in policy.rules.items()
        if name != rule
    }
    return replace(policy, rules=kept)


@pytest.mark.parametrize("pack", [(PACK, CASES), (TINY, TINY_CASES)], ids=["code-shop", "tiny"])
def test_cases_out_of_scope_do_not_move(pack: tuple[Path, Path]) -> None:
    old = loaded(pack[0])
    for rule in old.rules:
        new = without_rule(old, rule)
        scope = scope_of(changes(old, new), old, new)
        assert scope.rules is not None
        for path in sorted(pack[1].glob("*.yaml")):
            case = Filed(path.stem, path.read_text("utf-8"))
            narrow = replay(case, old, new, scope, by_reference)
            wide = replay(case, old, new, Scope(None), by_reference)
            assert type(narrow) is type(wide), (rule, path.stem)


def test_what_is_out_of_scope_is_not_decided() -> None:
    def never(*_: object) -> Verdict:
        raise AssertionError("nothing in scope, and yet decided")

    assert all(isinstance(replay(case, shipped(), shipped(), Scope(frozenset()), never), Same) for case in filed())


# --- The command --------------------------------------------------------------------------------


def copied(folder: Path, edit: Callable[[str], str]) -> Path:
    copy = folder / PACK.name
    shutil.copytree(PACK, copy)
    path = copy / "parameters.yaml"
    path.write_text(edit(path.read_text("utf-8")), "utf-8")
    return copy


def test_the_command_ends_with_0_or_as_asked_with_1(tmp_path: Path) -> None:
    new = copied(tmp_path, lambda text: text.replace("value: 14", "value: 15"))
    said = triage("diff", PACK, new, CASES, "--lang", "en")
    assert (said.code, said.err) == (0, "")
    assert "because of parameter d_return" in said.out
    assert said.out.endswith(", 1 moved, 0 not comparable\n")
    assert triage("diff", PACK, new, CASES, "--exit-code").code == 1
    assert triage("diff", PACK, PACK, CASES, "--exit-code").code == 0


def test_json_is_one_object_and_the_same_bytes_each_time(tmp_path: Path) -> None:
    new = copied(tmp_path, lambda text: text.replace("value: 14", "value: 15"))
    first, second = (triage("diff", PACK, new, CASES, "--json") for _ in range(2))
    assert first == second
    report = json.loads(first.out)
    assert report["schema"] == "triage.diff/1"
    assert [(each["sort"], each["name"], each["how"]) for each in report["changes"]] == [
        ("parameters", "d_return", "changed")
    ]
    assert [each["causes"][0]["name"] for each in report["moved"]] == ["d_return"]


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (["no-such-pack", str(PACK)], 3, "no policy pack"),
        (["no-such-revision:examples/rules/code-shop", str(PACK)], 3, "no-such-revision"),
        (["--", "-o:examples/rules/code-shop", str(PACK)], 3, "-o"),
        ([str(PACK), str(TINY), str(CASES)], 2, "two packs"),
        ([str(PACK), str(PACK), "nowhere"], 2, "nowhere"),
        ([str(PACK), str(PACK)], 2, "code-shop"),
    ],
)
def test_what_cannot_be_compared_is_said(arguments: list[str], code: int, says: str) -> None:
    said = triage("diff", *arguments)
    assert said.code == code
    assert says in said.err
