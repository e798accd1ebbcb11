"""A policy over all cases at once: which clauses hold, what stands, and which cases there are."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct, field

from triage.decide.ruling import Ruling
from triage.policy import All, Any, Condition, Found, Not, Policy
from triage.program import Program, compile_policy
from triage.prove.states import Rails, Sight, all_of, any_of
from triage.prove.terms import FALSE, TRUE, Term, both, either, implies, negation
from triage.prove.views import Views, fully_answered, out_of_order
from triage.prove.world import World


class Cases(int):
    """The set of all cases in which a term holds, in place of the bits of a few lanes (triage.decide.defeat).

    It is false where no case can be in it, so that what is never reached is passed over.
    """

    term: Term

    def __new__(cls, term: Term) -> Cases:
        made = super().__new__(cls, term is not FALSE)
        made.term = term
        return made

    def __and__(self, other: int) -> Cases:
        return Cases(both(self.term, term_of(other)))

    def __or__(self, other: int) -> Cases:
        return Cases(either(self.term, term_of(other)))

    def __invert__(self) -> Cases:
        return Cases(negation(self.term))

    __rand__ = __and__
    __ror__ = __or__


def term_of(lanes: int) -> Term:
    """The cases as a term; a plain number stands for none of them or all."""
    if isinstance(lanes, Cases):
        return lanes.term
    return TRUE if lanes else FALSE


class Reading(Struct):
    """What a view makes of the clauses of a program, in all cases at once (triage.engines.reference)."""

    program: Program
    sight: Sight
    _clauses: dict[str, Rails] = field(default_factory=dict)

    def condition(self, condition: Condition) -> Rails:
        """The truth of a condition, findings included."""
        match condition:
            case All(parts):
                return all_of([self.condition(part) for part in parts])
            case Any(parts):
                return any_of([self.condition(part) for part in parts])
            case Not(part):
                inner = self.condition(part)
                return Rails(inner.no, inner.yes)
            case Found(finding):
                return any_of([self.clause(clause) for clause in self.program.concluded_by[finding]])
            case _:
                return self.sight.leaf(condition)

    def clause(self, name: str) -> Rails:
        """The truth of a clause."""
        if name not in self._clauses:
            self._clauses[name] = self.condition(self.program.clauses[name].condition)
        return self._clauses[name]

    @property
    def ruling(self) -> Ruling:
        """What stands, in all cases at once."""
        return Ruling(self.program.policy, lambda clause: Cases(self.clause(clause).yes), Cases(TRUE))


class Encoding:
    """The cases of a policy: fully answered ones, and partly answered ones as presumed."""

    def __init__(self, policy: Policy, rounds: int) -> None:
        self.policy = policy
        self.rounds = rounds
        self.program = compile_policy(policy)
        self.world = World(policy)
        self.full = Reading(self.program, fully_answered(self.world))
        self.wherever_applicable = Reading(self.program, fully_answered(self.world, applying=True))
        """What fully answered cases would be if every fact always applied."""
        views = Views(self.world, rounds)
        given = views.as_given()
        self.given = Reading(self.program, given)
        self.presumed = Reading(self.program, views.as_presumed(given))
        self.bounded = both(*self.world.bounds())
        """Where each choice is one choice and each number within its bounds, whatever the constraints say."""
        self.lawful = both(self.bounded, *self._constraints(self.full.sight))
        """The fully answered cases that there are."""
        self.told = both(self.lawful, *self._stated(), *self._constraints(given))
        """The partly answered cases: those that some fully answered case agrees with, and that nobody would refuse."""

    def _constraints(self, sight: Sight) -> Iterator[Term]:
        yield from (negation(sight.condition(never.when).yes) for never in self.policy.nevers)
        yield from (negation(out_of_order(ordered, sight)) for ordered in self.policy.ordered)

    def _stated(self) -> Iterator[Term]:
        """Whoever gives a fact says that it applies."""
        for name, fact in self.policy.facts.items():
            yield implies(self.world.told(fact), negation(self.full.sight.states[name].absent))
