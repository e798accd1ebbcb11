"""Defeat: of the rules that fire, which ones stand in each slot.

A slot can have one answer only. A higher tier beats a lower one, and within a tier only `overrides` does
(transitively); a claim's blocks beat every rule that grants it. A beaten rule still beats, so that whether a rule
stands depends on conditions alone. Everything is computed on sets of lanes: bit i tells of hypothetical i, and a
single case is one lane.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping
from functools import lru_cache
from typing import TypeAlias

from msgspec import Struct

from triage.policy import ConcludesOutcome, Policy, Rule
from triage.program import block_id

Slot: TypeAlias = tuple[str, str, str]
"""("responsible", matter, ""), ("also", matter, role) or ("claim", matter, claim)."""

Fired: TypeAlias = Callable[[str], int]
"""The lanes in which a clause holds."""

ABOVE_ALL_TIERS = -1


class Contender(Struct, frozen=True):
    """A clause that wants `value` in a slot; `beaten_by` are the other contenders that beat it."""

    clause: str
    value: Hashable
    beaten_by: tuple[str, ...]


class _Entry(Struct, frozen=True):
    clause: str
    value: Hashable
    rank: int


@lru_cache(maxsize=16)
def slots(policy: Policy) -> Mapping[Slot, tuple[Contender, ...]]:
    """All slots of a policy with their contenders."""
    entries: dict[Slot, list[_Entry]] = {}
    grantable = _grantable(policy)
    for rule in policy.rules.values():
        if isinstance(rule.then, ConcludesOutcome):
            for slot, value in _wants(rule, rule.then, grantable):
                entries.setdefault(slot, []).append(_Entry(rule.id, value, policy.tiers.index(rule.tier)))
    for slot, found in entries.items():
        if slot[0] == "claim":
            blocks = policy.claims[slot[2]].blocks
            found += [_Entry(block_id(slot[2], index), False, ABOVE_ALL_TIERS) for index in range(len(blocks))]
    overridden = overrides(policy)
    return {slot: _contenders(found, overridden) for slot, found in entries.items()}


@lru_cache(maxsize=16)
def speaking_for(policy: Policy) -> Mapping[Slot, frozenset[str]]:
    """For each slot the clauses that want something in it; the others only deny."""
    return {
        slot: frozenset(contender.clause for contender in contenders if contender.value is not False)
        for slot, contenders in slots(policy).items()
    }


@lru_cache(maxsize=16)
def claim_slots(policy: Policy) -> Mapping[str, tuple[Slot, ...]]:
    """For each claim its slots, one for every matter in which a rule speaks of it."""
    return {
        claim: tuple(slot for slot in slots(policy) if slot[0] == "claim" and slot[2] == claim)
        for claim in policy.claims
    }


@lru_cache(maxsize=16)
def slots_of(policy: Policy) -> Mapping[str, tuple[Slot, ...]]:
    """For each rule the slots in which it contends."""
    found: dict[str, list[Slot]] = {}
    for slot, contenders in slots(policy).items():
        for contender in contenders:
            found.setdefault(contender.clause, []).append(slot)
    return {clause: tuple(mine) for clause, mine in found.items()}


def _grantable(policy: Policy) -> Mapping[str, tuple[str, ...]]:
    """For each matter the claims that some rule of it grants and that `deny: all` reaches."""
    granted: dict[str, set[str]] = {matter: set() for matter in policy.matters}
    for rule in policy.rules.values():
        if isinstance(rule.then, ConcludesOutcome):
            granted[rule.matter].update(rule.then.claims)
    claims = [name for name, claim in policy.claims.items() if not claim.voluntary]
    return {matter: tuple(name for name in claims if name in names) for matter, names in granted.items()}


def _wants(
    rule: Rule, then: ConcludesOutcome, grantable: Mapping[str, tuple[str, ...]]
) -> Iterator[tuple[Slot, Hashable]]:
    if then.responsible:
        yield ("responsible", rule.matter, ""), then.responsible
    for role, how in then.also_liable:
        yield ("also", rule.matter, role), how
    for claim in then.claims:
        yield ("claim", rule.matter, claim), True
    for claim in dict.fromkeys((*then.denies, *(grantable[rule.matter] if then.denies_all else ()))):
        if claim not in then.claims:
            yield ("claim", rule.matter, claim), False


@lru_cache(maxsize=16)
def overrides(policy: Policy) -> Mapping[str, frozenset[str]]:
    """For each rule all rules that it overrides, directly or through others."""
    reached: dict[str, frozenset[str]] = {}
    for name in policy.rules:
        found: set[str] = set()
        frontier = [name]
        while frontier:
            for other in policy.rules[frontier.pop()].overrides:
                if other not in found:
                    found.add(other)
                    frontier.append(other)
        reached[name] = frozenset(found)
    return reached


def _contenders(entries: list[_Entry], overridden: Mapping[str, frozenset[str]]) -> tuple[Contender, ...]:
    def beats(winner: _Entry, loser: _Entry) -> bool:
        if winner.rank == ABOVE_ALL_TIERS and loser.value is False:
            return False  # both refuse the claim
        if winner.rank != loser.rank:
            return winner.rank < loser.rank
        return loser.clause in overridden.get(winner.clause, frozenset())

    return tuple(
        Contender(e.clause, e.value, tuple(o.clause for o in entries if o is not e and beats(o, e))) for e in entries
    )


def standing(contenders: tuple[Contender, ...], fired: Fired) -> dict[str, int]:
    """The lanes in which each contender fires and is not beaten; those that stand nowhere are left out."""
    lanes = {contender.clause: bits for contender in contenders if (bits := fired(contender.clause))}
    stands = {}
    for contender in contenders:
        if contender.clause in lanes:
            beaten = 0
            for other in contender.beaten_by:
                beaten |= lanes.get(other, 0)
            if stand := lanes[contender.clause] & ~beaten:
                stands[contender.clause] = stand
    return stands


def values(contenders: tuple[Contender, ...], stands: Mapping[str, int]) -> dict[Hashable, int]:
    """For each value, in the contenders' order, the lanes in which one stands that wants it, if there are any."""
    wanted: dict[Hashable, int] = dict.fromkeys((contender.value for contender in contenders), 0)
    for contender in contenders:
        if contender.clause in stands:
            wanted[contender.value] |= stands[contender.clause]
    return {value: lanes for value, lanes in wanted.items() if lanes}


def clash(wanted: Mapping[Hashable, int]) -> int:
    """The lanes in which two values of one slot both stand."""
    once = twice = 0
    for lanes in wanted.values():
        twice |= once & lanes
        once |= lanes
    return twice
