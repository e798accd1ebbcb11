"""Where a platform's terms and the law under them differ on something that the verdict rests on."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from msgspec.structs import replace

from triage.decide.amounts import amount_of
from triage.decide.lines import Reading
from triage.formula import names_in
from triage.holding import View
from triage.logic import leaves_of
from triage.period import in_force
from triage.policy import Claim, Formula, Policy, Within
from triage.verdict import Claimed, Holds, Layered, RuleLine, Step, Stop


def layered_lines(
    reading: Reading,
    claims: tuple[Claimed, ...],
    rules: tuple[RuleLine, ...],
    steps: tuple[Step, ...],
    route: tuple[Stop, ...],
) -> tuple[Layered, ...]:
    """Parameters, then claims, then rules of the overlay that gave way; nothing for a pack that is no overlay."""
    if reading.policy.over is None:
        return ()
    made = tuple(name for line in claims for name in (line.claim, line.otherwise.claim if line.otherwise else ""))
    formulas = (*_of_claims(made, reading.policy), *_of_rules(rules, reading.policy))
    formulas = (*formulas, *_of_steps(steps, reading.policy), *_of_route(route, reading.policy))
    names = dict.fromkeys(name for formula in formulas for name in _parameters(formula, reading.policy))
    return (
        *(line for name in names for line in _parameter(name, reading.presumed.view)),
        *(line for name in dict.fromkeys(made) for line in _claim(reading.policy.claims.get(name), reading)),
        *(line for each in rules for line in _rule(each, reading)),
    )


def _of_claims(names: tuple[str, ...], policy: Policy) -> Iterator[Formula]:
    claims = (policy.claims[name] for name in names if name)
    yield from (claim.amount for claim in claims if claim.amount is not None)


def _of_rules(rules: tuple[RuleLine, ...], policy: Policy) -> Iterator[Formula]:
    """What the tests of rules that fired compare with, and the measures that they compare."""
    for line in rules:
        for leaf in leaves_of(policy.rules[line.rule].when):
            if isinstance(leaf, Within):
                yield from (bound.formula for bound in (leaf.low, leaf.high) if bound is not None)
                if leaf.subject in policy.measures:
                    yield policy.measures[leaf.subject].formula


def _of_steps(steps: tuple[Step, ...], policy: Policy) -> Iterator[Formula]:
    for step in steps:
        production = policy.facts[step.fact].production
        if production is not None and production.within is not None:
            yield production.within


def _of_route(route: tuple[Stop, ...], policy: Policy) -> Iterator[Formula]:
    for stop in route:
        yield from policy.channels[stop.channel].moments


def _parameters(formula: Formula, policy: Policy) -> Iterator[str]:
    """The parameters that a formula reads, through measures too."""
    for name in names_in(formula):
        if name in policy.parameters:
            yield name
        elif name in policy.measures:
            yield from _parameters(policy.measures[name].formula, policy)


def _parameter(name: str, view: View) -> Iterator[Layered]:
    for version in view.policy.parameters[name].versions:
        said = version.layered
        if said is not None and in_force(version.period, view) is not False:
            holds = Holds.LAW if said.yields else Holds.TERMS
            yield Layered(
                "parameter", name, holds, said.law, said.overlay, said.law_cites, said.overlay_cites, said.note
            )


def _claim(claim: Claim | None, reading: Reading) -> Iterator[Layered]:
    """A claim whose sum the overlay changes; equal sums say nothing."""
    if claim is None or claim.layered is None:
        return
    said = claim.layered
    law, terms = _sum(claim, said.law, reading.presumed.view), _sum(claim, said.overlay, reading.presumed.view)
    if law is None or law != terms:
        holds = _better(claim, law, terms) if said.better_of else Holds.TERMS
        yield Layered("claim", claim.name, holds, law, terms, said.law_cites, said.overlay_cites, said.note)


def _sum(claim: Claim, formula: Formula, view: View) -> Decimal | None:
    amount = amount_of(replace(claim, amount=formula), view)
    return amount.exact if amount is not None else None


def _better(claim: Claim, law: Decimal | None, terms: Decimal | None) -> Holds:
    if law is None or terms is None:
        return Holds.BETTER
    return Holds.TERMS if (terms > law) is (claim.favours == "higher") else Holds.LAW


def _rule(line: RuleLine, reading: Reading) -> Iterator[Layered]:
    """A rule of the overlay that fires and that a mandatory one beats."""
    rule = reading.policy.rules[line.rule]
    sure = reading.presumed.inference.sure
    stronger = tuple(name for name in rule.yields_to if name in sure)
    if stronger and rule.id in sure:
        cites = dict.fromkeys(cite for name in stronger for cite in reading.policy.rules[name].cites)
        yield Layered("rule", rule.id, Holds.LAW, None, None, tuple(cites), rule.cites, rule.because)
