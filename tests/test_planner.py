"""The planner on random packs: no question in vain and none twice; the order of questions changes no outcome."""

from __future__ import annotations

from collections.abc import Callable
from math import log2
from random import Random

from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from random_packs import NOW, Taste, random_policy
from small_packs import blames, case, fact, policy, rule

from triage.case import Case, Given
from triage.decide import decide
from triage.engines import ReferenceEngine
from triage.holding import NotApplicable
from triage.interview import Session, answer, ask, objections, rest, why
from triage.interview.outlook import main_targets, outlook
from triage.policy import Fact, OneOf, Policy
from triage.program import compile_policy
from triage.rehearsal import Asked, Played, bound, in_force, play, random_cases
from triage.rehearsal.report import entropy, spread
from triage.rehearsal.sessions import spoken
from triage.verdict import Status, Verdict
from triage.view import as_given

TASTE = Taste(most_facts=7, most_rules=8, apart=True)
SEEDS = st.integers(0, 10_000)


def drawn(seed: int) -> tuple[Policy, Case]:
    """A random policy, some of its facts openers, and a case that keeps its constraints."""
    random = Random(seed)
    drawn_policy = random_policy(random, TASTE)
    facts = {name: replace(each, first=random.random() < 0.2) for name, each in drawn_policy.facts.items()}
    found = replace(drawn_policy, facts=facts)
    return found, next(random_cases(found, NOW, 1, seed))


def decided(it: Policy, one: Case) -> Verdict:
    return decide(it, one, ReferenceEngine(compile_policy(it)))


def by_lot(seed: int) -> Callable[..., list[Fact]]:
    random = Random(seed)
    return lambda wanted, *_: random.sample(wanted, len(wanted))


@settings(deadline=None, max_examples=60)
@given(SEEDS)
@example(134)
@example(486)
def test_no_question_is_put_in_vain(seed: int) -> None:
    it, answers = drawn(seed)
    assert play(it, answers).idle == ()


@settings(deadline=None, max_examples=60)
@given(SEEDS)
def test_what_is_answered_or_does_not_apply_is_not_asked(seed: int) -> None:
    it, answers = drawn(seed)
    session, asked = Session(it, Case(it.id, NOW)), set[str]()
    while (question := ask(session)) is not None:
        holdings = as_given(it, session.case).facts
        assert asked.isdisjoint(question.names)
        assert not any(isinstance(holdings.get(name), NotApplicable) for name in question.names)
        asked |= set(question.names)
        moved = answer(session, question, spoken(question, answers, it))
        session = answer(session, question, None) if objections(moved) else moved


@settings(deadline=None, max_examples=60)
@given(SEEDS)
def test_the_order_of_questions_changes_no_outcome(seed: int) -> None:
    it, answers = drawn(seed)
    assume(all(isinstance(each, Given) for each in answers.answers.values()))
    played = play(it, answers, checked=False)
    assume(decided(it, played.case).status is not Status.CONFLICT)  # whoever else may be meant is not asked for
    assert played.outcome == play(it, answers, by_lot(seed), checked=False).outcome


@settings(deadline=None, max_examples=40)
@given(SEEDS)
def test_the_order_in_which_facts_were_said_changes_no_verdict(seed: int) -> None:
    it, answers = drawn(seed)
    backwards = replace(answers, answers=dict(reversed(list(answers.answers.items()))))
    assert decided(it, backwards) == decided(it, answers)


@settings(deadline=None, max_examples=40)
@given(SEEDS)
def test_a_session_that_rests_on_nothing_open_has_a_headline_that_holds(seed: int) -> None:
    it, answers = drawn(seed)
    played = play(it, answers, checked=False)
    found = rest(Session(it, played.case))
    assert found.firm is not bool(outlook(Session(it, played.case)).movers(main_targets(it)))


# --- By hand -----------------------------------------------------------------------------------


def two_ways() -> Policy:
    """`late` decides alone; `sealed` only where it is not late."""
    late, sealed = OneOf("late", (True,)), OneOf("sealed", (True,))
    return policy(
        [fact("sealed"), fact("late")],
        [rule("late", late, blames(), tier="upper"), rule("sealed", sealed, blames("user"), tier="lower")],
    )


def test_what_settles_more_is_asked_first_and_why_says_on_what_it_bears() -> None:
    session = Session(two_ways(), case())
    question = ask(session)
    assert question is not None
    assert why(session, question).headline == ("responsible:code",)
    assert why(session, question).stage is not None


def test_the_bound_is_the_entropy_in_questions_of_so_many_answers() -> None:
    sessions = [Played((Asked("q", None, said),), said, case()) for said in "abcd" for _ in range(2)]
    assert entropy([each.outcome for each in sessions]) == 2.0
    assert bound(sessions) == 1.0
    assert bound([*sessions, sessions[0]]) < 1.0 + log2(1.1)


def test_a_spread_names_the_number_that_95_in_100_stay_within() -> None:
    found = spread([*range(1, 100), 1000])
    assert (found.p95, found.worst) == (95, 1000)


def test_everything_in_force_is_each_fact_that_applies_and_the_evidence() -> None:
    gated = fact("sealed", applies_when=OneOf("late", (True,)))
    it = policy([fact("late"), gated], [rule("late", OneOf("late", (True,)), blames())])
    assert in_force(it, case(late=True)) == 3
    assert in_force(it, case(late=False)) == 2
