"""The unknowns of all cases: what is so, what of it was told, what can be shown, and when it is."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from functools import lru_cache

from msgspec import Struct

from triage.logic import leaves_of
from triage.policy import Condition, Fact, Kind, Policy, Proved, Value
from triage.prove.clock import A_DAY, FIRST, LAST
from triage.prove.extended import HIGHEST, LOWEST, exactly, finite, select_end
from triage.prove.states import Rails, State
from triage.prove.terms import (
    FALSE,
    TRUE,
    Term,
    at_least,
    both,
    either,
    integer,
    negation,
    number,
    real,
    scaled,
    unknown,
)
from triage.view import domain

MARGIN = 10 * 366 * A_DAY
"""How far inside the calendar the moments of cases stay, so that what is counted from them stays inside too."""

EARLIEST = int(FIRST.timestamp())
LATEST = int(LAST.timestamp()) - MARGIN


class World(Struct, frozen=True):
    """The unknowns of the cases of a policy. Each is named after what it is about, so that answers can be kept."""

    policy: Policy

    @property
    def now(self) -> Term:
        """The moment of the case, in seconds since the epoch."""
        return integer("now")

    # --- What is so ---

    def step(self, fact: Fact) -> Fraction:
        """How finely a number is counted: money in minor units."""
        return Fraction(1, 10**self.policy.minor_unit) if fact.kind is Kind.MONEY else Fraction(1)

    def number(self, fact: Fact) -> Term:
        """The value of a number or moment."""
        if fact.kind is Kind.NUMBER:
            return real(fact.name)
        return scaled(integer(fact.name), self.step(fact))

    def is_value(self, fact: Fact, value: Value) -> Term:
        """Where a yes/no or choice fact has the value."""
        if fact.kind is Kind.YES_NO:
            return unknown(fact.name) if value is True else negation(unknown(fact.name))
        return unknown(f"{fact.name}={value}")

    def chosen(self, fact: Fact, choice: str) -> Term:
        """Where the choice is among the several that were made."""
        return unknown(f"{fact.name}:{choice}")

    def bounds(self) -> Iterator[Term]:
        """What holds of the values whatever the case: one choice each, numbers within their bounds."""
        yield from _between(self.now, EARLIEST, LATEST)
        for fact in self.policy.facts.values():
            if fact.kind is Kind.CHOICE:
                yield from _exactly_one([self.is_value(fact, value) for value in domain(fact)])
            elif fact.kind is Kind.MOMENT:
                yield from _between(self.number(fact), EARLIEST, LATEST)
            elif fact.kind in (Kind.MONEY, Kind.COUNT, Kind.NUMBER):
                low, high = _limits(fact)
                yield from _between(self.number(fact), low, high)

    # --- What of it was told ---

    def told(self, fact: Fact) -> Term:
        """Where the fact was given."""
        return unknown(f"told {fact.name}")

    def vain(self, fact: Fact) -> Term:
        """Where it was asked and nobody could say."""
        return both(unknown(f"vain {fact.name}"), negation(self.told(fact)))

    def named(self, fact: Fact, item: str) -> Term:
        """Where the answer names the item as what proves it."""
        return unknown(f"by {fact.name} {item}")

    def told_state(self, fact: Fact) -> State:
        """What is held of a fact that was given and applies."""
        state = State(TRUE, FALSE, TRUE, fixed=TRUE, named=self._named(fact))
        return self._with_values(state, fact, TRUE)

    def answered_state(self, fact: Fact) -> State:
        """What is held of a fact that was given, not asked, or asked in vain."""
        told = self.told(fact)
        state = State(told, self.vain(fact), told, fixed=told, named=self._named(fact))
        return self._with_values(state, fact, told)

    def _with_values(self, state: State, fact: Fact, told: Term) -> State:
        match fact.kind:
            case Kind.YES_NO | Kind.CHOICE:
                can = {value: either(negation(told), self.is_value(fact, value)) for value in domain(fact)}
                return State(state.told, state.vain, state.held, can=can, named=state.named)
            case Kind.CHOICES:
                chosen = {choice: self.chosen(fact, choice) for choice in fact.choices}
                return State(state.told, state.vain, state.held, fixed=told, chosen=chosen, named=state.named)
            case Kind.TEXT:
                return state
            case _:
                low, high = _limits(fact)
                value = finite(self.number(fact))
                least = select_end(told, value, LOWEST if low is None else exactly(low))
                most = select_end(told, value, HIGHEST if high is None else exactly(high))
                return State(state.told, state.vain, state.held, low=least, high=most, named=state.named)

    def _named(self, fact: Fact) -> dict[str, Term]:
        if fact.name not in proved_facts(self.policy):
            return {}
        return {
            item.id: self.named(fact, item.id) for item in self.policy.evidence.values() if fact.name in item.proves
        }

    # --- What can be shown ---

    @property
    def evidence(self) -> dict[str, Rails]:
        """For each item whether it is at hand, where all were asked about."""
        return {item: Rails(self.at_hand(item), negation(self.at_hand(item))) for item in self.policy.evidence}

    @property
    def shown(self) -> dict[str, Rails]:
        """The same where some were not asked about."""
        return {
            item: Rails(
                both(self.asked(item), self.at_hand(item)), both(self.asked(item), negation(self.at_hand(item)))
            )
            for item in self.policy.evidence
        }

    def at_hand(self, item: str) -> Term:
        """Where the item can be shown."""
        return unknown(f"hand {item}")

    def asked(self, item: str) -> Term:
        """Where the item was asked about."""
        return unknown(f"asked {item}")


def _limits(fact: Fact) -> tuple[Fraction | None, Fraction | None]:
    """The bounds of a number, in its own unit."""
    low = Fraction(fact.low) if fact.low is not None else None
    if low is None and fact.kind in (Kind.MONEY, Kind.COUNT):
        low = Fraction(0)
    return low, Fraction(fact.high) if fact.high is not None else None


def _between(term: Term, low: Fraction | int | None, high: Fraction | int | None) -> Iterator[Term]:
    if low is not None:
        yield at_least(term, number(low))
    if high is not None:
        yield at_least(number(high), term)


def _exactly_one(terms: list[Term]) -> Iterator[Term]:
    yield either(*terms)
    for index, term in enumerate(terms):
        yield from (either(negation(term), negation(other)) for other in terms[:index])


@lru_cache(maxsize=8)
def proved_facts(policy: Policy) -> frozenset[str]:
    """The facts of which some condition asks whether they are proved."""
    return frozenset(
        leaf.fact for condition in conditions_of(policy) for leaf in leaves_of(condition) if isinstance(leaf, Proved)
    )


def conditions_of(policy: Policy) -> Iterator[Condition]:
    """Every condition that anything in the policy states."""
    yield from (rule.when for rule in policy.rules.values())
    yield from (block.condition for claim in policy.claims.values() for block in claim.blocks)
    yield from (seat.when for role in policy.roles.values() for seat in role.seats)
    for channel in policy.channels.values():
        yield channel.when
        if channel.at_once is not None:
            yield channel.at_once
    yield from (never.when for never in policy.nevers)
    yield from (fact.applies_when for fact in policy.facts.values())
    yield from (guarantee.when for guarantee in policy.guarantees)
    yield from policy.raised_by.values()
