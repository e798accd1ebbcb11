"""A rule among its rivals: which rules it beats and which beat it, where the two can meet in one case."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from triage.decide.defeat import Contender, slots
from triage.policy import Policy
from triage.possibility import Opening, openings
from triage.program import block_id, compile_policy


class Rivals(Struct, frozen=True):
    """Rules that want a slot of the rule too, in the author's order, and claims whose blocks beat it.

    Rivals that cannot fire together with the rule in any case are left out, as far as that can be shown by looking
    at all completions of an empty case.
    """

    beats: tuple[str, ...]
    beaten_by: tuple[str, ...]
    blocked_by: tuple[str, ...]


def rivals(policy: Policy, rule: str) -> Rivals:
    """Whom the rule beats and who beats it, in any slot."""
    beats, beaten_by = set(_beats(policy, rule)), set(_beaten_by(policy, rule))
    found = tuple(openings(compile_policy(policy)))
    return Rivals(
        tuple(name for name in policy.rules if name in beats and _can_meet(rule, name, found)),
        tuple(name for name in policy.rules if name in beaten_by and _can_meet(rule, name, found)),
        tuple(claim for claim in policy.claims if any(_blocks(claim, rule, policy, beaten_by, found))),
    )


def _blocks(claim: str, rule: str, policy: Policy, beaten_by: set[str], found: tuple[Opening, ...]) -> Iterator[bool]:
    for index in range(len(policy.claims[claim].blocks)):
        block = block_id(claim, index)
        yield block in beaten_by and _can_meet(rule, block, found)


def _disputed(policy: Policy, rule: str) -> Iterator[tuple[Contender, Contender]]:
    """The rule's contender and each other one of the same slot."""
    for contenders in slots(policy).values():
        for own in contenders:
            if own.clause == rule:
                yield from ((own, other) for other in contenders if other is not own)


def _beats(policy: Policy, rule: str) -> Iterator[str]:
    return (other.clause for _, other in _disputed(policy, rule) if rule in other.beaten_by)


def _beaten_by(policy: Policy, rule: str) -> Iterator[str]:
    return (other.clause for own, other in _disputed(policy, rule) if other.clause in own.beaten_by)


def _can_meet(one: str, other: str, found: tuple[Opening, ...]) -> bool:
    """Whether two clauses can hold in one case; false only where it is shown that they cannot."""
    return any(_meet(one, other, opening) for opening in found)


def _meet(one: str, other: str, opening: Opening) -> bool:
    clauses = opening.program.clauses
    lanes = opening.lanes((clauses[one], clauses[other]))
    return lanes is None or bool(lanes.clause(one) & lanes.clause(other) & lanes.valid)
