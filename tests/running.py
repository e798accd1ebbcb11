"""Runs the program as a person would: in this process, or where that makes a difference in one of its own."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO, TextIOWrapper
from pathlib import Path

import pytest

from triage.cli import main

ROOT = Path(__file__).parents[1]
TINY = ROOT / "tests" / "packs" / "tiny"
CASES = ROOT / "tests" / "scenarios" / "tiny"
SECONDS = 60
"""After this long a process counts as hanging."""


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
    """Run `triage` without a terminal, in this process: ten times as fast, and an exception is the test's failure."""
    out, err = BytesIO(), BytesIO()
    changes = {"COLUMNS": "80", **(env or {})}  # else the width would be that of the terminal that pytest runs in
    with _surroundings(["triage", *map(str, arguments)], environment(**changes), cwd), _streams(stdin, out, err):
        with pytest.raises(SystemExit) as end:
            main()
        assert isinstance(end.value.code, int)
        return Ran(end.value.code, _flushed(sys.stdout, out), _flushed(sys.stderr, err))


def process(*arguments: str | Path, stdin: bytes = b"", env: Mapping[str, str] | None = None, cwd: Path = ROOT) -> Ran:
    """Run `triage` without a terminal in a process of its own: for what could crash or hang it, and for its streams.

    What it writes must be UTF-8, and no run ends in a traceback.
    """
    variables = {"PYTHONPATH": str(ROOT), **environment(**(env or {}))}
    ran = subprocess.run(
        command(*arguments), input=stdin, capture_output=True, timeout=SECONDS, env=variables, cwd=cwd, check=False
    )
    out, err = ran.stdout.decode("utf-8"), ran.stderr.decode("utf-8")
    assert "Traceback" not in err, err
    return Ran(ran.returncode, out, err)


@contextmanager
def _surroundings(argv: list[str], variables: Mapping[str, str], cwd: Path) -> Iterator[None]:
    """The command line, the environment and the folder of the run, and the tests' own again afterwards."""
    before = sys.argv, dict(os.environ), Path.cwd(), signal.getsignal(signal.SIGPIPE)
    sys.argv = argv
    os.environ.clear()
    os.environ.update(variables)
    os.chdir(cwd)
    try:
        yield
    finally:
        sys.argv = before[0]
        os.environ.clear()
        os.environ.update(before[1])
        os.chdir(before[2])
        signal.signal(signal.SIGPIPE, before[3])


@contextmanager
def _streams(stdin: bytes, out: BytesIO, err: BytesIO) -> Iterator[None]:
    before = sys.stdin, sys.stdout, sys.stderr
    sys.stdin, sys.stdout, sys.stderr = TextIOWrapper(BytesIO(stdin)), TextIOWrapper(out), TextIOWrapper(err)
    try:
        yield
    finally:
        sys.stdin, sys.stdout, sys.stderr = before


def _flushed(stream: object, written: BytesIO) -> str:
    assert isinstance(stream, TextIOWrapper)
    stream.flush()
    return written.getvalue().decode("utf-8")
