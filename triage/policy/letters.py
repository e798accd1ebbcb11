"""Forms of letters: how to write to a channel."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct, field

from triage.policy.conditions import Condition
from triage.policy.formulas import Formula
from triage.policy.values import NOWHERE, Text
from triage.problem import Place, Placed


class Sentence(Placed, frozen=True):
    """A sentence of a letter with `{placeholders}`, said where `when` holds of what was given.

    It rests on the facts, notes and claims that fill its placeholders, and on `rests_on`: items of evidence, of which
    one must be at hand, and sources.
    """

    text: Text
    fills: tuple[str, ...]
    when: Condition
    rests_on: tuple[str, ...]
    place: Place = NOWHERE


class Passage(Struct, frozen=True):
    """Ways to say one thing: the first sentence that can be said is. `optional` ones go first where room is short."""

    sentences: tuple[Sentence, ...]
    optional: bool


class Blank(Placed, frozen=True):
    """A line of the form's head: its label, and the fact or `note.<name>` that fills it; a line to write on without."""

    label: Text
    fill: str
    place: Place = NOWHERE


class LetterForm(Placed, frozen=True):
    """How to write to a channel: at most `limit` characters, at most `sources` citations, an answer by `deadline`.

    Claims in `omit` are for others to give and not demanded here. `report` is a sheet of its own beside the letter,
    for clues that do not belong into it; it demands nothing.
    """

    channel: str
    title: Text
    limit: int | None
    sources: int
    deadline: Formula | None
    problem: tuple[Passage, ...]
    demand: tuple[Passage, ...]
    closing: tuple[Passage, ...]
    head: tuple[Blank, ...] = ()
    omit: tuple[str, ...] = ()
    report: LetterForm | None = None
    place: Place = NOWHERE


class Caution(Placed, frozen=True):
    """What to say about the person's own words: where `when` holds and one of `words` stands there.

    With `beside`, one of those must stand in the same sentence. Without `words`, `when` alone decides; `without` names
    a note that must be missing. `channels`: only for letters to them (none: for all).
    """

    name: str
    says: Text
    words: tuple[str, ...]
    beside: tuple[str, ...]
    without: str | None
    when: Condition
    channels: tuple[str, ...]
    place: Place = NOWHERE


class OwnWords(Struct, frozen=True):
    """How the person's own words are looked through. `money`: words for the currency, beside its sign."""

    money: tuple[str, ...] = ()
    cautions: Mapping[str, Caution] = field(default_factory=dict)
