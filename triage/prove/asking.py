"""Asking whether there is a case: with what is known from earlier answers, within a limit of time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from fractions import Fraction
from hashlib import blake2b
from typing import TYPE_CHECKING, Literal, TypeAlias

from triage.parse.values import DIGITS_AFTER
from triage.prove.answer import NONE, UNDECIDED, Answer
from triage.prove.encoding import Encoding
from triage.prove.kept import Kept
from triage.prove.states import Sight
from triage.prove.terms import FALSE, Assignment, Term, equal, integer, scaled
from triage.prove.walks import evaluate, unknowns_in

if TYPE_CHECKING:
    from triage.prove.solving import Solver

FEW_DIGITS = 3
"""Digits after the point that are tried first."""

Space: TypeAlias = Literal["full", "told"]
"""Fully answered cases, or all cases however much of them was told."""

SPACES: tuple[Space, ...] = ("full", "told")


@dataclass(slots=True)
class Asker:
    """Answers questions about the cases of one encoding. `seconds`: the limit of each."""

    encoding: Encoding
    seconds: float
    kept: Kept
    _solvers: dict[str, Solver] = field(default_factory=dict)
    _wanted: dict[Term, None] = field(default_factory=dict)
    _unsaid: dict[str, bool | Fraction] = field(default_factory=dict)  # what an unknown is of which nothing was said
    _seen: set[Term] = field(default_factory=set)

    def find(self, term: Term, space: Space) -> Answer:
        """A case of the space in which the term holds: the same one, whatever else was asked before."""
        found = self._exists(term, space)
        if not found:
            return UNDECIDED if found is None else NONE
        key = self._key(term, space)
        answer = self.kept.get(key)
        if answer is None or answer.case is None:
            answer = self._written(self._new_solver(space), term, space)
            self.kept.put(key, answer)
        return answer

    def _written(self, solver: Solver, term: Term, space: Space) -> Answer:
        """What the solver answers, with numbers that can be written down: a third cannot, and no case has it."""
        answer = solver.find(term)
        numbers = [u for u in unknowns_in([self._background(space), term]) if u.op == "real"]
        for digits in (FEW_DIGITS, DIGITS_AFTER):
            if answer.case is None or all(_is_written(answer.case[str(u.detail)]) for u in numbers):
                return answer
            found = solver.find(term, *(_in_steps(u, digits) for u in numbers))
            answer = found if found.case is not None or digits == DIGITS_AFTER else answer
        return answer

    def apart(self, term: Term) -> Answer:
        """Whether the term can hold at all, whatever cases there are."""
        key = blake2b(term.digest, digest_size=16).hexdigest()
        answer = self.kept.get(key) or self._solver("any").find(term)
        self.kept.put(key, answer)
        return answer

    def sight(self, space: Space) -> Sight:
        """The view by which the cases of the space are told."""
        return (self.encoding.full if space == "full" else self.encoding.given).sight

    def want(self, terms: Iterable[Term]) -> None:
        """Terms of which it will be asked whether they hold in some fully answered case."""
        self._wanted |= dict.fromkeys(terms)
        self._unsaid = {str(u.detail): False if u.op == "unknown" else Fraction(0) for u in unknowns_in(self._wanted)}

    def exists(self, term: Term, *spaces: Space) -> bool | None:
        """Whether the term holds in some case of the spaces; None where that was not found out."""
        answers: list[bool | None] = []
        for space in spaces:
            answers.append(self._exists(term, space))
            if answers[-1]:
                return True
        return None if None in answers else False

    def _exists(self, term: Term, space: Space) -> bool | None:
        if term is FALSE:
            return False
        answer = self.kept.get(self._key(term, space))
        if answer is None and space == "full" and term in self._seen:
            answer = Answer(True, found=True)
            self.kept.put(self._key(term, space), answer)
        if answer is None:
            answer = self._written(self._solver(space), term, space)
            if answer.case is not None and space == "full":
                self._notice(answer.case)
            self.kept.put(self._key(term, space), replace(answer, case=None))
        return answer.found if answer.decided else None

    def _notice(self, case: Assignment) -> None:
        """Remember which of the wanted terms hold in a case that was found for another one."""
        done: dict[Term, bool | Fraction] = {}
        complete = {**self._unsaid, **case}
        seen = [term for term in self._wanted if evaluate(term, complete, done)]
        self._seen.update(seen)
        for term in seen:
            del self._wanted[term]

    def _solver(self, space: Space | Literal["any"]) -> Solver:
        from triage.prove.solving import Solver

        if space not in self._solvers:
            self._solvers[space] = Solver([], self.seconds) if space == "any" else self._new_solver(space)
        return self._solvers[space]

    def _new_solver(self, space: Space) -> Solver:
        from triage.prove.solving import Solver

        return Solver([self._background(space)], self.seconds)

    def _background(self, space: Space) -> Term:
        return self.encoding.lawful if space == "full" else self.encoding.told

    def _key(self, term: Term, space: Space) -> str:
        return blake2b(self._background(space).digest + term.digest, digest_size=16).hexdigest()


def _is_written(value: bool | Fraction) -> bool:
    scale: int = 10**DIGITS_AFTER
    return scale % Fraction(value).denominator == 0


def _in_steps(unknown: Term, digits: int) -> Term:
    """Where the number has so many digits after the point."""
    return equal(unknown, scaled(integer(f"{unknown.detail} in steps"), Fraction(1, 10**digits)))
