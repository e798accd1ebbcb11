"""Conflicts: two rules that stand in one slot and disagree."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

from triage.decide.defeat import Contender, Slot, slots
from triage.decide.ruling import ruling_of
from triage.decide.status import Situation
from triage.policy import NOWHERE, Policy
from triage.problem import Place
from triage.prove.asking import Asker
from triage.prove.encoding import Encoding, term_of
from triage.prove.replay import Replay
from triage.prove.report import Kind, Proof, Question, Result
from triage.prove.tasks import Forbidden
from triage.prove.terms import Term, both


def conflicts(encoding: Encoding) -> Iterator[SlotConflicts]:
    """One question a slot; where it has a conflict, one for each pair of rules that disagree in it."""
    for slot, contenders in slots(encoding.policy).items():
        pairs = tuple(_disagreeing(contenders))
        if pairs:
            yield SlotConflicts(encoding, slot, pairs)


def _disagreeing(contenders: tuple[Contender, ...]) -> Iterator[tuple[str, str]]:
    """The pairs that want different things and of which neither beats the other."""
    for a, b in combinations(contenders, 2):
        if a.value != b.value and a.clause not in b.beaten_by and b.clause not in a.beaten_by:
            yield a.clause, b.clause


@dataclass(frozen=True, slots=True)
class SlotConflicts:
    """Whether two rules can disagree in a slot."""

    encoding: Encoding
    slot: Slot
    pairs: tuple[tuple[str, str], ...]

    @property
    def question(self) -> Question:
        """The question of the slot as a whole."""
        return Question(Kind.CONFLICT, slot_name(self.slot), _place(self.pairs[0][0], self.encoding.policy))

    @property
    def wanted(self) -> tuple[Term, ...]:
        """No term has to hold anywhere."""
        return ()

    def results(self, asker: Asker, replay: Replay) -> Iterator[Result]:
        """A proof for the slot, or what is found of each pair."""
        full, told = (
            term_of(reading.ruling.clash(self.slot)) for reading in (self.encoding.full, self.encoding.presumed)
        )
        answers = [asker.find(full, "full"), asker.find(told, "told")]
        if not any(answer.found or not answer.decided for answer in answers):
            yield Proof(self.question, partly=True)
            return
        for a, b in self.pairs:
            for result in self._pair(a, b).results(asker, replay):
                if not isinstance(result, Proof):
                    yield result

    def _pair(self, a: str, b: str) -> Forbidden:
        policy = self.encoding.policy
        first, second = sorted((a, b), key=list(policy.rules).index)
        question = Question(Kind.CONFLICT, (*slot_name(self.slot), f"{first}+{second}"), _place(first, policy))
        stands = [reading.ruling.standing(self.slot) for reading in (self.encoding.full, self.encoding.presumed)]
        full, told = (both(term_of(each[a]), term_of(each[b])) for each in stands)
        involved = tuple((rule, _place(rule, policy)) for rule in (first, second))
        return Forbidden(question, full, told, involved, lambda s: self._clash(a, b, s))

    def _clash(self, a: str, b: str, situation: Situation) -> bool:
        stands = ruling_of(self.encoding.policy, situation.inference.sure).standing(self.slot)
        return bool(stands[a] and stands[b])


def slot_name(slot: Slot) -> tuple[str, ...]:
    """A slot by name: ("code", "responsible"), ("code", "refund"), ("code", "also", "host")."""
    kind, matter, name = slot
    if kind == "claim":
        return matter, name
    return (matter, kind, name) if name else (matter, kind)


def _place(clause: str, policy: Policy) -> Place:
    return policy.rules[clause].place if clause in policy.rules else NOWHERE
