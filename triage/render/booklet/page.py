"""Blocks as one page of HTML that stands alone: no scripts, nothing fetched, all text escaped, readable on paper."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from html import escape
from itertools import groupby

from msgspec import Struct

from triage.exhaustive import assert_never
from triage.render.sheet import Block, Grid, Heading, Line
from triage.render.style import Tone
from triage.render.words import Words

STYLE = """
:root { color-scheme: light; }
* { box-sizing: border-box; }
body { font: 16px/1.55 system-ui, "Noto Sans", "Noto Sans CJK SC", sans-serif; color: #1a1a1a; background: #fff;
  max-width: 60em; margin: 2.5em auto; padding: 0 1.2em; overflow-wrap: break-word; }
h1 { font-size: 1.9em; line-height: 1.25; margin: 0 0 .2em; }
h2 { font-size: 1.45em; margin: 2.6em 0 .6em; padding-bottom: .2em; border-bottom: 2px solid #1f3d5a; color: #1f3d5a; }
h3 { font-size: 1.08em; margin: 1.9em 0 .3em; }
h4 { float: left; clear: left; width: 10.5em; font-size: .9em; margin: .22em 0; color: #1f3d5a; }
h4 ~ ul, h4 ~ p { margin-left: 9.9em; } section.entry::after { content: ""; display: block; clear: left; }
h4 ~ .wide { clear: left; }
h3 small { font-weight: normal; color: #6a6a6a; font-size: .8em; margin-left: .5em; }
p { margin: .3em 0; } ul { margin: .2em 0; padding-left: 1.3em; } li { margin: .1em 0; }
a { color: #14539a; text-decoration: none; } a:hover { text-decoration: underline; }
.faint { color: #666; font-size: .9em; } .strong { font-weight: 600; } .careful { color: #8a4b00; }
.bad { color: #a61b1b; } .good { color: #1d6b2f; } .lead { color: #555; }
table { border-collapse: collapse; width: 100%; margin: .8em 0; font-size: .86em; line-height: 1.4; }
th, td { text-align: left; vertical-align: top; padding: .35em .6em; border: 1px solid #cfd6dd; }
td:first-child { min-width: 9em; }
th { background: #eef2f6; font-weight: 600; } tbody tr:nth-child(even) td { background: #fafbfc; }
.wide { overflow-x: auto; }
nav ol { columns: 2; column-gap: 2.5em; padding-left: 1.4em; } nav li { break-inside: avoid; }
nav ol ol { columns: 1; font-size: .9em; padding-left: 1.1em; list-style: none; }
@media (max-width: 42em) {
  nav ol { columns: 1; } body { margin-top: 1.2em; }
  h4 { float: none; width: auto; } h4 ~ ul, h4 ~ p { margin-left: 0; }
}
@page { size: A4; margin: 18mm 16mm; @bottom-center { content: counter(page); font-size: 9pt; } }
@media print {
  body { max-width: none; margin: 0; padding: 0; font-size: 9.5pt; line-height: 1.42; }
  h2 { break-before: page; margin-top: 0; } nav h2 { break-before: auto; margin-top: 2em; }
  h2, h3, h4, thead { break-after: avoid; } h3 { margin-top: 1.3em; } p, li { orphans: 3; widows: 3; }
  tr { break-inside: avoid; } thead { display: table-header-group; }
  table { font-size: 7.8pt; } .wide { overflow: visible; } a { color: inherit; }
}
"""

_NAME = re.compile(r"[A-Za-z0-9][\w-]*")
_ADDRESS = re.compile(r"https?://[^\s]+")
_TITLE = re.compile(r"(.*?)( ?[(（][^()（）]*[)）])?", re.DOTALL)


class Entry(Struct, frozen=True):
    """A part of a chapter: `id` is its anchor, `title` stands in the contents ("": it is not listed there)."""

    id: str
    title: str
    blocks: tuple[Block, ...]


class Chapter(Struct, frozen=True):
    """A chapter with what stands at its head."""

    id: str
    title: str
    lead: str
    entries: tuple[Entry, ...]


def page(title: str, cover: Iterable[Block], chapters: tuple[Chapter, ...], contents: str, said: Words) -> str:
    """The whole page. `contents` is the heading of the list of contents."""
    anchors = {entry.id.partition("-")[2]: entry.id for chapter in chapters for entry in chapter.entries}
    body = "".join(_html(cover, anchors, ""))
    listed = "".join(map(_listed, chapters))
    return (
        f'<!doctype html>\n<html lang="{escape(said.language)}">\n<head>\n<meta charset="utf-8">\n'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<header>\n{body}</header>\n"
        f"<nav>\n<h2>{escape(contents)}</h2>\n<ol>\n{listed}</ol>\n</nav>\n"
        f"<main>\n{''.join(_chapter(chapter, anchors) for chapter in chapters)}</main>\n</body>\n</html>\n"
    )


def _listed(chapter: Chapter) -> str:
    inner = "".join(
        f'<li><a href="#{escape(entry.id)}">{escape(entry.title)}</a></li>' for entry in chapter.entries if entry.title
    )
    nested = f"<ol>{inner}</ol>" if inner else ""
    return f'<li><a href="#{escape(chapter.id)}">{escape(chapter.title)}</a>{nested}</li>\n'


def _chapter(chapter: Chapter, anchors: Mapping[str, str]) -> str:
    lead = f'<p class="lead">{escape(chapter.lead)}</p>\n' if chapter.lead else ""
    entries = "".join(_entry(entry, anchors) for entry in chapter.entries)
    return f'<h2 id="{escape(chapter.id)}">{escape(chapter.title)}</h2>\n{lead}{entries}'


def _entry(entry: Entry, anchors: Mapping[str, str]) -> str:
    inner = "".join(_html(entry.blocks, anchors, entry.id))
    return f'<section class="entry" id="{escape(entry.id)}">\n{inner}</section>\n'


def _html(blocks: Iterable[Block], anchors: Mapping[str, str], here: str) -> Iterator[str]:
    """The blocks; items of lists that follow each other make one list."""
    for listed, group in groupby(blocks, key=lambda block: isinstance(block, Line) and block.level > 0):
        if listed:
            yield _nested([each for each in group if isinstance(each, Line)], 1, anchors, here)
        else:
            yield from (_block(block, anchors, here) for block in group)


def _nested(lines: list[Line], level: int, anchors: Mapping[str, str], here: str) -> str:
    """Lines of one level as a list; deeper ones stand inside the item before them."""
    parts, position = ["<ul>\n"], 0
    while position < len(lines):
        after = position + 1
        while after < len(lines) and lines[after].level > level:
            after += 1
        inner = lines[position + 1 : after]
        nested = _nested(inner, level + 1, anchors, here) if inner else ""
        parts.append(f"<li{_toned(lines[position].tone)}>{_line(lines[position], anchors, here)}{nested}</li>\n")
        position = after
    return "".join((*parts, "</ul>\n"))


def _block(block: Block, anchors: Mapping[str, str], here: str) -> str:
    match block:
        case Heading(text, level):
            return _heading(text, level)
        case Line():
            return f"<p{_toned(block.tone)}>{_line(block, anchors, here)}</p>\n"
        case Grid(columns, rows):
            head = "".join(f"<th>{escape(column)}</th>" for column in columns)
            body = "".join(_row(row, anchors, here) for row in rows)
            return (
                f'<div class="wide"><table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{body}</tbody>\n</table></div>\n'
            )
        case _:
            assert_never(block)


def _row(row: tuple[str, ...], anchors: Mapping[str, str], here: str) -> str:
    """A row; only its first cell is a name."""
    first, *others = row
    cells = "".join(f"<td>{escape(cell)}</td>" for cell in others)
    return f"<tr><td>{_linked(first, anchors, here)}</td>{cells}</tr>\n"


def _heading(text: str, level: int) -> str:
    """A heading; what stands in parentheses at its end, mostly a place, is smaller."""
    if level != 1:
        return f"<h4>{escape(text)}</h4>\n" if level == 2 else f"<h1>{escape(text)}</h1>\n"
    found = _TITLE.fullmatch(text)
    title, place = (found[1], (found[2] or "").strip(" ()（）")) if found else (text, "")
    return f"<h3>{escape(title)}{f'<small>{escape(place)}</small>' if place else ''}</h3>\n"


def _toned(tone: Tone) -> str:
    return "" if tone is Tone.PLAIN else f' class="{tone.name.lower()}"'


def _line(line: Line, anchors: Mapping[str, str], here: str) -> str:
    return _linked(line.text, anchors, here)


def _linked(text: str, anchors: Mapping[str, str], here: str) -> str:
    """The text; an address becomes a link, and so does a name with a place in the booklet at its beginning."""
    if _ADDRESS.fullmatch(text):
        return f'<a href="{escape(text)}">{escape(text)}</a>'
    name = _NAME.match(text)
    anchor = anchors.get(name.group()) if name else None
    if name is None or anchor is None or anchor == here:
        return escape(text)
    return f'<a href="#{escape(anchor)}">{escape(name.group())}</a>{escape(text[name.end() :])}'
