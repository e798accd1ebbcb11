"""Constraints that contradict each other, and values that they leave no case for."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from triage.policy import Fact, Kind
from triage.problem import Place
from triage.prove.asking import Asker
from triage.prove.encoding import Encoding
from triage.prove.replay import Replay
from triage.prove.report import Kind as Asked
from triage.prove.report import Proof, Question, Refutation, Result, Undecided
from triage.prove.tasks import Needed
from triage.prove.terms import FALSE, TRUE, Term, both, negation
from triage.prove.views import out_of_order
from triage.view import domain


def constraints(encoding: Encoding) -> Iterator[Contradiction | Needed]:
    """Whether there are cases at all, and for each fact whether it can apply, and have each of its values."""
    yield Contradiction(encoding)
    for name, fact in encoding.policy.facts.items():
        applies = negation(encoding.full.sight.states[name].absent)
        if applies is not TRUE:
            yield _possible(fact, (name,), applies)
        for value, term in _values(fact, encoding):
            yield _possible(fact, (name, value), both(applies, term))


def _possible(fact: Fact, about: tuple[str, ...], term: Term) -> Needed:
    return Needed(Question(Asked.IMPOSSIBLE, about, fact.place), term, FALSE, ((fact.name, fact.place),))


def _values(fact: Fact, encoding: Encoding) -> Iterator[tuple[str, Term]]:
    if fact.kind is Kind.CHOICES:
        yield from ((choice, encoding.world.chosen(fact, choice)) for choice in fact.choices)
    for value in domain(fact):
        yield str(value).lower(), encoding.world.is_value(fact, value)


class Contradiction(Struct, frozen=True):
    """Whether the constraints leave any case."""

    encoding: Encoding

    @property
    def question(self) -> Question:
        """The question."""
        return Question(Asked.CONSTRAINTS, ("all",), self.encoding.policy.place)

    @property
    def wanted(self) -> tuple[Term, ...]:
        """Any case will do."""
        return (TRUE,)

    def results(self, asker: Asker, replay: Replay) -> Iterator[Result]:  # noqa: ARG002
        """A proof where there are cases; else the constraints of which none can be left out."""
        found = asker.exists(TRUE, "full", self.question.id)
        if found is None:
            yield Undecided(self.question, asker.seconds, full=False)
        elif found:
            yield Proof(self.question, partly=False)
        else:
            yield Refutation(self.question, tuple(self._needed(asker)), None)

    def _needed(self, asker: Asker) -> list[tuple[str, Place]]:
        """Leave out one constraint after the other, as long as the rest still contradict each other."""
        kept = dict(self._terms())
        for each in tuple(kept):
            fewer = both(*(term for other, term in kept.items() if other != each))
            if asker.exists(fewer, "bounded", f"{self.question.id}:{each}") is False:
                del kept[each]
        return list(kept)

    def _terms(self) -> Iterator[tuple[tuple[str, Place], Term]]:
        policy, sight = self.encoding.policy, self.encoding.full.sight
        for never in policy.nevers:
            yield ("never", never.place), negation(sight.condition(never.when).yes)
        for ordered in policy.ordered:
            yield ("ordered", ordered.place), negation(out_of_order(ordered, sight))
