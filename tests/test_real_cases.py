"""How 28 real disputes ended, against the policy: nothing that a decider refused, and the report is as things are."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from triage.agreement import Agreement, Compared, compare
from triage.bundled import pack_folder, real_folder
from triage.parse import load_case, load_policy
from triage.parse.case import LoadedCase
from triage.policy import Policy
from triage.render.agreement import render_agreement

PACK = "cn-digital-goods"
REPORT = Path(__file__).parents[1] / "docs" / "real-cases.md"
ALL = 28
IN_LINE = 27
"""Disputes that the policy decides alike, or leaves open on the fact that decided; raise it when there are more."""


@cache
def policy() -> Policy:
    folder = pack_folder(PACK)
    assert folder is not None
    loaded = load_policy(folder)
    assert loaded.policy is not None, loaded.problems
    return loaded.policy


@cache
def loaded_cases() -> dict[str, LoadedCase]:
    folder = real_folder(PACK)
    assert folder is not None
    return {
        file.stem: load_case(file.read_text(encoding="utf-8"), file.name, policy(), None)
        for file in sorted(folder.glob("*.yaml"))
    }


@cache
def compared() -> tuple[Compared, ...]:
    found: list[Compared] = []
    for name, loaded in loaded_cases().items():
        assert loaded.case is not None, loaded.problems
        assert loaded.decided is not None, name
        found.append(compare(name, loaded.shows, loaded.case, loaded.decided, policy()))
    return tuple(found)


def test_all_disputes_load_without_a_problem() -> None:
    assert list(loaded_cases()) == [f"RC-{number:02}" for number in range(1, ALL + 1)]
    assert {name: loaded.problems for name, loaded in loaded_cases().items() if loaded.problems} == {}


def test_each_dispute_says_what_it_shows_and_what_it_turned_on() -> None:
    for each in compared():
        assert each.shows, each.name
        assert each.decided.turns_on, f"{each.name}: note the decisive fact before you run it"
        assert not set(each.decided.claims) & set(each.decided.refused), each.name


def test_nothing_is_claimed_that_the_decider_refused() -> None:
    assert {each.name: each.overclaims for each in compared() if each.overclaims} == {}


def test_most_disputes_end_as_they_were_decided_or_wait_for_what_decided_them() -> None:
    others = [each.name for each in compared() if each.agreement is Agreement.DIFFERENT]
    assert ALL - len(others) >= IN_LINE, others


def test_the_report_is_up_to_date(request: pytest.FixtureRequest) -> None:
    report = render_agreement(compared(), policy(), "en")
    if request.config.getoption("--accept"):
        REPORT.write_text(report, encoding="utf-8", newline="")
    assert report == REPORT.read_bytes().decode("utf-8"), "look at what changed, then run `pytest --accept`"
