"""Cite or it did not happen: rules, claims' blocks and constants without a source."""

from __future__ import annotations

from collections.abc import Iterator

from triage.policy import Policy
from triage.problem import Problem


def uncited(policy: Policy) -> tuple[Problem, ...]:
    """Rules and constants that name no source; a constant may be marked as the author's own convenience instead."""
    return tuple(_uncited(policy))


def _uncited(policy: Policy) -> Iterator[Problem]:
    for rule in policy.rules.values():
        if not rule.cites:
            yield Problem(rule.place, "no-citation", f"rule `{rule.id}` cites no source", "add `cites: [...]`")
    for parameter in policy.parameters.values():
        for version in parameter.versions:
            if not version.cites and not parameter.convenience:
                yield Problem(
                    version.place,
                    "no-citation",
                    f"parameter `{parameter.name}` cites no source",
                    "add `cites: [...]`, or `convenience: true` if the number is your own",
                )
