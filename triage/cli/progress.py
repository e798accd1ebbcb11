"""What a person who is watching sees on standard error while something takes long."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

import click

Found = TypeVar("Found")


def all_of(files: tuple[Path, ...], one: Callable[[Path], Found]) -> tuple[Found, ...]:
    """What `one` makes of each file, with a progress bar where a person is watching."""
    if not _is_watched():
        return tuple(map(one, files))
    with click.progressbar(files, file=sys.stderr, show_pos=True) as bar:
        return tuple(map(one, bar))


@contextmanager
def status_line() -> Iterator[Callable[[str], None]]:
    """What shows one line in the place of the one before, where a person is watching; the last one goes at the end."""
    if not _is_watched():
        yield lambda _: None
        return
    try:
        yield lambda text: click.echo(f"\r\x1b[K{text[:76]}", nl=False, err=True)
    finally:
        click.echo("\r\x1b[K", nl=False, err=True)


def _is_watched() -> bool:
    return sys.stderr.isatty() and os.environ.get("TERM") != "dumb"
