"""A session, its questions, and what can be said to them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import Enum
from typing import TypeAlias

from msgspec import Struct, field

from triage.case import Answer, Case
from triage.policy import Evidence, Fact, Heading, Kind, Policy, Screen, Text, Value

EVIDENCE = "evidence"
"""The id of the question about what can be shown."""


class Topic(Enum):
    """What a question is about: one fact, the rare exceptions of a screen, or the evidence at hand."""

    FACT = "fact"
    SCREEN = "screen"
    EVIDENCE = "evidence"


class Question(Struct, frozen=True):
    """One question. `names` are the facts or items of evidence that its answer fills in.

    `choices` is empty where something is typed in (yes/no, numbers, moments). `several`: any number of the
    choices, none included. `headings` are those of a long list, and `choices` then come in their order; `none` is the
    choice that says that no other one is right, and comes last. `text` is empty for the evidence, for which the
    program has words of its own.
    """

    id: str
    topic: Topic
    names: tuple[str, ...]
    kind: Kind
    text: Text
    help: Text
    choices: Mapping[str, Text] = field(default_factory=dict)
    headings: tuple[Heading, ...] = ()
    none: str = ""

    @property
    def several(self) -> bool:
        """Whether any number of the choices may be picked."""
        return self.kind is Kind.CHOICES


Said: TypeAlias = Value | Answer | Mapping[str, Answer] | None
"""What can be said to a question; None is "don't know".

To one fact: a value of its kind, or an answer with the evidence for it. To a list: the names of what applies (the
others are then denied), or, for a list of exceptions, single answers that leave the others unasked.
"""


class Turn(Struct, frozen=True):
    """A question that was answered, what was said, and how things stood before it.

    `told`: nobody was asked; an option, a file or an order said it before the first question.
    """

    question: Question
    said: Said
    case: Case
    passed: frozenset[str]
    denied: frozenset[str]
    told: bool = False


class Use(Enum):
    """What becomes of a kept answer when its question comes: it is used without asking, or it is what Enter means.

    `AGAIN`: the person went back to the question. `SUGGESTED`: the person's own words speak for the answer.
    """

    SILENT = "silent"
    AGAIN = "again"
    SUGGESTED = "suggested"


class Kept(Struct, frozen=True):
    """An answer that waits for its question: taken back, given before an earlier one was changed, or suggested.

    `names` are what the question was about then. `named`: the person was told that it is not used now.
    """

    names: tuple[str, ...]
    said: Said
    use: Use = Use.SILENT
    named: bool = False


class Session(Struct, frozen=True):
    """Where an interview stands.

    `passed` are lists that are not asked about again though facts of theirs are open. `denied` are facts that were
    denied in a list before it was clear whether they apply: they are answered as soon as they do. `kept` are answers
    by the id of the question that they wait for.
    """

    policy: Policy
    case: Case
    history: tuple[Turn, ...] = ()
    passed: frozenset[str] = frozenset()
    denied: frozenset[str] = frozenset()
    kept: Mapping[str, Kept] = field(default_factory=dict)


# --- Questions ---------------------------------------------------------------------------------


def about_fact(fact: Fact) -> Question:
    """The question about one fact."""
    under = [choice for heading in fact.headings for choice in heading.choices] or list(fact.choices)
    order = [*(choice for choice in under if choice != fact.none), *([fact.none] if fact.none else [])]
    choices = {choice: fact.choices[choice] for choice in order}
    text = fact.ask or fact.title
    return Question(fact.name, Topic.FACT, (fact.name,), fact.kind, text, fact.help, choices, fact.headings, fact.none)


def about_exceptions(screen: Screen, facts: Iterable[Fact]) -> Question:
    """The question whether any of these rare exceptions applies."""
    choices = {fact.name: fact.title for fact in facts}
    return Question(screen.name, Topic.SCREEN, tuple(choices), Kind.CHOICES, screen.ask, {}, choices)


def about_evidence(items: Iterable[Evidence]) -> Question:
    """The question which of these items can be shown."""
    choices = {item.id: item.title for item in items}
    return Question(EVIDENCE, Topic.EVIDENCE, tuple(choices), Kind.CHOICES, {}, {}, choices)


def question_of(policy: Policy, id_: str, names: tuple[str, ...]) -> Question | None:
    """The question of that id about these names; None where the policy has no such question."""
    facts = [policy.facts[name] for name in names if name in policy.facts]
    items = [policy.evidence[name] for name in names if name in policy.evidence]
    if names == (id_,) and facts:
        return about_fact(facts[0])
    if id_ in policy.screens and len(facts) == len(names) and all(fact.screen == id_ for fact in facts):
        return about_exceptions(policy.screens[id_], facts)
    if id_ == EVIDENCE and len(items) == len(names):
        return about_evidence(items)
    return None
