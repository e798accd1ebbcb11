"""Conflicts: two rules that stand in one slot and disagree."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import combinations

from msgspec import Struct

from triage.decide.defeat import Contender, Slot, slots
from triage.policy import NOWHERE, Policy
from triage.problem import Place
from triage.prove.answer import Answer
from triage.prove.asking import SPACES, Asker, Space
from triage.prove.cases import holds
from triage.prove.encoding import Encoding, Reading, term_of
from triage.prove.replay import Replay
from triage.prove.report import Kind, Proof, Question, Result, Undecided
from triage.prove.seen import Seen
from triage.prove.tasks import Forbidden
from triage.prove.terms import FALSE, Assignment, Term, both, either, negation


def conflicts(encoding: Encoding) -> Iterator[SlotConflicts]:
    """One question a slot; where it has conflicts, one result for each pair that disagrees in a case of its own.

    Many pairs disagree only where another pair does too: a rule that adds a source to what another says. They are
    not told again, neither in this slot nor in the next.
    """
    told = Told()
    for slot, contenders in slots(encoding.policy).items():
        pairs = tuple(_disagreeing(contenders))
        if pairs:
            yield SlotConflicts(encoding, slot, pairs, told)


def _disagreeing(contenders: tuple[Contender, ...]) -> Iterator[tuple[str, str]]:
    """The pairs that want different things and of which neither beats the other."""
    for a, b in combinations(contenders, 2):
        if a.value != b.value and a.clause not in b.beaten_by and b.clause not in a.beaten_by:
            yield a.clause, b.clause


class Told(Struct):
    """Where the pairs of which it was told disagree, in fully and in partly answered cases."""

    full: Term = FALSE
    told: Term = FALSE


class SlotConflicts(Struct, frozen=True):
    """Whether two rules can disagree in a slot."""

    encoding: Encoding
    slot: Slot
    pairs: tuple[tuple[str, str], ...]
    known: Told

    @property
    def question(self) -> Question:
        """The question of the slot as a whole."""
        return Question(Kind.CONFLICT, slot_name(self.slot), _place(self.pairs[0][0], self.encoding.policy))

    @property
    def wanted(self) -> tuple[Term, ...]:
        """No term has to hold anywhere."""
        return ()

    def results(self, asker: Asker, replay: Replay) -> Iterator[Result]:
        """A proof for the slot, or each pair with its case; and where that stayed undecided."""
        found = decided = True
        anything = False
        while found and decided:
            asker.limit.start()
            answer, space = self._next(asker)
            found, decided = answer.found, answer.decided
            if answer.case is not None:
                anything = True
                pair = self._pair(*self._standing(answer.case, space))
                asker.note(answer.case, space, pair.question.id)
                yield from pair.results(asker, replay)
                self.known.full = either(self.known.full, pair.full)
                self.known.told = either(self.known.told, pair.told or FALSE)
        if not decided:
            full = asker.find(self._clash_in("full"), "full", self.question.id)
            yield Undecided(self.question, asker.seconds, full.decided and not full.found)
        elif not anything:
            yield Proof(self.question, partly=True)

    def _next(self, asker: Asker) -> tuple[Answer, Space]:
        """A case in which a pair disagrees of which it was not told yet; a fully answered one where there is one."""
        name = self.question.id
        full = asker.find(both(self._clash_in("full"), negation(self.known.full)), "full", name)
        if full.found:
            return full, "full"
        told = asker.find(both(self._clash_in("told"), negation(self.known.told)), "told", name)
        return (told if told.found or full.decided else full), "told"

    def _reading(self, space: Space) -> Reading:
        return self.encoding.full if space == "full" else self.encoding.presumed

    def _clash_in(self, space: Space) -> Term:
        return term_of(self._reading(space).ruling.clash(self.slot))

    def _standing(self, case: Assignment, space: Space) -> tuple[str, str]:
        """The first pair that stands in the case."""
        stands = self._reading(space).ruling.standing(self.slot)
        return next((a, b) for a, b in self.pairs if holds(_both_stand(a, b, stands), case))

    def _pair(self, a: str, b: str) -> Forbidden:
        policy = self.encoding.policy
        first, second = sorted((a, b), key=list(policy.rules).index)
        question = Question(Kind.CONFLICT, (*slot_name(self.slot), f"{first}+{second}"), _place(first, policy))
        stands = [self._reading(space).ruling.standing(self.slot) for space in SPACES]
        full, told = (_both_stand(a, b, each) for each in stands)
        involved = tuple((rule, _place(rule, policy)) for rule in (first, second))
        return Forbidden(question, full, told, involved, lambda s: self._clash(a, b, s))

    def _clash(self, a: str, b: str, case: Seen) -> bool:
        stands = case.ruling.standing(self.slot)
        return bool(stands.get(a) and stands.get(b))


def _both_stand(a: str, b: str, stands: Mapping[str, int]) -> Term:
    return both(term_of(stands.get(a, 0)), term_of(stands.get(b, 0)))


def slot_name(slot: Slot) -> tuple[str, ...]:
    """A slot by name: ("code", "responsible"), ("code", "refund"), ("code", "also", "host")."""
    kind, matter, name = slot
    if kind == "claim":
        return matter, name
    return (matter, kind, name) if name else (matter, kind)


def _place(clause: str, policy: Policy) -> Place:
    return policy.rules[clause].place if clause in policy.rules else NOWHERE
