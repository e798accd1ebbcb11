"""How a command ends: its exit code, and what it says where it cannot go on."""

from __future__ import annotations

from enum import IntEnum
from typing import IO, Any

import click


class Code(IntEnum):
    """The exit codes, as documented; scripts rely on them."""

    FINE = 0
    PROBLEMS = 1
    USAGE = 2
    POLICY = 3
    CASE = 4
    MISSING = 5
    INTERRUPTED = 130


class Stop(click.ClickException):
    """The command cannot go on: `message` goes to stderr as it is, and the process ends with `code`."""

    def __init__(self, code: Code, message: str) -> None:
        super().__init__(message)
        self.code = code

    @property
    def exit_code(self) -> int:  # type: ignore[override]
        """The code with which the process ends."""
        return self.code.value

    def show(self, file: IO[Any] | None = None) -> None:
        """Print the message on stderr; nothing where the command has said all that there is to say."""
        if self.message:
            click.echo(self.message.rstrip("\n"), file=file, err=file is None)
