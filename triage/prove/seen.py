"""One case as the engine sees it, worked out only where it is asked."""

from __future__ import annotations

from triage.case import Case
from triage.constraints import out_of_order
from triage.decide.ruling import Ruling
from triage.engines.reference import truth_on_demand
from triage.holding import View
from triage.leaves import truth_in
from triage.logic import evaluate
from triage.policy import Condition, Policy
from triage.program import Program
from triage.view import as_given, as_presumed


class Seen:
    """A case as presumed, by the reference engine."""

    def __init__(self, program: Program, view: View) -> None:
        self.program = program
        self.view = view
        self._clauses: dict[str, bool | None] = {}
        self.truth = truth_on_demand(program, view)

    def value(self, clause: str) -> bool | None:
        """The truth of a clause."""
        if clause not in self._clauses:
            self._clauses[clause] = evaluate(self.program.clauses[clause].condition, self.truth)
        return self._clauses[clause]

    def surely(self, condition: Condition) -> bool:
        """Whether the condition holds."""
        return evaluate(condition, self.truth) is True

    @property
    def ruling(self) -> Ruling:
        """What stands."""
        return Ruling(self.program.policy, lambda clause: int(self.value(clause) is True), 1)


def seen(case: Case, program: Program) -> Seen | None:
    """The case as presumed; None where its answers contradict each other."""
    given = as_given(program.policy, case)
    return None if _refused(given, program.policy) else Seen(program, as_presumed(given))


def _refused(given: View, policy: Policy) -> bool:
    truth = truth_in(given)
    broken = any(evaluate(never.when, truth) for never in policy.nevers)
    return broken or any(any(out_of_order(ordered, given)) for ordered in policy.ordered)
