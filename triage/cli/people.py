"""Who answers the questions of a session: a person at a terminal, or a case file that was written before."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol, TypeAlias

from triage.case import Case
from triage.cli.ending import Code, Stop
from triage.cli.typed import Answered, Command, Misread, read_typed
from triage.interview import Question, Said, Session, Topic
from triage.render.layout import Paragraph, page
from triage.render.naming import Naming
from triage.render.questions import manner, question_text, render_help, render_question, understood
from triage.render.style import Style, Tone


@dataclass(frozen=True, slots=True)
class Voice:
    """How a session speaks: the names and words of a language, the width in cells, colour."""

    naming: Naming
    width: int
    style: Style

    def word(self, key: str, **values: object) -> str:
        """A message of the catalogue."""
        return self.naming.words.say(key, **values)

    def say(self, text: str, tone: Tone = Tone.PLAIN, indent: int = 0) -> None:
        """One paragraph on stderr, where everything stands that is not the result."""
        tell(page([Paragraph(text, indent=indent, tone=tone)], self.width, self.style))


def tell(text: str) -> None:
    """Text on stderr, at once."""
    sys.stderr.write(text)
    sys.stderr.flush()


Reply: TypeAlias = Said | Command
"""An answer, or BACK or QUIT."""


class Person(Protocol):
    """Whoever answers."""

    @property
    def thinks_again(self) -> bool:
        """Whether asking a second time can bring another answer."""

    def reply(self, question: Question, session: Session) -> Reply:
        """The answer to the question; raises `Stop` where there is none and nobody can be asked."""


@dataclass(frozen=True, slots=True)
class AtTerminal:
    """A person who types. Lines only: nothing is repainted, so that a screen reader follows."""

    voice: Voice
    thinks_again: bool = True

    def reply(self, question: Question, session: Session) -> Reply:
        """Ask until the line is understood."""
        _put(question, session, self.voice)
        while True:
            line = read_line(self.voice.word("ask.prompt"))
            if line is None:
                raise missing(question, self.voice)
            match read_typed(line, question, session.case, self.voice.naming):
                case Answered(value):
                    self._confirm(line, understood(question, value, self.voice.naming))
                    return value
                case Misread(key, values):
                    self._explain(key, values, question)
                case Command.HELP:
                    tell(render_help(question, self.voice.naming, self.voice.width, self.voice.style))
                case Command.BACK if not session.history:
                    self.voice.say(self.voice.word("ask.at_beginning"), indent=3)
                case command:
                    return command

    def _confirm(self, line: str, answer: str) -> None:
        """Say how the line was understood, unless it says just that."""
        if line.strip() != answer:
            self.voice.say("= " + answer, Tone.FAINT, 3)

    def _explain(self, key: str, values: Mapping[str, str], question: Question) -> None:
        how = manner(question, self.voice.naming)
        self.voice.say(self.voice.word(key, **values, how=how), Tone.CAREFUL, 3)


@dataclass(frozen=True, slots=True)
class FromFile:
    """A case that answers: everything that is asked is looked up there, and shown like typed answers.

    An empty case that is not shown stands for nobody: the first fact that is not presumed ends the session.
    """

    case: Case
    voice: Voice
    shown: bool = True
    thinks_again: bool = False

    def reply(self, question: Question, session: Session) -> Reply:
        """The answer of the file; raises `Stop` where it has none."""
        said = self._look_up(question)
        if self.shown:
            _put(question, session, self.voice)
            self.voice.say(self.voice.word("ask.prompt") + understood(question, said, self.voice.naming))
        return said

    def _look_up(self, question: Question) -> Said:
        answers, evidence = self.case.answers, self.case.evidence
        match question.topic:
            case Topic.FACT if question.id in answers:
                return answers[question.id]
            case Topic.FACT if self.voice.naming.policy.facts[question.id].presume is None:
                raise missing(question, self.voice)
            case Topic.FACT:
                return None  # the presumption holds, and the verdict names it
            case Topic.SCREEN:
                return {name: answers[name] for name in question.names if name in answers}
            case Topic.EVIDENCE:
                asked = any(item in evidence for item in question.names)
                return frozenset(item for item in question.names if evidence.get(item)) if asked else None


def _put(question: Question, session: Session, voice: Voice) -> None:
    number = len(session.history) + 1
    tell(render_question(question, number, voice.naming, voice.width, voice.style))


def missing(question: Question, voice: Voice) -> Stop:
    """What ends a session in which nothing more may be asked: it names the missing fact."""
    text = question_text(question, voice.naming)
    return Stop(Code.MISSING, voice.word(f"ask.missing_{question.topic.value}", fact=question.id, text=text))


def read_line(prompt: str) -> str | None:
    """A line from the terminal without its end; None where the input has ended."""
    tell(prompt)
    line = sys.stdin.readline()
    return line.rstrip("\r\n") if line else None
