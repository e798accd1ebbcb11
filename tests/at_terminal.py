"""A pseudo-terminal with `triage` at it, typed to as a person would."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pexpect
from running import ROOT, TINY, command, environment

SECONDS = 30
PROMPT = "\n> "
PLAIN = {"NO_COLOR": "1"}
HOME = tempfile.mkdtemp(prefix="triage-home-")
"""Where sessions are kept that no test looks at; others name a folder of their own with XDG_DATA_HOME."""


class Terminal:
    """`triage` at a terminal; `seen` is everything that it has written."""

    def __init__(self, child: pexpect.spawn[str]) -> None:
        self._child = child
        self.seen = ""

    def wait(self, text: str = PROMPT) -> str:
        """What was written up to `text`."""
        self._child.expect_exact(text)
        shown = str(self._child.before) + text
        self.seen += shown
        return shown

    def type(self, *lines: str) -> None:
        """Type each line at the next prompt."""
        for line in lines:
            self.wait()
            self._child.sendline(line)

    def send(self, line: str) -> None:
        """Type a line now."""
        self._child.sendline(line)

    def kill(self, signal_number: int) -> None:
        """Send the program a signal."""
        assert self._child.pid is not None
        os.kill(self._child.pid, signal_number)

    def resize(self, columns: int) -> None:
        """Give the terminal another width."""
        self._child.setwinsize(24, columns)

    def press(self, key: str) -> None:
        """Press Ctrl and a key at the next prompt, as late as a quick person.

        Between the prompt and the waiting for a line a signal would be seen only when the line has come.
        """
        self.wait()
        time.sleep(0.3)
        self._child.sendcontrol(key)

    def end(self) -> int:
        """The exit code."""
        self._child.expect(pexpect.EOF)
        self.seen += str(self._child.before)
        self._child.close()
        if self._child.signalstatus is not None:
            return 128 + self._child.signalstatus
        assert self._child.exitstatus is not None
        return self._child.exitstatus


@contextmanager
def terminal(
    *arguments: str | Path, cwd: Path = ROOT, columns: int = 80, env: Mapping[str, str] = PLAIN
) -> Iterator[Terminal]:
    """A session at a terminal of so many columns."""
    first, *others = command(*arguments)
    child = pexpect.spawn(
        first,
        others,
        env={"PYTHONPATH": str(ROOT), "XDG_DATA_HOME": HOME, **environment(**env)},
        cwd=str(cwd),
        encoding="utf-8",
        timeout=SECONDS,
        dimensions=(24, columns),
    )
    child.delaybeforesend = None
    try:
        yield Terminal(child)
    finally:
        child.close(force=True)


def ask_tiny(*arguments: str | Path, language: str = "en") -> tuple[str | Path, ...]:
    return ("ask", "--pack", TINY, "--lang", language, "--now", "2026-08-04T15:00+02:00", *arguments)
