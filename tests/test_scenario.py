"""Scenarios: every key of `expect` tells a right verdict from a wrong one; coverage; what cannot be read fails."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from pathlib import Path

import pytest

from triage.case import Case
from triage.decide import decide
from triage.engines import ReferenceEngine
from triage.parse import load_policy
from triage.policy import Policy
from triage.program import compile_policy
from triage.render.report import render_result, render_summary, report_json
from triage.render.style import PLAIN
from triage.scenario import Result, coverage, run_scenario, scenario_files
from triage.verdict import Verdict

HERE = Path(__file__).parent
FOLDER = HERE / "scenarios" / "tiny"


@lru_cache
def tiny() -> Policy:
    policy = load_policy(HERE / "packs" / "tiny").policy
    assert policy is not None
    return policy


def by_reference(policy: Policy, case: Case) -> Verdict:
    return decide(policy, case, ReferenceEngine(compile_policy(policy)))


def run(text: str) -> Result:
    return run_scenario(text, "case.yaml", tiny(), by_reference)


FACTS = """policy: tiny
now: 2026-08-04T15:00+02:00
facts:
  item: book
  issue: [damage_fine]
  fine_paid: 12.50
  loans: 7
  damaged_before: false
  state_record: none
unknown: [complained_at]
evidence: [E_SLIP]
"""


def expecting(line: str) -> Result:
    return run(f"{FACTS}expect: {{{line}}}\nshows: what it is there for\n")


GOT: dict[str, tuple[str, str]] = {
    "responsible": ("[library]", "[partner]"),
    "status": ("presumed", "open"),
    "claims": ("{fine_back_double: {}}", "{fine_back: {}}"),
    "denied": ("[]", "[voucher]"),
    "rules": ("[no-exact-record]", "[closed-day]"),
    "not_rules": ("[closed-day]", "[no-exact-record]"),
    "findings": ("[]", "[returned_late]"),
    "presumed": ("[from_partner, closed_that_day, wanted_remedy]", "[from_partner]"),
    "open": ("[]", "[loans]"),
    "steps": ("[]", "[state_record]"),
    "route": ("[CH_DESK]", "[CH_DESK, CH_BOARD]"),
    "warnings": ("[]", "[W_TWICE]"),
    "conflict": ("false", "true"),
}


@pytest.mark.parametrize("key", GOT)
def test_a_key_tells_right_from_wrong(key: str) -> None:
    right, wrong = GOT[key]
    passed, failed = expecting(f"{key}: {right}"), expecting(f"{key}: {wrong}")
    assert passed.differences == ()
    assert passed.passed
    assert [each.key for each in failed.differences] == [key]
    assert not failed.passed
    assert failed.differences[0].place.line == 12


@pytest.mark.parametrize(
    ("wanted", "key"),
    [
        ("{amount: 25.01}", "claims.fine_back_double.amount"),
        ("{amount: 25.001}", "claims.fine_back_double.amount"),
        ("{otherwise: voucher}", "claims.fine_back_double.otherwise"),
        ("{status: settled}", "claims.fine_back_double.status"),
    ],
)
def test_a_claims_details_are_compared(wanted: str, key: str) -> None:
    assert expecting("claims: {fine_back_double: {amount: 25, otherwise: fine_back, status: presumed}}").passed
    assert [each.key for each in expecting(f"claims: {{fine_back_double: {wanted}}}").differences] == [key]


def test_the_next_change_is_compared_as_an_instant() -> None:
    facts = FACTS.replace("unknown: [complained_at]\n", "").replace(
        "facts:", "facts:\n  complained_at: 2026-08-03T15:00"
    )
    (difference,) = run(f"{facts}expect: {{next_change: 2026-08-05T15:01}}\n").differences
    assert difference.expected == ("2026-08-05T15:01:00+02:00",)
    (actual,) = difference.got
    as_utc = datetime.fromisoformat(actual).utctimetuple()
    same = f"{as_utc.tm_year}-{as_utc.tm_mon:02}-{as_utc.tm_mday:02}T{as_utc.tm_hour:02}:{as_utc.tm_min:02}Z"
    assert run(f"{facts}expect: {{next_change: {same}}}\n").passed


def test_what_cannot_be_read_is_one_failure() -> None:
    for text in (
        "",
        "facts: [",
        FACTS,
        FACTS + "expect: {claims: {fine_bak: {}}}\n",
        FACTS.replace("now: 2026-08-04T15:00+02:00\n", "") + "expect: {}\n",
        FACTS.replace("loans: 7", "loans: 0\n  returned: false\n  closed_that_day: true") + "expect: {}\n",
    ):
        result = run(text)
        assert not result.passed
        assert result.problems
        assert result.verdict is None


def test_the_shipped_example_scenarios_pass() -> None:
    results = [
        run_scenario(f.read_text(encoding="utf-8"), f.name, tiny(), by_reference) for f in scenario_files(FOLDER)
    ]
    assert [(each.place.file, each.differences, each.problems) for each in results] == [
        ("in-time.yaml", (), ()),
        ("no-record.yaml", (), ()),
    ]
    covered = coverage(tiny(), results)
    assert set(covered.fired) == {"not-late", "no-exact-record", "photo-at-the-desk"}
    assert set(covered.fired) | set(covered.never) == set(tiny().rules)


def test_a_failure_shows_file_and_line_what_was_expected_and_what_came() -> None:
    shown = render_result(expecting("responsible: [partner], status: open"), "en", 80, PLAIN)
    assert shown == (
        "FAILED case.yaml:12:9\n"
        "  what it is there for\n"
        "  responsible (case.yaml:12:10)\n"
        "    - expected partner\n"
        "    + got library\n"
        "  status (case.yaml:12:34)\n"
        "    - expected open\n"
        "    + got presumed\n"
        "\n"
    )


def test_the_last_line_counts() -> None:
    results = (expecting("status: open"), expecting("status: presumed"))
    summary = render_summary(results, {"tiny": coverage(tiny(), results)}, "zh", 80, PLAIN)
    assert summary.splitlines()[-1] == "1 passed, 1 failed"
    assert "closed-day" in summary


def test_the_report_as_json_names_everything() -> None:
    results = (expecting("status: open"), run("facts: ["))
    report = report_json(results, {"tiny": coverage(tiny(), results)})
    assert report == report_json(results, {"tiny": coverage(tiny(), results)})
    for part in ('"passed": 0', '"failed": 2', '"expected": [', '"code": ', '"never": ['):
        assert part in report
