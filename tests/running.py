"""Runs the real program in a process of its own, as a person would."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
TINY = ROOT / "tests" / "packs" / "tiny"
CASES = ROOT / "tests" / "scenarios" / "tiny"
SECONDS = 60
"""After this long a run counts as hanging."""


@dataclass(frozen=True)
class Ran:
    """How a run ended, and what it wrote."""

    code: int
    out: str
    err: str


def environment(**changes: str) -> dict[str, str]:
    """The environment of a run: none of the settings that change what is shown, unless they are given."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if name not in ("NO_COLOR", "COLUMNS", "LANGUAGE", "LANG", "TERM") and not name.startswith("LC_")
    }
    return {**kept, "LC_ALL": "C.UTF-8", "TERM": "xterm", **changes}


def command(*arguments: str | Path) -> list[str]:
    """The command line of a run."""
    return [sys.executable, "-m", "triage", *map(str, arguments)]


def triage(*arguments: str | Path, stdin: bytes = b"", env: Mapping[str, str] | None = None, cwd: Path = ROOT) -> Ran:
    """Run `triage` without a terminal; what it writes must be UTF-8, and no run ends in a traceback."""
    variables = {"PYTHONPATH": str(ROOT), **environment(**(env or {}))}
    ran = subprocess.run(
        command(*arguments), input=stdin, capture_output=True, timeout=SECONDS, env=variables, cwd=cwd, check=False
    )
    out, err = ran.stdout.decode("utf-8"), ran.stderr.decode("utf-8")
    assert "Traceback" not in err, err
    return Ran(ran.returncode, out, err)
