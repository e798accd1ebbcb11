"""docs/law-audit.md against the mainland pack: nothing is missing on either side, and what it says is so."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest
from shipped_packs import shipped

from triage.engines import ReferenceEngine
from triage.parse import load_case
from triage.program import compile_policy
from triage.view import as_given, as_presumed

REPOSITORY = Path(__file__).parent.parent
PAGE = REPOSITORY / "docs" / "law-audit.md"
SCENARIOS = REPOSITORY / "scenarios" / "cn-digital-goods"
ROWS = {
    "Fact patterns": [f"FP-{number:02}" for number in range(1, 75)],
    "Interactions": [f"6.{number}" for number in range(1, 21)],
    "Overclaim checks": [f"OC{number}" for number in range(1, 16)],
}
"""The rows of the dossier that has to be carried out in full."""
WORDS = {
    "in_force",
    "favours",
    "mandatory",
    "check --prove",
    "channels.yaml",
    "claims.yaml",
    "tests/test_law_audit.py",
    "triage show rule NAME",
    "scenarios/cn-digital-goods/NAME.yaml",
}
"""What else the page writes as code."""


@dataclass(frozen=True)
class Row:
    """A line of a table: its cells, and the names in each of them."""

    section: str
    cells: tuple[str, ...]

    def named(self, column: int) -> tuple[str, ...]:
        return tuple(re.findall(r"`([^`]+)`", self.cells[column]))


def _rows() -> Iterator[Row]:
    section = ""
    for line in PAGE.read_text("utf-8").splitlines():
        if line.startswith("## "):
            section = line.removeprefix("## ")
        elif line.startswith("| ") and not line.startswith("|---"):
            yield Row(section, tuple(cell.strip() for cell in line.strip("|").split(" | ")))


TABLES = {
    name: [row for row in _rows() if row.section == name][1:] for name in (*ROWS, "Channels", "Formulas", "Evidence")
}
WITH_RULES = [row for name in ROWS for row in TABLES[name]]


@pytest.mark.parametrize("section", ROWS)
def test_every_row_of_the_dossier_is_there_once(section: str) -> None:
    found = [row.cells[0] for row in TABLES[section]]
    assert found[: len(ROWS[section])] == ROWS[section]
    assert len(found) == len(set(found))


def test_every_rule_channel_and_item_of_the_pack_is_there() -> None:
    policy = shipped()
    assert {rule for row in WITH_RULES for rule in row.named(2)} == set(policy.rules)
    assert [row.named(0)[0] for row in TABLES["Channels"]] == list(policy.channels)
    assert [row.named(0)[0] for row in TABLES["Evidence"]] == list(policy.evidence)
    summed = {name for name, claim in policy.claims.items() if claim.amount is not None}
    assert {row.named(1)[0] for row in TABLES["Formulas"]} <= summed


def test_every_name_exists() -> None:
    policy = shipped()
    vocabulary = (policy.claims, policy.channels, policy.evidence, policy.facts, policy.measures, policy.findings)
    known = {
        name
        for names in (*vocabulary, policy.rules, policy.parameters, policy.matters, policy.groups)
        for name in names
    }
    known |= {path.stem for path in SCENARIOS.glob("*.yaml")} | WORDS
    assert [name for name in re.findall(r"`([^`]+)`", PAGE.read_text("utf-8")) if name not in known] == []


@cache
def _fired(scenario: str) -> frozenset[str]:
    policy = shipped()
    path = SCENARIOS / f"{scenario}.yaml"
    case = load_case(path.read_text("utf-8"), path.name, policy, None).case
    assert case is not None
    return ReferenceEngine(compile_policy(policy)).infer(as_presumed(as_given(policy, case))).sure


@pytest.mark.parametrize("row", WITH_RULES, ids=lambda row: f"{row.section}-{row.cells[0]}")
def test_every_rule_of_a_row_fires_in_one_of_its_scenarios(row: Row) -> None:
    fired = frozenset(rule for scenario in row.named(3) for rule in _fired(scenario))
    assert [rule for rule in row.named(2) if rule not in fired] == []


@pytest.mark.parametrize("row", TABLES["Evidence"], ids=lambda row: row.cells[0])
def test_links_and_strengths_are_those_of_the_pack(row: Row) -> None:
    item = shipped().evidence[row.named(0)[0]]
    assert row.cells[1] == (", ".join(f"{link} {strength}" for link, strength in item.links.items()) or "none")
    assert row.named(2) == item.proves
