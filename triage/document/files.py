"""From a file, or the bytes of standard input, to text; whatever stands in the way is a problem."""

from __future__ import annotations

import stat
from pathlib import Path

from triage.problem import Place, Problem

LARGEST = 2 * 1024 * 1024
"""Bytes of the largest file that is read."""


def read_bytes(path: Path, file: str, limit: int = LARGEST) -> bytes | Problem:
    """The content of a file of at most `limit` bytes, or the problem of reading it, placed in `file`."""
    try:
        with path.open("rb") as stream:
            data = stream.read(limit + 1)
    except FileNotFoundError:
        return Problem(Place(file), "no-file", f"there is no file {path}")
    except IsADirectoryError:
        return Problem(Place(file), "is-a-folder", f"{path} is a folder, not a file")
    except PermissionError:
        return Problem(Place(file), "no-permission", f"{path} may not be read", "check the file's permissions")
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        return Problem(Place(file), "unreadable", f"the file cannot be read: {getattr(error, 'strerror', error)}")
    return data if len(data) <= limit else _too_large(file, limit)


def read_regular(path: Path, file: str) -> bytes | Problem:
    """The content of a file of a pack. A pipe or a device, which may never end, is a problem."""
    try:
        endless = stat.S_IFMT(path.stat().st_mode) not in (stat.S_IFREG, stat.S_IFDIR)
    except (OSError, ValueError):
        endless = False  # reading it tells what is wrong
    if endless:
        return Problem(Place(file), "not-a-file", f"{path} is a pipe or a device, not a file")
    return read_bytes(path, file)


def decode(data: bytes, file: str, limit: int = LARGEST) -> str | Problem:
    """The text of `data`, which must be UTF-8, not empty and at most `limit` bytes long."""
    if len(data) > limit:
        return _too_large(file, limit)
    if not data.strip():
        return Problem(Place(file), "empty-file", "the file is empty")
    if b"\0" in data:
        return Problem(Place(file), "not-text", "this is not a text file", "a NUL byte was found in it")
    try:
        return data.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8")
        line, column = before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1
        return Problem(Place(file, line, column), "not-utf-8", "the text is not in UTF-8", "save the file as UTF-8")


def read_text(path: Path, file: str = "", limit: int = LARGEST) -> str | Problem:
    """The text of a file, or why there is none; `file` names it in the problem (by default its path)."""
    data = read_bytes(path, file or str(path), limit)
    return data if isinstance(data, Problem) else decode(data, file or str(path), limit)


def _too_large(file: str, limit: int) -> Problem:
    return Problem(Place(file), "file-too-large", f"the file is larger than {limit // 1024} KiB", "split it")
