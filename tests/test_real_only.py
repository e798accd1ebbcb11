"""A rule that one real dispute fires and no scenario is reported: it was written for the case, not for the pattern."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from running import CASES, ROOT, TINY, triage

from triage.case import Case
from triage.checks.real_only import fired_by_one_real_case
from triage.parse import load_case, load_policy
from triage.policy import Policy
from triage.problem import Problem

NAMES = ("in-time", "no-record")


@cache
def tiny() -> Policy:
    policy = load_policy(TINY).policy
    assert policy is not None
    return policy


def case(name: str) -> Case:
    loaded = load_case((CASES / f"{name}.yaml").read_text(encoding="utf-8"), name, tiny(), None)
    assert loaded.case is not None
    return loaded.case


def reported(problems: tuple[Problem, ...]) -> set[str]:
    assert {problem.code for problem in problems} <= {"one-real-case"}
    return {problem.message.split("`")[1] for problem in problems}


@pytest.mark.parametrize("name", NAMES)
def test_what_one_real_case_fires_alone_is_reported_at_its_rule(name: str) -> None:
    problems = fired_by_one_real_case(tiny(), {"R-1": case(name)}, ())
    assert reported(problems)
    for problem in problems:
        rule = tiny().rules[problem.message.split("`")[1]]
        assert problem.place == rule.place
        assert "R-1" in problem.message


@pytest.mark.parametrize("name", NAMES)
def test_a_second_real_case_or_a_scenario_clears_a_rule(name: str) -> None:
    assert fired_by_one_real_case(tiny(), {"R-1": case(name), "R-2": case(name)}, ()) == ()
    assert fired_by_one_real_case(tiny(), {"R-1": case(name)}, [case(name)]) == ()


def test_no_more_scenarios_are_read_than_needed() -> None:
    def scenarios() -> Iterator[Case]:
        yield case("in-time")
        raise AssertionError("nothing is in doubt any more")

    assert fired_by_one_real_case(tiny(), {"R-1": case("in-time")}, scenarios()) == ()


def test_check_reports_it_for_a_pack_with_real_disputes(tmp_path: Path) -> None:
    shop, own = ROOT / "examples" / "rules" / "code-shop", ROOT / "examples" / "scenarios" / "code-shop"
    pack = tmp_path / "rules" / "code-shop"
    shutil.copytree(shop, pack)
    real, scenarios = tmp_path / "scenarios" / "code-shop-real", tmp_path / "scenarios" / "code-shop"
    real.mkdir(parents=True)
    scenarios.mkdir()
    assert triage("check", pack).code == 0
    shutil.copy(own / "dead-recorded.yaml", real / "R-1.yaml")
    (real / "R-2.yaml").write_text("not a case", encoding="utf-8")
    (scenarios / "broken.yaml").write_text("[", encoding="utf-8")
    ran = triage("check", pack)
    assert ran.code == 1
    assert "one-real-case `dead-and-proved`" in ran.out
    shutil.copy(own / "dead-recorded.yaml", scenarios / "dead-recorded.yaml")
    assert triage("check", pack).code == 0
