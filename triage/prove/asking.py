"""Asking whether there is a case: with what is known from earlier answers, within a limit of time."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import TYPE_CHECKING, Literal, TypeAlias

from msgspec import Struct, field
from msgspec.structs import replace

from triage.parse.values import DIGITS_AFTER
from triage.prove.answer import NONE, UNDECIDED, Answer
from triage.prove.encoding import Encoding
from triage.prove.kept import Kept, key_of
from triage.prove.limit import Limit
from triage.prove.states import Sight
from triage.prove.terms import FALSE, Assignment, Term, equal, integer, scaled
from triage.prove.walks import evaluate, unknowns_in

if TYPE_CHECKING:
    from triage.prove.solving import Solver

FEW_DIGITS = 3
"""Digits after the point that are tried first."""

Space: TypeAlias = Literal["full", "told", "bounded"]
"""Fully answered cases; all cases however much of them was told; fully answered ones that break constraints, too."""

SPACES: tuple[Space, ...] = ("full", "told")


class Whole(dict[str, "bool | Fraction"]):
    """A case in which every unknown of which nothing is said is false, or zero."""

    def __missing__(self, name: str) -> bool:
        return False


class Asker(Struct):
    """Answers questions about the cases of one encoding. `limit`: of the one that is asked; whoever asks starts it."""

    encoding: Encoding
    limit: Limit
    kept: Kept
    _solvers: dict[Space, Solver] = field(default_factory=dict)
    _wanted: dict[Term, None] = field(default_factory=dict)
    _seen: dict[Term, Assignment] = field(default_factory=dict)  # wanted terms, each with a case in which it holds
    _tried: tuple[Assignment, dict[Term, bool | Fraction]] = field(default_factory=lambda: ({}, {}))

    def find(self, term: Term, space: Space, name: str) -> Answer:
        """A case of the space in which the term holds: the same one, whatever else was asked before."""
        found = self.exists(term, space, name)
        if not found:
            return UNDECIDED if found is None else NONE
        key = self._key(term, space)
        answer = self.kept.get(key)
        if answer is None or answer.case is None:
            answer = self._written(self._new_solver(space), term, space)
            self.kept.put(key, answer)
        return answer if answer.decided else self._found_before(term, space, name)

    def _found_before(self, term: Term, space: Space, name: str) -> Answer:
        """The case by which it was found out that there is one, where time ran out for the one that is always found."""
        case = self.kept.example(f"{space}:{name}")
        return Answer(True, case, found=True) if case is not None and self._is_case(case, term, space) else UNDECIDED

    def _written(self, solver: Solver, term: Term, space: Space) -> Answer:
        """What the solver answers, with numbers that can be written down: a third cannot, and no case has it."""
        answer = solver.find(term, limit=self.limit)
        numbers = [u for u in unknowns_in([self._background(space), term]) if u.op == "real"]
        for digits in (FEW_DIGITS, DIGITS_AFTER):
            if answer.case is None or all(_is_written(answer.case[str(u.detail)]) for u in numbers):
                return answer
            found = solver.find(term, *(_in_steps(u, digits) for u in numbers), limit=self.limit)
            answer = found if found.case is not None or digits == DIGITS_AFTER else answer
        return answer

    @property
    def seconds(self) -> float:
        """How long a question may take."""
        return self.limit.seconds

    def sight(self, space: Space) -> Sight:
        """The view by which the cases of the space are told."""
        return (self.encoding.given if space == "told" else self.encoding.full).sight

    def want(self, terms: Iterable[Term]) -> None:
        """Terms of which it will be asked whether they hold in some fully answered case."""
        self._wanted |= dict.fromkeys(terms)

    def exists(self, term: Term, space: Space, name: str) -> bool | None:
        """Whether the term holds in some case of the space; None where that was not found out.

        `name`: of the question. A case that answered it in an earlier run mostly still does after a change of the
        policy, and is tried before the solver is asked.
        """
        if term is FALSE:
            return False
        key, name = self._key(term, space), f"{space}:{name}"
        before = self.kept.example(name)
        answer = self.kept.get(key)
        if answer is None:
            case = self._at_hand(term, space, before)
            answer = self.example(term, space) if case is None else Answer(True, case, found=True)
            self.kept.put(key, replace(answer, case=None))
            if answer.case is not None:
                self.kept.keep_example(name, answer.case)
        return answer.found if answer.decided else None

    def note(self, case: Assignment, space: Space, name: str) -> None:
        """A case that answers the question of this name, found by asking another one."""
        self.kept.keep_example(f"{space}:{name}", case)

    def _at_hand(self, term: Term, space: Space, before: Assignment | None) -> Assignment | None:
        """A case in which the term holds, without asking the solver."""
        if space == "full" and term in self._seen:
            return self._seen[term]
        return before if before is not None and self._is_case(before, term, space) else None

    def _is_case(self, case: Assignment, term: Term, space: Space) -> bool:
        """Whether this is a case of the space, as the policy is now, and the term holds in it."""
        if self._tried[0] is not case:
            self._tried = case, {}
        whole = Whole(case)
        return all(evaluate(each, whole, self._tried[1]) for each in (self._background(space), term))

    def example(self, term: Term, space: Space) -> Answer:
        """Some case of the space in which the term holds; which one may hang on what was asked before."""
        answer = self._written(self._solver(space), term, space) if term is not FALSE else NONE
        if answer.case is not None and space == "full":
            self._notice(answer.case)
        return answer

    def _notice(self, case: Assignment) -> None:
        """Remember which of the wanted terms hold in a case that was found for another one."""
        done: dict[Term, bool | Fraction] = {}
        whole = Whole(case)
        seen = [term for term in self._wanted if evaluate(term, whole, done)]
        for term in seen:
            self._seen[term] = case
            del self._wanted[term]

    def _solver(self, space: Space) -> Solver:
        if space not in self._solvers:
            self._solvers[space] = self._new_solver(space)
        return self._solvers[space]

    def _new_solver(self, space: Space) -> Solver:
        from triage.prove.solving import Solver

        return Solver([self._background(space)])

    def _background(self, space: Space) -> Term:
        return {"full": self.encoding.lawful, "told": self.encoding.told, "bounded": self.encoding.bounded}[space]

    def _key(self, term: Term, space: Space) -> str:
        return key_of(space, self._background(space), term)


def _is_written(value: bool | Fraction) -> bool:
    scale: int = 10**DIGITS_AFTER
    return scale % Fraction(value).denominator == 0


def _in_steps(unknown: Term, digits: int) -> Term:
    """Where the number has so many digits after the point."""
    return equal(unknown, scaled(integer(f"{unknown.detail} in steps"), Fraction(1, 10**digits)))
