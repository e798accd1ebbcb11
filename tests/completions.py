"""All ways in which the unknowns of a case could come out, as worlds of the oracle."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta, timezone
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from itertools import combinations, islice, pairwise, product
from math import prod
from random import Random

from oracle import World, decimal, stamp

from triage.case import Case, Contested, Given, NotKnown
from triage.decide.targets import Target
from triage.holding import Held, Holding, NotApplicable, Origin, Unknown, View
from triage.logic import leaves_of
from triage.policy import (
    Fact,
    Formula,
    Has,
    InForce,
    Kind,
    Known,
    Leaf,
    Name,
    Number,
    OneOf,
    Period,
    Policy,
    Proved,
    Value,
    Within,
)

Option = tuple[Value, bool]
"""A value of a fact, and whether somebody gave it."""


@dataclass(frozen=True)
class Space:
    """What is open: for each fact its possible values, for each item of evidence whether it is at hand."""

    policy: Policy
    now: datetime
    options: Mapping[str, tuple[Option, ...]]
    by: Mapping[str, tuple[str, ...]]
    evidence: Mapping[str, tuple[bool, ...]]
    must_apply: frozenset[str]

    @property
    def size(self) -> int:
        """The number of worlds before constraints."""
        return prod(len(o) for o in self.options.values()) * prod(len(o) for o in self.evidence.values())

    def worlds(self) -> Iterator[World]:
        """Every world that the constraints allow."""
        for picked in product(*self.options.values()):
            for shown in product(*self.evidence.values()):
                yield from self._world(picked, shown)

    def some(self, random: Random, count: int) -> Iterator[World]:
        """A sample of the worlds that the constraints allow."""
        for _ in range(count):
            picked = tuple(random.choice(options) for options in self.options.values())
            shown = tuple(random.choice(options) for options in self.evidence.values())
            yield from self._world(picked, shown)

    def _world(self, picked: tuple[Option, ...], shown: tuple[bool, ...]) -> Iterator[World]:
        values = {name: value for name, (value, _) in zip(self.options, picked, strict=True)}
        known = {name: known for name, (_, known) in zip(self.options, picked, strict=True)}
        evidence = dict(zip(self.evidence, shown, strict=True))
        world = World(self.policy, self.now, values, known, self.by, evidence)
        if world.allowed() and all(world.applies(name) for name in self.must_apply):
            yield world


def space_of_case(case: Case, view: View) -> Space:
    """The open questions of a case. Of the view it takes only what surely does not apply, and run-out burdens."""
    policy = view.policy
    options = {name: tuple(dict.fromkeys(_answered(fact, case, view))) for name, fact in policy.facts.items()}
    by = {name: a.by for name, a in case.answers.items() if isinstance(a, Given)}
    said = {name for name, a in case.answers.items() if isinstance(a, Given | Contested)}
    applying = frozenset(name for name in said if not isinstance(view.facts[name], NotApplicable))
    return Space(policy, case.now, options, by, _evidence(view), applying)


def _answered(fact: Fact, case: Case, view: View) -> Iterator[Option]:
    match case.answers.get(fact.name):
        case Given(value):
            yield value, True
        case Contested(values):
            yield from ((value, True) for value in values.values())
        case NotKnown():
            unproved = _unproved(view.facts[fact.name])
            if unproved is not None:
                yield unproved, False
            else:
                yield from ((value, False) for value in representatives(fact.name, view.policy, view.now))
        case None:
            yield from _unasked(fact.name, representatives(fact.name, view.policy, view.now), view.policy)


def _unproved(holding: Holding) -> Value | None:
    """The value that a fact has, if it applies, because who had to prove it did not in time."""
    match holding:
        case Held(value, Origin.BURDEN):
            return value
        case Unknown(values=(value,), origin=Origin.BURDEN):
            return value
        case _:
            return None


def _unasked(name: str, values: tuple[Value, ...], policy: Policy) -> Iterator[Option]:
    asked_whether_known = Known(name) in all_leaves(policy)
    for value in values:
        yield value, True
        if asked_whether_known:
            yield value, False


def space_of_view(case: Case, given: View, view: View) -> Space:
    """What is still open as presumed: a presumed fact has its value, if it applies."""
    space = space_of_case(case, given)
    options = dict(space.options)
    for name, holding in view.facts.items():
        if holding == given.facts[name]:
            continue
        value = holding.value if isinstance(holding, Held) else None
        if isinstance(holding, Unknown) and len(holding.values) == 1 and holding.may_not_apply:
            value = holding.values[0]
        if value is not None and view.policy.facts[name].presume is not None:
            known = {known for _, known in options[name]}
            options[name] = tuple((value, each) for each in sorted(known))
    return Space(space.policy, space.now, options, space.by, space.evidence, space.must_apply)


def _evidence(view: View) -> dict[str, tuple[bool, ...]]:
    policy = view.policy
    read = {item for leaf in all_leaves(policy) if isinstance(leaf, Has) for item in leaf.items}
    tested = {leaf.fact for leaf in all_leaves(policy) if isinstance(leaf, Proved)}
    read |= {item.id for item in policy.evidence.values() if tested & set(item.proves)}
    return {
        item: (view.evidence[item],) if item in view.evidence else (True, False) if item in read else (False,)
        for item in policy.evidence
    }


# --- Values that stand for all others ----------------------------------------------------------


@lru_cache(maxsize=64)
def all_leaves(policy: Policy) -> frozenset[Leaf]:
    """Every leaf that anything in the policy reads."""
    conditions = [rule.when for rule in policy.rules.values()]
    conditions += [block.condition for claim in policy.claims.values() for block in claim.blocks]
    conditions += [seat.when for role in policy.roles.values() for seat in role.seats]
    conditions += [never.when for never in policy.nevers]
    conditions += [fact.applies_when for fact in policy.facts.values()]
    return frozenset(leaf for condition in conditions for leaf in leaves_of(condition))


@lru_cache(maxsize=1024)
def representatives(name: str, policy: Policy, now: datetime) -> tuple[Value, ...]:
    """Values of a fact such that every test of it, and of measures of it alone, comes out in every possible way."""
    fact = policy.facts[name]
    match fact.kind:
        case Kind.YES_NO:
            return (True, False)
        case Kind.CHOICE:
            return tuple(fact.choices)
        case Kind.CHOICES:
            sizes = range(len(fact.choices) + 1)
            return tuple(frozenset(chosen) for size in sizes for chosen in combinations(fact.choices, size))
        case Kind.COUNT | Kind.MONEY | Kind.NUMBER:
            return tuple(decimal(n) for n in _numbers(fact, policy, now))
        case Kind.MOMENT:
            return tuple(_moment(n, policy) for n in _numbers(fact, policy, now))
        case _:
            return ("story",)


def _moment(number: Fraction, policy: Policy) -> datetime:
    return datetime.fromtimestamp(int(number), timezone.utc).astimezone(policy.timezone)


def _numbers(fact: Fact, policy: Policy, now: datetime) -> list[Fraction]:
    step = {Kind.MONEY: Fraction(1, 100)}.get(fact.kind, Fraction(1))
    turns = sorted(set(_turns(fact, policy, now))) or [Fraction(1)]
    snapped = {turn // step * step for turn in turns}
    near = {turn + shift * step for turn in snapped for shift in (-1, 0, 1)}
    between = {(a + b) / 2 // step * step for a, b in pairwise(turns)}
    low = fact.low if fact.low is not None else Decimal(0) if fact.kind is not Kind.MOMENT else None
    return [
        number
        for number in sorted(near | between)
        if (low is None or number >= low) and (fact.high is None or number <= fact.high)
    ]


def _turns(fact: Fact, policy: Policy, now: datetime) -> Iterator[Fraction]:
    """Where a test of the fact may come out differently. For measures of one fact it is worked out backwards."""
    for leaf in all_leaves(policy):
        match leaf:
            case Within(subject, low, high):
                limits = [limit for bound in (low, high) if bound for limit in _limits(bound.formula, policy)]
                if subject == fact.name:
                    yield from limits
                elif subject in policy.measures and fact.name in repr(policy.measures[subject].formula):
                    yield from (turn for limit in limits for turn in _backwards(fact, limit, now))
            case OneOf(name, values) | Proved(name, values) if name == fact.name and fact.kind is not Kind.YES_NO:
                yield from (Fraction(value) for value in values if isinstance(value, Decimal))
            case _:
                continue
    for period in _periods(policy):
        if period.by == fact.name:
            yield from (stamp(end) for end in _ends(period, policy))


def _backwards(fact: Fact, limit: Fraction, now: datetime) -> Iterator[Fraction]:
    if fact.kind is Kind.MOMENT:
        yield stamp(now) - 3600 * limit
    else:
        yield from (limit, limit + 10, limit - 10, Fraction(30))


def _limits(formula: Formula, policy: Policy) -> list[Fraction]:
    """The values of a bound over all versions of the parameters that it reads."""
    match formula:
        case Number(value):
            return [Fraction(value)]
        case Name(name):
            return [Fraction(version.value) for version in policy.parameters[name].versions]
        case _:  # a parameter minus one
            return [limit - 1 for limit in _limits(formula.left, policy)]  # type: ignore[union-attr]


def _periods(policy: Policy) -> Iterator[Period]:
    yield from (rule.period for rule in policy.rules.values())
    yield from (version.period for parameter in policy.parameters.values() for version in parameter.versions)
    yield from (leaf.period for leaf in all_leaves(policy) if isinstance(leaf, InForce))


def _ends(period: Period, policy: Policy) -> Iterator[datetime]:
    if period.since:
        yield datetime.combine(period.since, time(), tzinfo=policy.timezone)
    if period.until:
        yield datetime.combine(period.until + timedelta(days=1), time(), tzinfo=policy.timezone)


# --- What follows in all of them ---------------------------------------------------------------


def outcome_in(target: Target, world: World) -> Hashable:
    """How a conclusion comes out in one world."""
    match target.kind:
        case "responsible":
            return world.responsible(target.name)
        case "also":
            return world.also(target.name, target.role)
        case "claim":
            return world.claim(target.name)
        case _:
            raise ValueError(target.kind)


def outcomes_over(target: Target, worlds: list[World]) -> frozenset[Hashable]:
    """The different ways in which a conclusion comes out over some worlds."""
    return frozenset(outcome_in(target, world) for world in worlds)


def worlds_of(space: Space, random: Random, most: int) -> tuple[list[World], bool]:
    """The worlds of a space, and whether they are all of them."""
    if space.size <= most:
        return list(islice(space.worlds(), most)), True
    return list(space.some(random, most // 4)), False
