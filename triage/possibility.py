"""What is possible in a pack: all completions of an empty case, in every stretch of time that the pack tells apart."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta, timezone

from msgspec import Struct

from triage.case import Case
from triage.engines import Inference, ReferenceEngine
from triage.engines.lanes import Lanes, lanes_for
from triage.holding import View
from triage.instant import start_of
from triage.logic import leaves_of
from triage.policy import Found, Leaf, Period, Policy
from triage.program import Clause, Program
from triage.view import as_given

SOME_DAY = datetime(2026, 7, 1, 12, tzinfo=timezone.utc)
"""The moment from which a pack is looked at first; it decides nothing where the pack's clocks are relative."""


class Opening(Struct, frozen=True):
    """An empty case at one moment: nothing is known yet."""

    program: Program
    view: View
    inference: Inference

    def lanes(self, clauses: Iterable[Clause]) -> Lanes | None:
        """All completions that these clauses can tell apart, or None where they are too many."""
        leaves = (leaf for clause in clauses for leaf in leaves_behind(clause, self.program))
        return lanes_for(leaves, self.program, self.view, self.inference)


def openings(program: Program) -> Iterator[Opening]:
    """An empty case in each stretch of time in which other versions are in force."""
    for now in _times(program.policy):
        view = as_given(program.policy, Case(program.policy.id, now))
        yield Opening(program, view, ReferenceEngine(program).infer(view))


def leaves_behind(clause: Clause, program: Program) -> Iterator[Leaf]:
    """The leaves on facts on which the clause hangs, through findings too."""
    for leaf in leaves_of(clause.condition):
        if isinstance(leaf, Found):
            for name in program.concluded_by[leaf.finding]:
                yield from leaves_behind(program.clauses[name], program)
        else:
            yield leaf


def _times(policy: Policy) -> Iterator[datetime]:
    yield SOME_DAY
    bounds = set()
    for period in _periods(policy):
        bounds |= {start_of(period.since, policy.timezone)} if period.since else set()
        bounds |= {start_of(period.until + timedelta(days=1), policy.timezone)} if period.until else set()
    for bound in sorted(bounds):
        yield bound - timedelta(seconds=1)
        yield bound


def _periods(policy: Policy) -> Iterator[Period]:
    """All times of rules and parameters: also where a fact decides, which may have to lie before now."""
    yield from (rule.period for rule in policy.rules.values())
    for parameter in policy.parameters.values():
        yield from (version.period for version in parameter.versions)
