"""Next steps: what to demand from whom, and what the claim becomes if it comes and if it does not."""

from __future__ import annotations

from collections.abc import Iterator

from triage.cells import facts_behind_key, variables_behind
from triage.decide.headline import headline
from triage.decide.status import Situation
from triage.decide.targets import Target
from triage.engines.inference import Engine
from triage.holding import Held, NotApplicable, Origin, Unknown, View
from triage.instant import moment_of, seconds
from triage.policy import Fact
from triage.verdict import Branch, Step
from triage.view import as_presumed, domain, due


def steps(targets: tuple[Target, ...], given: Situation, engine: Engine) -> tuple[Step, ...]:
    """A step for each fact that somebody can produce, nobody gave, and that moves the headline."""
    mattering = {
        name
        for target in targets
        for leaf in given.leaves(target)
        for key in variables_behind(leaf, given.view)
        for name in facts_behind_key(key, given.view)
    }
    facts = [fact for name, fact in given.view.policy.facts.items() if name in mattering]
    found = (_step(fact, given.view, engine) for fact in facts)
    return tuple(step for step in found if step is not None)


def _step(fact: Fact, given: View, engine: Engine) -> Step | None:
    holding = given.facts[fact.name]
    if fact.production is None or not isinstance(holding, Unknown):
        return None
    branches = tuple(_branches(fact, holding, given, engine))
    if len({(branch.parties, _sums(branch)) for branch in branches}) < 2:
        return None
    until = due(fact, given)
    return Step(
        fact.name,
        fact.production.party,
        moment_of(until.high, given.policy.timezone) if until else None,
        until is not None and until.high <= seconds(given.now),
        branches,
    )


def _branches(fact: Fact, holding: Unknown, given: View, engine: Engine) -> Iterator[Branch]:
    """One branch for each value with an outcome of its own, that of nothing being produced first."""
    unproved = fact.burden.unproved if fact.burden else None
    seen = set()
    for value in sorted(holding.values or domain(fact), key=lambda v: v != unproved):
        supposed = as_presumed(given.supposing(facts={fact.name: Held(value, Origin.GIVEN)}))
        if isinstance(supposed.facts[fact.name], NotApplicable):
            continue
        found = headline(supposed, engine)
        if found.sums() not in seen:
            seen.add(found.sums())
            yield Branch(value, value != unproved, found.parties, found.claims)


def _sums(branch: Branch) -> tuple[object, ...]:
    return tuple((name, amount and (amount.low, amount.high)) for name, amount in branch.claims)
