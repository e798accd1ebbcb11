"""What a view holds of each fact, in all cases at once, and the truth of leaves (triage.holding, leaves and period)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import TypeAlias

from msgspec import Struct, field

from triage.constraints import facts_of_leaf
from triage.exhaustive import assert_never
from triage.instant import seconds, start_of
from triage.logic import leaves_of
from triage.policy import (
    NUMERIC,
    All,
    Any,
    Bound,
    Condition,
    Found,
    Has,
    InForce,
    Kind,
    Known,
    Leaf,
    Not,
    OneOf,
    Parameter,
    Period,
    Policy,
    Proved,
    Value,
    Within,
)
from triage.prove.extended import Extended, exactly, finite, greater_than, not_below, select_end
from triage.prove.spans import Span, compute, mirrored, one, surely_above, surely_not_above
from triage.prove.terms import FALSE, TRUE, Term, both, choose, either, equal, negation, number


class Rails(Struct, frozen=True):
    """Where something is surely true, and where it is surely false; elsewhere it is unknown."""

    yes: Term
    no: Term

    @property
    def open(self) -> Term:
        """Where it is unknown."""
        return negation(either(self.yes, self.no))


SURELY = Rails(TRUE, FALSE)
SURELY_NOT = Rails(FALSE, TRUE)


class State(Struct, frozen=True):
    """What is held of one fact. It does not apply where `absent`, has a value where `held`, else is unknown.

    `doubtful`: while unknown, whether it may turn out not to apply. `told`: somebody gave it; `vain`: nobody can say.
    `can`: the values that are left (yes/no and choices). Several choices: `chosen`, where `fixed`. Numbers: from `low`
    to `high`, both the value where there is one. `named`: the items that are said to prove it.
    """

    told: Term
    vain: Term
    held: Term
    absent: Term = FALSE
    doubtful: Term = FALSE
    can: Mapping[Value, Term] = field(default_factory=dict)
    fixed: Term = FALSE
    chosen: Mapping[str, Term] = field(default_factory=dict)
    low: Extended = field(default_factory=lambda: exactly(0))
    high: Extended = field(default_factory=lambda: exactly(0))
    named: Mapping[str, Term] = field(default_factory=dict)

    @property
    def unknown(self) -> Term:
        """Where the fact may apply and has no value."""
        return negation(either(self.absent, self.held))

    @property
    def stated(self) -> Term:
        """Where somebody gave a value that counts."""
        return both(self.told, negation(self.absent))

    @property
    def may_lack(self) -> Term:
        """Where it is open whether it applies at all."""
        return both(self.unknown, self.doubtful)

    @property
    def span(self) -> Span:
        """The range of a number or moment."""
        return Span(self.low, self.high, self.absent, self.may_lack)


States: TypeAlias = Mapping[str, State]
Memory: TypeAlias = "dict[tuple[Leaf, tuple[int, ...]], tuple[tuple[State, ...], Rails]]"


class Sight(Struct):
    """A view in all cases at once: the states of the facts, what is at hand, and `now`."""

    policy: Policy
    states: dict[str, State]
    now: Term
    evidence: Mapping[str, Rails]
    memory: Memory = field(default_factory=dict)
    """Leaves that were worked out already, by the states that they read; shared by all sights of a policy."""

    def supposing(self, states: States) -> Sight:
        """A copy in which these facts are as stated."""
        return Sight(self.policy, {**self.states, **states}, self.now, self.evidence, self.memory)

    # --- Conditions ---

    def leaf(self, leaf: Leaf) -> Rails:
        """The truth of a leaf on facts."""
        read = tuple(self.states[name] for name in facts_of_leaf(leaf, self.policy))
        key = (leaf, tuple(map(id, read)))
        if key not in self.memory:
            self.memory[key] = (read, self._leaf(leaf))
        return self.memory[key][1]

    def condition(self, condition: Condition) -> Rails:
        """The truth of a condition that reads no findings (strong Kleene)."""
        match condition:
            case All(parts):
                return all_of([self.condition(part) for part in parts])
            case Any(parts):
                return any_of([self.condition(part) for part in parts])
            case Not(part):
                inner = self.condition(part)
                return Rails(inner.no, inner.yes)
            case _:
                return self.leaf(condition)

    def _leaf(self, leaf: Leaf) -> Rails:
        match leaf:
            case OneOf(fact, values):
                return self._one_of(fact, values)
            case Within(subject, low, high):
                return self._within(self.span(subject), low, high)
            case Known(fact):
                state = self.states[fact]
                there = negation(state.absent)
                return Rails(both(there, state.told), either(state.absent, state.vain))
            case Proved(fact, values):
                return all_of([self._one_of(fact, values), self._proved(self.states[fact], fact)])
            case Has(items):
                return any_of([self.evidence[item] for item in items])
            case InForce(period):
                return self.in_force(period)
            case Found():
                raise TypeError("a finding is not a fact")
            case _:
                assert_never(leaf)

    def _one_of(self, fact: str, values: tuple[Value, ...]) -> Rails:
        state, kind = self.states[fact], self.policy.facts[fact].kind
        if kind in NUMERIC or kind is Kind.MOMENT:
            found = _equals(state.span, values)
        elif kind is Kind.CHOICES:
            some = either(*(state.chosen[str(value)] for value in values))
            found = Rails(both(state.fixed, some), both(state.fixed, negation(some)))
        else:
            inside = either(*(state.can[value] for value in values))
            outside = either(*(can for value, can in state.can.items() if value not in values))
            found = Rails(both(inside, negation(outside)), negation(inside))
        surely = both(found.yes, negation(either(state.absent, state.may_lack)))
        return Rails(surely, either(state.absent, found.no))

    def _proved(self, state: State, fact: str) -> Rails:
        """Whether an item at hand proves the fact: one that the answer names, else any that may prove it."""
        naming = both(state.told, either(*state.named.values()))
        named = [all_of([Rails(name, negation(name)), self.evidence[item]]) for item, name in state.named.items()]
        proving = [self.evidence[item.id] for item in self.policy.evidence.values() if fact in item.proves]
        by_name, by_any = any_of(named), any_of(proving)
        return Rails(choose(naming, by_name.yes, by_any.yes), choose(naming, by_name.no, by_any.no))

    def _within(self, subject: Span, low: Bound | None, high: Bound | None) -> Rails:
        parts = []
        if low is not None:
            limit = self._bound(low)
            parts.append((subject, limit, low.inclusive))
        if high is not None:
            limit = self._bound(high)
            parts.append((mirrored(subject), mirrored(limit), high.inclusive))
        found = all_of([Rails(surely_above(*part), surely_not_above(*part)) for part in parts])
        return Rails(both(found.yes, negation(subject.absent)), either(found.no, subject.absent))

    def _bound(self, bound: Bound) -> Span:
        return compute(bound.formula, self.span, self.policy)

    # --- Numbers ---

    def span(self, name: str) -> Span:
        """The range of a fact, measure or parameter, or of `now`."""
        if name == "now":
            return one(self.now)
        if name in self.policy.measures:
            return compute(self.policy.measures[name].formula, self.span, self.policy)
        if name in self.policy.parameters:
            return self._parameter(self.policy.parameters[name])
        return self.states[name].span

    def _parameter(self, parameter: Parameter) -> Span:
        versions = [(Fraction(v.value), negation(self.in_force(v.period).no)) for v in parameter.versions]
        ascending = sorted(versions, key=lambda version: version[0])
        absent = negation(either(*(possible for _, possible in versions)))
        doubtful = either(*(self._date_may_lack(version.period) for version in parameter.versions))
        return Span(_first_possible(ascending), _first_possible(ascending[::-1]), absent, doubtful)

    def _date_may_lack(self, period: Period) -> Term:
        if period.by is None or period.always or period.otherwise_now:
            return FALSE
        return self.states[period.by].may_lack

    # --- Dates ---

    def in_force(self, period: Period) -> Rails:
        """Whether a version is in force."""
        if period.always:
            return SURELY
        now = self._inside(period, finite(self.now), finite(self.now))
        if period.by is None:
            return now
        state = self.states[period.by]
        without = now if period.otherwise_now else SURELY_NOT
        inside = self._inside(period, state.low, state.high)
        open_ = state.may_lack
        return Rails(
            choose(state.absent, without.yes, both(inside.yes, either(negation(open_), without.yes))),
            choose(state.absent, without.no, both(inside.no, either(negation(open_), without.no))),
        )

    def _inside(self, period: Period, low: Extended, high: Extended) -> Rails:
        since, after = ends_of(period, self.policy)
        begun, over = SURELY, SURELY_NOT
        if since is not None:
            begun = Rails(not_below(low, exactly(since)), greater_than(exactly(since), high))
        if after is not None:
            over = Rails(not_below(low, exactly(after)), greater_than(exactly(after), high))
        return Rails(both(begun.yes, over.no), either(begun.no, over.yes))


def ends_of(period: Period, policy: Policy) -> tuple[Fraction | None, Fraction | None]:
    """The first second of the period, and the first after it."""
    until = period.until if period.until and period.until < date.max else None
    since = seconds(start_of(period.since, policy.timezone)) if period.since else None
    after = seconds(start_of(until + timedelta(days=1), policy.timezone)) if until else None
    return since, after


def _first_possible(versions: list[tuple[Fraction, Term]]) -> Extended:
    """The first of the values that may be in force."""
    value, possible = versions[0]
    if len(versions) == 1 or possible is TRUE:
        return exactly(value)
    return select_end(possible, exactly(value), _first_possible(versions[1:]))


def _equals(span: Span, values: tuple[Value, ...]) -> Rails:
    numbers = [number_of(value) for value in values]
    hit = either(*(both(span.point, equal(span.low.term, number(n))) for n in numbers))
    near = either(*(both(not_below(exactly(n), span.low), not_below(span.high, exactly(n))) for n in numbers))
    return Rails(hit, negation(near))


def number_of(value: Value) -> Fraction:
    """A number or moment as the number that it is computed with."""
    return seconds(value) if isinstance(value, datetime) else Fraction(value)  # type: ignore[arg-type]


def all_of(parts: list[Rails]) -> Rails:
    """True where all parts are; false where one is."""
    return Rails(both(*(part.yes for part in parts)), either(*(part.no for part in parts)))


def any_of(parts: list[Rails]) -> Rails:
    """True where a part is; false where all are."""
    return Rails(either(*(part.yes for part in parts)), both(*(part.no for part in parts)))


def facts_of(condition: Condition, policy: Policy) -> tuple[str, ...]:
    """The facts that a condition reads, in a fixed order."""
    return tuple(dict.fromkeys(name for leaf in leaves_of(condition) for name in facts_of_leaf(leaf, policy)))
