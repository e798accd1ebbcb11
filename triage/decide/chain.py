"""The chain of evidence: which links the claims need, what proves them, and what would."""

from __future__ import annotations

from collections.abc import Iterator

from triage.holding import View
from triage.policy import Evidence, Policy
from triage.verdict import Chain, Missing


def chain(claims: tuple[str, ...], open_facts: tuple[str, ...], view: View) -> Chain:
    """The links that the claims need, in the pack's order, and the missing items that would prove more of them."""
    policy = view.policy
    needed = [link for link in policy.links if any(link in policy.claims[claim].needs for claim in claims)]
    held = [item for item in policy.evidence.values() if view.evidence.get(item.id)]
    by = {link: tuple(item.id for item in held if link in item.links) for link in needed}
    states = {link: _state(link, held, policy) for link in needed}
    lacking = [link for link in needed if states[link] != "proved"]
    return Chain(states, by, tuple(_missing(lacking, open_facts, view)))


def _state(link: str, held: list[Evidence], policy: Policy) -> str:
    best = max((item.links.get(link, 0) for item in held), default=0)
    if best >= policy.proof_strength:
        return "proved"
    return "weak" if best else "missing"


def _missing(lacking: list[str], open_facts: tuple[str, ...], view: View) -> Iterator[Missing]:
    for item in view.policy.evidence.values():
        if view.evidence.get(item.id):
            continue
        links = tuple(x for x in lacking if item.links.get(x, 0) >= view.policy.proof_strength)
        facts = tuple(fact for fact in item.proves if fact in open_facts)
        if links or facts:
            yield Missing(item.id, links, facts)
