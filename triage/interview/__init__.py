"""The interview as arithmetic: `answer` returns a new session, `back` the previous one, `ask` the next question.

Nothing here reads or writes. Whoever talks to the person decides a verdict after each answer and asks again:

    verdict = decide(session.policy, session.case)
    question = ask(session, verdict)
    session = answer(session, question, value)
"""

from triage.interview.answers import answer, back
from triage.interview.objections import Objection, objections
from triage.interview.questions import ask, never_asked, opener
from triage.interview.session import EVIDENCE, Question, Said, Session, Topic, Turn

__all__ = [
    "EVIDENCE",
    "Objection",
    "Question",
    "Said",
    "Session",
    "Topic",
    "Turn",
    "answer",
    "ask",
    "back",
    "never_asked",
    "objections",
    "opener",
]
