"""Where the shipped packs and scenarios are: inside the package in a wheel, beside it in a clone."""

from __future__ import annotations

import re
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
_NAME = re.compile("[a-z0-9]+(-[a-z0-9]+)*")
"""Names of packs; none of them leads out of a folder."""


def _root() -> Path:
    """The folder that holds `rules` and `scenarios`."""
    inside = _PACKAGE / "_bundled"
    return inside if inside.is_dir() else _PACKAGE.parent


def pack_names() -> tuple[str, ...]:
    """The names of the shipped packs, sorted; none where the program was installed without them."""
    rules = _root() / "rules"
    if not rules.is_dir():
        return ()
    return tuple(sorted(path.parent.name for path in rules.glob("*/pack.yaml") if _NAME.fullmatch(path.parent.name)))


def pack_folder(name: str) -> Path | None:
    """The folder of a shipped pack; None for any other name, be it a path or not."""
    return _folder("rules", name)


def scenario_folder(pack: str) -> Path | None:
    """The folder of a shipped pack's scenarios; None where there are none."""
    return _folder("scenarios", pack)


def real_folder(pack: str) -> Path | None:
    """The folder of a shipped pack's real disputes; None where there are none."""
    return _folder("scenarios", f"{pack}-real")


def _folder(kind: str, name: str) -> Path | None:
    if not _NAME.fullmatch(name):
        return None
    folder = _root() / kind / name
    return folder if folder.is_dir() else None
