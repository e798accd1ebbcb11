"""What is called settled against brute force: every completion of the unknowns, evaluated by the oracle."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from decimal import Decimal
from fractions import Fraction

import pytest
from completions import Space, outcomes_over, space_of_case, space_of_view, worlds_of
from hypothesis import assume, example, given
from oracle import NOTHING
from small_packs import blames, case, fact, policy, rule
from strategies import APART, SMALL, Drawn, bounded, drawn

from triage.case import Contested
from triage.decide import decide
from triage.decide.status import Firmness, Situation, firmness
from triage.decide.targets import Target, headline_targets
from triage.engines import ReferenceEngine
from triage.engines.lanes import MOST_LANES
from triage.holding import Held, Origin, Unknown, View
from triage.policy import NUMERIC, All, Kind, Not, OneOf, Presumption
from triage.program import compile_policy
from triage.verdict import Status
from triage.view import as_given, as_presumed, contradictions

MOST = 1000
"""Worlds that are looked at; where there are more, a sample, which can only refute."""


def readings(it: Drawn) -> Iterator[tuple[Situation, Space]]:
    """The case as given and as presumed, each with the space of what is open in it."""
    assume(not contradictions(it.policy, it.case))
    view = as_given(it.policy, it.case)
    yield situation(it, view), space_of_case(it.case, view)
    presumed = as_presumed(view)
    yield situation(it, presumed), space_of_view(it.case, view, presumed)


def situation(it: Drawn, view: View) -> Situation:
    return Situation(it.program, view, ReferenceEngine(it.program).infer(view))


def same_everywhere(target: Target, space: Space, it: Drawn) -> Hashable:
    """The outcome that the conclusion has in every world looked at; None where there are several, or no world."""
    worlds, _ = worlds_of(space, it.random, MOST)
    found = outcomes_over(target, worlds)
    return next(iter(found)) if len(found) == 1 else None


@given(drawn(SMALL))
@example(Drawn(235580902, 0, 0.3, SMALL))  # a claim granted in one matter, disputed in another, includes a third
@bounded(100)
def test_what_is_settled_is_the_same_in_every_completion(it: Drawn) -> None:
    for here, space in readings(it):
        worlds, _ = worlds_of(space, it.random, MOST)
        for target in headline_targets(it.policy):
            if here.stable(target):
                assert outcomes_over(target, worlds) <= {here.outcome(target)}


@given(drawn(APART))
@bounded(150)
def test_where_each_unknown_has_one_name_what_is_the_same_in_every_completion_is_settled(it: Drawn) -> None:
    assume(not disputed_numbers(it))
    for here, space in readings(it):
        worlds, all_of_them = worlds_of(space, it.random, MOST)
        assume(all_of_them and worlds)
        for target in headline_targets(it.policy):
            found = outcomes_over(target, worlds)
            assert here.outcome(target) == (next(iter(found)) if len(found) == 1 else None), target


def disputed_numbers(it: Drawn) -> bool:
    """Whether parties name two numbers: a measure then takes everything between them for possible."""
    return any(
        isinstance(answer, Contested) and it.policy.facts[name].kind in NUMERIC | {Kind.MOMENT}
        for name, answer in it.case.answers.items()
    )


@given(drawn(SMALL))
@bounded(120)
def test_the_presumptions_that_are_named_carry_the_conclusion_alone(it: Drawn) -> None:
    assume(not contradictions(it.policy, it.case))
    view = as_given(it.policy, it.case)
    presumed = as_presumed(view)
    for target, firm in all_firmness(it, view, presumed).items():
        if firm.status is not Status.PRESUMED or situation(it, presumed).outcome(target) == NOTHING:
            continue
        unnamed = frozenset(name for name, fact in it.policy.facts.items() if fact.presume is not None)
        unnamed -= set(firm.presumed)
        fewer = as_presumed(view, leaving=unnamed)
        assert firm.presumed, target
        worlds, _ = worlds_of(space_of_view(it.case, view, fewer), it.random, MOST)
        assert outcomes_over(target, worlds) <= {situation(it, presumed).outcome(target)}
        for name in firm.presumed:  # none is named for nothing
            without = situation(it, as_presumed(view, leaving=unnamed | {name}))
            assert without.outcome(target) != situation(it, presumed).outcome(target)


NO = Presumption(False, {})


def test_a_presumption_that_would_only_stand_in_for_another_leaves_that_one_named() -> None:
    """As presumed, `inner` makes no sense and its presumption does nothing; without `outer` it would carry the rule."""
    outer = fact("outer", presume=NO)
    inner = fact("inner", applies_when=OneOf("outer", (True,)), presume=NO)
    pack = policy([outer, inner], [rule("kept", Not(OneOf("inner", (True,))), blames())])
    verdict = decide(pack, case(), ReferenceEngine(compile_policy(pack)))
    assert verdict.status is Status.PRESUMED
    assert [each.fact for each in verdict.presumed] == ["outer"]


def all_firmness(it: Drawn, view: View, presumed: View) -> dict[Target, Firmness]:
    here, there = situation(it, view), situation(it, presumed)
    infer = ReferenceEngine(it.program).infer
    return {target: firmness(target, here, there, infer) for target in headline_targets(it.policy)}


@given(drawn(SMALL))
@bounded(120)
def test_what_could_change_a_conclusion_is_named_and_nothing_else(it: Drawn) -> None:
    assume(not contradictions(it.policy, it.case))
    view = as_given(it.policy, it.case)
    presumed = as_presumed(view)
    for target, firm in all_firmness(it, view, presumed).items():
        assert bool(firm.open) == (firm.status in (Status.PROVISIONAL, Status.OPEN)), target
        for name in firm.open:
            open_item = name in it.policy.evidence and name not in it.case.evidence
            assert open_item or isinstance(presumed.facts[name], Unknown) or presumed.facts[name].known is None  # type: ignore[union-attr]


@given(drawn(SMALL))
@example(Drawn(30501, 30501, 0.55, SMALL))  # a burden has run out of which it is open whether it applies
@bounded(150)
def test_a_value_that_follows_is_the_only_one_that_the_constraints_allow(it: Drawn) -> None:
    assume(not contradictions(it.policy, it.case))
    view = as_given(it.policy, it.case)
    worlds, _ = worlds_of(space_of_case(it.case, view), it.random, MOST)
    for name, holding in view.facts.items():
        values = {world.value(name) for world in worlds}
        match holding:
            case Held(value, Origin.FOLLOWS):
                assert values <= {value}
            case Unknown(values=left, may_not_apply=may_not) if left:
                assert values - {None} <= set(left)
                assert may_not or None not in values
            case _:
                continue


@given(drawn(SMALL))
@bounded(80)
def test_a_verdict_says_what_is_the_same_in_every_completion(it: Drawn) -> None:
    assume(not contradictions(it.policy, it.case))
    verdict = decide(it.policy, it.case, ReferenceEngine(it.program))
    worlds, _ = worlds_of(space_of_case(it.case, as_given(it.policy, it.case)), it.random, MOST)
    for line in verdict.responsible:
        if line.status is Status.SETTLED and line.how in ("alone", "shared"):
            for world in worlds:
                found = world.responsible(line.matter)
                assert isinstance(found, tuple)
                shares, parties = found
                assert (line.role, line.share) in shares
                assert line.parties == (parties[[role for role, _ in shares].index(line.role)],)
    for claim in verdict.claims:
        if claim.status is Status.SETTLED:
            assert {world.claim(claim.claim) for world in worlds} <= {"chosen"}


@given(drawn(SMALL))
@bounded(80)
def test_a_sum_is_what_the_formula_gives_in_every_completion(it: Drawn) -> None:
    assume(not contradictions(it.policy, it.case))
    verdict = decide(it.policy, it.case, ReferenceEngine(it.program))
    view = as_given(it.policy, it.case)
    presumed = as_presumed(view)
    given_worlds, _ = worlds_of(space_of_case(it.case, view), it.random, MOST)
    presumed_worlds, _ = worlds_of(space_of_view(it.case, view, presumed), it.random, MOST)
    for line in verdict.claims:
        formula = it.policy.claims[line.claim].amount
        if formula is None:
            assert line.amount is None
            continue
        sums = {rounded(world.number(formula)) for world in presumed_worlds}
        if line.amount is None:
            assert sums <= {None}
        elif line.amount_status is not Status.OPEN:
            assert sums <= {line.amount.exact}
        if line.amount_status is Status.SETTLED and line.amount is not None:
            assert {rounded(world.number(formula)) for world in given_worlds} <= {line.amount.exact}
        for each in sums - {None}:
            assert line.amount is not None
            assert line.amount.low is None or each is None or line.amount.low <= each
            assert line.amount.high is None or each is None or each <= line.amount.high


def rounded(number: Fraction | None) -> Decimal | None:
    """Half up to the minor unit."""
    if number is None:
        return None
    return Decimal(int((max(number, Fraction(0)) * 100 + Fraction(1, 2)) // 1)).scaleb(-2)


@pytest.mark.parametrize(("count", "settled"), [(14, True), (15, False)])
def test_beyond_the_limit_nothing_is_claimed(count: int, settled: bool) -> None:
    assert MOST_LANES == 2**14
    names = [f"b{i}" for i in range(count)]
    every = All(tuple(OneOf(name, (True,)) for name in names))
    pack = policy([fact(name) for name in names], [rule("all", every, blames()), rule("not", Not(every), blames())])
    verdict = decide(pack, case(), ReferenceEngine(compile_policy(pack)))
    assert verdict.status is (Status.SETTLED if settled else Status.OPEN)
    assert [line.parties for line in verdict.responsible] == ([("shop",)] if settled else [])
    assert [each.fact for each in verdict.open] == ([] if settled else names)
