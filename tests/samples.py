"""Samples of what authors do wrong: one change to the tiny pack, and all that must be said about it.

A file has the name of the code that its samples are about. `problems` are the lines `place code message`, with the
hint in parentheses and related places behind arrows.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from triage.problem import Problem

TINY = Path(__file__).resolve().parent / "packs" / "tiny"


def samples_in(folder: Path) -> list[Any]:
    """Each sample with its code, as parameters of a test."""
    return [
        pytest.param(path.stem, sample, id=f"{path.stem}-{number}")
        for path in sorted(folder.glob("*.yaml"))
        for number, sample in enumerate(yaml.safe_load(path.read_text("utf-8")))
    ]


def as_line(problem: Problem) -> str:
    """All that is said of a problem, in one line."""
    hint = f" ({problem.hint})" if problem.hint else ""
    related = "".join(f" -> {each.place} {each.message}" for each in problem.related)
    return f"{problem.place} {problem.code} {problem.message}{hint}{related}"


def changed(text: str, sample: dict[str, Any]) -> str:
    """The text of a file with the change of the sample."""
    assert sample["replace"] in text
    return text.replace(sample["replace"], sample["with"], 1)


def codes_of(path: Path) -> Iterator[str]:
    """The codes that a module gives to problems, as far as they are literals."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call) and len(node.args) > 1:
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            code = node.args[1]
            if name in ("add", "_add", "_problem", "Problem") and isinstance(code, ast.Constant):
                yield str(code.value)
