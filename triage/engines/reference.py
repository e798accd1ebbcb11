"""The reference engine: Kleene logic, level by level, in plain Python. The oracle of the others."""

from __future__ import annotations

from triage.engines.inference import Inference, rails
from triage.holding import View
from triage.leaves import leaf_value
from triage.logic import LeafTruth, evaluate, greatest
from triage.policy import Found, Leaf
from triage.program import Program


class ReferenceEngine:
    """Evaluates every clause of a program."""

    name = "reference"

    def __init__(self, program: Program) -> None:
        self._program = program

    def infer(self, view: View) -> Inference:
        """Which clauses hold in the view, and which could."""
        truths = {**nothing_found(self._program), **rails(self._program, view)}
        truth = truths.__getitem__
        sure: set[str] = set()
        possible: set[str] = set()
        for level in self._program.levels:
            concluded: dict[Leaf, bool | None] = {}
            for clause in level:
                value = evaluate(clause.condition, truth)
                if value is not False:
                    possible.add(clause.id)
                    if value:
                        sure.add(clause.id)
                    for name in clause.findings:
                        concluded[Found(name)] = True if value or concluded.get(Found(name)) else None
            for finding, value in concluded.items():
                truths[finding] = True if value or truths[finding] else None
        return Inference(frozenset(sure), frozenset(possible))


def nothing_found(program: Program) -> dict[Leaf, bool | None]:
    """The truth of the findings before anything is concluded."""
    return {Found(name): False for name in program.concluded_by}


def truth_on_demand(program: Program, view: View) -> LeafTruth:
    """The truth of leaves, findings included, worked out only where it is asked for."""
    findings: dict[str, bool | None] = {}

    def truth(leaf: Leaf) -> bool | None:
        if not isinstance(leaf, Found):
            return leaf_value(leaf, view)
        if leaf.finding not in findings:
            findings[leaf.finding] = concluded(leaf.finding)
        return findings[leaf.finding]

    def concluded(finding: str) -> bool | None:
        clauses = (program.clauses[name] for name in program.concluded_by[finding])
        return greatest({evaluate(clause.condition, truth) for clause in clauses})

    return truth
