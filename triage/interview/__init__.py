"""The interview as arithmetic: `answer` returns a new session, `back` the previous one, `onwards` the next question.

Nothing here reads or writes. Whoever talks to the person puts the question and goes on from what is said:

    stand = onwards(session, decide)         # stand.question, or stand.verdict where nothing is left to ask
    session = answer(stand.session, stand.question, value)
"""

from triage.interview.answers import answer, as_said, tell
from triage.interview.changes import back, can_go_back, change, waiting
from triage.interview.objections import Objection, objections
from triage.interview.onwards import Decide, Stand, onwards
from triage.interview.questions import ask, never_asked
from triage.interview.reasons import Stage, Why, why, why_shortly
from triage.interview.resting import Rest, rest
from triage.interview.saved import Restored, restored, saved
from triage.interview.session import EVIDENCE, Kept, Question, Said, Session, Topic, Turn, Use, question_of
from triage.interview.story import told_story, wants_story
from triage.interview.telling import telling

__all__ = [
    "EVIDENCE",
    "Decide",
    "Kept",
    "Objection",
    "Question",
    "Rest",
    "Restored",
    "Said",
    "Session",
    "Stage",
    "Stand",
    "Topic",
    "Turn",
    "Use",
    "Why",
    "answer",
    "as_said",
    "ask",
    "back",
    "can_go_back",
    "change",
    "never_asked",
    "objections",
    "onwards",
    "question_of",
    "rest",
    "restored",
    "saved",
    "tell",
    "telling",
    "told_story",
    "waiting",
    "wants_story",
    "why",
    "why_shortly",
]
