"""Answers, each of which makes a new session, and the way back."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec.structs import replace

from triage.case import Answer, Contested, Given, NotKnown
from triage.exhaustive import assert_never
from triage.holding import View
from triage.interview.session import Question, Said, Session, Topic, Turn, about_fact
from triage.leaves import leaf_value
from triage.logic import evaluate
from triage.policy import Fact
from triage.view import as_given


def answer(session: Session, question: Question, said: Said, told: bool = False) -> Session:
    """The session after the answer. Raises `TypeError` for an answer that is not of the question's sort.

    `told`: it was said before anything was asked, so that going back does not lead to it.
    """
    turn = Turn(question, as_said(question, said), session.case, session.passed, session.denied, told)
    kept = {id_: each for id_, each in session.kept.items() if id_ != question.id}
    moved = replace(session, history=(*session.history, turn), kept=kept)
    return _with_denials(_answered(moved, question, said))


def as_said(question: Question, said: Said) -> Said:
    """What was said, as the session remembers it: of one fact always an answer."""
    return _as_answer(said) if question.topic is Topic.FACT else said


def tell(session: Session, answers: Mapping[str, Answer]) -> Session:
    """The session after facts that somebody stated without being asked, in the pack's order."""
    for name, fact in session.policy.facts.items():
        if name in answers:
            session = answer(session, about_fact(fact), answers[name], told=True)
    return session


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
