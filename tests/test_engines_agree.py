"""The engines against each other, and the reference against the oracle, on random packs."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from completions import space_of_case, worlds_of
from hypothesis import assume, given
from oracle import World
from strategies import SMALL, Drawn, bounded, drawn
from watchdog import time_limit

from triage.case import Case, Given
from triage.decide.status import Situation
from triage.decide.targets import clauses_behind, headline_targets
from triage.engines import Engine, ReferenceEngine, open_engine
from triage.engines.lanes import MOST_LANES, Lanes, lanes_for
from triage.holding import NotApplicable, Unknown, View
from triage.interview.near import near
from triage.view import as_given, as_presumed, contradictions

durable = pytest.importorskip("triage.engines.durable")


def views(it: Drawn) -> tuple[View, View]:
    """As given, and as presumed."""
    view = as_given(it.policy, it.case)
    return view, as_presumed(view)


@given(drawn())
@bounded(150)
def test_durable_rules_and_the_reference_agree_on_what_holds_and_what_could(it: Drawn) -> None:
    derived, reference = open_engine(it.program, "durable"), ReferenceEngine(it.program)
    for view in views(it) * 2:  # the second time the engine has to have forgotten the first
        with time_limit(60):
            assert derived.infer(view) == reference.infer(view)


@given(drawn(SMALL))
@bounded(150)
def test_with_nothing_unknown_the_reference_says_what_the_oracle_says(it: Drawn) -> None:
    worlds, _ = worlds_of(space_of_case(it.case, as_given(it.policy, it.case)), it.random, 40)
    for world in worlds[:10]:
        complete = complete_case(world)
        if not contradictions(it.policy, complete):
            inference = ReferenceEngine(it.program).infer(as_given(it.policy, complete))
            assert inference.sure == inference.possible
            assert inference.sure & it.policy.rules.keys() == fired(told(world))


@given(drawn(SMALL))
@bounded(150)
def test_what_is_sure_holds_in_every_completion_and_what_is_impossible_in_none(it: Drawn) -> None:
    assume(not contradictions(it.policy, it.case))
    view = as_given(it.policy, it.case)
    inference = ReferenceEngine(it.program).infer(view)
    worlds, _ = worlds_of(space_of_case(it.case, view), it.random, 400)
    for world in worlds:
        assert inference.sure & it.policy.rules.keys() <= fired(world) <= inference.possible


@given(drawn(SMALL))
@bounded(60)
def test_each_lane_is_the_reference_in_that_hypothetical(it: Drawn) -> None:
    engine = ReferenceEngine(it.program)
    for view in views(it):
        lanes = lanes_for(it.program.leaves, it.program, view, engine.infer(view))
        assume(lanes is not None)
        assert lanes is not None
        assert lanes.width <= MOST_LANES
        for lane in it.random.sample(range(lanes.width), min(lanes.width, 20)):
            compare(lane, lanes, engine)


@given(drawn(SMALL))
@bounded(60)
def test_each_neighbour_of_a_completion_is_the_reference_in_that_hypothetical(it: Drawn) -> None:
    engine = ReferenceEngine(it.program)
    for view in views(it):
        situation = Situation(it.program, view, engine.infer(view))
        targets = headline_targets(it.policy)
        lanes = near(targets, situation, view).lanes
        clauses = {c for target in targets for c in clauses_behind(target, it.policy, situation.inference)}
        for lane in it.random.sample(range(lanes.width), min(lanes.width, 20)):
            compare(lane, lanes, engine, clauses)


def compare(lane: int, lanes: Lanes, engine: Engine, clauses: Iterable[str] | None = None) -> None:
    """Clauses (all, unless they are named) in one lane against the reference in the view that the lane stands for."""
    if not lanes.valid >> lane & 1:  # what a constraint excludes was narrowed away before the lanes were made
        return
    inference = engine.infer(view_of(lane, lanes))
    for name in lanes.program.clauses if clauses is None else clauses:
        bit = bool(lanes.clause(name) >> lane & 1)
        assert (name in inference.sure, name in inference.possible) == (bit, bit), name


def view_of(lane: int, lanes: Lanes) -> View:
    """The view in which everything is as supposed in the lane; facts that do not apply there are taken away."""
    view = lanes.view
    for variable in lanes.variables:
        cells = range(len(variable.cells))
        found = [cell for cell in cells if lanes.layout.pattern(variable.key, cell) >> lane & 1]
        assert len(found) == 1
        view = variable.cells[found[0]].applied_to(view)
        if not lanes.pattern(variable, found[0]) >> lane & 1:  # a measure of something that does not apply there
            view = view.supposing(measures={variable.key[1]: NotApplicable()})
    absent = {
        name: NotApplicable()
        for name, holding in lanes.view.facts.items()
        if isinstance(holding, Unknown) and holding.may_not_apply
        if not lanes.condition(view.policy.facts[name].applies_when) >> lane & 1
    }
    return view.supposing(facts=absent)


def complete_case(world: World) -> Case:
    """The case in which everything is said that the world has."""
    answers = {name: Given(value, world.by.get(name, ())) for name, value in world.values.items()}
    return Case(world.policy.id, world.now, answers, world.evidence)


def told(world: World) -> World:
    """The same world, in which somebody gave every fact."""
    known = dict.fromkeys(world.known, True)
    return World(world.policy, world.now, world.values, known, world.by, world.evidence)


def fired(world: World) -> frozenset[str]:
    """The rules that fire in a world."""
    return frozenset(name for name, rule in world.policy.rules.items() if world.fires(rule))
