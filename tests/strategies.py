"""Hypothesis strategies over random packs, and how long they may take.

What is drawn is the seeds, so that a failure is told in one line: `Drawn(seed=7, case_seed=0, answered=0.55, ...)`.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from random import Random
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from random_packs import Taste, random_case, random_policy

from triage.case import Case
from triage.policy import Policy
from triage.program import Program, compile_policy

ANY = Taste()
SMALL = Taste(most_facts=5, most_rules=6)
APART = Taste(most_facts=4, most_rules=6, apart=True)


@dataclass(frozen=True)
class Drawn:
    """A random policy with a random case of it."""

    seed: int
    case_seed: int
    answered: float
    taste: Taste

    @cached_property
    def policy(self) -> Policy:
        """The policy of the seed."""
        return random_policy(Random(self.seed), self.taste)

    @cached_property
    def program(self) -> Program:
        """The policy's program."""
        return compile_policy(self.policy)

    @cached_property
    def case(self) -> Case:
        """The case of the other seed."""
        return random_case(Random(self.case_seed), self.policy, self.answered)

    @property
    def random(self) -> Random:
        """For whatever else is left to chance."""
        return Random(self.case_seed + 1)


def drawn(taste: Taste = ANY) -> st.SearchStrategy[Drawn]:
    """Random policies with random cases."""
    seeds = st.integers(0, 2**32)
    return st.builds(Drawn, seeds, seeds, st.sampled_from((0.3, 0.55, 0.8)), st.just(taste))


def bounded(examples: int) -> Callable[[Any], Any]:
    """So many examples; the same ones each time where CI runs. `TRIAGE_EXAMPLES` multiplies them."""
    return settings(
        max_examples=examples * int(os.environ.get("TRIAGE_EXAMPLES", "1")),
        deadline=None,
        derandomize=bool(os.environ.get("CI")),
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
    )
