"""A case: the facts of one dispute with their states, the evidence at hand, and `now`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TypeAlias

from triage.policy import NOWHERE, Value
from triage.problem import Place


@dataclass(frozen=True, slots=True)
class Given:
    """A fact that the person stated; `by` names the items of evidence said to prove it."""

    value: Value
    by: tuple[str, ...] = ()
    place: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class NotKnown:
    """A fact that was asked and that nobody here can say; it is never asked again."""

    place: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Contested:
    """A fact on which the parties differ: what each says."""

    values: Mapping[str, Value]
    place: Place = field(default=NOWHERE, compare=False)


Answer: TypeAlias = Given | NotKnown | Contested


@dataclass(frozen=True, slots=True)
class Case:
    """What is known about one dispute. A fact without an answer has not been asked.

    `evidence` tells of each item whether the person can show it; an item that is not in it has not been
    asked. `now` is aware. `notes` serve the complaint only; no rule tests them.
    """

    policy: str
    now: datetime
    answers: Mapping[str, Answer] = field(default_factory=dict)
    evidence: Mapping[str, bool] = field(default_factory=dict)
    notes: Mapping[str, str] = field(default_factory=dict)
    place: Place = field(default=NOWHERE, compare=False)

    def with_answer(self, fact: str, answer: Answer) -> Case:
        """A copy in which the fact has this answer."""
        return replace(self, answers={**self.answers, fact: answer})

    def without(self, fact: str) -> Case:
        """A copy in which the fact has not been asked."""
        return replace(self, answers={name: a for name, a in self.answers.items() if name != fact})
