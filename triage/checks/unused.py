"""Declared and used by nothing: a name that no rule, formula, claim or channel needs."""

from __future__ import annotations

from collections.abc import Iterator

from triage.formula import names_in
from triage.logic import leaves_of
from triage.policy import (
    Bound,
    ConcludesFinding,
    ConcludesOutcome,
    Condition,
    Formula,
    Found,
    Has,
    InForce,
    Kind,
    Known,
    Leaf,
    OneOf,
    Period,
    Policy,
    Proved,
    Within,
)
from triage.problem import Place, Problem


def unused(policy: Policy) -> tuple[Problem, ...]:
    """Facts (text apart), measures, findings, parameters, sources, evidence, claims, roles, parties and the like."""
    used = set(_used(policy))
    return tuple(
        Problem(place, "unused", f"{kind} `{name}` is declared, but nothing uses it", "use it or remove it")
        for kind, name, place in _declared(policy)
        if (kind, name) not in used
    )


def _declared(policy: Policy) -> Iterator[tuple[str, str, Place]]:
    for fact in policy.facts.values():
        if fact.kind is not Kind.TEXT:
            yield "fact", fact.name, fact.place
    yield from (("measure", m.name, m.place) for m in policy.measures.values())
    yield from (("finding", f.name, f.place) for f in policy.findings.values())
    yield from (("parameter", p.name, p.place) for p in policy.parameters.values())
    yield from (("source", s.id, s.place) for s in policy.sources.values())
    yield from (("evidence", e.id, e.place) for e in policy.evidence.values())
    yield from (("claim", c.name, c.place) for c in policy.claims.values())
    yield from (("role", r.name, r.place) for r in policy.roles.values())
    yield from (("screen", s.name, s.place) for s in policy.screens.values())
    for kind, listed in (("party", policy.parties), ("matter", policy.matters), ("link", policy.links)):
        yield from ((kind, name, policy.place) for name in listed)
    yield from (("tier", tier, policy.place) for tier in policy.tiers)


def _used(policy: Policy) -> Iterator[tuple[str, str]]:
    for leaf in _leaves(policy):
        yield from _by_leaf(leaf)
    for formula in _formulas(policy):
        yield from _by_formula(formula)
    yield from _by_rules(policy)
    yield from _by_claims(policy)
    yield from _by_vocabulary(policy)


def _conditions(policy: Policy) -> Iterator[Condition]:
    yield from (rule.when for rule in policy.rules.values())
    yield from (never.when for never in policy.nevers)
    yield from (fact.applies_when for fact in policy.facts.values())
    yield from (block.condition for claim in policy.claims.values() for block in claim.blocks)
    yield from (seat.when for role in policy.roles.values() for seat in role.seats)
    for channel in policy.channels.values():
        yield from (condition for condition in (channel.when, channel.at_once) if condition is not None)


def _leaves(policy: Policy) -> Iterator[Leaf]:
    for condition in _conditions(policy):
        yield from leaves_of(condition)


def _formulas(policy: Policy) -> Iterator[Formula]:
    yield from (measure.formula for measure in policy.measures.values())
    yield from (claim.amount for claim in policy.claims.values() if claim.amount is not None)
    for channel in policy.channels.values():
        yield from channel.moments
    for fact in policy.facts.values():
        if fact.production and fact.production.within:
            yield fact.production.within


def _by_formula(formula: Formula) -> Iterator[tuple[str, str]]:
    for name in names_in(formula):
        yield from ((kind, name) for kind in ("fact", "measure", "parameter"))


def _by_leaf(leaf: Leaf) -> Iterator[tuple[str, str]]:
    match leaf:
        case OneOf(fact) | Known(fact) | Proved(fact):
            yield "fact", fact
        case Within(subject, low, high):
            yield from (("fact", subject), ("measure", subject))
            yield from _by_bound(low)
            yield from _by_bound(high)
        case Has(items):
            yield from (("evidence", item) for item in items)
        case Found(finding):
            yield "finding", finding
        case InForce(period):
            yield from _by_period(period)


def _by_bound(bound: Bound | None) -> Iterator[tuple[str, str]]:
    if bound is not None:
        yield from _by_formula(bound.formula)


def _by_period(period: Period) -> Iterator[tuple[str, str]]:
    if period.by is not None:
        yield "fact", period.by


def _by_rules(policy: Policy) -> Iterator[tuple[str, str]]:
    for rule in policy.rules.values():
        yield "matter", rule.matter
        yield "tier", rule.tier
        yield from _by_period(rule.period)
        yield from (("source", source) for source in rule.cites)
        match rule.then:
            case ConcludesOutcome(responsible, also_liable, claims, denies):
                yield from (("role", role) for role, _ in (*responsible, *also_liable))
                yield from (("claim", claim) for claim in (*claims, *denies))
            case ConcludesFinding():  # concluding a finding is no use of it
                continue
            case _:
                continue


def _by_claims(policy: Policy) -> Iterator[tuple[str, str]]:
    for claim in policy.claims.values():
        yield from (("link", link) for link in claim.needs)
        yield from (("source", source) for source in claim.cites)
        yield from (("source", source) for block in claim.blocks for source in block.cites)
        if claim.otherwise:
            yield "claim", claim.otherwise
        yield from (("claim", other) for other in claim.includes)


def _by_vocabulary(policy: Policy) -> Iterator[tuple[str, str]]:
    for role in policy.roles.values():
        yield from (("party", seat.party) for seat in role.seats)
    for channel in policy.channels.values():
        yield from (("evidence", item) for item in channel.needs)
        yield from (("source", source) for source in channel.cites)
        yield from _by_period(channel.period)
    for item in policy.evidence.values():
        if item.links or item.proves:
            yield "evidence", item.id
    for fact in policy.facts.values():
        yield from _by_fact(fact.name, policy)
    for ordered in policy.ordered:
        yield from (("fact", name) for name in ordered.moments)
    for group in policy.groups.values():
        if group.chosen_by:
            yield "fact", group.chosen_by
    for parameter in policy.parameters.values():
        for version in parameter.versions:
            yield from _by_period(version.period)
            yield from (("source", source) for source in version.cites)


def _by_fact(name: str, policy: Policy) -> Iterator[tuple[str, str]]:
    fact = policy.facts[name]
    if fact.screen:
        yield "screen", fact.screen
    if fact.presume:
        yield from (("source", source) for source in fact.presume.cites)
    if fact.burden:
        yield "party", fact.burden.party
        yield from (("source", source) for source in fact.burden.cites)
    if fact.production:
        yield "party", fact.production.party
        if fact.production.since:
            yield "fact", fact.production.since
