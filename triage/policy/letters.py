"""Forms of letters: how to write to a channel."""

from __future__ import annotations

from dataclasses import dataclass, field

from triage.policy.conditions import Condition
from triage.policy.formulas import Formula
from triage.policy.values import NOWHERE, Text
from triage.problem import Place


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a letter with `{placeholders}`, said where `when` holds of what was given.

    It rests on the facts, notes and claims that fill its placeholders, and on `rests_on`: items of evidence, of which
    one must be at hand, and sources.
    """

    text: Text
    fills: tuple[str, ...]
    when: Condition
    rests_on: tuple[str, ...]
    place: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Passage:
    """Ways to say one thing: the first sentence that can be said is. `optional` ones go first where room is short."""

    sentences: tuple[Sentence, ...]
    optional: bool


@dataclass(frozen=True, slots=True)
class LetterForm:
    """How to write to a channel: at most `limit` characters, at most `sources` citations, an answer by `deadline`."""

    channel: str
    title: Text
    limit: int | None
    sources: int
    deadline: Formula | None
    problem: tuple[Passage, ...]
    demand: tuple[Passage, ...]
    closing: tuple[Passage, ...]
    place: Place = field(default=NOWHERE, compare=False)
