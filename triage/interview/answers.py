"""Answers, each of which makes a new session, and the way back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from typing_extensions import assert_never

from triage.case import Answer, Contested, Given, NotKnown
from triage.interview.session import Question, Said, Session, Topic, Turn


def answer(session: Session, question: Question, said: Said) -> Session:
    """The session after the answer. Raises `TypeError` for an answer that is not of the question's sort."""
    moved = replace(session, history=(*session.history, Turn(question, session.case, session.passed)))
    match question.topic:
        case Topic.FACT:
            return replace(moved, case=session.case.with_answer(question.names[0], _as_answer(said)))
        case Topic.SCREEN:
            return _screened(moved, question, said)
        case Topic.EVIDENCE:
            return _shown(moved, question, said)
        case _:
            assert_never(question.topic)


def _screened(session: Session, question: Question, said: Said) -> Session:
    if isinstance(said, Mapping):
        case = replace(session.case, answers={**session.case.answers, **said})
        return replace(session, case=case, passed=session.passed | {question.id})
    answers = {name: NotKnown() if said is None else Given(name in _names(said)) for name in question.names}
    return replace(session, case=replace(session.case, answers={**session.case.answers, **answers}))


def _shown(session: Session, question: Question, said: Said) -> Session:
    if said is None:
        return replace(session, passed=session.passed | {question.id})
    at_hand = {item: item in _names(said) for item in question.names}
    return replace(session, case=replace(session.case, evidence={**session.case.evidence, **at_hand}))


def _as_answer(said: Said) -> Answer:
    if said is None:
        return NotKnown()
    if isinstance(said, Mapping):
        raise TypeError(f"a question about one fact takes one answer, not {said!r}")
    return said if isinstance(said, Given | NotKnown | Contested) else Given(said)


def _names(said: Said) -> frozenset[str]:
    if not isinstance(said, frozenset):
        raise TypeError(f"a question with several choices takes a set of names, not {said!r}")
    return said


def back(session: Session) -> Session:
    """The session before the last answer; at the beginning, the session itself."""
    if not session.history:
        return session
    *earlier, last = session.history
    return replace(session, case=last.case, passed=last.passed, history=tuple(earlier))
