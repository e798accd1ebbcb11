"""A page that can be shown on a terminal or written as Markdown: headings, lines, and grids of short texts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import TypeAlias

from msgspec import Struct

from triage.exhaustive import assert_never
from triage.render.layout import Paragraph, cells, clean, lay_out, padded, wrap
from triage.render.style import Style, Tone

WIDEST_CELL, GAP, MARGIN = 26, 2, 2
WIDEST_NAME = 38
"""Cells of the first column, which names its row and is not broken before."""


class Heading(Struct, frozen=True):
    """A heading; the title of the whole page is of level 1."""

    text: str
    level: int = 2


class Line(Struct, frozen=True):
    """A paragraph at level 0, else an item of a list, nested so deep."""

    text: str
    level: int = 0
    tone: Tone = Tone.PLAIN


class Grid(Struct, frozen=True):
    """Columns with their headings. On a terminal the first column is repeated where the others need more lines."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


Block: TypeAlias = Heading | Line | Grid


# --- On a terminal -----------------------------------------------------------------------------


def on_screen(blocks: Iterable[Block], width: int, style: Style) -> str:
    """The page in lines of at most `width` cells."""
    lines = [line for block in blocks for line in _screen_lines(block, width, style)]
    return "".join(f"{line.rstrip()}\n" for line in lines)


def _screen_lines(block: Block, width: int, style: Style) -> Iterator[str]:
    match block:
        case Heading(text, level):
            yield from [""] if level > 1 else []
            yield from lay_out(Paragraph(text, tone=Tone.HEADING), width, style)
        case Line(text, level, tone):
            lead = "- " if level else ""
            yield from lay_out(Paragraph(text, lead=lead, indent=MARGIN * level, tone=tone), width, style)
        case Grid():
            yield from _grid_lines(block, width, style)
        case _:
            assert_never(block)


def _grid_lines(grid: Grid, width: int, style: Style) -> Iterator[str]:
    for columns in _stacks(grid, width):
        yield ""
        widths = [_width(grid, column) for column in columns]
        yield from (style.paint(line, Tone.STRONG) for line in _row(grid.columns, columns, widths))
        yield (" " * GAP).join("-" * each for each in widths)
        for row in grid.rows:
            yield from _row(row, columns, widths)


def _stacks(grid: Grid, width: int) -> Iterator[tuple[int, ...]]:
    """Which columns stand side by side; the first one stands in every stack."""
    stack, used = [0], _width(grid, 0)
    for column in range(1, len(grid.columns)):
        needed = GAP + _width(grid, column)
        if used + needed > width and len(stack) > 1:
            yield tuple(stack)
            stack, used = [0], _width(grid, 0)
        stack.append(column)
        used += needed
    yield tuple(stack)


def _width(grid: Grid, column: int) -> int:
    most = WIDEST_CELL if column else WIDEST_NAME
    return min(most, max(cells(clean(row[column])) for row in (grid.columns, *grid.rows)))


def _row(row: Sequence[str], columns: tuple[int, ...], widths: list[int]) -> Iterator[str]:
    """The lines of a row; a cell is as many lines high as it needs."""
    wrapped = [wrap(row[column], width) for column, width in zip(columns, widths, strict=True)]
    for number in range(max(map(len, wrapped))):
        parts = [lines[number] if number < len(lines) else "" for lines in wrapped]
        yield (" " * GAP).join(padded(part, width) for part, width in zip(parts, widths, strict=True))


# --- As Markdown -------------------------------------------------------------------------------

_SIGNS = re.compile(r"([\\`*_\[\]<>|#~])")


def as_markdown(blocks: Iterable[Block]) -> str:
    """The page as GitHub Flavored Markdown; every sign that would be markup is escaped."""
    lines: list[str] = []
    before: Block | None = None
    for block in blocks:
        listed = isinstance(block, Line) and block.level and isinstance(before, Line) and before.level
        lines += [] if before is None or listed else [""]
        lines += _markdown_lines(block)
        before = block
    return "".join(f"{line}\n" for line in lines)


def _markdown_lines(block: Block) -> Iterator[str]:
    match block:
        case Heading(text, level):
            yield f"{'#' * level} {escaped(text)}"
        case Line(text, level):
            yield f"{'  ' * (level - 1)}- {escaped(text)}" if level else escaped(text)
        case Grid(columns, rows):
            yield _markdown_row(columns)
            yield f"|{'---|' * len(columns)}"
            yield from map(_markdown_row, rows)
        case _:
            assert_never(block)


def _markdown_row(row: Sequence[str]) -> str:
    return f"| {' | '.join(map(escaped, row))} |"


def escaped(text: str) -> str:
    """Text that Markdown shows as it is, on one line."""
    return _SIGNS.sub(r"\\\1", clean(text))
