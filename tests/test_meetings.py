"""Rules that disagree and can hold together: which pairs there are, which meet in a scenario, which cannot."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from running import process

from triage.case import Case
from triage.parse import load_case, load_policy
from triage.policy import Policy

pytest.importorskip("z3")

from triage.prove import Meetings, meetings
from triage.prove.meetings import rivals
from triage.verdict import Outcome

TINY = Path(__file__).resolve().parent / "packs" / "tiny"

APART = {("late-reader-answers", "not-late"), ("late-reader-answers", "closed-day")}
TOGETHER = {("no-exact-record", "careless-both"), ("photo-at-the-desk", "careless-both")}


@pytest.fixture(scope="module")
def tiny() -> Policy:
    policy = load_policy(TINY).policy
    assert policy is not None
    return policy


@pytest.fixture(scope="module")
def unshown(tiny: Policy) -> Meetings:
    """What is found where there is no scenario at all."""
    return meetings(tiny, (), 60)


def named(found: Iterator[object]) -> set[tuple[str, str]]:
    return {(pair.first, pair.second) for pair in found}  # type: ignore[attr-defined]


def test_rivals_are_the_pairs_that_want_different_things_in_a_slot(tiny: Policy) -> None:
    found = rivals(tiny)
    assert named(iter(found)) == APART | TOGETHER
    clauses = next(pair for pair in found if pair.first == "no-exact-record")
    assert set(clauses.slots) == {("responsible", "damage", ""), ("claim", "damage", "fine_back_double")}
    assert clauses.ahead == "no-exact-record"


def test_rivals_that_no_case_makes_meet_are_told_apart_from_those_that_no_scenario_shows(unshown: Meetings) -> None:
    assert named(iter(unshown.apart)) == APART
    assert named(meeting.rivals for meeting in unshown.unshown) == TOGETHER
    assert not unshown.met
    assert not unshown.undecided
    assert unshown.missing == 2


def test_in_the_case_of_a_meeting_both_fire_and_the_one_ahead_wins(unshown: Meetings) -> None:
    for meeting in unshown.unshown:
        outcomes = {line.rule: line.outcome for line in meeting.witness.verdict.rules}
        assert outcomes[meeting.rivals.first] is Outcome.WON
        assert outcomes[meeting.rivals.second] in (Outcome.WON, Outcome.BEATEN)  # it names who is also liable, too


def test_a_scenario_in_which_they_meet_shows_them_and_one_that_only_could_does_not(
    tiny: Policy, unshown: Meetings
) -> None:
    first, second = unshown.unshown
    shown: Case = first.witness.case
    only_one = load_case(
        "policy: tiny\nfacts: {issue: [damage_fine], state_record: none, fine_paid: 15, loans: 3}\n",
        "case.yaml",
        tiny,
        shown.now,
    ).case
    assert only_one is not None  # whether the slip is at hand was not asked, so that the weaker rule waits
    found = meetings(tiny, [("without", only_one), ("with", shown), ("again", shown)], 60)
    assert {(pair.first, pair.second): name for pair, name in found.met.items()} == {
        (first.rivals.first, first.rivals.second): "with"
    }
    assert [meeting.rivals for meeting in found.unshown] == [second.rivals]


def test_one_case_that_shows_several_meetings_is_written_once(tmp_path: Path) -> None:
    pack = tmp_path / "tiny"
    shutil.copytree(TINY, pack)
    rules = pack / "20-damage.yaml"
    again = "- rule: no-record-either\n  when: {state_record: [none, vague]}\n  then: {responsible: lender}\n"
    rules.write_text(f"{rules.read_text('utf-8').rstrip()}\n{again}  cites: [HR-3]\n", "utf-8")
    policy = load_policy(pack).policy
    assert policy is not None
    found = meetings(policy, (), 60)
    assert len(found.unshown) == 3
    assert len(tuple(found.fewest)) == 2


def test_the_command_writes_scenarios_that_pass_and_then_has_nothing_to_report(tmp_path: Path) -> None:
    pack, scenarios = tmp_path / "tiny", tmp_path / "scenarios" / "tiny"
    shutil.copytree(TINY, pack)
    scenarios.mkdir(parents=True)
    env = {"XDG_CACHE_HOME": str(tmp_path / "cache")}
    options = ("check", pack, "--meetings", "--lang", "en")
    ran = process(*options, "--write", scenarios, env=env)
    assert ran.code == 1
    assert "tiny/20-damage.yaml:3:3" in ran.out
    assert "`no-exact-record` goes before `careless-both`" in ran.out
    assert "4 pairs of rules disagree in a slot; 0 meet in a scenario, 2 can" in ran.out.splitlines()[-1]
    assert len(list(scenarios.iterdir())) == 2
    assert process("test", scenarios, "--pack", pack).code == 0
    again = process(*options, env=env)
    assert "not shown" not in again.out
    assert "2 meet in a scenario, 0 can" in again.out


def test_what_is_proved_does_not_hang_on_the_meetings(tmp_path: Path) -> None:
    env = {"XDG_CACHE_HOME": str(tmp_path)}
    both = process("check", TINY, "--prove", "--meetings", "--lang", "en", env=env)
    alone = process("check", TINY, "--prove", "--lang", "en", env=env)
    assert both.out.startswith(alone.out)
    assert both.out.splitlines()[-1].startswith("tiny 1.0.0: 4 pairs")
