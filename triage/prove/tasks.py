"""The two shapes of a question: there must be no such case, or there must be one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from msgspec import Struct

from triage.problem import Place
from triage.prove.answer import Answer
from triage.prove.asking import Asker, Space
from triage.prove.cases import case_of
from triage.prove.replay import Holds, Replay
from triage.prove.report import Proof, Question, Refutation, Result, Undecided
from triage.prove.terms import FALSE, Term

Involved = tuple[tuple[str, Place], ...]


class Task(Protocol):
    """A question with what is needed to answer it."""

    @property
    def question(self) -> Question:
        """What is asked."""

    @property
    def wanted(self) -> tuple[Term, ...]:
        """Terms that should hold in some fully answered case."""

    def results(self, asker: Asker, replay: Replay) -> Iterator[Result]:
        """What came of it: mostly one result."""


class Forbidden(Struct, frozen=True):
    """No case may make these terms true: `full` of fully answered cases, `told` of partly answered ones (None: not
    asked). `holds` sees the same in a case that the engine evaluated."""

    question: Question
    full: Term
    told: Term | None
    involved: Involved
    holds: Holds
    wanted: tuple[Term, ...] = ()

    def results(self, asker: Asker, replay: Replay) -> Iterator[Result]:
        """A proof, or a refutation with its smallest case."""
        answers: list[Answer] = []
        for space, term in self._spaces():
            answers.append(asker.find(term, space, self.question.id))
            if answers[-1].case is not None:
                case = case_of(answers[-1].case, asker.sight(space), asker.encoding.world)
                yield Refutation(self.question, self.involved, replay.one(case, self.holds, term))
                return
        if all(answer.decided for answer in answers):
            yield Proof(self.question, self.told is not None)
        else:
            yield Undecided(self.question, asker.seconds, answers[0].decided)

    def _spaces(self) -> Iterator[tuple[Space, Term]]:
        yield "full", self.full
        if self.told is not None:
            yield "told", self.told


class Needed(Struct, frozen=True):
    """Some case must make these terms true: a fully answered one, or else a partly answered one."""

    question: Question
    full: Term
    told: Term
    involved: Involved = ()

    @property
    def wanted(self) -> tuple[Term, ...]:
        """The term of fully answered cases."""
        return (self.full,)

    def results(self, asker: Asker, replay: Replay) -> Iterator[Result]:  # noqa: ARG002
        """A proof where there is such a case, else a refutation, which has none to show."""
        found = asker.exists(self.full, "full", self.question.id)
        if not found and self.told is not FALSE:
            partly = asker.exists(self.told, "told", self.question.id)
            found = True if partly else None if None in (found, partly) else False
        if found is None:
            yield Undecided(self.question, asker.seconds, full=False)
        else:
            yield Proof(self.question, partly=True) if found else Refutation(self.question, self.involved, None)
