"""Overrides that mean nothing: between tiers the order of the tiers decides, and only inside one does `overrides`."""

from __future__ import annotations

from collections.abc import Iterator

from triage.policy import ConcludesOutcome, Policy, Rule
from triage.problem import Problem, Related


def misplaced_overrides(policy: Policy) -> tuple[Problem, ...]:
    """Overrides of a rule in another tier or matter, or that concludes no outcome."""
    return tuple(
        problem
        for rule in policy.rules.values()
        for other in rule.overrides
        for problem in _problem(rule, policy.rules[other])
    )


def _problem(rule: Rule, other: Rule) -> Iterator[Problem]:
    related = (Related(f"`{other.id}` is declared here", other.place),)
    if not isinstance(rule.then, ConcludesOutcome) or not isinstance(other.then, ConcludesOutcome):
        yield Problem(
            rule.place, "override-without-outcome", f"`{rule.id}` and `{other.id}` share no slot", "remove it", related
        )
    elif rule.tier != other.tier:
        yield Problem(
            rule.place,
            "override-across-tiers",
            f"`{rule.id}` ({rule.tier}) overrides `{other.id}` ({other.tier})",
            "the order of tiers decides between them; move one of them or remove the override",
            related,
        )
    elif rule.matter != other.matter:
        yield Problem(
            rule.place,
            "override-across-matters",
            f"`{rule.id}` speaks to {rule.matter}, `{other.id}` to {other.matter}",
            "rules of different matters share no slot; remove the override",
            related,
        )
