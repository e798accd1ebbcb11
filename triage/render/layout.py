"""Lines of a given width for mixed Chinese and English text: wrapping, hanging indents, clipping.

Furniture is ASCII. Widths are terminal cells, by `wcwidth`; characters of ambiguous width count as one.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator

from msgspec import Struct
from msgspec.structs import replace
from wcwidth import iter_graphemes, wcswidth

from triage.render.style import PLAIN, Style, Tone

NARROWEST = 20
"""No terminal is taken for narrower than this; beyond it lines overflow rather than break after each sign."""

_NOT_FIRST = frozenset("、。，．；：？！）》」』】〉〕…—·～％”’" + ",.;:!?)]}%")
_NOT_LAST = frozenset("（《「『【〈〔“‘" + "([{")
_TIED = "\u00a0"
_MOMENT = re.compile(r"(\d{4}-\d\d-\d\d) (\d\d:\d\d)")
"""A date and its time stay on one line."""
_LINK = "://"
_JOINERS = "\u200d\ufe0e\ufe0f"


class Paragraph(Struct, frozen=True):
    """Text to be wrapped behind `lead` ("- ", "Ask for  "), under which its later lines are indented.

    `most` is the greatest number of lines, 0 for any; what is cut off ends in "...".
    """

    text: str
    lead: str = ""
    indent: int = 0
    tone: Tone = Tone.PLAIN
    lead_tone: Tone = Tone.PLAIN
    most: int = 0


def cells(text: str) -> int:
    """How many terminal cells the text takes."""
    return max(wcswidth(text), 0)


def padded(text: str, width: int) -> str:
    """The text with blanks up to `width` cells."""
    return text + " " * (width - cells(text))


def clean(text: str) -> str:
    """The text without control and direction signs, so that no pack or case can move the cursor."""
    return "".join(sign for sign in map(_plain_sign, text) if sign)


def _plain_sign(sign: str) -> str:
    if sign in "\n\t\r":
        return " "
    return "" if unicodedata.category(sign)[0] == "C" and sign not in _JOINERS else sign


class _Piece(Struct):
    """What no line break may split. `gap`: a blank stands before it."""

    text: str
    gap: bool
    last: str

    def holds(self, sign: str) -> bool:
        """Whether no break may come between this piece and `sign`, which follows it directly."""
        both_narrow = cells(self.last) < 2 and cells(sign) < 2
        return both_narrow or sign[0] in _NOT_FIRST or self.last in _NOT_LAST

    def add(self, sign: str) -> None:
        self.text += sign
        self.last = sign


def _pieces(text: str) -> list[_Piece]:
    pieces: list[_Piece] = []
    gap = False
    for sign in iter_graphemes(_MOMENT.sub(f"\\1{_TIED}\\2", clean(text))):
        if sign.isspace() and sign != _TIED:
            gap = True
            continue
        if pieces and not gap and pieces[-1].holds(sign):
            pieces[-1].add(sign)
        else:
            pieces.append(_Piece(sign, gap, sign))
        gap = False
    return pieces


def _chunks(text: str, width: int) -> Iterator[str]:
    """A piece that is longer than a line, cut into lines."""
    line = ""
    for sign in iter_graphemes(text):
        if line and cells(line + sign) > width:
            yield line
            line = ""
        line += sign
    yield line


def wrap(text: str, width: int) -> list[str]:
    """The text in lines of at most `width` cells; at least one line.

    Chinese breaks between any two signs, but closing punctuation never starts a line and an opening bracket
    never ends one. Only a word longer than a line is cut; a link never is, since nobody could follow it then.
    """
    lines = [""]
    for piece in _pieces(text):
        blank = " " if piece.gap and lines[-1] else ""
        if cells(lines[-1] + blank + piece.text) <= width:
            lines[-1] += blank + piece.text
        else:
            parts = [piece.text] if _LINK in piece.text else _chunks(piece.text, width)
            lines[-1:] = [line for line in (lines[-1], *parts) if line]
    return [line.replace(_TIED, " ") for line in lines]


def clip(lines: list[str], most: int, width: int) -> list[str]:
    """The first `most` lines (0: all); "..." ends the last one where something was cut off."""
    if not most or len(lines) <= most:
        return lines
    last = lines[most - 1]
    while cells(last) > width - 3:
        last = last[:-1]
    return [*lines[: most - 1], last.rstrip() + "..."]


def lay_out(paragraph: Paragraph, width: int, style: Style = PLAIN) -> list[str]:
    """The lines of one paragraph."""
    width = max(width, NARROWEST)
    indent = min(paragraph.indent, width // 3)
    margin = " " * indent
    hang = cells(paragraph.lead)
    room = width - indent - hang
    if paragraph.lead and room < min(NARROWEST, width // 3):
        return _below(paragraph, width, style)
    first, *others = clip(wrap(paragraph.text, room), paragraph.most, room)
    head = margin + style.paint(paragraph.lead, paragraph.lead_tone) + style.paint(first, paragraph.tone)
    return [head.rstrip(), *(margin + " " * hang + style.paint(line, paragraph.tone) for line in others)]


def _below(paragraph: Paragraph, width: int, style: Style) -> list[str]:
    """A lead too long for its line stands above its text."""
    lead = Paragraph(paragraph.lead, indent=paragraph.indent, tone=paragraph.lead_tone)
    text = replace(paragraph, lead="", indent=paragraph.indent + 2)
    return [*lay_out(lead, width, style), *lay_out(text, width, style)]


def page(paragraphs: Iterable[Paragraph], width: int, style: Style = PLAIN) -> str:
    """All paragraphs, one below the other, with a newline at the end."""
    return "".join(line.rstrip() + "\n" for each in paragraphs for line in lay_out(each, width, style))
