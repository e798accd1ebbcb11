"""The next question in every state of sessions with shipped scenarios, against one evaluation by the reference."""

from __future__ import annotations

from statistics import median
from time import process_time
from typing import Any

import pytest
from shipped import cases, policy

from triage.case import Case
from triage.engines import ReferenceEngine
from triage.interview import Session, answer, ask, never_asked, objections
from triage.program import compile_policy
from triage.rehearsal.sessions import spoken
from triage.view import as_given, as_presumed

EVERY = 12
"""One scenario in so many is played."""

AT_MOST = 7.5
"""How many reference evaluations the next question may take at the 95th percentile.

50 ms where one takes 6.9 ms, and a little for noise.
"""


def bench_next_question(benchmark: Any, capsys: pytest.CaptureFixture[str]) -> None:
    """The next question at the 95th percentile against one reference evaluation (given, presumed, both inferences)."""
    taken: list[float] = []
    evaluations: list[float] = []

    def run() -> None:
        for case in cases()[::EVERY]:
            _play(case, taken, evaluations)

    ask(Session(policy(), Case(policy().id, cases()[0].now)))  # what is worked out once a policy
    benchmark.pedantic(run, rounds=1)
    taken.sort()
    p95 = taken[-(-95 * len(taken) // 100) - 1]
    ratio = p95 / median(evaluations)
    benchmark.extra_info["ratio"] = ratio
    with capsys.disabled():
        print(f"\nnext question in {len(taken)} states: {_ms(median(taken))}, at the 95th percentile {_ms(p95)}")
        print(f"{ratio:.1f} reference evaluations of {_ms(median(evaluations))} (at most {AT_MOST})")
    assert ratio <= AT_MOST


def _ms(time: float) -> str:
    return f"{time * 1000:.1f} ms"


def _play(case: Case, taken: list[float], evaluations: list[float]) -> None:
    reference = ReferenceEngine(compile_policy(policy()))
    told = {name: said for name, said in case.answers.items() if name in never_asked(policy())}
    session = Session(policy(), Case(policy().id, case.now, told))
    while True:
        start = process_time()
        question = ask(session)
        taken.append(process_time() - start)
        start = process_time()
        _evaluated(session.case, reference)
        evaluations.append(process_time() - start)
        if question is None:
            return
        moved = answer(session, question, spoken(question, case, policy()))
        session = answer(session, question, None) if objections(moved) else moved


def _evaluated(case: Case, reference: ReferenceEngine) -> None:
    given = as_given(policy(), case)
    reference.infer(given)
    reference.infer(as_presumed(given))
