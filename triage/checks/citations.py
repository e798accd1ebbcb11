"""Cite or it did not happen: rules, claims' blocks, burdens of proof and constants without a source."""

from __future__ import annotations

from collections.abc import Iterator

from triage.policy import Policy
from triage.problem import Place, Problem


def uncited(policy: Policy) -> tuple[Problem, ...]:
    """Whatever decides and names no source; a constant may be marked as the author's own convenience instead."""
    return tuple(_uncited(policy))


def _uncited(policy: Policy) -> Iterator[Problem]:
    for rule in policy.rules.values():
        if not rule.cites:
            yield _unsourced(rule.place, f"rule `{rule.id}`")
    for claim in policy.claims.values():
        yield from (_unsourced(block.place, f"a block of `{claim.name}`") for block in claim.blocks if not block.cites)
    for fact in policy.facts.values():
        if fact.burden and not fact.burden.cites:
            yield _unsourced(fact.place, f"the burden of `{fact.name}`")
    for parameter in policy.parameters.values():
        for version in parameter.versions:
            if not version.cites and not parameter.convenience:
                yield _unsourced(
                    version.place, f"parameter `{parameter.name}`", ", or `convenience: true` if the number is your own"
                )


def _unsourced(place: Place, what: str, otherwise: str = "") -> Problem:
    return Problem(place, "no-citation", f"{what} cites no source", f"add `cites: [...]`{otherwise}")
