"""Runs tests/conformance/*.yaml against every engine.

A file holds a pack in short (see `short_packs`), or names one of tests/packs, and cases of it:

    about: one sentence
    pack: {facts: {...}, rules: [...], ...}
    cases:
    - case: what it shows
      facts: {...}            # as in a case file; also unknown, contested, evidence, now
      fires: [...]            # exactly the rules that fire as given
      could: [...]            # exactly those that do not, but could
      expect: {...}           # as in a scenario
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import pytest
from short_packs import dumped, read, untyped, written
from watchdog import time_limit

from triage.decide import decide
from triage.engines import open_engine
from triage.policy import Policy
from triage.program import compile_policy
from triage.scenario import run_scenario
from triage.verdict import Trace

PACKS = Path(__file__).parent / "packs"
FILES = sorted((Path(__file__).parent / "conformance").glob("*.yaml"))
ENGINES: tuple[Literal["reference", "durable"], ...] = ("reference", "durable")
NOW = "2026-05-12T15:00+08:00"
OF_A_CASE = ("now", "facts", "unknown", "contested", "evidence", "expect")


@lru_cache
def content(path: Path) -> Any:
    """What a file says."""
    return untyped(path.read_text("utf-8"))


CASES = [
    pytest.param(path, number, engine, id=f"{path.stem}-{each['case'].replace(' ', '-')}-{engine}")
    for path in FILES
    for number, each in enumerate(content(path)["cases"])
    for engine in ENGINES
]


@pytest.fixture(scope="session")
def policies(tmp_path_factory: pytest.TempPathFactory) -> dict[Path, Policy]:
    """The policy of every file."""
    base = tmp_path_factory.mktemp("conformance")
    packs = {path: content(path)["pack"] for path in FILES}
    return {
        path: read(PACKS / pack if isinstance(pack, str) else written(pack, base / path.stem))
        for path, pack in packs.items()
    }


@pytest.mark.parametrize(("path", "number", "engine"), CASES)
def test_conformance(
    path: Path, number: int, engine: Literal["reference", "durable"], policies: dict[Path, Policy]
) -> None:
    if engine == "durable":
        pytest.importorskip("durable_rules_engine")
    policy, case = policies[path], content(path)["cases"][number]
    said = {"now": NOW, "facts": {}, "expect": {"not_rules": []}, **{k: case[k] for k in OF_A_CASE if k in case}}
    text = dumped({"policy": policy.id, **said})
    with time_limit(60):
        made = open_engine(compile_policy(policy), engine)
        result = run_scenario(text, path.name, policy, lambda policy, case: decide(policy, case, made))
    assert [f"{p.code}: {p.message}" for p in result.problems] == []
    assert result.differences == ()
    assert result.verdict is not None
    check_rules(case, result.verdict.trace)


def check_rules(case: dict[str, Any], trace: Trace) -> None:
    """The rules that fire, and those that could."""
    fired, possible = set(trace.given_fired), set(trace.given_possible)
    if "fires" in case:
        assert fired == set(case["fires"])
    if "could" in case:
        assert possible - fired == set(case["could"])


def test_every_file_says_what_it_is_about() -> None:
    assert len(FILES) >= 12
    assert all(content(path)["about"] for path in FILES)
