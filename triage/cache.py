"""Packs that were read before, by what is in their files: reading 400 rules takes longer than deciding by them.

What is kept is a pickle in the user's own cache folder, as Python keeps compiled modules. It is used only where the
pack's files are the same to the byte and the modules that read them unchanged, and where nobody else can have written
it. Nothing that goes wrong here is more than a slower start.
"""

from __future__ import annotations

import gc
import hashlib
import os
import pickle
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from triage import __version__
from triage.document import read_regular
from triage.policy import Policy
from triage.problem import Problem

MOST_KEPT = 8
"""Packs that are kept; the one longest unused goes."""

_READERS = ("policy/*.py", "parse/*.py", "document/*.py", "problem.py", "cache.py")
"""The modules whose change changes what is read, or how it is kept."""


def recalled(*folders: Path) -> Policy | None:
    """The policy of the pack in the first folder, lying over those in the others, if it was remembered as it is now."""
    with suppress(Exception):  # a damaged or foreign pickle can raise anything; the pack is simply read again
        path = _place(folders)
        if path is not None and _is_ours(path):
            with _no_collection():
                policy = pickle.loads(path.read_bytes())
            os.utime(path)
            return policy if isinstance(policy, Policy) else None
    return None


def remember(policy: Policy, *folders: Path) -> None:
    """Keep a policy that has no problems, made of these folders. Where the cache cannot be written, nothing happens."""
    import tempfile  # 5 ms, for a pack that was not read before

    with suppress(OSError, pickle.PicklingError):
        path = _place(folders)
        if path is None:
            return
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, part = tempfile.mkstemp(dir=path.parent)
        with os.fdopen(handle, "wb") as file:
            pickle.dump(policy, file, protocol=5)
        Path(part).replace(path)
        _forget_old(path.parent)


@contextmanager
def _no_collection() -> Iterator[None]:
    """Without looking for garbage among thousands of new values, all of which are kept."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def _place(folders: tuple[Path, ...]) -> Path | None:
    """Where the policy of these files belongs; None where there is no cache folder."""
    root = os.environ.get("XDG_CACHE_HOME")
    try:
        cache = Path(root) if root else Path.home() / ".cache"
        return cache / "triage" / f"{_digest(folders)}.pickle"
    except (OSError, RuntimeError):  # no home folder, or a pack that cannot be read: it says so itself
        return None


def _digest(folders: tuple[Path, ...]) -> str:
    """Names and contents of the packs' files, their folders' names, and the state of the modules that read them."""
    digest = hashlib.sha256(f"{__version__}\0{sys.version}\0".encode())
    for folder in folders:
        digest.update(f"\0{folder.resolve().name}\0".encode())
        for file in sorted(folder.glob("*.y*ml")):
            data = read_regular(file, file.name)
            if isinstance(data, Problem):
                raise OSError(data.message)
            digest.update(f"{file.name}\0".encode() + hashlib.sha256(data).digest())
    for name, size, changed in _modules():
        digest.update(f"{name}\0{size}\0{changed}\0".encode())
    return digest.hexdigest()


def _modules() -> Iterator[tuple[str, int, int]]:
    here = Path(__file__).parent
    for readers in _READERS:
        for file in sorted(here.glob(readers)):
            state = file.stat()
            yield f"{file.parent.name}/{file.name}", state.st_size, state.st_mtime_ns


def _is_ours(path: Path) -> bool:
    """Whether only this user can have written the file."""
    state = path.stat()
    owned = not hasattr(os, "getuid") or state.st_uid == os.getuid()
    return owned and not state.st_mode & (stat.S_IWGRP | stat.S_IWOTH)


def _forget_old(cache: Path) -> None:
    kept = sorted(cache.glob("*.pickle"), key=lambda path: path.stat().st_mtime, reverse=True)
    for path in kept[MOST_KEPT:]:
        path.unlink(missing_ok=True)
