"""A bar on standard error while many files are worked through."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import click

Found = TypeVar("Found")


def all_of(files: tuple[Path, ...], one: Callable[[Path], Found]) -> tuple[Found, ...]:
    """What `one` makes of each file, with a progress bar where a person is watching."""
    if not sys.stderr.isatty() or os.environ.get("TERM") == "dumb":
        return tuple(map(one, files))
    with click.progressbar(files, file=sys.stderr, show_pos=True) as bar:
        return tuple(map(one, bar))
