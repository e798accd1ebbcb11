"""What a person waits for before triage does anything, against importing its command line library."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from ratio import compare

ROOT = Path(__file__).resolve().parent.parent
TRIAGE = str(Path(sys.executable).with_name("triage"))
IMPORT_CLICK = [sys.executable, "-c", "import click"]

COMPILED = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
"""As where a program is installed: a library is compiled once, and so is triage."""


def run(command: list[str]) -> None:
    subprocess.run(command, cwd=ROOT, env=COMPILED, stdout=subprocess.DEVNULL, check=True)


@pytest.mark.parametrize(
    ("arguments", "limit"),
    [(["--help"], 1.5), (["decide", "examples/used-licence.yaml"], 6.0)],
    ids=["help", "decide"],
)
def bench_start(benchmark: Any, capsys: pytest.CaptureFixture[str], arguments: list[str], limit: float) -> None:
    command = [TRIAGE, *arguments]
    comparison = compare(lambda: run(command), lambda: run(IMPORT_CLICK), rounds=15)
    benchmark.extra_info["ratio"] = comparison.ratio
    benchmark.pedantic(run, args=(command,), rounds=5)
    with capsys.disabled():
        print(f"\ntriage {' '.join(arguments)}: {comparison} (at most {limit})")
    assert comparison.ratio <= limit
