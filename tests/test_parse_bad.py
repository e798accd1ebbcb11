"""What authors do wrong: tests/parse/bad/<code>.yaml, a sample a mistake, with all that must be said about it.

A sample is one change to the tiny pack, or to its case `no-record.yaml` (`in: case`), or the files of an overlay over
the tiny pack (`in: overlay`; `law` adds to files of the tiny pack). `problems` are the lines
`place code message`, with the hint in parentheses and related places behind arrows.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
from overlays import overlay
from samples import TINY, as_line, changed, codes_of, samples_in

from triage.parse import load_case, load_policy
from triage.problem import Problem

HERE = Path(__file__).resolve().parent
BAD = HERE / "parse" / "bad"
CASE = HERE / "scenarios" / "tiny" / "no-record.yaml"
SOURCES = sorted(path for part in ("parse", "document") for path in (HERE.parent / "triage" / part).glob("*.py"))
ELSEWHERE = {
    # Of files, folders and command lines rather than of texts: see test_document, test_parse_pack, test_parse_case.
    "bad-assignment",
    "bad-policy-id",
    "file-too-large",
    "is-a-folder",
    "no-file",
    "no-folder",
    "no-permission",
    "not-a-file",
    "not-a-folder",
    "not-text",
    "not-utf-8",
    "unreadable",
    # Of saved sessions and of order exports: see test_saving, test_orders.
    "asked-not-answered",
    "column-says",
    "not-ignored",
    "not-in-the-list",
    "unknown-use",
}


def problems_of(sample: dict[str, Any], folder: Path) -> tuple[Problem, ...]:
    if sample["in"] == "case":
        policy = load_policy(TINY).policy
        assert policy is not None
        return load_case(changed(CASE.read_text("utf-8"), sample), "case.yaml", policy, None).problems
    pack = folder / "tiny"
    shutil.copytree(TINY, pack)
    if sample["in"] == "overlay":
        return load_policy(overlay(folder, sample["files"], sample.get("law", {}))).problems
    file = pack / sample["in"]
    text = changed(file.read_text("utf-8"), sample) if "replace" in sample else sample["with"]
    file.write_text(text, "utf-8")
    return load_policy(pack).problems


@pytest.mark.parametrize(("code", "sample"), samples_in(BAD))
def test_a_mistake_gets_these_problems_and_no_others(code: str, sample: dict[str, Any], tmp_path: Path) -> None:
    found = problems_of(sample, tmp_path)
    assert [as_line(problem) for problem in found] == sample["problems"]
    assert code in {problem.code for problem in found}


def test_every_code_has_a_sample() -> None:
    codes = {code for path in SOURCES for code in codes_of(path)}
    assert len(codes) > 80
    assert codes - ELSEWHERE - {path.stem for path in BAD.glob("*.yaml")} == set()
