"""Which parties can say something about a dispute themselves."""

from __future__ import annotations

from collections.abc import Iterator

from triage.policy import Policy


def telling(policy: Policy) -> tuple[str, ...]:
    """The parties beside the person that can tell their own story, in the pack's order.

    Those are the parties of which the pack expects that they produce or prove a fact, and those that may sit where one
    of them sits; neither "nobody" nor a stranger is asked for anything. All of them where the pack expects nothing.
    """
    others = tuple(party for party in policy.parties if party != policy.person)
    expected = frozenset(_expected(policy))
    together = [frozenset(seat.party for seat in role.seats) for role in policy.roles.values()]
    known = expected.union(*(parties for parties in together if parties & expected))
    return tuple(party for party in others if party in known) or others


def _expected(policy: Policy) -> Iterator[str]:
    for fact in policy.facts.values():
        if fact.production is not None:
            yield fact.production.party
        if fact.burden is not None:
            yield fact.burden.party
