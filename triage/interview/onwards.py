"""On to the next question that has to be put: answers that were kept are used again on the way."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeAlias

from msgspec import Struct

from triage.case import Case
from triage.interview.answers import answer
from triage.interview.changes import idle, named, unused, waiting, without
from triage.interview.objections import objections
from triage.interview.questions import ask
from triage.interview.session import Kept, Question, Session, Use
from triage.policy import Policy
from triage.verdict import Verdict

Decide: TypeAlias = Callable[[Policy, Case], Verdict]


class Stand(Struct, frozen=True):
    """Where the session has got to.

    `question` is None at the end, and then, and only then, there is a verdict. `lost`
    are the answers, by question, of which the person has to be told that they are not used.
    """

    session: Session
    question: Question | None
    verdict: Verdict | None
    lost: Mapping[str, Kept]


def onwards(session: Session, decide: Decide) -> Stand:
    """Use the answers that wait for the questions that come up, until one has to be put or none is left."""
    clashing: dict[str, Kept] = {}
    while True:
        question, verdict = _next(session, decide)
        kept = waiting(session, question) if question else None
        if question is None or kept is None or kept.use is not Use.SILENT:
            break
        moved = answer(session, question, kept.said)
        if objections(moved):
            clashing[question.id] = kept
            session = without(session, question.id)
        else:
            session = moved
    lost = unused(session) if question is None else idle(session)
    return Stand(named(session, lost), question, verdict, {**clashing, **lost})


def _next(session: Session, decide: Decide) -> tuple[Question | None, Verdict | None]:
    question = ask(session)
    return question, decide(session.policy, session.case) if question is None else None
