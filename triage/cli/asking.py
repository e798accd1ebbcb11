"""The session: ask, hear, decide, until nothing that is asked could change the verdict."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from triage.parse import case_to_yaml

from triage.case import Case
from triage.cli.ending import Code, Stop
from triage.cli.people import Manner, Person, read_line, tell
from triage.cli.saving import write_whole
from triage.cli.typed import Command, is_yes
from triage.interview import Question, Said, Session, answer, ask, back, objections
from triage.policy import Policy
from triage.render.questions import render_objection
from triage.render.style import Tone
from triage.verdict import Verdict

Decide: TypeAlias = Callable[[Policy, Case], Verdict]


@dataclass(frozen=True, slots=True)
class Outcome:
    """Where a session ended. `verdict` is None where the person stopped before the end."""

    session: Session
    verdict: Verdict | None


def hold(session: Session, person: Person, decide: Decide, manner: Manner) -> Outcome:
    """Ask until nothing is open. Raises `Stop` where an answer is missing and nobody can be asked."""
    while True:
        verdict = decide(session.policy, session.case)
        question = ask(session, verdict)
        if question is None:
            return Outcome(session, verdict)
        match person.reply(question, session):
            case Command.QUIT:
                return Outcome(session, None)
            case Command.BACK:
                session = back(session)
            case Command() as other:
                raise AssertionError(f"{other} is no reply")
            case said:
                session = _heard(session, question, said, person, manner)


def _heard(session: Session, question: Question, said: Said, person: Person, manner: Manner) -> Session:
    """The session after the answer; where that contradicts an earlier one, it is said and the session stays."""
    moved = answer(session, question, said)
    against = objections(moved)
    if not against:
        return moved
    message = "".join(
        render_objection(each, moved.case.answers, moved.policy, manner.language, manner.width, manner.style)
        for each in against
    )
    if not person.thinks_again:
        raise Stop(Code.CASE, message)
    tell(message)
    return session


# --- Saving ------------------------------------------------------------------------------------


def offer_to_save(session: Session, manner: Manner, quitting: bool) -> None:
    """Ask for a file name until the case is saved or the person does not want it saved."""
    said = manner.words
    while True:
        manner.say(said.say("ask.quit_save" if quitting else "ask.save"))
        name = (read_line(said.say("ask.prompt")) or "").strip()
        if not name:
            manner.say(said.say("ask.not_saved"))
            return
        path = Path(name).expanduser()
        if (not path.exists() or _may_overwrite(path, manner)) and save(session, path, manner):
            return


def _may_overwrite(path: Path, manner: Manner) -> bool:
    manner.say(manner.words.say("ask.overwrite", file=path), Tone.CAREFUL)
    return is_yes(read_line(manner.words.say("ask.prompt")) or "")


def save(session: Session, path: Path, manner: Manner) -> bool:
    """Write the case, whole or not at all; says on stderr what became of it."""
    try:
        write_whole(path, case_to_yaml(session.case, session.policy))
    except OSError as error:
        reason = error.strerror or str(error)
        manner.say(manner.words.say("ask.cannot_save", file=path, reason=reason), Tone.BAD)
        return False
    manner.say(manner.words.say("ask.saved", file=path))
    return True
