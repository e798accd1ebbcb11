"""What the prover takes all cases to be, against the reference engine: one random case at a time, every conclusion."""

from __future__ import annotations

from datetime import datetime
from fractions import Fraction
from functools import lru_cache

import pytest
from completions import space_of_case, worlds_of
from hypothesis import assume, given
from strategies import ANY, APART, SMALL, Drawn, bounded, drawn

from triage.case import Case, Contested, Given
from triage.decide.ruling import ruling_of
from triage.decide.targets import headline_targets, outcomes
from triage.engines import Inference, ReferenceEngine
from triage.holding import View
from triage.leaves import leaf_value
from triage.policy import Policy
from triage.prove.cases import assignment_of, case_of
from triage.prove.encoding import Encoding, Reading, term_of
from triage.prove.limit import Limit
from triage.prove.states import Rails
from triage.prove.terms import Assignment, Term, equal, negation, number, same, truth
from triage.prove.walks import evaluate, unknowns_in
from triage.prove.world import proved_facts
from triage.view import ROUNDS, as_given, as_presumed, contradictions

solving = pytest.importorskip("triage.prove.solving")


@lru_cache(maxsize=4)
def encoded(policy: Policy) -> Encoding:
    return Encoding(policy, ROUNDS)


class One:
    """What the terms of an encoding come to in one case."""

    def __init__(self, case: Case, encoding: Encoding) -> None:
        self.case: Assignment = assignment_of(case, encoding.world)
        self.done: dict[Term, object] = {}

    def holds(self, term: Term) -> bool:
        return bool(evaluate(term, self.case, self.done))  # type: ignore[arg-type]

    def value(self, rails: Rails) -> bool | None:
        yes, no = self.holds(rails.yes), self.holds(rails.no)
        assert not (yes and no)
        return True if yes else False if no else None


def partly_answered(it: Drawn) -> Case:
    assume(not any(isinstance(answer, Contested) for answer in it.case.answers.values()))
    return it.case


def views(case: Case, encoding: Encoding) -> list[tuple[View, Reading]]:
    given_view = as_given(encoding.policy, case)
    return [(given_view, encoding.given), (as_presumed(given_view), encoding.presumed)]


def agree(one: One, view: View, reading: Reading) -> Inference:
    """Every test and every clause, sure and possible."""
    program = reading.program
    for leaf in program.leaves:
        assert one.value(reading.sight.leaf(leaf)) is leaf_value(leaf, view), leaf
    inference = ReferenceEngine(program).infer(view)
    for name in program.clauses:
        expected = True if name in inference.sure else None if name in inference.possible else False
        assert one.value(reading.clause(name)) is expected, name
    return inference


@given(drawn(ANY))
@bounded(40)
def test_a_partly_answered_case_is_read_as_the_reference_reads_it(it: Drawn) -> None:
    case, encoding = partly_answered(it), encoded(it.policy)
    one = One(case, encoding)
    for view, reading in views(case, encoding):
        inference = agree(one, view, reading)
        there, here = reading.ruling, ruling_of(it.policy, inference.sure)
        for target in headline_targets(it.policy):
            stands = {name for name, lanes in outcomes(target, there).items() if one.holds(term_of(lanes))}
            assert stands == {name for name, lanes in outcomes(target, here).items() if lanes}


@given(drawn(SMALL))
@bounded(25)
def test_a_fully_answered_case_is_read_as_the_reference_reads_it(it: Drawn) -> None:
    encoding = encoded(it.policy)
    worlds, _ = worlds_of(space_of_case(it.case, as_given(it.policy, it.case)), it.random, 40)
    for world in worlds[:6]:
        answers = {name: Given(value, world.by.get(name, ())) for name, value in world.values.items()}
        case = Case(it.policy.id, world.now, answers, world.evidence)
        agree(One(case, encoding), as_given(it.policy, case), encoding.full)


@given(drawn(SMALL))
@bounded(25)
def test_the_cases_that_there_are_are_those_that_nobody_refuses(it: Drawn) -> None:
    """Of fully answered cases; of partly answered ones those that no fully answered case agrees with are left out."""
    encoding = encoded(it.policy)
    worlds, _ = worlds_of(space_of_case(it.case, as_given(it.policy, it.case)), it.random, 40)
    for world in worlds[:6]:
        if any(isinstance(value, datetime) and value.year < 1990 for value in world.values.values()):
            continue  # before the calendar of the prover begins
        case = Case(it.policy.id, world.now, {n: Given(v) for n, v in world.values.items()}, world.evidence)
        assert One(case, encoding).holds(encoding.lawful) == (not contradictions(it.policy, case))


@given(drawn(APART))
@bounded(25)
def test_a_case_is_what_its_assignment_says(it: Drawn) -> None:
    encoding, case = encoded(it.policy), partly_answered(it)
    read = case_of(assignment_of(case, encoding.world), encoding.given.sight, encoding.world)
    assert (read.now, read.evidence, said(read)) == (case.now, case.evidence, said(case))
    for fact in proved_facts(it.policy):
        assert read.answers.get(fact) == case.answers.get(fact)


def said(case: Case) -> dict[str, object]:
    return {name: answer.value if isinstance(answer, Given) else None for name, answer in case.answers.items()}


@given(drawn(SMALL))
@bounded(8)
def test_the_solver_says_of_a_case_what_the_reference_says(it: Drawn) -> None:
    case, encoding = partly_answered(it), encoded(it.policy)
    inference = ReferenceEngine(it.program).infer(as_presumed(as_given(it.policy, case)))
    clauses = {name: encoding.presumed.clause(name).yes for name in it.program.clauses}
    assignment = assignment_of(case, encoding.world)
    solver = solving.Solver([is_value(u, assignment[str(u.detail)]) for u in unknowns_in(clauses.values())])
    for name, term in clauses.items():
        assert solver.find(term, limit=Limit(30)).found is (name in inference.sure)
        assert solver.find(negation(term), limit=Limit(30)).found is (name not in inference.sure)


def is_value(unknown: Term, value: bool | Fraction) -> Term:
    if isinstance(value, bool):
        return same(unknown, truth(value))
    return equal(unknown, number(value))
