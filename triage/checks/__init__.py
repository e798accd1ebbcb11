"""Static checks of a policy that has been read without errors. One module a check; this tuple is the registry.

`STRUCTURE` are the checks without which reasoning would not end; every command runs them. `check` runs all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from triage.checks.citations import uncited
from triage.checks.cycles import cyclic
from triage.checks.examples import examples_that_fail
from triage.checks.limits import beyond_the_engine
from triage.checks.presumptions import exceptions_without_presumption
from triage.checks.tiers import misplaced_overrides
from triage.checks.unused import unused
from triage.checks.versions import broken_versions
from triage.policy import Policy
from triage.problem import Problem, has_errors

Check = Callable[[Policy], tuple[Problem, ...]]

STRUCTURE: tuple[Check, ...] = (cyclic,)

CHECKS: tuple[Check, ...] = (
    misplaced_overrides,
    uncited,
    broken_versions,
    unused,
    exceptions_without_presumption,
    beyond_the_engine,
    examples_that_fail,
)


def structure(policy: Policy) -> tuple[Problem, ...]:
    """Problems that make every verdict impossible."""
    return _sorted(problem for run in STRUCTURE for problem in run(policy))


def check(policy: Policy, watch: Callable[[str], None] = lambda _: None) -> tuple[Problem, ...]:
    """All problems of a policy, by place. Checks that reason over cases need a sound structure, and wait for it.

    What is wrong in the law pack under an overlay is told where that pack is checked. `watch` hears of each check
    before it runs.
    """
    found = structure(policy)
    if has_errors(found):
        return found
    for number, run in enumerate(CHECKS, 1):
        watch(f"{number} of {len(CHECKS)}: {run.__name__.replace('_', ' ')}")
        found = (*found, *(problem for problem in run(policy) if policy.owns(problem.place)))
    return _sorted(found)


def _sorted(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    return tuple(sorted(dict.fromkeys(problems), key=lambda p: (p.place, p.code, p.message)))
