"""The house rules that a machine can see: small modules, no grab-bags, no words of a dispute in the program."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import pytest
import yaml

from triage.parse import load_policy
from triage.policy import ConcludesWarning, Policy

ROOT = Path(__file__).resolve().parent.parent
MODULES = sorted((ROOT / "triage").rglob("*.py"))
CATALOGUES = sorted((ROOT / "triage" / "render" / "words").glob("*.yaml"))
PACKS = sorted(path.parent for root in ("rules", "examples/rules") for path in (ROOT / root).glob("*/pack.yaml"))
CATEGORIES = (
    "parties",
    "roles",
    "matters",
    "claims",
    "channels",
    "sources",
    "evidence",
    "groups",
    "screens",
    "rules",
    "parameters",
    "facts",
    "measures",
    "findings",
)

LONGEST = 400
GRAB_BAGS = {"utils", "util", "common", "helpers", "helper", "core", "manager", "managers", "misc"}
HAN = re.compile("[\u3400-\u9fff\uf900-\ufaff]")
"""Chinese characters. Full-width punctuation is none: the layout has to know where a line may break."""
WORDS_OF_BOTH = frozenset(
    {
        "change",
        "code",
        "description",
        "genuine",
        "none",
        "order",
        "problem",
        "product",
        "replace",
        "terms",
        "use",
    }
)
"""Names of packs that are plain words, which the program uses for things of its own."""
LINKS = re.compile("L[0-9]+")
"""Links of a chain of evidence are numbered by every pack alike; a new pack is begun with the first."""


def module_id(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@cache
def packs() -> tuple[Policy, ...]:
    """The shipped packs and the examples, overlays with what they add."""
    loaded = [load_policy(folder).policy for folder in PACKS]
    return tuple(policy for policy in loaded if policy is not None)


@cache
def names() -> frozenset[str]:
    """Everything that a pack gives a name to, and its currency."""
    found: set[str] = set()
    for policy in packs():
        found.update(*(getattr(policy, category) for category in CATEGORIES))
        found |= {rule.then.code for rule in policy.rules.values() if isinstance(rule.then, ConcludesWarning)}
        found |= {policy.id, policy.currency, policy.currency_symbol}
    return frozenset(name for name in found - WORDS_OF_BOTH if not LINKS.fullmatch(name))


@cache
def titles() -> frozenset[str]:
    """What statutes, claims, channels and items of evidence are called, in every language, and the places of clocks.

    A channel may be called as a role is ("the seller"): such words belong to everybody.
    """
    found: set[str] = set()
    for policy in packs():
        declared = (policy.sources, policy.claims, policy.channels, policy.evidence)
        found.update(text for entries in declared for each in entries.values() for text in each.title.values())
        found.add(policy.timezone.key)
        found.difference_update(text for role in policy.roles.values() for text in role.title.values())
    return frozenset(text for text in found if len(text) > (2 if HAN.search(text) else 6))


def said(source: str) -> Iterator[tuple[int, str]]:
    """The strings that a module uses, with their lines; docstrings are for us."""
    tree = ast.parse(source)
    notes = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in notes:
            yield node.lineno, node.value


def offences(lines: Iterable[tuple[int, str]]) -> list[str]:
    """The strings that are a name of a pack, or say what it calls something."""
    return [
        f"{number}: {text}" for number, text in lines if text in names() or any(title in text for title in titles())
    ]


def test_there_is_something_to_look_at() -> None:
    assert MODULES
    assert len(packs()) == len(PACKS) > 3
    assert any(policy.over is not None for policy in packs())
    assert {"refund_3x", "bm-no-refund", "merchant", "CH_12315", "CRPL-55", "EUR", "CNY"} <= names()
    assert {"Civil Code", "民法典"} <= titles()
    declared = {name for policy in packs() for category in CATEGORIES for name in getattr(policy, category)}
    assert declared >= WORDS_OF_BOTH


@pytest.mark.parametrize(
    "planted",
    [
        '"refund_3x"',
        'x.get("merchant")',
        'f"{a} by the Civil Code"',
        '"CNY"',
        '{"bm-no-refund": 1}',
        '"¥"',
        '"民法典577"',
    ],
)
def test_what_would_be_found(planted: str) -> None:
    assert offences(said(f"found = {planted}")) != []
    assert offences(said(f"def found() -> None:\n    '''{planted} '''")) == []


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
    assert offences(said(path.read_text("utf-8"))) == []


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.name)
def test_the_programs_own_words_are_of_no_pack(path: Path) -> None:
    entries = yaml.safe_load(path.read_text("utf-8"))
    assert offences(enumerate(entries.values(), 1)) == []
