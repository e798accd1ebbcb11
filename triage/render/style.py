"""Colour, as a value: whoever prints decides once whether there is any; everything else names a tone."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum

from msgspec import Struct


class Tone(Enum):
    """What a piece of text is, for the eye."""

    PLAIN = "plain"
    HEADING = "heading"
    STRONG = "strong"
    GOOD = "good"
    CAREFUL = "careful"
    BAD = "bad"
    FAINT = "faint"


class Style(Struct, frozen=True):
    """Paints text where `colour` is true, and leaves it alone otherwise."""

    colour: bool

    def paint(self, text: str, tone: Tone) -> str:
        """The text in its tone; blank text stays as it is."""
        if not self.colour or tone is Tone.PLAIN or not text.strip():
            return text
        return f"\x1b[{_CODES[tone]}m{text}\x1b[0m"


# ECMA-48, select graphic rendition: 1 bold, 2 faint, 31 to 33 red, green, yellow.
_CODES = {
    Tone.HEADING: "1",
    Tone.STRONG: "1",
    Tone.GOOD: "1;32",
    Tone.CAREFUL: "1;33",
    Tone.BAD: "1;31",
    Tone.FAINT: "2",
}

PLAIN = Style(colour=False)


def style_for(environ: Mapping[str, str], terminal: bool) -> Style:
    """Colour on a terminal, unless NO_COLOR says something (https://no-color.org) or TERM is "dumb"."""
    return Style(terminal and not environ.get("NO_COLOR") and environ.get("TERM") != "dumb")
