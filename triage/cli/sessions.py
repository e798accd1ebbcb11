"""Where sessions are kept, and which one a name means."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from os import environ
from pathlib import Path

import click

from triage.cli.paths import is_folder, is_there
from triage.policy import Policy

SUFFIX = ".yaml"


def sessions_folder() -> Path:
    """Where sessions are kept: `$XDG_DATA_HOME/triage/sessions`. Raises `RuntimeError` where there is no home."""
    root = environ.get("XDG_DATA_HOME")
    base = Path(root) if root and Path(root).is_absolute() else Path.home() / ".local" / "share"
    return base / "triage" / "sessions"


def session_file(name: str) -> Path:
    """The file of a name: itself where it is one (`a.yaml`, `b/c`), else the session of that name."""
    is_name = not name.endswith((SUFFIX, ".yml")) and "/" not in name and name not in (".", "..")
    try:
        return sessions_folder() / f"{name}{SUFFIX}" if is_name else Path(name).expanduser()
    except RuntimeError:
        return Path(name)


def new_session_file(policy: Policy) -> Path | None:
    """A file of its own for a session that has no name; None where there is no home folder."""
    stamp = f"{datetime.now():%Y%m%d-%H%M%S}"
    try:
        folder = sessions_folder()
    except RuntimeError:
        return None
    names = (f"{policy.id}-{stamp}{more}" for more in ("", *(f"-{number}" for number in range(2, 100))))
    return next((folder / f"{name}{SUFFIX}" for name in names if not is_there(folder / f"{name}{SUFFIX}")), None)


def make_sessions_folder(file: Path) -> None:
    """Make the folder of the file where it is the one of sessions, for this user alone. Raises `OSError`."""
    if file == session_file(file.stem):
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)


def find_session(name: str) -> Path:
    """The session of that name, or the latest one; raises `click.BadParameter` where there is none."""
    if name:
        path = session_file(name)
        if not is_there(path) or is_folder(path):
            raise click.BadParameter(f"there is no session {name!r}{listed()}", param_hint="--resume")
        return path
    latest = next(_latest_first(), None)
    if latest is None:
        raise click.BadParameter("there is no saved session", param_hint="--resume")
    return latest


def case_file(name: str) -> Path:
    """The file that a case's name means: itself where it is there, else the saved session of that name."""
    path, kept = Path(name), session_file(name)
    return kept if kept != path and not is_there(path) and is_there(kept) else path


def _latest_first() -> Iterator[Path]:
    try:
        files = [path for path in sessions_folder().glob(f"*{SUFFIX}") if path.name[0] != "."]
        yield from sorted(files, key=lambda path: path.stat().st_mtime, reverse=True)
    except (OSError, RuntimeError):
        return


def listed() -> str:
    """The names of the latest sessions, to be said after what is missing; "" where there are none."""
    names = [path.stem for path in _latest_first()][:5]
    return f"; there are: {', '.join(names)}" if names else ""
