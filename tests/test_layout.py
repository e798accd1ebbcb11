"""The house rules that a machine can see: small modules, no grab-bags, no words of a dispute in the program."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parent.parent
MODULES = sorted((ROOT / "triage").rglob("*.py"))
PACKS = sorted(path.parent for path in (ROOT / "rules").glob("*/pack.yaml"))

LONGEST = 400
GRAB_BAGS = {"utils", "util", "common", "helpers", "helper", "core", "manager", "managers", "misc"}
HAN = re.compile("[\u3400-\u9fff\uf900-\ufaff]")
"""Chinese characters. Full-width punctuation is none: the layout has to know where a line may break."""
DECLARED_IN = {
    "facts.yaml": ("facts", "measures", "findings"),
    "parameters.yaml": ("parameters",),
    "sources.yaml": ("sources",),
    "evidence.yaml": ("evidence",),
    "claims.yaml": ("claims",),
    "channels.yaml": ("channels",),
}


def module_id(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def strings(path: Path) -> Iterator[ast.Constant]:
    """The string constants of a module."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node


@cache
def names_of(pack: Path) -> set[str]:
    """What a pack declares, as far as it cannot be mistaken for a word of the program: `refund_3x`, not `user`."""
    declared: set[str] = set()
    for file, sections in DECLARED_IN.items():
        path = pack / file
        content = yaml.safe_load(path.read_text("utf-8")) if path.exists() else {}
        declared.update(name for section in sections for name in content.get(section) or ())
    return {name for name in declared if re.search("[_-]", name)}


def test_there_is_something_to_look_at() -> None:
    assert MODULES
    assert PACKS
    assert all(names_of(pack) for pack in PACKS)


@pytest.mark.parametrize("path", MODULES, ids=module_id)
def test_a_module_is_small(path: Path) -> None:
    assert len(path.read_text("utf-8").splitlines()) <= LONGEST


@pytest.mark.parametrize("path", MODULES, ids=module_id)
def test_a_module_is_named_after_what_it_is_about(path: Path) -> None:
    assert not GRAB_BAGS & {path.stem, *path.relative_to(ROOT).parent.parts}


@pytest.mark.parametrize("path", MODULES, ids=module_id)
def test_chinese_stands_in_packs_and_catalogues_only(path: Path) -> None:
    lines = path.read_text("utf-8").splitlines()
    assert [f"{number}: {line}" for number, line in enumerate(lines, 1) if HAN.search(line)] == []


@pytest.mark.parametrize("path", MODULES, ids=module_id)
def test_the_program_knows_no_name_of_a_pack(path: Path) -> None:
    known = set().union(*(names_of(pack) for pack in PACKS))
    assert [f"{node.lineno}: {node.value}" for node in strings(path) if node.value in known] == []
