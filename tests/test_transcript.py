"""The transcripts in the documentation are what the program says today; `pytest --accept` writes them again."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest
from running import triage

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "transcript.md"
README = ROOT / "README.md"
BEGIN, END = "<!-- transcript: begin -->\n", "<!-- transcript: end -->"
SHOWN = 34
"""Lines of the verdict that the README shows; the page has all of them."""
HASH = re.compile(r"(?<=[(（])[0-9a-f]{12}(?=[)）])")


@cache
def session(language: str) -> tuple[str, str]:
    """The questions with their answers, and the verdict, as a terminal of 80 columns shows them."""
    result = triage("ask", "--answers", "examples/used-licence.yaml", "--lang", language, "--width", "80")
    assert result.code == 0, result.err
    return result.err.strip(), HASH.sub("...", result.out.strip())


def page() -> str:
    parts = ["# A session, word for word", "", "The example that `make ask` plays where there is no terminal.", ""]
    for language, title in (("zh", "In Chinese"), ("en", "In English")):
        questions, verdict = session(language)
        parts += [f"## {title}", "", "```text", questions, "", verdict, "```", ""]
    return "\n".join(parts)


def excerpt() -> str:
    """The questions without their choices, and how the verdict begins."""
    questions, verdict = session("en")
    asked = questions[questions.index("\n1. ") + 1 :].splitlines()
    kept = [line for line in asked if line and not line.startswith("   ")]
    lines = [*kept, "", *verdict.splitlines()[:SHOWN], "..."]
    return "\n".join(["```text", *lines, "```", ""])


def test_the_page_is_what_the_program_says(request: pytest.FixtureRequest) -> None:
    expected = page()
    if request.config.getoption("--accept"):
        PAGE.write_text(expected, "utf-8")
    assert PAGE.read_text("utf-8") == expected


def test_the_readme_shows_how_it_begins(request: pytest.FixtureRequest) -> None:
    text = README.read_text("utf-8")
    before, rest = text.split(BEGIN)
    shown, after = rest.split(END)
    expected = excerpt()
    if request.config.getoption("--accept"):
        README.write_text(before + BEGIN + expected + END + after, "utf-8")
        shown = expected
    assert shown == expected
