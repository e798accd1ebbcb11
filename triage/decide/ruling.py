"""The ruling: from the clauses that hold to parties and claims, in every lane at once."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from fractions import Fraction
from functools import lru_cache
from typing import TypeAlias

from msgspec import Struct, field

from triage.decide.defeat import Fired, Slot, claim_slots, clash, slots, standing, values
from triage.policy import Policy
from triage.program import seat_id, wish_id

Shares: TypeAlias = tuple[tuple[str, Fraction], ...]


class Ruling(Struct):
    """What stands, given the lanes (`fired`) in which each clause holds; `full` has the bit of every lane."""

    policy: Policy
    fired: Fired
    full: int
    _granted: dict[str, int] = field(default_factory=dict)
    _chosen: dict[str, int] = field(default_factory=dict)
    _standing: dict[Slot, dict[str, int]] = field(default_factory=dict)
    _values: dict[Slot, dict[Hashable, int]] = field(default_factory=dict)

    def values(self, slot: Slot) -> dict[Hashable, int]:
        """For each value wanted in the slot the lanes in which it stands."""
        if slot not in self._values:
            self._values[slot] = values(slots(self.policy).get(slot, ()), self.standing(slot))
        return self._values[slot]

    def standing(self, slot: Slot) -> dict[str, int]:
        """The lanes in which each contender of the slot stands; those that stand nowhere are left out."""
        if slot not in self._standing:
            self._standing[slot] = standing(slots(self.policy).get(slot, ()), self.fired)
        return self._standing[slot]

    def clash(self, slot: Slot) -> int:
        """The lanes in which two standing rules disagree in the slot."""
        return clash(self.values(slot))

    def shares(self, matter: str) -> dict[Shares, int]:
        """For each answer to who is responsible in the matter its lanes."""
        found = self.values(("responsible", matter, ""))
        return {value: lanes for value, lanes in found.items() if isinstance(value, tuple)}

    def seats(self, role: str) -> dict[str, int]:
        """For each party the lanes in which it sits in the role."""
        taken, seats = 0, dict[str, int]()
        for index, seat in enumerate(self.policy.roles[role].seats):
            holds = self.fired(seat_id(role, index))
            seats[seat.party] = seats.get(seat.party, 0) | (holds & ~taken)
            taken |= holds
        return seats

    def granted(self, claim: str) -> int:
        """The lanes in which some matter grants the claim, nothing denying it there."""
        if claim not in self._granted:
            lanes = 0
            for slot in claim_slots(self.policy)[claim]:
                wanted = self.values(slot)
                lanes |= wanted.get(True, 0) & ~wanted.get(False, 0)
            self._granted[claim] = lanes
        return self._granted[claim]

    def chosen(self, claim: str) -> int:
        """The lanes in which the claim is to be made: granted, undisputed, first of its group, and in no other made."""
        if claim not in self._chosen:
            lanes = self.granted(claim) & ~self._preferred_others(claim)
            for slot in claim_slots(self.policy)[claim]:
                lanes &= ~self.clash(slot)
            for other in includes_of(self.policy)[claim]:
                lanes &= ~self.chosen(other)
            self._chosen[claim] = lanes
        return self._chosen[claim]

    def _preferred_others(self, claim: str) -> int:
        """The lanes in which another claim of the group comes first: wished for, or earlier in its list."""
        group = self.policy.groups.get(self.policy.claims[claim].group or "")
        if group is None:
            return 0
        wished = {name: self._wished(name, group.chosen_by) & self.granted(name) for name in group.claims}
        by_wish = by_order = 0
        for name in group.claims[: group.claims.index(claim)]:
            by_order |= self.granted(name)
        for name in group.claims:
            if name != claim:
                by_wish |= wished[name]
        return by_wish | (by_order & ~wished[claim])

    def _wished(self, claim: str, chosen_by: str | None) -> int:
        if chosen_by is None or claim not in self.policy.facts[chosen_by].choices:
            return 0
        return self.fired(wish_id(claim))


def ruling_of(policy: Policy, holding: frozenset[str]) -> Ruling:
    """The ruling on one case: one lane, in which just these clauses hold."""
    return Ruling(policy, lambda clause: int(clause in holding), 1)


@lru_cache(maxsize=16)
def includes_of(policy: Policy) -> Mapping[str, tuple[str, ...]]:
    """For each claim the claims that include it."""
    return {
        name: tuple(other.name for other in policy.claims.values() if name in other.includes) for name in policy.claims
    }
