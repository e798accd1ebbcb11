"""One session, one terminal: whoever has a session open holds a lock beside its file, which ends with the process."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from msgspec import Struct

try:
    import fcntl
except ImportError:  # Windows: sessions are not locked there
    fcntl = None  # type: ignore[assignment]


class Busy(Exception):
    """Another process has the session open."""


class Lock(Struct):
    """A lock that is held; nobody else gets it before `release`, or before this process has ended."""

    path: Path
    handle: int

    def release(self) -> None:
        """Give the lock back and leave no file behind."""
        self.path.unlink(missing_ok=True)
        os.close(self.handle)


def lock(file: Path) -> Lock | None:
    """The lock of a session's file; None where there can be none (no such folder, not to be written, Windows).

    Raises `Busy` where another process holds it. The lock is a file of its own, since the session's is replaced
    whenever it is written; it is looked up again once it is held, since whoever had it may just have removed it.
    """
    if fcntl is None:
        return None
    path = file.with_name(f".{file.name}.lock")
    with suppress(OSError, ValueError):
        while True:
            handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                os.close(handle)
                raise Busy from None
            if _is_that_of(handle, path):
                return Lock(path, handle)
            os.close(handle)
    return None


def _is_that_of(handle: int, path: Path) -> bool:
    """Whether the open file still is the one of that name."""
    try:
        return os.path.samestat(os.fstat(handle), path.stat())
    except FileNotFoundError:
        return False
