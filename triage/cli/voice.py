"""How a session speaks and listens: lines on stderr, lines from the terminal. Nothing is repainted."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable

from msgspec import Struct

from triage.render.layout import Paragraph, page
from triage.render.naming import Naming
from triage.render.style import Style, Tone


class Voice(Struct, frozen=True):
    """The names and words of a language, how wide the terminal is at the moment, colour."""

    naming: Naming
    measure: Callable[[], int]
    style: Style

    @property
    def width(self) -> int:
        """Columns; people resize their windows in the middle of a session."""
        return self.measure()

    def word(self, key: str, **values: object) -> str:
        """A message of the catalogue."""
        return self.naming.words.say(key, **values)

    def say(self, text: str, tone: Tone = Tone.PLAIN, indent: int = 0) -> None:
        """One paragraph on stderr, where everything stands that is not the result."""
        tell(page([Paragraph(text, indent=indent, tone=tone)], self.width, self.style))

    def hear(self) -> str | None:
        """A line from the terminal without its end; None where the input has ended."""
        return read_line(self.word("ask.prompt"))


def prompt_after_a_pause(voice: Voice) -> None:
    """After Ctrl-Z and `fg` the prompt is shown again: the shell has written over it."""
    if hasattr(signal, "SIGCONT"):
        signal.signal(signal.SIGCONT, lambda *_: tell(voice.word("ask.prompt")))


def tell(text: str) -> None:
    """Text on stderr, at once."""
    sys.stderr.write(text)
    sys.stderr.flush()


def read_line(prompt: str) -> str | None:
    """A line from the terminal without its end; None where the input has ended."""
    tell(prompt)
    line = sys.stdin.readline()
    return line.rstrip("\r\n") if line else None
