"""Verdicts over the shipped scenarios: what the explanation costs, one engine against the other, and memory."""

from __future__ import annotations

import resource
from itertools import cycle, islice
from typing import Any

import pytest
from ratio import compare
from shipped import PACK, SMALL, cases, policy

from triage.decide import decide
from triage.engines import Engine, ReferenceEngine, open_engine
from triage.explain import proofs
from triage.program import compile_policy
from triage.view import as_given, as_presumed

GROWTH = 8 * 1024
"""KiB by which memory may grow between the first hundredth of the cases and the last."""


def bench_explanation(benchmark: Any, capsys: pytest.CaptureFixture[str]) -> None:
    """(a) A verdict with the proof of every conclusion, against the verdict alone."""
    sample = cases()[::20]

    def explained() -> None:
        for case in sample:
            proofs(policy(), case, decide(policy(), case))

    def alone() -> None:
        for case in sample:
            decide(policy(), case)

    _judge(benchmark, capsys, f"{len(sample)} verdicts with proofs against as many without", explained, alone, 1.5)


def bench_engines(benchmark: Any, capsys: pytest.CaptureFixture[str]) -> None:
    """(b) The reference engine against durable-rules, on the same views."""
    program = compile_policy(policy())
    given = [as_given(policy(), case) for case in cases()[::10]]
    views = [*given, *map(as_presumed, given)]
    reference, durable = ReferenceEngine(program), open_engine(program, "durable")

    def run(engine: Engine) -> None:
        for view in views:
            view.computed.clear()
            engine.infer(view)

    what = f"reference against durable-rules, {len(views)} views"
    _judge(benchmark, capsys, what, lambda: run(reference), lambda: run(durable), 1.0, rounds=5)


@pytest.mark.parametrize(("pack", "count"), [(SMALL, 100_000), (PACK, 2_000)])
def bench_memory(benchmark: Any, capsys: pytest.CaptureFixture[str], pack: str, count: int) -> None:
    """(e) Many cases through durable-rules in one process: the peak of memory stays where it was after the first."""
    engine = open_engine(compile_policy(policy(pack)), "durable")
    views = [as_presumed(as_given(policy(pack), case)) for case in cases(pack)[:100]]
    peaks: dict[int, int] = {}

    def run() -> None:
        for number, view in enumerate(islice(cycle(views), count), start=1):
            engine.infer(view)
            if number in (count // 100, count // 10, count):
                peaks[number] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    benchmark.pedantic(run, rounds=1)
    with capsys.disabled():
        print(f"\n{pack}: peak memory in KiB after so many cases: {peaks}")
    assert peaks[count] - peaks[count // 100] <= GROWTH


def _judge(
    benchmark: Any,
    capsys: pytest.CaptureFixture[str],
    what: str,
    measured: Any,
    baseline: Any,
    limit: float,
    rounds: int = 3,
) -> None:
    comparison = compare(measured, baseline, rounds=rounds)
    benchmark.extra_info["ratio"] = comparison.ratio
    benchmark.pedantic(measured, rounds=1)
    with capsys.disabled():
        print(f"\n{what}: {comparison} (at most {limit})")
    assert comparison.ratio <= limit
