"""Whatever the path through a session, the same answers end in the same case and the same verdict."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from test_interview import possible_answers, start, verdict_of

from triage.case import Case
from triage.interview import Question, Said, Session, answer, as_said, back, can_go_back, change, objections, onwards
from triage.policy import Policy
from triage.verdict import Verdict

MOST = 60


def decide(policy: Policy, case: Case) -> Verdict:
    return verdict_of(Session(policy, case))


def meant(question: Question, seed: int) -> Said:
    """What the person means to answer in the end: always the same to one question."""
    choices = possible_answers(question)
    return choices[(seed * 7 + sum(map(ord, question.id))) % len(choices)]


def to_the_end(session: Session, seed: int) -> Session:
    """Answer what is asked until nothing is; an answer that does not fit the others is not known."""
    for _ in range(MOST):
        stand = onwards(session, decide)
        if stand.question is None:
            return stand.session
        moved = answer(stand.session, stand.question, meant(stand.question, seed))
        session = answer(stand.session, stand.question, None) if objections(moved) else moved
    raise AssertionError("no end")


steps = st.lists(st.tuples(st.sampled_from(["answer", "back", "change"]), st.integers(0, 11)), max_size=8)


def wander(session: Session, path: list[tuple[str, int]]) -> Session:
    """Answer, go back and change as the path says; what does not fit is not said."""
    for step, pick in path:
        stand = onwards(session, decide)
        session = stand.session
        if step == "back":
            session = back(session)
        elif step == "change" and session.history:
            index = pick % len(session.history)
            choices = possible_answers(session.history[index].question)
            changed = change(session, index, choices[pick % len(choices)])
            session = session if objections(changed) else changed
        elif stand.question is not None:
            choices = possible_answers(stand.question)
            moved = answer(session, stand.question, choices[pick % len(choices)])
            session = session if objections(moved) else moved
    return session


def put_right(session: Session, seed: int) -> Session:
    """Change every answer to what is meant, from the first on, as one does in review."""
    index = 0
    while index < len(session.history):
        question = session.history[index].question
        changed = change(session, index, meant(question, seed))
        session = change(session, index, None) if objections(changed) else changed
        index += 1
        session = onwards(session, decide).session
    return replace(session, kept={})  # whatever still waits was not what is meant


@settings(deadline=None, max_examples=25)
@given(steps, st.integers(0, 50))
def test_whatever_the_path_the_same_answers_end_in_the_same_verdict(path: list[tuple[str, int]], seed: int) -> None:
    straight = to_the_end(start(), seed)
    wandered = to_the_end(put_right(wander(start(), path), seed), seed)
    assert wandered.case.answers == straight.case.answers
    assert wandered.case.evidence == straight.case.evidence
    assert verdict_of(wandered) == verdict_of(straight)


@settings(deadline=None, max_examples=8)
@given(steps, st.integers(1, 5))
def test_back_and_forward_again_is_the_same_session(path: list[tuple[str, int]], times: int) -> None:
    session = onwards(replace(wander(start(), path), kept={}), decide).session  # nothing was taken back before
    gone = session
    for _ in range(times):
        gone = back(gone)
    for _ in range(times):
        stand = onwards(gone, decide)
        if len(stand.session.history) >= len(session.history) or stand.question is None:
            break
        gone = answer(stand.session, stand.question, stand.session.kept[stand.question.id].said)
    forward = onwards(gone, decide).session
    assert forward.history == session.history
    assert forward.case == session.case
    assert (forward.passed, forward.denied) == (session.passed, session.denied)


@settings(deadline=None, max_examples=8)
@given(steps, st.integers(0, 11))
def test_a_changed_answer_keeps_every_later_one_that_is_asked_for_again(path: list[tuple[str, int]], pick: int) -> None:
    session = replace(wander(start(), path), kept={})  # nothing waits from before
    if not session.history:
        return
    index = pick % len(session.history)
    choices = possible_answers(session.history[index].question)
    said = choices[pick % len(choices)]
    changed = change(session, index, said)
    if objections(changed):
        return
    stand = onwards(changed, decide)
    later = {turn.question.id: turn for turn in session.history[index + 1 :]}
    for turn in stand.session.history[index + 1 :]:
        assert (
            turn.said == later[turn.question.id].said or turn.question.names != later[turn.question.id].question.names
        )
    used = {turn.question.id for turn in stand.session.history}
    for question in later.keys() - used:
        assert question in stand.session.kept or question in stand.lost
    assert as_said(session.history[index].question, said) == stand.session.history[index].said
    assert can_go_back(stand.session)
    assert replace(stand.session, kept={}).history[:index] == session.history[:index]
