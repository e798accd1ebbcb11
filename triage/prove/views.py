"""The views of all cases at once: fully answered, as given, as presumed (triage.view and constraints, step by step)."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct
from msgspec.structs import replace

from triage.clocks import SECONDS_AN_HOUR
from triage.policy import ALWAYS, Condition, Fact, Kind, Not, Ordered, Policy, Value
from triage.prove.extended import (
    Extended,
    exactly,
    finite,
    greater_than,
    greatest,
    least,
    not_below,
    product_of,
    select_end,
    sum_of,
)
from triage.prove.spans import Span, compute
from triage.prove.states import SURELY, Rails, Sight, State, facts_of, number_of
from triage.prove.terms import FALSE, TRUE, Term, both, either, negation, same, truth
from triage.prove.world import World
from triage.view import ROUNDS, domain
from triage.view import _in_order_of_application as in_order_of_application


def fully_answered(world: World, applying: bool = False) -> Sight:
    """The view of a case in which every fact that applies was given, and every item of evidence asked about.

    `applying`: whether every fact is taken to apply.
    """
    sight = Sight(world.policy, {}, world.now, world.evidence)
    sight.states.update({name: world.told_state(fact) for name, fact in world.policy.facts.items()})
    for name, fact in () if applying else in_order_of_application(world.policy):
        applies = sight.condition(fact.applies_when).yes
        absent = negation(applies)
        sight.states[name] = replace(sight.states[name], told=applies, held=applies, absent=absent, fixed=applies)
    return sight


class Views(Struct):
    """The views of partly answered cases. `rounds`: how often constraints are applied to their own results."""

    world: World
    rounds: int = ROUNDS

    @property
    def policy(self) -> Policy:
        """The policy of the cases."""
        return self.world.policy

    # --- As given ---

    def as_given(self) -> Sight:
        """The view in which unknown facts stay unknown."""
        states = {name: self.world.answered_state(fact) for name, fact in self.policy.facts.items()}
        sight = Sight(self.policy, states, self.world.now, self.world.shown)
        return self._constrained(self._burdens(self._constrained(self._applied(sight))))

    def _applied(self, sight: Sight) -> Sight:
        current = sight.supposing({})
        for name, fact in in_order_of_application(self.policy):
            applied = where_it_applies(sight.states[name], current.condition(fact.applies_when))
            if applied != sight.states[name]:
                current.states[name] = applied
        return current

    def _constrained(self, sight: Sight) -> Sight:
        for _ in range(self.rounds):
            further = self._applied(self._narrowed(sight))
            if further.states == sight.states:
                return sight
            sight = further
        return sight

    def _burdens(self, sight: Sight) -> Sight:
        unproved = {
            name: self._unproved(fact, fact.burden.unproved, sight)
            for name, fact in self.policy.facts.items()
            if fact.burden is not None and fact.burden.unproved is not None and fact.production is not None
        }
        changed = {name: state for name, state in unproved.items() if state != sight.states[name]}
        return self._applied(sight.supposing(changed)) if changed else sight

    def _unproved(self, fact: Fact, value: Value, sight: Sight) -> State:
        state = sight.states[fact.name]
        falls = both(state.unknown, state.vain, run_out(fact, sight), may_be(value, state))
        return with_value(state, value, falls, fact)

    # --- What the constraints settle ---

    def _constraints(self, sight: Sight) -> Iterator[tuple[Condition, Term]]:
        """What cannot hold, each with where it counts."""
        yield from ((never.when, TRUE) for never in self.policy.nevers)
        for name, fact in self.policy.facts.items():
            if fact.applies_when != ALWAYS:
                yield Not(fact.applies_when), sight.states[name].stated

    def _narrowed(self, sight: Sight) -> Sight:
        current = sight.supposing({})
        for constraint, counts in self._constraints(sight):
            open_ = both(counts, sight.condition(constraint).open)
            if open_ is FALSE:
                continue
            for name in facts_of(constraint, self.policy):
                if domain(self.policy.facts[name]):
                    current.states[name] = self._without_excluded(name, constraint, open_, current)
        for ordered in self.policy.ordered:
            current.states.update(_bounded(ordered, current))
        return current

    def _without_excluded(self, name: str, constraint: Condition, open_: Term, sight: Sight) -> State:
        state, fact = sight.states[name], self.policy.facts[name]

        def left_over(value: Value) -> Term:
            supposed = sight.supposing({name: with_value(_open(state), value, TRUE, fact)})
            return both(state.can[value], negation(supposed.condition(constraint).yes))

        left = {value: left_over(value) for value in state.can}
        if left == state.can:
            return state
        counts = both(open_, state.unknown, either(*left.values()))
        can = {value: either(both(negation(counts), state.can[value]), left[value]) for value in left}
        settles = both(
            counts, negation(state.doubtful), _just_one(list(left.values())), _several(list(state.can.values()))
        )
        return replace(state, can=can, held=either(state.held, settles))

    # --- As presumed ---

    def as_presumed(self, given: Sight) -> Sight:
        """The view in which unknown facts take the value that is presumed of them."""
        sight = given.supposing({})
        for name, fact in in_order_of_application(self.policy):
            applies = sight.condition(fact.applies_when)
            found = self._presumed(fact, given.states[name], sight)
            applied = where_it_applies(found, applies)
            if applied != given.states[name]:
                sight.states[name] = applied
        return sight

    def _presumed(self, fact: Fact, state: State, sight: Sight) -> State:
        if fact.presume is None:
            return state
        now = fact.presume.value == "now" and fact.kind is Kind.MOMENT
        value: Value | Term = self.world.now if now else fact.presume.value
        taken = with_value(state, value, both(state.unknown, may_be(value, state)), fact)
        broken = self._broken(fact.name, sight.supposing({fact.name: taken}))
        return with_value(state, value, both(state.unknown, may_be(value, state), negation(broken)), fact)

    def _broken(self, name: str, sight: Sight) -> Term:
        """Where the view breaks a constraint that reads the fact."""
        read = [
            both(counts, sight.condition(constraint).yes)
            for constraint, counts in self._constraints(sight)
            if name in facts_of(constraint, self.policy)
        ]
        return either(*read, *(out_of_order(o, sight) for o in self.policy.ordered if name in o.moments))


# --- One fact ----------------------------------------------------------------------------------


def where_it_applies(state: State, applies: Rails) -> State:
    """What is held of a fact that applies, does not, or may. Whoever states a fact says that it applies."""
    if applies == SURELY and state.doubtful is FALSE:
        return state
    absent = either(state.absent, applies.no)
    held = both(negation(absent), either(state.told, both(state.held, applies.yes)))
    return replace(state, absent=absent, held=held, doubtful=applies.open)


def with_value(state: State, value: Value | Term, where: Term, fact: Fact) -> State:
    """The state with this value where `where` holds."""
    held = either(state.held, where)
    if isinstance(value, frozenset):
        chosen = {
            c: either(both(where, truth(c in value)), both(negation(where), old)) for c, old in state.chosen.items()
        }
        return replace(state, held=held, fixed=either(state.fixed, where), chosen=chosen)
    if state.can:
        can = {v: either(both(where, truth(v == value)), both(negation(where), old)) for v, old in state.can.items()}
        return replace(state, held=held, can=can)
    if fact.kind is Kind.TEXT:
        return replace(state, held=held)
    point = finite(value) if isinstance(value, Term) else exactly(number_of(value))
    return replace(state, held=held, low=select_end(where, point, state.low), high=select_end(where, point, state.high))


def may_be(value: Value | Term, state: State) -> Term:
    """Where what is known so far leaves room for the value."""
    if isinstance(value, frozenset):
        same_choices = [same(chosen, truth(choice in value)) for choice, chosen in state.chosen.items()]
        return either(negation(state.fixed), both(*same_choices))
    if isinstance(value, bool | str):
        return state.can.get(value, TRUE)
    point = finite(value) if isinstance(value, Term) else exactly(number_of(value))
    return both(not_below(point, state.low), not_below(state.high, point))


def run_out(fact: Fact, sight: Sight) -> Term:
    """Where the time to produce the fact has surely run out."""
    step = fact.production
    if step is None or step.within is None or step.since is None:
        return FALSE
    hours = compute(step.within, sight.span, sight.policy)
    since = sight.states[step.since]
    until = compute_end(since.low, hours)
    return both(since.held, negation(since.absent), negation(hours.absent), not_below(finite(sight.now), until))


def compute_end(start: Extended, hours: Span) -> Extended:
    """The latest moment at which the hours end."""
    return sum_of(start, product_of(exactly(SECONDS_AN_HOUR), hours.high))


def _open(state: State) -> State:
    """The state as if nothing were known but that it applies."""
    return replace(state, absent=FALSE, held=FALSE, doubtful=FALSE, told=FALSE)


def _just_one(terms: list[Term]) -> Term:
    return both(either(*terms), negation(_several(terms)))


def _several(terms: list[Term]) -> Term:
    """Where at least two of the terms hold."""
    seen, twice = FALSE, FALSE
    for term in terms:
        twice = either(twice, both(seen, term))
        seen = either(seen, term)
    return twice


# --- Moments in order --------------------------------------------------------------------------


def _moments(ordered: Ordered, sight: Sight) -> list[tuple[str, Span]]:
    return [(name, sight.span(name)) for name in ordered.moments]


def _bounded(ordered: Ordered, sight: Sight) -> dict[str, State]:
    moments = _moments(ordered, sight)
    found = {}
    for index, (name, own) in enumerate(moments):
        state = sight.states.get(name)
        if state is None or state.unknown is FALSE:
            continue
        low = greatest([own.low, *(_if_sure(m, m.low, own.low) for _, m in moments[:index])])
        high = least([own.high, *(_if_sure(m, m.high, own.high) for _, m in moments[index + 1 :])])
        counts = both(state.unknown, not_below(high, low))
        bounded = replace(state, low=select_end(counts, low, state.low), high=select_end(counts, high, state.high))
        if bounded != state:
            found[name] = bounded
    return found


def _if_sure(span: Span, end: Extended, otherwise: Extended) -> Extended:
    return select_end(negation(either(span.absent, span.doubtful)), end, otherwise)


def out_of_order(ordered: Ordered, sight: Sight) -> Term:
    """Where two known moments stand in the wrong order."""
    moments = [span for _, span in _moments(ordered, sight)]
    return either(
        *(
            both(first.point, second.point, greater_than(first.low, second.low))
            for index, first in enumerate(moments)
            for second in moments[index + 1 :]
        )
    )
