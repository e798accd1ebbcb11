"""Answers, each of which makes a new session, and the way back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from typing_extensions import assert_never

from triage.case import Answer, Contested, Given, NotKnown
from triage.holding import View
from triage.interview.session import Question, Said, Session, Topic, Turn
from triage.leaves import leaf_value
from triage.logic import evaluate
from triage.policy import Fact
from triage.view import as_given


def answer(session: Session, question: Question, said: Said) -> Session:
    """The session after the answer. Raises `TypeError` for an answer that is not of the question's sort."""
    turn = Turn(question, session.case, session.passed, session.denied)
    return _with_denials(_answered(replace(session, history=(*session.history, turn)), question, said))


def _answered(session: Session, question: Question, said: Said) -> Session:
    match question.topic:
        case Topic.FACT:
            return replace(session, case=session.case.with_answer(question.names[0], _as_answer(said)))
        case Topic.SCREEN:
            return _screened(session, question, said)
        case Topic.EVIDENCE:
            return _shown(session, question, said)
        case _:
            assert_never(question.topic)


def _screened(session: Session, question: Question, said: Said) -> Session:
    if isinstance(said, Mapping):
        case = replace(session.case, answers={**session.case.answers, **said})
        return replace(session, case=case, passed=session.passed | {question.id})
    if said is None:
        stated: Mapping[str, Answer] = {name: NotKnown() for name in question.names}
    else:
        stated = {name: Given(True) for name in question.names if name in _names(said)}
    case = replace(session.case, answers={**session.case.answers, **stated})
    return replace(session, case=case, denied=session.denied | {name for name in question.names if name not in stated})


def _with_denials(session: Session) -> Session:
    """Answer the denied facts that surely apply by now. An answer says that a fact applies, so none comes earlier."""
    case, denied = session.case, session.denied
    for name, fact in session.policy.facts.items():
        if name in denied and _applies(fact, as_given(session.policy, case)):
            case, denied = case.with_answer(name, Given(False)), denied - {name}
    return replace(session, case=case, denied=denied)


def _applies(fact: Fact, view: View) -> bool:
    return evaluate(fact.applies_when, lambda leaf: leaf_value(leaf, view)) is True


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
    return replace(session, case=last.case, passed=last.passed, denied=last.denied, history=tuple(earlier))
