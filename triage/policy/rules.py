"""Rules, what they conclude, their examples, and the constraints among facts."""

from __future__ import annotations

from datetime import datetime
from enum import Enum
from fractions import Fraction
from typing import TypeAlias

from msgspec import Struct

from triage.policy.conditions import Condition, Period
from triage.policy.values import NOWHERE, Text, Value
from triage.problem import Place, Placed


class ConcludesFinding(Struct, frozen=True):
    """`then: {finding: ...}`."""

    findings: tuple[str, ...]


class ConcludesOutcome(Struct, frozen=True):
    """`then: {responsible, also_liable, claim, deny}`; shares (by role) are exact and sum to 1."""

    responsible: tuple[tuple[str, Fraction], ...]
    also_liable: tuple[tuple[str, str], ...]
    claims: tuple[str, ...]
    denies: tuple[str, ...]
    denies_all: bool


class ConcludesWarning(Struct, frozen=True):
    """`then: {warn: CODE}`; the rule's `because` is the text."""

    code: str


Conclusion: TypeAlias = ConcludesFinding | ConcludesOutcome | ConcludesWarning


class Expectation(Enum):
    """What an example says of its rule: it fires and wins, fires but is beaten, or does not fire."""

    WINS = "wins"
    BEATEN = "beaten"
    SILENT = "silent"


class ExampleFact(Struct, frozen=True):
    """A fact of an example, with the items of evidence that prove it."""

    name: str
    value: Value
    by: tuple[str, ...] = ()


class Example(Placed, frozen=True):
    """A case in small: it starts from the simplest facts that make the rule's `when` true, then changes these."""

    expects: Expectation
    facts: tuple[ExampleFact, ...]
    now: datetime | None = None
    place: Place = NOWHERE


class Rule(Placed, frozen=True):
    """`when` a condition holds, `then` conclusions of one kind, `because`, `cites`.

    No rule of an overlay beats a `mandatory` one; `yields_to` are those that this rule of an overlay gives way to.
    """

    id: str
    matter: str
    tier: str
    when: Condition
    then: Conclusion
    because: Text
    cites: tuple[str, ...]
    overrides: tuple[str, ...]
    period: Period
    examples: tuple[Example, ...]
    place: Place = NOWHERE
    mandatory: bool = False
    yields_to: tuple[str, ...] = ()


class Never(Placed, frozen=True):
    """Facts that cannot hold together, and what to say to who states them."""

    when: Condition
    says: Text
    place: Place = NOWHERE


class Ordered(Placed, frozen=True):
    """Moments that cannot be later than the next one of the list (`now` may be among them)."""

    moments: tuple[str, ...]
    place: Place = NOWHERE
