"""Who answers the questions of a session: a person at a terminal, or a case file that was written before."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol, TypeAlias

from msgspec import Struct

from triage.case import Case
from triage.cli.ending import Code, Stop
from triage.cli.typed import Answered, Command, Guessed, Listed, Misread, is_denial, is_yes, read_typed
from triage.cli.voice import Voice, tell
from triage.interview import Question, Said, Session, Topic, waiting
from triage.render.questions import (
    earlier_answer,
    manner,
    question_text,
    render_choices,
    render_question,
    understood,
)
from triage.render.style import Tone


class Heard(Struct, frozen=True):
    """An answer. `none`: none of the choices was right; `words` is then what the person calls it."""

    said: Said
    none: bool = False
    words: str = ""


Reply: TypeAlias = Heard | Command


class Person(Protocol):
    """Whoever answers."""

    @property
    def thinks_again(self) -> bool:
        """Whether asking a second time can bring another answer."""

    def reply(self, question: Question, session: Session, shown: bool = False) -> Reply:
        """The answer to the question; raises `Stop` where there is none and nobody can be asked.

        `shown`: the question stands just above.
        """


class AtTerminal(Struct, frozen=True):
    """A person who types. Lines only: nothing is repainted, so that a screen reader follows."""

    voice: Voice
    thinks_again: bool = True

    def reply(self, question: Question, session: Session, shown: bool = False) -> Reply:
        """Ask until the line is understood."""
        if not shown:
            put(question, session, self.voice)
        seen: frozenset[str] = frozenset()
        while True:
            typed = self._read(question, session, seen)
            match typed:
                case Misread(key, values):
                    self._explain(key, values, question)
                case Listed(choices):
                    self._list(choices, question)
                    seen |= frozenset(choices)
                case Heard() | Command():
                    return typed

    def _list(self, choices: tuple[str, ...], question: Question) -> None:
        """The choices that the line may mean, to be picked from by their numbers."""
        tell(render_choices(question, choices, self.voice.naming, self.voice.width, self.voice.style))
        self.voice.say(self.voice.word("ask.which_of_these"), Tone.FAINT, 3)

    def _read(self, question: Question, session: Session, seen: frozenset[str]) -> Heard | Command | Misread | Listed:
        """What one line means; what is only guessed is said back first."""
        line = self.voice.hear()
        if line is None:
            raise missing(question, self.voice)
        kept = waiting(session, question)
        if not line.strip() and kept is not None:
            return self._confirmed(question, kept.said, line)
        return self._meaning(line, question, session, seen)

    def _meaning(
        self, line: str, question: Question, session: Session, seen: frozenset[str]
    ) -> Heard | Command | Misread | Listed:
        match read_typed(line, question, session.case, self.voice.naming, seen):
            case Answered(value, none):
                heard = self._confirmed(question, value, line)
                return Heard(value, none, self._own_words()) if none else heard
            case Guessed(value):
                return self._guessed(question, value, session, seen)
            case Misread() | Listed() | Command() as other:
                return other

    def _confirmed(self, question: Question, said: Said, line: str) -> Heard:
        """Say how the line was understood, unless it says just that."""
        text = understood(question, said, self.voice.naming)
        if line.strip() != text:
            self.voice.say("= " + text, Tone.FAINT, 3)
        return Heard(said)

    def _guessed(
        self, question: Question, said: Said, session: Session, seen: frozenset[str]
    ) -> Heard | Command | Misread | Listed:
        """The guess, where the person says that it is right; what else is typed counts as typed at the question."""
        text = understood(question, said, self.voice.naming)
        self.voice.say(self.voice.word("ask.guessed", answer=text), Tone.CAREFUL, 3)
        line = self.voice.hear()
        if line is None:
            raise missing(question, self.voice)
        if not line.strip() or is_yes(line):
            return Heard(said)
        return Misread("ask.guessed_wrong", {}) if is_denial(line) else self._meaning(line, question, session, seen)

    def _own_words(self) -> str:
        self.voice.say(self.voice.word("ask.none_words"), indent=3)
        return (self.voice.hear() or "").strip()

    def _explain(self, key: str, values: Mapping[str, str], question: Question) -> None:
        how = manner(question, self.voice.naming)
        self.voice.say(self.voice.word(key, **values, how=how), Tone.CAREFUL, 3)


class FromFile(Struct, frozen=True):
    """A case that answers: everything that is asked is looked up there, and shown like typed answers.

    An empty case that is not shown stands for nobody: the first fact that is not presumed ends the session.
    """

    case: Case
    voice: Voice
    shown: bool = True
    thinks_again: bool = False

    def reply(self, question: Question, session: Session, shown: bool = False) -> Reply:
        """The answer of the file; raises `Stop` where it has none."""
        said = self._look_up(question)
        if self.shown and not shown:
            put(question, session, self.voice)
            self.voice.say(self.voice.word("ask.prompt") + understood(question, said, self.voice.naming))
        return Heard(said)

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


def put(question: Question, session: Session, voice: Voice) -> None:
    """Show the question, and the answer that an empty line would give."""
    number = sum(not turn.told for turn in session.history) + 1
    tell(render_question(question, number, voice.naming, voice.width, voice.style))
    kept = waiting(session, question)
    if kept is not None:
        voice.say(earlier_answer(question, kept, voice.naming), Tone.FAINT, 3)


def missing(question: Question, voice: Voice) -> Stop:
    """What ends a session in which nothing more may be asked: it names the missing fact."""
    text = question_text(question, voice.naming)
    return Stop(Code.MISSING, voice.word(f"ask.missing_{question.topic.value}", fact=question.id, text=text))
