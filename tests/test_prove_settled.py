"""Settled by search is settled by the solver: no two completions in which a conclusion comes out differently."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from strategies import APART, SMALL, Drawn, bounded, drawn

from triage.case import Contested
from triage.decide.status import Situation
from triage.decide.targets import headline_targets
from triage.engines import ReferenceEngine
from triage.view import as_given, as_presumed, contradictions

pytest.importorskip("z3")

from triage.prove.completions import completions


def situations(it: Drawn) -> list[Situation]:
    """As given and as presumed."""
    assume(not any(isinstance(answer, Contested) for answer in it.case.answers.values()))
    assume(not contradictions(it.policy, it.case))
    given_view = as_given(it.policy, it.case)
    views = (given_view, as_presumed(given_view))
    return [Situation(it.program, view, ReferenceEngine(it.program).infer(view)) for view in views]


@given(drawn(SMALL))
@bounded(20)
def test_what_the_search_calls_settled_the_solver_cannot_change(it: Drawn) -> None:
    for situation in situations(it):
        found = completions(situation.view, it.program, 20)
        for target in headline_targets(it.policy):
            if situation.stable(target) and found.possible:
                assert found.settled(target)


@given(drawn(APART))
@bounded(20)
def test_settled_by_search_equals_settled_by_the_solver(it: Drawn) -> None:
    """Where the search is exact: each unknown read through one name only, and no unknown moments in order."""
    for situation in situations(it):
        found = completions(situation.view, it.program, 20)
        for target in headline_targets(it.policy):
            if found.possible:
                assert found.settled(target) is situation.stable(target), target


def test_both_answers_occur() -> None:
    found: set[bool] = set()
    for seed in range(40):
        it = Drawn(seed, seed, 0.3, APART)
        if not any(isinstance(answer, Contested) for answer in it.case.answers.values()):
            space = completions(as_given(it.policy, it.case), it.program, 20)
            found |= {space.settled(target) for target in headline_targets(it.policy) if space.possible}
    assert found == {True, False}
