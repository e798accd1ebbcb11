"""What every engine answers."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Protocol

from msgspec import Struct

from triage.holding import View
from triage.leaves import leaf_value
from triage.policy import Leaf
from triage.program import Program


class Inference(Struct, frozen=True):
    """The clauses that hold (`sure`) and those that hold or could (`possible`, a superset)."""

    sure: frozenset[str]
    possible: frozenset[str]

    def finding(self, name: str, program: Program) -> bool | None:
        """True where a clause concluded it, false (ruled out) where none could, else None."""
        clauses = program.concluded_by[name]
        if any(clause in self.sure for clause in clauses):
            return True
        return None if any(clause in self.possible for clause in clauses) else False


class Engine(Protocol):
    """Answers one question: which clauses hold, and which could still hold."""

    @property
    def name(self) -> str:
        """How verdicts name the engine."""

    def infer(self, view: View) -> Inference:
        """Which clauses of the engine's program hold in the view."""


@lru_cache(maxsize=4)  # the engines look at one view one after the other
def rails(program: Program, view: View) -> Mapping[Leaf, bool | None]:
    """The truth of every leaf of the program; the only thing that an engine learns of the facts."""
    return {leaf: leaf_value(leaf, view) for leaf in program.leaves}
