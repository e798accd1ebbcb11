"""The chain of evidence: which links the claims need, what proves them, and what each missing item would change."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from triage.decide.headline import Headline, headline
from triage.engines.inference import Engine
from triage.holding import Held, NotApplicable, Origin, Unknown, View
from triage.policy import Evidence, Kind, Policy
from triage.verdict import Chain, Change, Missing
from triage.view import as_presumed, domain


def chain(claims: tuple[str, ...], open_facts: tuple[str, ...], given: View, now: Headline, engine: Engine) -> Chain:
    """The links that the claims need, in the pack's order, and the missing items that would prove more of them.

    `open_facts` are the facts in question, of which an item may prove one; `now` is the headline without it.
    """
    policy = given.policy
    needed = _needed(claims, policy)
    held = _held(given)
    by = {link: tuple(item.id for item in held if link in item.links) for link in needed}
    states = {link: _state(link, held, policy) for link in needed}
    missing = missing_items(claims, open_facts, given)
    return Chain(states, by, tuple(_with_changes(each, now, given, engine) for each in missing))


def missing_items(claims: tuple[str, ...], open_facts: tuple[str, ...], given: View) -> tuple[Missing, ...]:
    """The items that would prove more of the links that the claims need, or a fact in question."""
    policy, held = given.policy, _held(given)
    lacking = [link for link in _needed(claims, policy) if _state(link, held, policy) != "proved"]
    found = (_missing(item, claims, lacking, open_facts, given) for item in policy.evidence.values())
    return tuple(each for each in found if each is not None)


def _needed(claims: tuple[str, ...], policy: Policy) -> list[str]:
    return [link for link in policy.links if any(link in policy.claims[claim].needs for claim in claims)]


def _held(given: View) -> list[Evidence]:
    return [item for item in given.policy.evidence.values() if given.evidence.get(item.id)]


def _state(link: str, held: list[Evidence], policy: Policy) -> str:
    best = max((item.links.get(link, 0) for item in held), default=0)
    if best >= policy.proof_strength:
        return "proved"
    return "weak" if best else "missing"


def _missing(
    item: Evidence, claims: tuple[str, ...], lacking: list[str], open_facts: tuple[str, ...], given: View
) -> Missing | None:
    if not obtainable(item, given):
        return None
    links = tuple(link for link in lacking if item.links.get(link, 0) >= given.policy.proof_strength)
    facts = tuple(fact for fact in item.proves if fact in open_facts)
    if not links and not facts:
        return None
    left = set(lacking) - set(links)
    completed = [claim for claim in claims if links and left.isdisjoint(given.policy.claims[claim].needs)]
    return Missing(item.id, links, facts, tuple(claim for claim in completed if _lacks(claim, lacking, given.policy)))


def obtainable(item: Evidence, given: View) -> bool:
    """Whether it makes sense to get the item: it is not there yet, can still be got, and is to the point.

    One is beside the point where all that it is about does not apply: a record of bans where nobody was banned.
    """
    if given.evidence.get(item.id) or (not item.afterwards and given.evidence.get(item.id) is False):
        return False
    return not item.proves or not all(isinstance(given.facts[fact], NotApplicable) for fact in item.proves)


def _lacks(claim: str, lacking: Iterable[str], policy: Policy) -> bool:
    return any(link in policy.claims[claim].needs for link in lacking)


def _with_changes(missing: Missing, now: Headline, given: View, engine: Engine) -> Missing:
    return Missing(
        missing.item,
        missing.links,
        missing.facts,
        missing.completes,
        tuple(_changes(missing, now, given, engine)),
    )


def _changes(missing: Missing, now: Headline, given: View, engine: Engine) -> Iterator[Change]:
    """What differs once the item is there, and then for each value that it may prove of a fact in question."""
    there = given.supposing(evidence={missing.item: True})
    seen = {now.sums()}
    found = headline(as_presumed(there), engine)
    if not missing.facts and found.sums() not in seen:  # else it says one thing or the other, and that decides
        yield Change(None, None, found.parties, found.claims, found.undecided)
    for name in missing.facts:
        fact, holding = given.policy.facts[name], given.facts[name]
        if not isinstance(holding, Unknown) or fact.kind not in (Kind.YES_NO, Kind.CHOICE):
            continue
        for value in holding.values or domain(fact):
            proved = there.supposing(facts={name: Held(value, Origin.GIVEN, (missing.item,))})
            found = headline(as_presumed(proved), engine)
            if found.sums() not in seen:
                seen.add(found.sums())
                yield Change(name, value, found.parties, found.claims, found.undecided)
