"""A case: the facts of one dispute with their states, the evidence at hand, and `now`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TypeAlias

from msgspec import field
from msgspec.structs import replace

from triage.policy import NOWHERE, Value
from triage.problem import Place, Placed


class Given(Placed, frozen=True):
    """A fact that the person stated; `by` names the items of evidence said to prove it."""

    value: Value
    by: tuple[str, ...] = ()
    place: Place = NOWHERE


class NotKnown(Placed, frozen=True):
    """A fact that was asked and that nobody here can say; it is never asked again."""

    place: Place = NOWHERE


class Contested(Placed, frozen=True):
    """A fact on which the parties differ: what each says."""

    values: Mapping[str, Value]
    place: Place = NOWHERE


Answer: TypeAlias = Given | NotKnown | Contested


class Case(Placed, frozen=True):
    """What is known about one dispute. A fact without an answer has not been asked.

    `evidence` tells of each item whether the person can show it; an item that is not in it has not been
    asked. `now` is aware. `notes` serve the complaint only; no rule tests them.
    """

    policy: str
    now: datetime
    answers: Mapping[str, Answer] = field(default_factory=dict)
    evidence: Mapping[str, bool] = field(default_factory=dict)
    notes: Mapping[str, str] = field(default_factory=dict)
    place: Place = NOWHERE

    def with_answer(self, fact: str, answer: Answer) -> Case:
        """A copy in which the fact has this answer."""
        return replace(self, answers={**self.answers, fact: answer})

    def without(self, fact: str) -> Case:
        """A copy in which the fact has not been asked."""
        return replace(self, answers={name: a for name, a in self.answers.items() if name != fact})
