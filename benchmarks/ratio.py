"""Compare two ways of doing something on a machine whose speed wanders: in turns, by medians."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from statistics import median
from time import perf_counter


@dataclass(frozen=True, slots=True)
class Comparison:
    """Median seconds of a run of each of the two."""

    measured: float
    baseline: float

    @property
    def ratio(self) -> float:
        """How many times as long the measured one takes."""
        return self.measured / self.baseline

    def __str__(self) -> str:
        return f"{self.measured * 1000:.3f} ms against {self.baseline * 1000:.3f} ms: {self.ratio:.2f}"


def seconds(run: Callable[[], object]) -> float:
    """How long one run takes."""
    start = perf_counter()
    run()
    return perf_counter() - start


def compare(measured: Callable[[], object], baseline: Callable[[], object], rounds: int) -> Comparison:
    """Both in turns, `rounds` times each, after one run that does not count."""
    measured()
    baseline()
    pairs = [(seconds(measured), seconds(baseline)) for _ in range(rounds)]
    return Comparison(median(pair[0] for pair in pairs), median(pair[1] for pair in pairs))
