"""The conclusions whose firmness a verdict states, and the clauses on which each of them hangs."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator
from functools import lru_cache
from typing import Literal

from msgspec import Struct

from triage.decide.defeat import Contender, Slot, claim_slots, slots, speaking_for
from triage.decide.ruling import Ruling, includes_of
from triage.engines.inference import Inference
from triage.policy import Found, Leaf, Policy
from triage.program import Program, channel_id, seat_id, wish_id


class Target(Struct, frozen=True):
    """One conclusion: who is responsible in a matter, who else is liable, a claim, or a channel's door."""

    kind: Literal["responsible", "also", "claim", "channel"]
    name: str
    role: str = ""


@lru_cache(maxsize=16)
def headline_targets(policy: Policy) -> tuple[Target, ...]:
    """Everything that decides who answers and what is claimed."""
    contested = slots(policy)
    matters = [Target("responsible", slot[1]) for slot in contested if slot[0] == "responsible"]
    also = [Target("also", slot[1], slot[2]) for slot in contested if slot[0] == "also"]
    claims = dict.fromkeys(Target("claim", slot[2]) for slot in contested if slot[0] == "claim")
    return (*matters, *also, *claims)


def possible_targets(policy: Policy, possible: frozenset[str]) -> frozenset[Target]:
    """The conclusions that some possible clause speaks for; of all others nothing can ever come."""
    return frozenset(
        target_of(slot) for slot, speaking in speaking_for(policy).items() if not possible.isdisjoint(speaking)
    )


def target_of(slot: Slot) -> Target:
    """The conclusion that a slot has its say in."""
    kind, matter, name = slot
    if kind == "claim":
        return Target("claim", name)
    return Target("also", matter, name) if kind == "also" else Target("responsible", matter)


def outcomes(target: Target, ruling: Ruling) -> dict[Hashable, int]:
    """For each way in which the conclusion can come out, a conflict being one, its lanes; they do not overlap."""
    match target.kind:
        case "responsible":
            found = dict(_parties(target.name, ruling))
        case "also":
            found = dict(_also(target, ruling))
        case "claim":
            found = dict(_claim(target.name, ruling))
        case "channel":
            found = {"open": ruling.fired(channel_id(target.name))}
    rest = ruling.full
    for lanes in found.values():
        rest &= ~lanes
    return {"nothing": rest, **found}


def _parties(matter: str, ruling: Ruling) -> Iterator[tuple[Hashable, int]]:
    clash = ruling.clash(("responsible", matter, ""))
    yield "conflict", clash
    for shares, lanes in ruling.shares(matter).items():
        seated: dict[tuple[str, ...], int] = {(): lanes & ~clash}
        for role, _ in shares:
            seats = ruling.seats(role)
            seated = {(*others, party): in_ & taken for others, in_ in seated.items() for party, taken in seats.items()}
        yield from (((shares, parties), in_) for parties, in_ in seated.items() if in_)


def _also(target: Target, ruling: Ruling) -> Iterator[tuple[Hashable, int]]:
    slot = ("also", target.name, target.role)
    clash = ruling.clash(slot)
    yield "conflict", clash
    for how, lanes in ruling.values(slot).items():
        yield from (((how, party), lanes & sits & ~clash) for party, sits in ruling.seats(target.role).items())


def _claim(claim: str, ruling: Ruling) -> Iterator[tuple[Hashable, int]]:
    clash = 0
    for slot in claim_slots(ruling.policy)[claim]:
        clash |= ruling.clash(slot)
    yield "conflict", clash
    yield "chosen", ruling.chosen(claim)


def clauses_behind(target: Target, policy: Policy, inference: Inference) -> Iterator[str]:
    """The clauses that are undecided and could still move the conclusion, findings aside."""
    undecided = inference.possible - inference.sure
    match target.kind:
        case "responsible":
            slot = ("responsible", target.name, "")
            yield from _in_slot(slot, policy, inference)
            yield from (c for role in _roles_possible(slot, policy, inference) for c in _seats(role, policy, undecided))
        case "also":
            slot = ("also", target.name, target.role)
            yield from _in_slot(slot, policy, inference)
            if any(_may_stand(slot, policy, inference)):
                yield from _seats(target.role, policy, undecided)
        case "claim":
            for claim in _rivals(target.name, policy):
                for slot in claim_slots(policy)[claim]:
                    yield from _in_slot(slot, policy, inference)
                if wish_id(claim) in undecided:
                    yield wish_id(claim)
        case "channel":
            if channel_id(target.name) in undecided:
                yield channel_id(target.name)


def _in_slot(slot: Slot, policy: Policy, inference: Inference) -> Iterator[str]:
    """The undecided contenders that are not surely beaten; those beat others only where they are not needed to."""
    if inference.possible.isdisjoint(speaking_for(policy).get(slot, ())):
        return
    relevant = [c for c in slots(policy)[slot] if not _surely_beaten(c, inference)]
    beaters = dict.fromkeys(b for c in relevant if c.clause in inference.possible for b in c.beaten_by)
    for clause in dict.fromkeys([*(c.clause for c in relevant), *beaters]):
        if clause in inference.possible and clause not in inference.sure:
            yield clause


def _surely_beaten(contender: Contender, inference: Inference) -> bool:
    return not inference.sure.isdisjoint(contender.beaten_by)


def _roles_possible(slot: Slot, policy: Policy, inference: Inference) -> tuple[str, ...]:
    roles: dict[str, None] = {}
    for value in _may_stand(slot, policy, inference):
        assert isinstance(value, tuple)
        roles |= dict.fromkeys(role for role, _ in value)
    return tuple(roles)


def _may_stand(slot: Slot, policy: Policy, inference: Inference) -> Iterator[Hashable]:
    """What is wanted in the slot by contenders that could fire and are not surely beaten."""
    for contender in slots(policy).get(slot, ()):
        if contender.clause in inference.possible and not _surely_beaten(contender, inference):
            yield contender.value


def _seats(role: str, policy: Policy, undecided: frozenset[str]) -> Iterator[str]:
    """The seats of the role of which it is open whether they are taken."""
    seats = (seat_id(role, index) for index in range(len(policy.roles[role].seats)))
    return (seat for seat in seats if seat in undecided)


def _rivals(claim: str, policy: Policy) -> tuple[str, ...]:
    """The claim, those of its group, and all that include one of them."""
    group = policy.groups.get(policy.claims[claim].group or "")
    including = includes_of(policy)
    rivals = dict.fromkeys([claim, *(group.claims if group else ())])
    for name in tuple(rivals):
        rivals |= dict.fromkeys(including[name])
    return tuple(rivals)


def leaves_behind(
    target: Target, program: Program, inference: Inference, undecided: Callable[[str], Iterable[Leaf]]
) -> tuple[Leaf, ...]:
    """The unknown leaves on which the conclusion hangs, through findings; empty where it is decided.

    `undecided` gives those of one clause.
    """
    leaves: dict[Leaf, None] = {}
    waiting = list(clauses_behind(target, program.policy, inference))
    seen = set(waiting)
    while waiting:
        for leaf in undecided(waiting.pop()):
            if not isinstance(leaf, Found):
                leaves[leaf] = None
                continue
            for clause in program.concluded_by[leaf.finding]:
                if clause in inference.possible and clause not in inference.sure and clause not in seen:
                    seen.add(clause)
                    waiting.append(clause)
    return tuple(leaves)
