"""The policy as the engines take it: one clause for every condition that must be true or false of a case.

Rules are clauses, and so are the blocks of claims, the seats of roles and the doors of channels; so every
engine answers for all of them, and nothing that a person is told was derived behind the engine's back.
Clauses are ordered by level: a clause that reads a finding comes after all clauses that conclude it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache

from msgspec import Struct

from triage.logic import leaves_of
from triage.policy import (
    All,
    ConcludesFinding,
    Condition,
    Found,
    InForce,
    Leaf,
    OneOf,
    Period,
    Policy,
    Rule,
)
from triage.problem import Place


class Clause(Struct, frozen=True):
    """A condition with a name, and the findings that it concludes where it is true."""

    id: str
    condition: Condition
    findings: tuple[str, ...] = ()


class Program(Struct, frozen=True, eq=False):
    """All clauses by level, and the leaves on facts that they read. Compared by identity."""

    policy: Policy
    levels: tuple[tuple[Clause, ...], ...]
    leaves: tuple[Leaf, ...]
    concluded_by: Mapping[str, tuple[str, ...]]
    clauses: Mapping[str, Clause]


def block_id(claim: str, index: int) -> str:
    """The clause of a claim's block."""
    return f"block:{claim}:{index}"


def seat_id(role: str, index: int) -> str:
    """The clause of a seat of a role."""
    return f"seat:{role}:{index}"


def channel_id(channel: str) -> str:
    """The clause that opens a channel to this case."""
    return f"channel:{channel}"


def at_once_id(channel: str) -> str:
    """The clause under which a channel does not wait."""
    return f"at-once:{channel}"


def wish_id(claim: str) -> str:
    """The clause that holds where the person chose this claim of its group."""
    return f"wish:{claim}"


class FindingCycle(Exception):
    """Findings that conclude each other; `names` are those on the cycle, in order."""

    def __init__(self, names: tuple[str, ...]) -> None:
        super().__init__(" -> ".join(names))
        self.names = names


@lru_cache(maxsize=16)
def compile_policy(policy: Policy) -> Program:
    """The program of a policy. Raises `FindingCycle` for a policy that `check` would refuse."""
    clauses = tuple(_clauses(policy))
    concluded_by = {name: tuple(clause.id for clause in clauses if name in clause.findings) for name in policy.findings}
    levels = finding_levels(clauses, policy)
    depth = {clause.id: clause_level(clause, levels) for clause in clauses}
    return Program(
        policy,
        tuple(tuple(c for c in clauses if depth[c.id] == level) for level in range(max(depth.values(), default=0) + 1)),
        tuple(dict.fromkeys(x for c in clauses for x in leaves_of(c.condition) if not isinstance(x, Found))),
        concluded_by,
        {clause.id: clause for clause in clauses},
    )


def _clauses(policy: Policy) -> Iterator[Clause]:
    for rule in policy.rules.values():
        yield rule_clause(rule)
    for claim in policy.claims.values():
        for index, block in enumerate(claim.blocks):
            yield Clause(block_id(claim.name, index), block.condition)
    for role in policy.roles.values():
        for index, seat in enumerate(role.seats):
            yield Clause(seat_id(role.name, index), seat.when)
    for channel in policy.channels.values():
        yield Clause(channel_id(channel.id), while_in_force(channel.when, channel.period, channel.place))
        if channel.at_once is not None:
            yield Clause(at_once_id(channel.id), channel.at_once)
    yield from _wishes(policy)


def while_in_force(condition: Condition, period: Period, place: Place) -> Condition:
    """The condition, and that its period is in force where it has one."""
    return condition if period.always else All((condition, InForce(period, place)), place)


def rule_clause(rule: Rule) -> Clause:
    """The clause of a rule: its condition, while it is in force."""
    condition = while_in_force(rule.when, rule.period, rule.place)
    findings = rule.then.findings if isinstance(rule.then, ConcludesFinding) else ()
    return Clause(rule.id, condition, findings)


def _wishes(policy: Policy) -> Iterator[Clause]:
    for group in policy.groups.values():
        if group.chosen_by is None:
            continue
        choices = policy.facts[group.chosen_by].choices
        for claim in group.claims:
            if claim in choices:
                yield Clause(wish_id(claim), OneOf(group.chosen_by, (claim,), group.place))


def finding_levels(clauses: tuple[Clause, ...], policy: Policy) -> Mapping[str, int]:
    """For each finding one more than the highest level among the findings that it hangs on."""
    reads: dict[str, tuple[str, ...]] = dict.fromkeys(policy.findings, ())
    for clause in clauses:
        read = tuple(leaf.finding for leaf in leaves_of(clause.condition) if isinstance(leaf, Found))
        for name in clause.findings:
            reads[name] = tuple(dict.fromkeys((*reads[name], *read)))
    levels: dict[str, int] = {}
    for name in reads:
        _level(name, reads, levels, ())
    return levels


def _level(name: str, reads: Mapping[str, tuple[str, ...]], levels: dict[str, int], path: tuple[str, ...]) -> int:
    if name in path:
        raise FindingCycle((*path[path.index(name) :], name))
    if name not in levels:
        levels[name] = 1 + max((_level(n, reads, levels, (*path, name)) for n in reads[name]), default=0)
    return levels[name]


def clause_level(clause: Clause, levels: Mapping[str, int]) -> int:
    """The level at which all findings that the clause reads are final."""
    return max((levels[leaf.finding] for leaf in leaves_of(clause.condition) if isinstance(leaf, Found)), default=0)
