"""Browsing: everything that reads a fact, everything that rests on a source, rivals that can meet, decision tables."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from random import Random

import pytest
from msgspec.structs import replace

from triage.browse import decision_table, in_subject, resting_on, rivals, subjects, uses_of
from triage.browse.table import EVIDENCE, FURTHER, IN_FORCE
from triage.bundled import pack_folder, pack_names
from triage.logic import LeafTruth, evaluate
from triage.parse import load_policy
from triage.policy import All, Any, Found, Leaf, Not, OneOf, Policy
from triage.program import rule_clause

HERE = Path(__file__).parent
TINY = HERE / "packs" / "tiny"
PACKS = [TINY, *(folder for name in pack_names() if (folder := pack_folder(name)) is not None)]


@lru_cache
def load(folder: Path) -> Policy:
    policy = load_policy(folder).policy
    assert policy is not None
    return policy


def tiny() -> Policy:
    return load(TINY)


# --- Uses --------------------------------------------------------------------------------------


def told(name: str) -> set[str]:
    return {f"{use.kind} {use.name} {'<'.join(use.through)}".strip() for use in uses_of(tiny(), name)}


def test_a_fact_is_read_by_rules_claims_evidence_constraints_and_other_facts() -> None:
    assert told("damaged_before") == {"rule photo-at-the-desk", "rule careless-both", "evidence E_PHOTO"}
    assert told("closed_that_day") == {"rule late-reader-answers", "rule closed-day", "block fine_back_double", "never"}
    assert told("from_partner") == {"seat lender"}
    assert told("wanted_remedy") == {"rule do-not-claim-twice", "group remedy"}
    assert {"applies returned_at", "channel CH_BOARD", "never"} <= told("returned")
    assert {"applies damaged_before", "applies state_record"} <= told("issue")


def test_a_measure_hands_on_what_it_reads() -> None:
    assert "measure hours_late" in told("returned_at")
    assert "rule late-after-grace hours_late" in told("returned_at")
    assert {"measure answer_due", "channel CH_BOARD answer_due", "step state_record"} <= told("complained_at")


def test_a_parameter_hands_on_the_date_that_decides_it() -> None:
    assert {"parameter h_grace", "rule late-after-grace h_grace"} <= told("due_at")
    assert "rule hint-of-goodwill" in told("due_at")


def test_findings_evidence_and_parameters_have_readers_too() -> None:
    assert told("returned_late") == {"rule late-reader-answers", "rule not-late"}
    assert told("E_PHOTO") == {"rule careless-both"}
    assert told("double") == {"amount fine_back_double"}
    assert told("story") == set()


@pytest.mark.parametrize("folder", PACKS, ids=lambda folder: folder.name)
def test_every_name_in_a_condition_of_a_file_is_found_there(folder: Path) -> None:
    """Whatever stands before a colon in `when` is a use at just that line and column."""
    policy = load(folder)
    known = {*policy.facts, *policy.measures, *policy.findings}
    for path in sorted(folder.glob("[0-9][0-9]-*.yaml")):
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
            if not re.match(r"  when: \{", line):
                continue
            for match in re.finditer(r"[{,] ?([a-z_0-9]+):", line.partition("#")[0]):
                name = match.group(1)
                places = {str(use.place) for use in uses_of(policy, name)} if name in known else set()
                assert name not in known or f"{folder.name}/{path.name}:{number}:{match.start(1) + 1}" in places


def test_uses_are_in_the_order_of_the_files() -> None:
    places = [use.place for use in uses_of(tiny(), "issue")]
    assert places == sorted(places)


# --- Sources -----------------------------------------------------------------------------------


def test_everything_that_cites_a_source_rests_on_it() -> None:
    resting = {(each.kind, each.name) for each in resting_on(tiny(), "HR-1")}
    assert {
        ("rule", "closed-day"),
        ("claim", "fine_back"),
        ("block", "fine_back_double"),
        ("channel", "CH_DESK"),
        ("presumption", "closed_that_day"),
    } <= resting
    assert ("burden", "state_record") in {(each.kind, each.name) for each in resting_on(tiny(), "HR-3")}
    assert ("parameter", "h_grace") in {(each.kind, each.name) for each in resting_on(tiny(), "HR-2")}


@pytest.mark.parametrize("folder", PACKS, ids=lambda folder: folder.name)
def test_no_citation_is_forgotten(folder: Path) -> None:
    """As often as `cites` names a source in the files, head of a file or not, something rests on it."""
    policy = load(folder)
    text = "\n".join(path.read_text("utf-8") for path in folder.glob("*.yaml") if path.name != "sources.yaml")
    named = {
        name for listed in re.findall(r"cites: ?\[([^\]]*)\]", text) for name in re.split(r"[, ]+", listed) if name
    }
    assert {name for name in policy.sources if resting_on(policy, name)} >= named


# --- Rivals ------------------------------------------------------------------------------------


def test_a_stronger_tier_beats_and_blocks_beat_everything() -> None:
    assert rivals(tiny(), "closed-day").beats == ("not-late",)
    assert rivals(tiny(), "not-late").beaten_by == ("closed-day",)
    assert rivals(tiny(), "no-exact-record").blocked_by == ("fine_back_double",)
    assert rivals(tiny(), "do-not-claim-twice") == rivals(tiny(), "late-after-grace")


def test_rules_that_can_never_fire_together_are_no_rivals() -> None:
    """`late-reader-answers` holds only unless the library was closed, which is what `closed-day` is about."""
    assert "late-reader-answers" not in rivals(tiny(), "closed-day").beats
    assert "closed-day" not in rivals(tiny(), "late-reader-answers").beaten_by


@pytest.mark.parametrize("folder", PACKS, ids=lambda folder: folder.name)
def test_whom_a_rule_beats_is_beaten_by_it(folder: Path) -> None:
    policy = load(folder)
    for name in list(policy.rules)[:: 1 + len(policy.rules) // 6]:
        for other in rivals(policy, name).beats:
            assert name in rivals(policy, other).beaten_by


# --- Decision tables ---------------------------------------------------------------------------


def test_a_subject_is_a_matter_or_a_file() -> None:
    by_file = in_subject(tiny(), "10-late.yaml")
    assert (
        by_file
        == in_subject(tiny(), "10-late")
        == in_subject(tiny(), "tiny/10-late.yaml")
        == in_subject(tiny(), "fine")
    )
    assert [rule.id for rule in by_file] == ["late-after-grace", "late-reader-answers", "not-late", "closed-day"]
    assert in_subject(tiny(), "no-such") == ()
    assert subjects(tiny()) == ("fine", "damage", "10-late.yaml", "20-damage.yaml")


def test_columns_are_what_is_tested_and_what_all_test_stands_apart() -> None:
    table = decision_table(tiny(), in_subject(tiny(), "fine"))
    assert table.columns == ("closed_that_day", "hours_late", "returned_late")
    assert table.always == (OneOf("issue", ("late_fine",)),)
    assert table.rows[0].rule.id == "closed-day"  # the strongest tier first
    cells = {row.rule.id: dict(row.cells) for row in table.rows}
    assert cells["not-late"]["returned_late"] == (Not(Found("returned_late")),)
    assert cells["late-reader-answers"]["closed_that_day"] == (Not(OneOf("closed_that_day", (True,))),)


def test_alternatives_are_rows() -> None:
    table = decision_table(tiny(), in_subject(tiny(), "damage"))
    rows = [row for row in table.rows if row.rule.id == "careless-both"]
    assert [set(row.cells) - {"issue"} for row in rows] == [
        {"state_record", "damaged_before"},
        {"fine_paid", "loans", EVIDENCE},
    ]
    assert IN_FORCE in table.columns
    assert FURTHER not in table.columns


def test_many_alternatives_stay_together() -> None:
    many = All(tuple(Any((OneOf("item", ("book",)), OneOf("returned", (bool(n),)))) for n in range(4)))
    rule = next(iter(tiny().rules.values()))
    table = decision_table(tiny(), (replace(rule, when=many),))
    assert len(table.rows) == 1
    assert table.columns == (FURTHER,)


@pytest.mark.parametrize("folder", PACKS, ids=lambda folder: folder.name)
def test_a_rule_holds_where_one_of_its_rows_does(folder: Path) -> None:
    """The rows of a rule, taken together, are its condition, whatever its tests say."""
    policy = load(folder)
    rows = decision_table(policy, tuple(policy.rules.values())).rows
    for seed in range(20):
        truth = guessing(Random(seed))
        for rule in policy.rules.values():
            ways = tuple(All(tuple(p for cell in row.cells.values() for p in cell)) for row in rows if row.rule is rule)
            assert evaluate(Any(ways), truth) == evaluate(rule_clause(rule).condition, truth), rule.id


def guessing(random: Random) -> LeafTruth:
    """Any truth value for a leaf, but the same each time."""
    values: dict[Leaf, bool | None] = {}
    return lambda leaf: values.setdefault(leaf, random.choice((True, False, None)))
