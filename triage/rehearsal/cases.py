"""Cases by lot that respect a pack's constraints: mostly what is presumed, where something is, and else anything."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random

from triage.case import Answer, Case, Given, NotKnown
from triage.holding import Unknown
from triage.policy import Fact, Kind, Policy, Value
from triage.view import as_given, contradictions

ORDINARY = 0.9
"""How often a fact that may be presumed has the presumed value."""

HOURS = (1, 6, 20, 30, 60, 100, 200, 500, 1000, 3000, 9000, 20000)
"""How long ago things happened."""

SUMS = (1, 5, 10, 29, 30, 68, 99, 150, 200, 328, 648, 2000, 9999)
COUNTS = (0, 1, 2, 3, 5, 8, 14, 17, 40)

TRIES = 6
"""Values of one fact that are tried before it is left out."""


def random_cases(policy: Policy, now: datetime, count: int, seed: int) -> Iterator[Case]:
    """As many cases as asked for; equal seeds give equal cases. Every fact that applies is answered, or not known."""
    for number in range(count):
        yield _case(policy, now, Random(f"{seed} {number}"))


def _case(policy: Policy, now: datetime, random: Random) -> Case:
    case = Case(policy.id, now, {}, {item: random.random() < 0.5 for item in policy.evidence})
    for name, fact in policy.facts.items():
        if fact.kind is Kind.TEXT:
            continue
        holding = as_given(policy, case).facts[name]
        if not isinstance(holding, Unknown) or holding.may_not_apply:
            continue
        case = _answered(policy, case, fact, random)
    return case


def _answered(policy: Policy, case: Case, fact: Fact, random: Random) -> Case:
    for _ in range(TRIES):
        tried = case.with_answer(fact.name, _answer(fact, case.now, random))
        if not contradictions(policy, tried):
            return tried
    return case


def _answer(fact: Fact, now: datetime, random: Random) -> Answer:
    if fact.presume is not None and random.random() < ORDINARY:
        return NotKnown() if fact.presume.value == "now" else Given(fact.presume.value)
    return NotKnown() if random.random() < fact.unknown else Given(_value(fact, now, random))


def _value(fact: Fact, now: datetime, random: Random) -> Value:
    match fact.kind:
        case Kind.YES_NO:
            return random.random() < 0.5
        case Kind.CHOICE:
            return random.choice(list(fact.choices))
        case Kind.CHOICES:
            return frozenset(random.sample(list(fact.choices), min(len(fact.choices), random.choice((1, 1, 1, 2)))))
        case Kind.MOMENT:
            return now - timedelta(hours=random.choice(HOURS))
        case _:
            number = Decimal(random.choice(COUNTS if fact.kind is Kind.COUNT else SUMS))
            low = number if fact.low is None else max(number, fact.low)
            return low if fact.high is None else min(low, fact.high)
