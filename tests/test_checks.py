"""What `triage check` finds in a pack that reads well: tests/checks/<code>.yaml, changes to the tiny pack.

A sample without problems is the nearest neighbour of one that has some.
"""

from __future__ import annotations

import os
import shutil
import time
from pathlib import Path
from typing import Any

import pytest
from samples import TINY, as_line, changed, codes_of, samples_in
from small_packs import fact, policy, rule

from triage.checks import check, limits
from triage.parse import load_policy
from triage.policy import Policy
from triage.problem import Problem

HERE = Path(__file__).resolve().parent
CHECKS = HERE / "checks"
SOURCES = sorted((HERE.parent / "triage" / "checks").glob("*.py"))
CYCLES = {f"{kind}-cycle" for kind in ("fact", "measure", "finding", "claim", "rule")}
ELSEWHERE = {"too-many-rules", "engine-refuses", "one-real-case"}
"""Of size and of what a compiler does: see below; of real disputes: see test_real_only."""


def read(folder: Path) -> Policy:
    loaded = load_policy(folder)
    assert loaded.policy is not None, loaded.problems
    assert loaded.problems == ()
    return loaded.policy


def problems_of(sample: dict[str, Any], folder: Path) -> list[Problem]:
    """What the change brings up; the tiny pack has a few problems of its own."""
    pack = folder / "tiny"
    shutil.copytree(TINY, pack)
    own = {(problem.code, problem.message) for problem in check(read(pack))}
    file = pack / sample["in"]
    file.write_text(changed(file.read_text("utf-8"), sample), "utf-8")
    return [problem for problem in check(read(pack)) if (problem.code, problem.message) not in own]


@pytest.mark.parametrize(("code", "sample"), samples_in(CHECKS))
def test_a_change_gets_these_problems_and_no_others(code: str, sample: dict[str, Any], tmp_path: Path) -> None:
    found = problems_of(sample, tmp_path)
    assert [as_line(problem) for problem in found] == sample["problems"]
    assert {problem.code for problem in found} <= {code}


def test_every_check_has_a_sample_and_is_told_to_authors() -> None:
    codes = {code for path in SOURCES for code in codes_of(path)} | CYCLES
    assert codes - ELSEWHERE == {path.stem for path in CHECKS.glob("*.yaml")}
    language = (HERE.parent / "docs" / "language.md").read_text("utf-8")
    assert [code for code in sorted(codes) if f"`{code}`" not in language] == []


# --- What durable-rules takes ------------------------------------------------------------------

SMALL = policy([fact("b0"), fact("b1")], [rule("one"), rule("other")])


def test_a_pack_that_is_too_large_for_the_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    assert limits.beyond_the_engine(SMALL) == ()
    monkeypatch.setattr(limits, "MOST_RULES", 0)
    (problem,) = limits.beyond_the_engine(SMALL)
    assert problem.code == "too-many-rules"


def crash(_: object) -> None:
    os._exit(3)


def hang(_: object) -> None:
    time.sleep(60)


@pytest.mark.parametrize(("compiling", "says"), [(crash, "exit 3"), (hang, "within 1 s")])
def test_a_compiler_that_crashes_or_never_returns_is_a_problem_and_ends_nothing(
    compiling: Any, says: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("durable_rules_engine")
    monkeypatch.setattr(limits, "_compile", compiling)
    monkeypatch.setattr(limits, "PATIENCE", 1.0)
    (problem,) = limits.beyond_the_engine(SMALL)
    assert problem.code == "engine-refuses"
    assert says in problem.message
