"""`triage plan`: how many questions sessions take, in words and as JSON."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from running import ROOT, triage

SCENARIOS = ROOT / "scenarios" / "eu-digital-content"
SOME = 12


@pytest.fixture
def some(tmp_path: Path) -> Path:
    """A folder with a few scenarios of the European pack, which is quick."""
    for file in sorted(SCENARIOS.rglob("*.yaml"))[::17][:SOME]:
        (tmp_path / file.name).write_bytes(file.read_bytes())
    return tmp_path


def test_the_report_has_scenarios_and_cases_by_lot_with_all_that_they_are_measured_by(some: Path) -> None:
    found = triage("plan", "eu-digital-content", "--scenarios", some, "--cases", "6", "--lang", "en", "--width", "100")
    assert found.code == 0, found.out
    of_scenarios, of_lots = found.out.split("\n\n")
    assert of_scenarios.startswith(f"eu-digital-content: {SOME} scenarios\n")
    assert of_lots.startswith("eu-digital-content: 6 cases by lot\n")
    for block in (of_scenarios, of_lots):
        counts = r"mean \d+\.\d, 95 in 100 within \d+, at most \d+"
        for row in ("questions asked", "in the author's order", "all facts in force"):
            assert re.search(rf"  {row}: {counts}\n", block), block
        assert re.search(r"no planner asks fewer than \d\.\d in the mean \(\d+ outcomes, \d\.\d bits\)", block)
        assert "asked for: the headline" in block
        assert "asked in vain: none" in block


def test_as_json_the_targets_can_be_read_off_and_equal_seeds_give_equal_bytes(some: Path) -> None:
    arguments = ("plan", "eu-digital-content", "--scenarios", some, "--cases", "6", "--json", "--seed", "7")
    found, again = triage(*arguments), triage(*arguments)
    assert found.out == again.out
    report = json.loads(found.out)
    assert (report["pack"], report["seed"]) == ("eu-digital-content", 7)
    scenarios, lots = report["scenarios"], report["random"]
    assert (scenarios["cases"], lots["cases"]) == (SOME, 6)
    for each in (scenarios, lots):
        assert each["planned"]["mean"] <= each["everything"]["mean"] / 2
        assert each["planned"]["p95"] <= each["planned"]["worst"] <= each["everything"]["worst"]
        assert 0 < each["bound"] <= each["planned"]["mean"]
        assert each["idle"] == {}
    other = json.loads(triage(*arguments[:-1], "8").out)
    assert other["scenarios"] == scenarios
    assert other["random"] != lots


def test_without_scenarios_and_cases_there_is_nothing_to_report(tmp_path: Path) -> None:
    found = triage("plan", "eu-digital-content", "--scenarios", tmp_path, "--cases", "0")
    assert found.code == 2
    assert "ask for cases by lot with --cases" in found.err
