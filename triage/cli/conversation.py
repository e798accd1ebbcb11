"""A session from its first question to its end, with everything that can be said at a prompt besides an answer."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum

from msgspec import Struct
from msgspec.structs import replace

from triage.cli.aside import disputed, review, settle, what_if
from triage.cli.ending import Code, Stop
from triage.cli.people import Heard, Person
from triage.cli.progress import status_line
from triage.cli.typed import Command
from triage.cli.voice import Voice, tell
from triage.exhaustive import assert_never
from triage.interview import (
    Decide,
    Question,
    Session,
    Stand,
    answer,
    back,
    can_go_back,
    objections,
    onwards,
    why_shortly,
)
from triage.render.questions import render_help
from triage.render.recap import render_lost, render_objections, said_to
from triage.render.screen import render_brief, render_verdict
from triage.render.style import Tone
from triage.verdict import Verdict

NONE_OF_THESE = "none_of_these"
"""The note in which a session keeps the questions of which no choice was right, for the author of the pack."""


class Means(Struct, frozen=True):
    """What a session is held with: how verdicts are made, how it speaks, and where it is written after each answer."""

    decide: Decide
    voice: Voice
    keep: Callable[[Session], None]


class Leaving(Enum):
    """How a session was left."""

    DONE = "done"
    SAVING = "saving"
    QUITTING = "quitting"


class Outcome(Struct, frozen=True):
    """Where a session ended. `verdict` is None where the person stopped before the end."""

    session: Session
    verdict: Verdict | None
    leaving: Leaving


def hold(session: Session, person: Person, means: Means) -> Outcome:
    """Ask until nothing is open. Raises `Stop` where an answer is missing and nobody can be asked."""
    shown = False
    while True:
        stand = onwards(session, means.decide)
        _say_what_was_kept(session, stand, means.voice)
        session = stand.session
        means.keep(session)
        if stand.question is None:
            return Outcome(session, stand.verdict, Leaving.DONE)
        match person.reply(stand.question, session, shown):
            case Command.QUIT:
                return Outcome(session, None, Leaving.QUITTING)
            case Command.SAVE:
                return Outcome(session, None, Leaving.SAVING)
            case Heard() as heard:
                session = _heard(session, stand.question, heard, person, means)
                shown = False
            case command:
                moved = _aside(command, stand, stand.question, means)
                shown = moved is session and command in _BRIEF
                session = moved


_BRIEF = (Command.HELP, Command.BACK)
"""After these the question stands just above, where nothing has changed."""


def _aside(command: Command, stand: Stand, question: Question, means: Means) -> Session:
    """What was asked for instead of an answer; the session after it."""
    session, voice = stand.session, means.voice
    match command:
        case Command.HELP:
            tell(render_help(question, why_shortly(session, question), voice.naming, voice.width, voice.style))
        case Command.VERDICT:
            tell("\n" + render_brief(_so_far(stand, means), voice.naming, voice.width, voice.style))
        case Command.WHOLE:
            verdict = _so_far(stand, means)
            tell("\n" + render_verdict(verdict, session.policy, voice.naming.language, voice.width, voice.style))
        case Command.BACK if can_go_back(session):
            return back(session)
        case Command.BACK:
            voice.say(voice.word("ask.at_beginning"), indent=3)
        case Command.REVIEW:
            return review(session, voice)
        case Command.WHAT_IF:
            what_if(session, question, means.decide, voice)
        case Command.DISPUTED:
            return disputed(session, question, voice)
        case Command.UNKNOWN | Command.SAVE | Command.QUIT:
            raise AssertionError(f"{command} is handled where it is read")
        case _:
            assert_never(command)
    return session


def _so_far(stand: Stand, means: Means) -> Verdict:
    """The verdict as things stand; while much is open it takes long."""
    with status_line() as show:
        show(means.voice.word("ask.working"))
        return stand.verdict or means.decide(stand.session.policy, stand.session.case)


def _say_what_was_kept(session: Session, stand: Stand, voice: Voice) -> None:
    """Say which earlier answers were used again, and which are not used any more."""
    for turn in stand.session.history[len(session.history) :]:
        answered = said_to(turn.question, turn.said, voice.naming)
        voice.say(voice.word("ask.as_before", answer=answered), Tone.FAINT, 3)
    if stand.lost:
        tell(render_lost(stand.lost, voice.naming, voice.width, voice.style))


def _heard(session: Session, question: Question, heard: Heard, person: Person, means: Means) -> Session:
    """The session after the answer; where that contradicts an earlier one, it is said and the session stays."""
    moved = answer(session, question, heard.said)
    against = objections(moved)
    if not against:
        return _noted(moved, question, heard, means.voice) if heard.none else moved
    voice = means.voice
    message = render_objections(against, moved, voice.naming, voice.width, voice.style)
    if not person.thinks_again:
        raise Stop(Code.CASE, message)
    tell(message)
    return settle(session, question, heard.said, against, voice)


def _noted(session: Session, question: Question, heard: Heard, voice: Voice) -> Session:
    """The session with a note that no choice was right."""
    voice.say(voice.word("ask.none_noted"), Tone.FAINT, 3)
    line = f"{question.id}: {heard.words}" if heard.words else question.id
    before = session.case.notes.get(NONE_OF_THESE)
    note = f"{before}; {line}" if before else line
    return replace(session, case=replace(session.case, notes={**session.case.notes, NONE_OF_THESE: note}))
