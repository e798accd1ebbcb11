"""A session, its questions, and what can be said to them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import TypeAlias

from triage.case import Answer, Case
from triage.policy import Kind, Policy, Text, Value

EVIDENCE = "evidence"
"""The id of the question about what can be shown."""


class Topic(Enum):
    """What a question is about: one fact, the rare exceptions of a screen, or the evidence at hand."""

    FACT = "fact"
    SCREEN = "screen"
    EVIDENCE = "evidence"


@dataclass(frozen=True, slots=True)
class Question:
    """One question. `names` are the facts or items of evidence that its answer fills in.

    `choices` is empty where something is typed in (yes/no, numbers, moments). `several`: any number of the
    choices, none included. `text` is empty for the evidence, for which the program has words of its own.
    """

    id: str
    topic: Topic
    names: tuple[str, ...]
    kind: Kind
    text: Text
    help: Text
    choices: Mapping[str, Text] = field(default_factory=dict)

    @property
    def several(self) -> bool:
        """Whether any number of the choices may be picked."""
        return self.kind is Kind.CHOICES


Said: TypeAlias = Value | Answer | Mapping[str, Answer] | None
"""What can be said to a question; None is "don't know".

To one fact: a value of its kind, or an answer with the evidence for it. To a list: the names of what applies (the
others are then denied), or, for a list of exceptions, single answers that leave the others unasked.
"""


@dataclass(frozen=True, slots=True)
class Turn:
    """A question that was answered, and how things stood before it."""

    question: Question
    case: Case
    passed: frozenset[str]
    denied: frozenset[str]


@dataclass(frozen=True, slots=True)
class Session:
    """Where an interview stands.

    `passed` are lists that are not asked about again though facts of theirs are open. `denied` are facts that were
    denied in a list before it was clear whether they apply: they are answered as soon as they do.
    """

    policy: Policy
    case: Case
    history: tuple[Turn, ...] = ()
    passed: frozenset[str] = frozenset()
    denied: frozenset[str] = frozenset()
