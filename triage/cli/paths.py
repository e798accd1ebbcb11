"""What a person types as a file name, which need not be one that a file can have."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path


def called(path: Path) -> str:
    """The path as a person would type it from here."""
    here = Path.cwd()
    return str(path.relative_to(here) if path.is_relative_to(here) else path)


def is_there(path: Path) -> bool:
    """Whether there is a file or folder of that name."""
    return _holds(path.exists)


def is_folder(path: Path) -> bool:
    """Whether there is a folder of that name."""
    return _holds(path.is_dir)


def _holds(question: Callable[[], bool]) -> bool:
    """The answer of the system; a name that is too long or holds a NUL names nothing."""
    try:
        return question()
    except (OSError, ValueError):
        return False
