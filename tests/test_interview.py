"""The interview on the tiny pack: order, relevance, lists asked once, going back, contradictions."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from triage.case import Case, Given, NotKnown
from triage.decide import decide
from triage.engines import ReferenceEngine
from triage.interview import (
    EVIDENCE,
    Question,
    Said,
    Session,
    Topic,
    answer,
    ask,
    back,
    never_asked,
    objections,
)
from triage.interview.outlook import further_targets, main_targets, outlook, route_targets
from triage.interview.questions import due_dates, open_in_sums
from triage.parse import load_policy
from triage.policy import Kind, OneOf, Policy
from triage.program import compile_policy
from triage.verdict import Verdict

TINY = Path(__file__).parent / "packs" / "tiny"
NOW = datetime.fromisoformat("2026-08-04T15:00+02:00")


@lru_cache
def tiny() -> Policy:
    policy = load_policy(TINY).policy
    assert policy is not None
    return policy


def start() -> Session:
    return Session(tiny(), Case("tiny", NOW))


def verdict_of(session: Session) -> Verdict:
    engine = ReferenceEngine(compile_policy(session.policy))
    return decide(session.policy, session.case, engine)


def next_question(session: Session) -> Question | None:
    return ask(session)


def go(session: Session, answers: dict[str, Said]) -> tuple[Session, list[str]]:
    """Answer until a question is not among the answers, or nothing is asked; also the ids of the questions asked."""
    asked: list[str] = []
    while (question := next_question(session)) is not None and question.id in answers:
        asked.append(question.id)
        session = answer(session, question, answers[question.id])
    return session, asked


def taken_back(session: Session) -> Session:
    """The session before the last answer, without what is kept of that answer."""
    return replace(back(session), kept={})


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def test_the_authors_first_facts_come_first_as_far_as_they_matter() -> None:
    _, asked = go(start(), {"item": "book", "issue": frozenset({"late_fine"})})
    assert asked == ["item", "issue"]
    anything = replace(tiny().facts["damaged_before"], applies_when=OneOf("issue", ("damage_fine",)))
    unread = Session(replace(tiny(), facts={**tiny().facts, "damaged_before": anything}), Case("tiny", NOW))
    assert go(unread, {"item": "book", "issue": frozenset({"late_fine"})})[1] == ["issue"], "nothing reads the item"


def test_exceptions_are_one_question_right_after_the_first_facts() -> None:
    session, _ = go(start(), {"item": "book", "issue": frozenset({"late_fine"})})
    question = next_question(session)
    assert question is not None
    assert (question.id, question.topic, question.several) == ("rare", Topic.SCREEN, True)
    assert set(question.names) <= {"from_partner", "closed_that_day"}
    session, asked = go(session, {"rare": frozenset()})
    assert asked == ["rare"]
    assert {session.case.answers[name] for name in question.names} == {Given(False)}


def test_what_is_picked_from_a_list_is_true_and_the_rest_false() -> None:
    session, _ = go(
        start(), {"item": "book", "issue": frozenset({"late_fine"}), "rare": frozenset({"closed_that_day"})}
    )
    assert session.case.answers["closed_that_day"] == Given(True)
    assert session.case.answers["from_partner"] == Given(False)


def test_not_knowing_about_a_list_is_said_of_each_fact_and_the_list_is_not_asked_again() -> None:
    session, _ = go(start(), {"item": "book", "issue": frozenset({"late_fine"}), "rare": None})
    assert session.case.answers["closed_that_day"] == NotKnown()
    question = next_question(session)
    assert question is not None
    assert question.id != "rare"


def test_single_answers_to_a_list_leave_the_others_unasked() -> None:
    session, _ = go(
        start(), {"item": "book", "issue": frozenset({"late_fine"}), "rare": {"closed_that_day": Given(False)}}
    )
    assert "from_partner" not in session.case.answers
    question = next_question(session)
    assert question is not None
    assert question.id != "rare"


def test_a_denial_waits_until_it_is_clear_that_the_fact_applies() -> None:
    gated = replace(tiny().facts["closed_that_day"], applies_when=OneOf("returned", (True,)))
    policy = replace(tiny(), facts={**tiny().facts, "closed_that_day": gated})
    session = Session(policy, Case("tiny", NOW))
    session, _ = go(session, {"item": "book", "issue": frozenset({"late_fine"}), "rare": frozenset()})
    assert "closed_that_day" not in session.case.answers
    assert session.case.answers["from_partner"] == Given(False)
    assert "rare" not in go(session, {"due_at": moment("2026-08-01T18:00+02:00"), "rare": None})[1]
    question = Question("returned", Topic.FACT, ("returned",), Kind.YES_NO, {}, {})
    returned = answer(session, question, True)
    assert returned.case.answers["closed_that_day"] == Given(False)
    assert taken_back(returned) == session
    assert "closed_that_day" not in answer(session, question, False).case.answers


LATE: dict[str, Said] = {"item": "book", "issue": frozenset({"late_fine"}), "rare": frozenset()}
DAMAGED: dict[str, Said] = {
    "item": "book",
    "issue": frozenset({"damage_fine"}),
    "rare": frozenset(),
    "returned": True,
}


def test_what_is_off_the_subject_is_not_asked() -> None:
    answers = {
        **LATE,
        "fine_paid": Decimal(3),
        "due_at": moment("2026-08-01T18:00+02:00"),
        "returned": True,
        "returned_at": moment("2026-08-02T18:00+02:00"),
        EVIDENCE: frozenset({"E_SLIP"}),
    }
    session, asked = go(start(), answers)
    assert next_question(session) is None
    assert asked == ["item", "issue", "rare", "due_at", "returned", "returned_at", "fine_paid", EVIDENCE]


def test_evidence_is_one_question_after_the_facts() -> None:
    answers = {
        **DAMAGED,
        "fine_paid": Decimal("12.50"),
        "loans": Decimal(5),
        "damaged_before": False,
        "state_record": "none",
    }
    session, _ = go(start(), answers)
    question = next_question(session)
    assert question is not None
    assert (question.topic, question.kind) == (Topic.EVIDENCE, Kind.CHOICES)
    assert question.names == ("E_SLIP", "E_PHOTO")
    session = answer(session, question, frozenset({"E_SLIP"}))
    assert session.case.evidence == {"E_SLIP": True, "E_PHOTO": False}
    assert next_question(session) is None


def test_evidence_that_nobody_can_tell_of_is_not_asked_about_again() -> None:
    answers = {
        **DAMAGED,
        "fine_paid": Decimal("12.50"),
        "loans": Decimal(5),
        "state_record": "none",
        "damaged_before": False,
        EVIDENCE: None,
    }
    session, asked = go(start(), answers)
    assert asked[-1] == EVIDENCE
    assert session.case.evidence == {}
    assert next_question(session) is None


def test_where_nobody_can_say_a_fact_the_moment_from_which_proof_was_due_is_asked() -> None:
    answers = {**DAMAGED, "fine_paid": Decimal(10), "loans": Decimal(5), "damaged_before": False}
    assert next_id(go(start(), {**answers, "state_record": "exact"})[0]) != "complained_at"
    assert next_id(go(start(), {**answers, "state_record": None})[0]) == "complained_at"


def next_id(session: Session) -> str | None:
    question = next_question(session)
    return question.id if question else None


def test_facts_that_are_never_asked_are_presumed_or_texts() -> None:
    assert never_asked(tiny()) == {"wanted_remedy", "story"}


def test_an_answer_of_the_wrong_sort_is_our_mistake() -> None:
    question = next_question(start())
    assert question is not None
    with pytest.raises(TypeError):
        answer(start(), question, {"item": Given("book")})
    session, _ = go(start(), {"item": "book", "issue": frozenset({"late_fine"})})
    listed = next_question(session)
    assert listed is not None
    with pytest.raises(TypeError):
        answer(session, listed, True)


def test_going_back_at_the_beginning_stays_there() -> None:
    assert back(start()) == start()


def test_moments_out_of_order_are_objected_to_with_the_earlier_answer() -> None:
    case = start().case.with_answer("due_at", Given(moment("2026-08-03T10:00+02:00")))
    question = Question("complained_at", Topic.FACT, ("complained_at",), Kind.MOMENT, {}, {})
    session = answer(Session(tiny(), case), question, moment("2026-08-02T10:00+02:00"))
    assert [each.facts for each in objections(session)] == [("due_at", "complained_at")]
    assert objections(answer(Session(tiny(), case), question, moment("2026-08-03T10:00+02:00"))) == ()


def test_what_can_never_be_is_objected_to_in_the_authors_words() -> None:
    case = start().case.with_answer("closed_that_day", Given(True)).with_answer("loans", Given(Decimal(0)))
    question = Question("returned", Topic.FACT, ("returned",), Kind.YES_NO, {}, {})
    (objection,) = objections(answer(Session(tiny(), case), question, False))
    assert objection.says == tiny().nevers[0].says
    assert set(objection.facts) == {"returned", "closed_that_day", "loans"}
    assert objections(answer(Session(tiny(), case), question, True)) == ()


def test_a_clash_that_was_there_before_is_not_held_against_the_next_answer() -> None:
    case = start().case.with_answer("due_at", Given(moment("2027-01-01T00:00+02:00")))
    question = next_question(Session(tiny(), case))
    assert question is not None
    assert objections(answer(Session(tiny(), case), question, "book")) == ()


# --- Whatever is answered ----------------------------------------------------------------------

VALUES: dict[Kind, list[Said]] = {
    Kind.MONEY: [Decimal(0), Decimal("12.50")],
    Kind.COUNT: [Decimal(0), Decimal(5), Decimal(60)],
    Kind.MOMENT: [moment("2026-08-01T18:00+02:00"), moment("2026-08-04T12:00+02:00")],
}


def possible_answers(question: Question) -> list[Said]:
    if question.several:
        return [None, frozenset(), frozenset(question.choices), frozenset(list(question.choices)[:1])]
    if question.kind is Kind.YES_NO:
        return [None, True, False]
    if question.choices:
        return [None, *question.choices]
    return [None, *VALUES[question.kind]]


def walk(picks: list[int]) -> Iterator[tuple[Session, Question]]:
    """Sessions in turn with the question of each, the answers chosen by `picks`; what is objected to is not said."""
    session = start()
    for pick in picks:
        question = ask(session)
        if question is None:
            return
        yield session, question
        choices = possible_answers(question)
        moved = answer(session, question, choices[pick % len(choices)])
        session = answer(session, question, None) if objections(moved) else moved
    assert next_question(session) is None, "more questions than facts"


@settings(deadline=None, max_examples=12)
@given(st.lists(st.integers(0, 11), min_size=30, max_size=30))
def test_whatever_is_answered_questions_are_relevant_come_once_and_can_be_taken_back(picks: list[int]) -> None:
    steps = list(walk(picks))
    asked = [name for _, question in steps for name in question.names]
    assert len(asked) == len(set(asked))
    for (session, question), (later, _) in pairwise(steps):
        assert taken_back(later) == session
        assert answer(back(later), question, back(later).kept[question.id].said) == later
        if question.topic is Topic.FACT:
            check_relevant(session, question)


def check_relevant(session: Session, question: Question) -> None:
    """A fact that is asked about could change a conclusion, a sum or the route, or when something was due."""
    ahead = outlook(session)
    (name,) = question.names
    targets = (*main_targets(tiny()), *further_targets(tiny()), *route_targets(tiny()))
    dates = {fact.name for fact in due_dates(ahead.movers(targets), ahead)}
    sums = {fact.name for fact in open_in_sums(ahead)}
    assert ahead.moves(name, targets) or name in sums or name in dates
    assert tiny().facts[name].kind is not Kind.TEXT
    assert tiny().facts[name].first or tiny().facts[name].presume is None
