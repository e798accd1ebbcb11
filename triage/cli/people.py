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
from triage.policy import Policy
from triage.render.layout import Paragraph, page
from triage.render.questions import (
    in_language,
    manner,
    render_help,
    render_question,
    understood,
)
from triage.render.style import Style, Tone
from triage.render.words import Words, words


@dataclass(frozen=True, slots=True)
class Manner:
    """How a session speaks: language, width in cells, colour."""

    language: str
    width: int
    style: Style

    @property
    def words(self) -> Words:
        """The message catalogue of the language."""
        return words(self.language)

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

    manner: Manner
    thinks_again: bool = True

    def reply(self, question: Question, session: Session) -> Reply:
        """Ask until the line is understood."""
        manner = self.manner
        tell(render_question(question, len(session.history) + 1, manner.language, manner.width, manner.style))
        while True:
            line = read_line(manner.words.say("ask.prompt"))
            if line is None:
                raise missing(question, session.policy, manner)
            match read_typed(line, question, session.policy, session.case, manner.words):
                case Answered(value):
                    manner.say("= " + understood(question, value, session.policy, manner.language), Tone.FAINT, 3)
                    return value
                case Misread(key, values):
                    self._explain(key, values, question)
                case Command.HELP:
                    tell(render_help(question, manner.language, manner.width, manner.style))
                case Command.BACK if not session.history:
                    manner.say(manner.words.say("ask.at_beginning"), indent=3)
                case command:
                    return command

    def _explain(self, key: str, values: Mapping[str, str], question: Question) -> None:
        how = self.manner.words.say(manner(question))
        self.manner.say(self.manner.words.say(key, **values, how=how), Tone.CAREFUL, 3)


@dataclass(frozen=True, slots=True)
class FromFile:
    """A case that answers: everything that is asked is looked up there, and shown like typed answers.

    A case without answers stands for nobody: the first question ends the session.
    """

    case: Case
    manner: Manner
    thinks_again: bool = False

    def reply(self, question: Question, session: Session) -> Reply:
        """The answer of the file; raises `Stop` where it has none."""
        manner = self.manner
        value = self._look_up(question, session.policy)
        tell(render_question(question, len(session.history) + 1, manner.language, manner.width, manner.style))
        answer = understood(question, value, session.policy, manner.language)
        manner.say(manner.words.say("ask.prompt") + answer)
        return value

    def _look_up(self, question: Question, policy: Policy) -> Said:
        answers = self.case.answers
        match question.topic:
            case Topic.FACT if question.id in answers:
                return answers[question.id]
            case Topic.FACT:
                raise missing(question, policy, self.manner)
            case Topic.SCREEN:
                return {name: answers[name] for name in question.names if name in answers}
            case Topic.EVIDENCE:
                at_hand = frozenset(item for item in question.names if self.case.evidence.get(item))
                return at_hand if any(item in self.case.evidence for item in question.names) else None


def missing(question: Question, policy: Policy, manner: Manner) -> Stop:
    """What ends a session in which nothing more may be asked: it names the missing fact."""
    title = in_language(
        policy.facts[question.id].title if question.topic is Topic.FACT else question.text, manner.language
    )
    return Stop(Code.MISSING, manner.words.say(f"ask.missing_{question.topic.value}", fact=question.id, title=title))


def read_line(prompt: str) -> str | None:
    """A line from the terminal without its end; None where the input has ended."""
    tell(prompt)
    line = sys.stdin.readline()
    return line.rstrip("\r\n") if line else None
