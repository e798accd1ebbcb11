"""Exceptions without a presumption.

A fact that is read under a `not` or in a claim's block is an exception: while nobody has asked about it, the rule or
the claim can never be firm. Such a fact needs a presumption, a burden of proof, or to be asked first.
"""

from __future__ import annotations

from collections.abc import Iterator

from triage.logic import leaves_of
from triage.policy import All, Any, Condition, Found, Known, Leaf, Not, OneOf, Policy, Proved
from triage.problem import Problem, Related
from triage.program import compile_policy


def exceptions_without_presumption(policy: Policy) -> tuple[Problem, ...]:
    """Each fact that is read as an exception and could stay unknown for ever, once, where it is first read so."""
    found: dict[str, Leaf] = {}
    for condition in _all_conditions(policy):
        for leaf in _exceptions(condition):
            for fact, read in _facts(leaf, policy, ()):
                found.setdefault(fact, read)
    return tuple(_problem(name, leaf, policy) for name, leaf in found.items() if _unguarded(name, policy))


def _all_conditions(policy: Policy) -> Iterator[Condition]:
    yield from (rule.when for rule in policy.rules.values())
    for claim in policy.claims.values():
        yield from (Not(block.condition) for block in claim.blocks)


def _exceptions(condition: Condition, under_not: bool = False) -> Iterator[Leaf]:
    match condition:
        case All(parts) | Any(parts):
            for part in parts:
                yield from _exceptions(part, under_not)
        case Not(part):
            yield from _exceptions(part, not under_not)
        case _ if under_not:
            yield condition
        case _:
            return


def _facts(leaf: Leaf, policy: Policy, through: tuple[str, ...]) -> Iterator[tuple[str, Leaf]]:
    """The fact of a leaf on choices or yes/no; behind a finding those of the rules that conclude it."""
    match leaf:
        case OneOf(fact) | Proved(fact) | Known(fact):
            yield fact, leaf
        case Found(finding) if finding not in through:
            program = compile_policy(policy)
            for clause in program.concluded_by[finding]:
                for inner in leaves_of(program.clauses[clause].condition):
                    yield from ((fact, leaf) for fact, _ in _facts(inner, policy, (*through, finding)))
        case _:
            return


def _unguarded(name: str, policy: Policy) -> bool:
    fact = policy.facts[name]
    return fact.presume is None and fact.burden is None and not fact.first


def _problem(name: str, leaf: Leaf, policy: Policy) -> Problem:
    return Problem(
        leaf.place,
        "exception-without-presumption",
        f"`{name}` is read as an exception, and nothing is presumed of it while it is unknown",
        f"give `{name}` a `presume`, a `burden`, or `first: true`",
        (Related(f"`{name}` is declared here", policy.facts[name].place),),
    )
