"""The guide for policy authors is carried out: its quotations are in the files, its edits apply, its commands say that.

In a copy of `examples/`, from top to bottom. What a fenced block is for, the comment above it says:

    quote FILE      the block stands in the file, just so
    replace FILE    the first block gives way to the second
    append FILE     the block goes to the end of the file
    create FILE     the block is a new file
    exits N         the command below ends with that code; without a comment with 0

A block that begins with "$ triage" is a command and what it prints; "..." stands for anything.
"""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from running import ROOT, triage

GUIDE = ROOT / "docs" / "policy-authors.md"
BLOCK = re.compile(
    r"(?:<!-- (?P<does>quote|replace|append|create|exits) (?P<what>\S+) -->\n)?"
    r"```(?:\w+)\n(?P<text>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)


@dataclass(frozen=True)
class Block:
    """A fenced block, with what the comment above it says, and where it begins."""

    does: str
    what: str
    text: str
    line: int


def blocks() -> Iterator[Block]:
    guide = GUIDE.read_text("utf-8")
    for found in BLOCK.finditer(guide):
        line = guide[: found.start()].count("\n") + 1
        yield Block(found["does"] or "", found["what"] or "", found["text"], line)


def pattern(expected: str) -> re.Pattern[str]:
    """What the output must be; a line of "..." stands for any number of lines."""
    parts = [r"(?:.*\n)*" if line == "...\n" else _line(line) for line in expected.splitlines(keepends=True)]
    return re.compile("".join(parts))


def _line(line: str) -> str:
    return r".*".join(map(re.escape, line.split("...")))


def run(block: Block, folder: Path) -> None:
    """Run the commands of a block one by one."""
    for part in re.split(r"^\$ ", block.text, flags=re.MULTILINE)[1:]:
        command, _, expected = part.partition("\n")
        program, *arguments = shlex.split(command)
        assert program == "triage", f"{GUIDE.name}:{block.line}"
        ran = triage(*arguments, cwd=folder, env={"COLUMNS": "80", "XDG_CACHE_HOME": str(folder / "cache")})
        assert ran.code == int(block.what or 0), f"{GUIDE.name}:{block.line}: {command}\n{ran.out}{ran.err}"
        said = ran.out + ran.err
        assert pattern(expected).fullmatch(said), (
            f"{GUIDE.name}:{block.line}: {command} prints\n{said}\nnot\n{expected}"
        )


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert text.count(old) == 1, f"{path.name} has this not once:\n{old}"
    path.write_text(text.replace(old, new), "utf-8")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """What the author of the guide has: a clone, here with the examples only."""
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    for arguments in (["init", "-q"], ["add", "."], ["commit", "-q", "-m", "as shipped"]):
        author = ["-c", "user.name=author", "-c", "user.email=author@localhost", "-c", "commit.gpgsign=false"]
        subprocess.run(["git", *author, *arguments], cwd=tmp_path, check=True, capture_output=True)
    return tmp_path


def test_the_guide_does_what_it_says(folder: Path) -> None:
    waiting: Block | None = None
    for block in blocks():
        path = folder / block.what
        if waiting is not None:
            change(folder / waiting.what, waiting.text, block.text)
            waiting = None
        elif block.does == "replace":
            waiting = block
        elif block.does == "quote":
            assert block.text in path.read_text("utf-8"), f"{GUIDE.name}:{block.line}"
        elif block.does == "append":
            path.write_text(path.read_text("utf-8") + block.text, "utf-8")
        elif block.does == "create":
            assert not path.exists(), f"{GUIDE.name}:{block.line}"
            path.write_text(block.text, "utf-8")
        else:
            run(block, folder)
    assert waiting is None


def test_every_block_is_carried_out() -> None:
    """No block is left to the reader's trust, and every kind is there."""
    found = list(blocks())
    assert len(found) == len(re.findall(r"^```\w+$", GUIDE.read_text("utf-8"), flags=re.MULTILINE))
    assert {block.does for block in found} == {"", "quote", "replace", "append", "create", "exits"}
    after_replace = {index + 1 for index, block in enumerate(found) if block.does == "replace"}
    plain = [block for index, block in enumerate(found) if block.does in ("", "exits") and index not in after_replace]
    assert plain
    assert all(block.text.startswith("$ triage ") for block in plain)


@pytest.mark.parametrize(
    ("expected", "said", "same"),
    [
        ("a\n", "a\n", True),
        ("a\n", "b\n", False),
        ("a\n", "a\nb\n", False),
        ("a\n...\n", "a\nb\nc\n", True),
        ("a\n...\nd\n", "a\nd\n", True),
        ("a ... c\n", "a b c\n", True),
        ("a ... c\n", "a b d\n", False),
        ("(a.b)\n", "(axb)\n", False),
    ],
)
def test_dots_stand_for_anything_and_nothing_else_does(expected: str, said: str, same: bool) -> None:
    assert bool(pattern(expected).fullmatch(said)) is same


def test_a_revision_in_the_place_of_a_pack_is_told_how_to_be_written(folder: Path) -> None:
    ran = triage("diff", "HEAD", "examples/rules/code-shop", cwd=folder)
    assert ran.code == 3
    assert "HEAD:examples/rules/code-shop" in ran.err
    assert "no policy pack 'HAED'" in triage("diff", "HAED", "examples/rules/code-shop", cwd=folder).err
