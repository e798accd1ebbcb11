"""The pages do not go stale: their links lead somewhere, and the README names every command and every make target."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import triage.cli

ROOT = Path(__file__).resolve().parent.parent
PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*.md"))]
README = (ROOT / "README.md").read_text("utf-8")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    links = re.findall(r"\]\(([^)#]+)[^)]*\)", page.read_text("utf-8"))
    assert [link for link in links if "://" not in link and not (page.parent / link).exists()] == []


def test_the_readme_links_every_page() -> None:
    assert [page.name for page in PAGES[1:] if f"({page.relative_to(ROOT).as_posix()})" not in README] == []


def test_the_readme_names_every_command() -> None:
    commands = triage.cli.cli.commands
    assert commands
    assert [name for name in commands if f"`triage {name}" not in README] == []


def test_the_pages_name_every_make_target() -> None:
    (line,) = re.findall(r"^\.PHONY: (.+)$", (ROOT / "Makefile").read_text("utf-8"), flags=re.MULTILINE)
    text = "\n".join(page.read_text("utf-8") for page in PAGES)
    assert [target for target in line.split() if f"make {target}" not in text] == []
