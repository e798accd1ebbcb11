"""A new entry at the end of a section: nothing else of the file changes."""

from __future__ import annotations

import pytest

from triage.insertion import inserted
from triage.problem import Problem

ENTRY = ("c:", "  x: 1")
ITEM = ("- rule: c", "  x: 1")


@pytest.mark.parametrize(
    ("text", "section", "entry", "expected"),
    [
        ("s:\n  a: 1\n", "s", ENTRY, "s:\n  a: 1\n  c:\n    x: 1\n"),
        ("s:\n  a: 1", "s", ENTRY, "s:\n  a: 1\n  c:\n    x: 1\n"),
        ("s:\n  a: 1\n\n  b: 2\n", "s", ENTRY, "s:\n  a: 1\n\n  b: 2\n\n  c:\n    x: 1\n"),
        (
            "s:\n  a: 1  # why\n  # after a\nt: 1\n",
            "s",
            ENTRY,
            "s:\n  a: 1  # why\n  # after a\n  c:\n    x: 1\nt: 1\n",
        ),
        ("s:\n  a: 1\n\n# about t\nt: 1\n", "s", ENTRY, "s:\n  a: 1\n  c:\n    x: 1\n\n# about t\nt: 1\n"),
        ("s:\n  a: 1\n# the end\n", "s", ENTRY, "s:\n  a: 1\n# the end\n  c:\n    x: 1\n"),
        ("s:\n    a: 1\n\n\n", "s", ENTRY, "s:\n    a: 1\n    c:\n      x: 1\n\n\n"),
        ("s:\r\n  a: 1\r\n", "s", ENTRY, "s:\r\n  a: 1\r\n  c:\r\n    x: 1\r\n"),
        ("s:\n- rule: a\n  y: 2\n", "s", ITEM, "s:\n- rule: a\n  y: 2\n- rule: c\n  x: 1\n"),
        ("s:\n  - rule: a\nt: 1\n", "s", ITEM, "s:\n  - rule: a\n  - rule: c\n    x: 1\nt: 1\n"),
        ("s:\n-   rule: a\n", "s", ITEM, "s:\n-   rule: a\n- rule: c\n  x: 1\n"),
        ("t: {s: 1}\ns:\n  a: {b: c}\n", "s", ENTRY, "t: {s: 1}\ns:\n  a: {b: c}\n  c:\n    x: 1\n"),
    ],
)
def test_the_entry_stands_at_the_end_of_its_section(
    text: str, section: str, entry: tuple[str, ...], expected: str
) -> None:
    assert inserted(text, "x.yaml", section, entry) == expected


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("s: {a: 1}\n", "not-in-lines"),
        ("s: [1]\n", "not-in-lines"),
        ("s: []\n", "not-in-lines"),
        ("s:\n", "not-in-lines"),
        ("s: text\n", "not-in-lines"),
        ("s: !!map\n  a: 1\n", "yaml-tag"),
        ("t: 1\n", "no-section"),
        ("- s\n", "no-section"),
        ("s: {\n", "yaml-syntax"),
        ("s:\n  a: 1\n  a: 2\n", "duplicate-key"),
        ("", "empty-file"),
    ],
)
def test_a_file_that_cannot_take_the_entry_says_why(text: str, code: str) -> None:
    found = inserted(text, "x.yaml", "s", ENTRY)
    assert isinstance(found, Problem)
    assert found.code == code
    assert found.place.file == "x.yaml"
