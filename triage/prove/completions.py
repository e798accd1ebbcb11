"""The completions of one case, as cases of the solver: whether a conclusion is settled, asked without a search."""

from __future__ import annotations

from msgspec.structs import replace

from triage.constraints import is_stated
from triage.decide.targets import Target, outcomes
from triage.holding import Held, Holding, NotApplicable, Unknown, View
from triage.policy import Fact, Kind
from triage.program import Program
from triage.prove.encoding import Reading, term_of
from triage.prove.limit import Limit
from triage.prove.solving import Solver
from triage.prove.states import Rails, Sight, State, number_of
from triage.prove.terms import FALSE, TRUE, Term, at_least, both, either, equal, negation, number, same, truth, unknown
from triage.prove.views import out_of_order
from triage.prove.world import World
from triage.view import _in_order_of_application as in_order_of_application


class Completions:
    """All ways in which the unknowns of a view could come out. `seconds`: the limit of a question."""

    def __init__(self, reading: Reading, background: Term, seconds: float) -> None:
        self.reading = reading
        self.background = background
        self.seconds = seconds
        self._solver = Solver([background])

    @property
    def possible(self) -> bool:
        """Whether there is any; a case whose unknowns fit no constraint has none."""
        return self._solver.find(TRUE, limit=Limit(self.seconds)).found

    def settled(self, target: Target) -> bool:
        """Whether the conclusion comes out in one way only."""
        ways = [term_of(lanes) for lanes in outcomes(target, self.reading.ruling).values()]
        return sum(self._solver.find(way, limit=Limit(self.seconds)).found for way in ways) == 1


def completions(view: View, program: Program, seconds: float) -> Completions:
    """The completions of a view: what it holds stays, what it does not know is anything that it leaves room for."""
    world = World(view.policy)
    evidence = {item: _shown(item, view, world) for item in view.policy.evidence}
    sight = Sight(view.policy, {}, number(number_of(view.now)), evidence)
    room: list[Term] = []
    for name, fact in view.policy.facts.items():
        sight.states[name] = _completed(fact, view.facts[name], world)
        room += _room(fact, view.facts[name], world)
    for name, fact in in_order_of_application(view.policy):
        if isinstance(view.facts[name], Unknown):
            applies = sight.condition(fact.applies_when).yes
            sight.states[name] = _applying(sight.states[name], applies)
    stated = [fact for name, fact in view.policy.facts.items() if is_stated(view.facts[name])]
    room += [sight.condition(fact.applies_when).yes for fact in stated]
    room += [negation(sight.condition(never.when).yes) for never in view.policy.nevers]
    room += [negation(out_of_order(ordered, sight)) for ordered in view.policy.ordered]
    return Completions(Reading(program, sight), both(*world.bounds(), *room), seconds)


def _shown(item: str, view: View, world: World) -> Rails:
    if item in view.evidence:
        return Rails(truth(view.evidence[item]), truth(not view.evidence[item]))
    return world.evidence[item]


def _completed(fact: Fact, holding: Holding, world: World) -> State:
    """The state of a fact in which nothing is unknown any more."""
    told = _known(fact, holding)
    by = holding.by if isinstance(holding, Held) else ()
    named = {item: truth(item in by) for item in world.policy.evidence} if by else {}
    state = replace(world.told_state(fact), told=told, vain=negation(told), named=named)
    return replace(state, absent=TRUE, held=FALSE) if isinstance(holding, NotApplicable) else state


def _known(fact: Fact, holding: Holding) -> Term:
    """Whether somebody gave it, which may be open too."""
    match holding:
        case Held(known=known) if known is not None:
            return truth(known)
        case Unknown(doubt=doubt) if doubt.value == "not_known":
            return FALSE
        case _:
            return unknown(f"told {fact.name}")


def _applying(state: State, applies: Term) -> State:
    absent = negation(applies)
    return replace(state, absent=absent, held=applies, fixed=applies)


def _room(fact: Fact, holding: Holding, world: World) -> list[Term]:
    """What the view says of the value."""
    match holding:
        case Held(value):
            return [_has_value(fact, value, world)] if fact.kind is not Kind.TEXT else []
        case Unknown(values=values) if values:
            return [either(*(_has_value(fact, value, world) for value in values))] if fact.kind is not Kind.TEXT else []
        case Unknown(bounds=bounds) if fact.kind in (Kind.COUNT, Kind.MONEY, Kind.NUMBER, Kind.MOMENT):
            term = world.number(fact)
            low = [] if isinstance(bounds.low, float) else [at_least(term, number(bounds.low))]
            high = [] if isinstance(bounds.high, float) else [at_least(number(bounds.high), term)]
            return low + high
        case _:
            return []


def _has_value(fact: Fact, value: object, world: World) -> Term:
    if isinstance(value, frozenset):
        return both(*(same(world.chosen(fact, choice), truth(choice in value)) for choice in fact.choices))
    if fact.kind in (Kind.YES_NO, Kind.CHOICE):
        assert isinstance(value, bool | str)
        return world.is_value(fact, value)
    return equal(world.number(fact), number(number_of(value)))  # type: ignore[arg-type]
