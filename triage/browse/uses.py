"""What reads a name: every rule, claim, channel, measure and other fact, directly or through a measure or parameter."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from msgspec import Struct

from triage.formula import names_in
from triage.logic import leaves_of
from triage.policy import (
    Bound,
    Comes,
    Condition,
    Formula,
    Found,
    Guarantee,
    Has,
    InForce,
    Known,
    Leaf,
    LetterForm,
    OneOf,
    Period,
    Policy,
    Proved,
    Within,
)
from triage.problem import Place

THROUGH = frozenset({"measure", "parameter"})
"""What passes a value on: who reads a measure reads the facts behind it."""


class Use(Struct, frozen=True):
    """Something that reads a name, where it does so, and the measures and parameters that stand between.

    `kind`: "rule", "block" (of the claim `name`), "amount" (of a claim), "seat" (of a role), "channel", "measure",
    "parameter", "applies" (whether another fact applies), "step" (the step to produce a fact), "never", "ordered",
    "evidence" (an item that proves it), "group" (that it chooses from), "source" (whose time it decides), "letter" (to
    a channel), "raises" (whether a matter is at stake), "guarantee" or "irrelevant" (declared to change nothing).
    """

    kind: str
    name: str
    place: Place
    through: tuple[str, ...] = ()


def uses_of(policy: Policy, name: str) -> tuple[Use, ...]:
    """Everything that reads a fact, measure, finding, parameter or item of evidence, in the order of the files."""
    found = dict.fromkeys(_uses(policy, name, ()))
    return tuple(sorted(found, key=lambda use: (use.place, use.kind, use.name)))


def _uses(policy: Policy, name: str, through: tuple[str, ...]) -> Iterator[Use]:
    for read, use in _reads(policy):
        if read == name and use.name not in through:
            yield Use(use.kind, use.name, use.place, through)
            if use.kind in THROUGH:
                yield from _uses(policy, use.name, (*through, use.name))


@lru_cache(maxsize=4)
def _reads(policy: Policy) -> tuple[tuple[str, Use], ...]:
    """Each name that is read, with what reads it."""
    by_rules = (*_by_rules(policy), *_by_claims(policy), *_by_channels(policy))
    return tuple(dict.fromkeys((*by_rules, *_by_facts(policy), *_by_frame(policy), *_by_promises(policy))))


def _in_condition(kind: str, name: str, place: Place, condition: Condition) -> Iterator[tuple[str, Use]]:
    for leaf in leaves_of(condition):
        use = Use(kind, name, leaf.place if leaf.place.line else place)
        yield from ((read, use) for read in names_of_leaf(leaf))


def _in_formula(kind: str, name: str, place: Place, formula: Formula | None) -> Iterator[tuple[str, Use]]:
    yield from ((read, Use(kind, name, place)) for read in (names_in(formula) if formula is not None else ()))


def _in_period(kind: str, name: str, place: Place, period: Period) -> Iterator[tuple[str, Use]]:
    if period.by is not None:
        yield period.by, Use(kind, name, place)


def names_of_leaf(leaf: Leaf) -> Iterator[str]:
    """The facts, measures, findings, parameters and items that a leaf reads."""
    match leaf:
        case OneOf(fact) | Known(fact) | Proved(fact):
            yield fact
        case Within(subject, low, high):
            yield subject
            yield from _in_bound(low)
            yield from _in_bound(high)
        case Has(items):
            yield from items
        case InForce(period):
            yield from (period.by,) if period.by is not None else ()
        case Found(finding):
            yield finding


def _in_bound(bound: Bound | None) -> Iterator[str]:
    if bound is not None:
        yield from names_in(bound.formula)


def _by_rules(policy: Policy) -> Iterator[tuple[str, Use]]:
    for rule in policy.rules.values():
        yield from _in_condition("rule", rule.id, rule.place, rule.when)
        yield from _in_period("rule", rule.id, rule.place, rule.period)


def _by_claims(policy: Policy) -> Iterator[tuple[str, Use]]:
    for claim in policy.claims.values():
        yield from _in_formula("amount", claim.name, claim.place, claim.amount)
        for block in claim.blocks:
            yield from _in_condition("block", claim.name, block.place, block.condition)


def _by_channels(policy: Policy) -> Iterator[tuple[str, Use]]:
    for channel in policy.channels.values():
        for condition in (channel.when, channel.at_once):
            if condition is not None:
                yield from _in_condition("channel", channel.id, channel.place, condition)
        for formula in channel.moments:
            yield from _in_formula("channel", channel.id, channel.place, formula)
        yield from _in_period("channel", channel.id, channel.place, channel.period)
    for form in policy.letters.values():
        yield from _by_letter(form)
        if form.report is not None:
            yield from _by_letter(form.report)
    for caution in policy.own_words.cautions.values():
        yield from _in_condition("caution", caution.name, caution.place, caution.when)


def _by_letter(form: LetterForm) -> Iterator[tuple[str, Use]]:
    yield from _in_formula("letter", form.channel, form.place, form.deadline)
    yield from ((blank.fill, Use("letter", form.channel, blank.place)) for blank in form.head)
    for passage in (*form.problem, *form.demand, *form.closing):
        for sentence in passage.sentences:
            yield from _in_condition("letter", form.channel, sentence.place, sentence.when)
            yield from ((name, Use("letter", form.channel, sentence.place)) for name in sentence.fills)
            yield from ((name, Use("letter", form.channel, sentence.place)) for name in sentence.rests_on)


def _by_facts(policy: Policy) -> Iterator[tuple[str, Use]]:
    for fact in policy.facts.values():
        yield from _in_condition("applies", fact.name, fact.place, fact.applies_when)
        if fact.production is not None:
            yield from _in_formula("step", fact.name, fact.place, fact.production.within)
            if fact.production.since is not None:
                yield fact.production.since, Use("step", fact.name, fact.place)
    for measure in policy.measures.values():
        yield from _in_formula("measure", measure.name, measure.place, measure.formula)
    for never in policy.nevers:
        yield from _in_condition("never", "", never.place, never.when)
    for ordered in policy.ordered:
        yield from ((moment, Use("ordered", "", ordered.place)) for moment in ordered.moments)


def _by_frame(policy: Policy) -> Iterator[tuple[str, Use]]:
    for role in policy.roles.values():
        for seat in role.seats:
            yield from _in_condition("seat", role.name, seat.place, seat.when)
    for group in policy.groups.values():
        if group.chosen_by is not None:
            yield group.chosen_by, Use("group", group.name, group.place)
    for item in policy.evidence.values():
        yield from ((fact, Use("evidence", item.id, item.place)) for fact in item.proves)
    for parameter in policy.parameters.values():
        for version in parameter.versions:
            yield from _in_period("parameter", parameter.name, version.place, version.period)
    for source in policy.sources.values():
        yield from _in_period("source", source.id, source.place, source.period)


def _by_promises(policy: Policy) -> Iterator[tuple[str, Use]]:
    for matter, condition in policy.raised_by.items():
        yield from _in_condition("raises", matter, policy.place, condition)
    for guarantee in policy.guarantees:
        yield from _by_guarantee(guarantee)
    yield from ((each.fact, Use("irrelevant", "", each.place)) for each in policy.irrelevant)


def _by_guarantee(guarantee: Guarantee) -> Iterator[tuple[str, Use]]:
    yield from _in_condition("guarantee", guarantee.name, guarantee.place, guarantee.when)
    yield from ((fact, Use("guarantee", guarantee.name, guarantee.place)) for fact in guarantee.changing)
    for statement in guarantee.statements:
        if isinstance(statement, Comes):
            names = (*_in_bound(statement.low), *_in_bound(statement.high))
            yield from ((name, Use("guarantee", guarantee.name, statement.place)) for name in names)
