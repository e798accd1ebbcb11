"""Next steps: what to demand from whom, and what the claim becomes if it comes and if it does not."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from triage.cells import facts_behind_key, variables_behind
from triage.decide.headline import Headline, headline
from triage.decide.status import Situation
from triage.decide.targets import Target
from triage.engines.inference import Engine
from triage.holding import Held, NotApplicable, Origin, Unknown, View
from triage.instant import moment_of, seconds
from triage.policy import Fact, Value
from triage.verdict import Branch, Step
from triage.view import as_presumed, domain, due


def steps(targets: tuple[Target, ...], given: Situation, now: Headline, engine: Engine) -> tuple[Step, ...]:
    """A step for each fact that somebody can produce, nobody gave, and that moves the headline, which is `now`.

    Those come first where it helps that nothing is produced: whoever has to prove the fact is put to it.
    """
    facts = tuple(fact for fact in given.view.policy.facts.values() if _producible(fact, given.view))
    if not facts:
        return ()
    mattering = _mattering(targets, _before_proof(facts, given, engine))
    found = (_step(fact, given.view, now, engine) for fact in facts if fact.name in mattering)
    return tuple(sorted((step for step in found if step is not None), key=lambda step: not _puts_to_proof(step)))


def _puts_to_proof(step: Step) -> bool:
    return any(branch.value is not None and not branch.produced for branch in step.branches)


def _producible(fact: Fact, view: View) -> bool:
    return fact.production is not None and isinstance(view.facts[fact.name], Unknown)


def _before_proof(facts: tuple[Fact, ...], given: Situation, engine: Engine) -> Situation:
    """The situation in which whatever would come with the facts may still come."""
    coming = {item for fact in facts for item in proving(fact, given.view)}
    at_hand = {item: shown for item, shown in given.view.evidence.items() if shown or item not in coming}
    view = replace(given.view, evidence=at_hand, computed={})
    return Situation(given.program, view, engine.infer(view))


def proving(fact: Fact, view: View) -> tuple[str, ...]:
    """The items that may prove the fact."""
    return tuple(item.id for item in view.policy.evidence.values() if fact.name in item.proves)


def _mattering(targets: tuple[Target, ...], situation: Situation) -> frozenset[str]:
    return frozenset(
        name
        for target in targets
        for leaf in situation.leaves(target)
        for key in variables_behind(leaf, situation.view)
        for name in facts_behind_key(key, situation.view)
    )


def _step(fact: Fact, given: View, now: Headline, engine: Engine) -> Step | None:
    branches = tuple(_branches(fact, given, now, engine))
    if fact.production is None or len({(branch.parties, _sums(branch)) for branch in branches}) < 2:
        return None
    demanded = due(fact, given)
    until = demanded or due(fact, _demanded_now(fact.production.since, given))
    return Step(
        fact.name,
        fact.production.party,
        moment_of(until.high, given.policy.timezone) if until else None,
        demanded is not None and demanded.high <= seconds(given.now),
        branches,
        until is not None and demanded is None,
    )


def _demanded_now(since: str | None, given: View) -> View:
    return given.supposing(facts={since: Held(given.now, Origin.GIVEN)}) if since else given


def _branches(fact: Fact, given: View, now: Headline, engine: Engine) -> Iterator[Branch]:
    """What follows if nothing is produced, then one branch for each value with an outcome of its own."""
    unproved = fact.burden.unproved if fact.burden else None
    if unproved is None:
        yield Branch(None, False, now.parties, now.claims, now.undecided)
    holding = given.facts[fact.name]
    assert isinstance(holding, Unknown)
    seen = set()
    for value in sorted(holding.values or domain(fact), key=lambda v: v != unproved):
        supposed = as_presumed(_supposing(fact, value, value != unproved, given))
        if isinstance(supposed.facts[fact.name], NotApplicable):
            continue
        found = headline(supposed, engine)
        if found.sums() not in seen:
            seen.add(found.sums())
            yield Branch(value, value != unproved, found.parties, found.claims, found.undecided)


def _supposing(fact: Fact, value: Value, produced: bool, given: View) -> View:
    """The fact comes with what proves it, else it would be one more assertion."""
    items = proving(fact, given) if produced else ()
    return given.supposing(facts={fact.name: Held(value, Origin.GIVEN)}, evidence=dict.fromkeys(items[:1], True))


def _sums(branch: Branch) -> tuple[object, ...]:
    return tuple((name, amount and (amount.low, amount.high)) for name, amount in branch.claims)
