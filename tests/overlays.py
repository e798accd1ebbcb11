"""Overlays over the tiny pack, made of the texts of their files."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

PACK = 'id: desk\nover: tiny\nversion: "7"\ntitle: {en: The front desk, zh: 前台}\n'
CLAUSE = """sources:
  DESK-1:
    title: {en: Terms of the desk, zh: 前台约定}
    article: "1"
    effect: {en: The desk says so., zh: 前台如此约定。}
    verified: true
"""


def overlay(folder: Path, files: Mapping[str, str], law: Mapping[str, Mapping[str, str]]) -> Path:
    """The overlay `desk`, written beside the pack `tiny` in the folder; it has a clause to cite.

    `law` changes texts of the tiny pack, file by file: {"parameters.yaml": {"value: 2,": "value: 3,"}}.
    """
    for file, changes in law.items():
        path = folder / "tiny" / file
        text = path.read_text("utf-8")
        for old, new in changes.items():
            assert old in text
            text = text.replace(old, new, 1)
        path.write_text(text, "utf-8")
    desk = folder / "desk"
    desk.mkdir()
    for file, text in {"pack.yaml": PACK, "sources.yaml": CLAUSE, **files}.items():
        if text:
            (desk / file).write_text(text, "utf-8")
    return desk
