"""What all tests share: Ctrl-C as at a terminal, and golden files.

`golden(name, text)` compares with tests/golden/<name>; `pytest --accept` rewrites what differs.
"""

from __future__ import annotations

import signal
from collections.abc import Callable
from pathlib import Path

import pytest

# A shell lets what it starts in the background ignore Ctrl-C, and all that this starts in turn.
signal.signal(signal.SIGINT, signal.default_int_handler)

GOLDEN = Path(__file__).parent / "golden"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--accept", action="store_true", help="rewrite the golden files that differ")


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """Compares a text with its golden file, or rewrites the file where `--accept` was given."""
    accept = bool(request.config.getoption("--accept"))

    def compare(name: str, text: str) -> None:
        path = GOLDEN / name
        if accept:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="")
        assert path.exists(), f"{path} is not there: look at the text, then run `pytest --accept`"
        assert text == path.read_bytes().decode("utf-8")

    return compare
