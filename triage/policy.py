"""The types of a policy pack: what `parse` makes of the YAML and everything after it reads.

All values are immutable. Names are plain strings, already resolved: a `Policy` without problems
contains no name that is not declared. `place` never takes part in comparison, so that two leaves
that say the same are the same leaf.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from typing import Literal, TypeAlias
from zoneinfo import ZoneInfo

from triage.problem import Place

NOWHERE = Place("")

Value: TypeAlias = bool | str | Decimal | datetime | frozenset[str]
"""What a fact can be: yes/no, choice id or text, number or money, moment (aware), set of choice ids."""

Text: TypeAlias = Mapping[str, str]
"""What a person reads, by language code: {"zh": ..., "en": ...}."""


class Kind(Enum):
    """What sort of value a fact takes."""

    YES_NO = "yes_no"
    CHOICE = "choice"
    CHOICES = "choices"
    COUNT = "count"
    NUMBER = "number"
    MONEY = "money"
    MOMENT = "moment"
    TEXT = "text"


NUMERIC = frozenset({Kind.COUNT, Kind.NUMBER, Kind.MONEY})


# --- Formulas ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Number:
    """A literal number."""

    value: Decimal


@dataclass(frozen=True, slots=True)
class Name:
    """A fact, measure or parameter, or `now`."""

    name: str


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """`left op right`."""

    op: Literal["+", "-", "*", "/"]
    left: Formula
    right: Formula


@dataclass(frozen=True, slots=True)
class Negative:
    """`-of`."""

    of: Formula


FUNCTIONS: Mapping[str, tuple[int, int | None]] = {
    "max": (1, None),
    "min": (1, None),
    "hours_between": (2, 2),
    "days_between": (2, 2),
    "plus_hours": (2, 2),
    "plus_days": (2, 2),
    "plus_years": (2, 2),
    "otherwise": (2, 2),
    "earliest": (1, None),
    "latest": (1, None),
}
"""Functions of the formula language with their least and greatest number of arguments."""


@dataclass(frozen=True, slots=True)
class Call:
    """A function of `FUNCTIONS` applied to arguments. Units: hours and days are decimals.

    `days_between` counts calendar days in the pack's time zone, the starting day not counted.
    `otherwise(a, b)` is `b` where `a` is not applicable.
    """

    function: str
    arguments: tuple[Formula, ...]


Formula: TypeAlias = Number | Name | Arithmetic | Negative | Call


# --- Conditions --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Period:
    """When a version is in force: from the start of `since` to the end of `until`, in the pack's time zone.

    `by` names the moment fact that decides (none: `now`). With `otherwise_now`, `now` decides where
    that fact is not applicable; without it, a fact that is not applicable puts the version out of force.
    """

    since: date | None = None
    until: date | None = None
    by: str | None = None
    otherwise_now: bool = False

    @property
    def always(self) -> bool:
        """Whether the period has no bounds."""
        return self.since is None and self.until is None


@dataclass(frozen=True, slots=True)
class OneOf:
    """The fact's value is among `values`; for several choices: at least one of them was chosen."""

    fact: str
    values: tuple[Value, ...]
    place: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Bound:
    """One end of a range; its formula reads numbers and parameters only."""

    formula: Formula
    inclusive: bool


@dataclass(frozen=True, slots=True)
class Within:
    """The fact or measure `subject` lies between `low` and `high` (either may be open)."""

    subject: str
    low: Bound | None
    high: Bound | None
    place: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Known:
    """The fact has been given. Unknown while not asked; false once nobody can say."""

    fact: str
    place: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Proved:
    """The fact's value is among `values` and a listed item of evidence proves it."""

    fact: str
    values: tuple[Value, ...]
    place: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Has:
    """At least one of the items of evidence can be shown."""

    items: tuple[str, ...]
    place: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class InForce:
    """The moment that decides lies within the period."""

    period: Period
    place: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Found:
    """The finding is true."""

    finding: str
    place: Place = field(default=NOWHERE, compare=False)


Leaf: TypeAlias = OneOf | Within | Known | Proved | Has | InForce | Found


@dataclass(frozen=True, slots=True)
class All:
    """Every part holds; with no parts: true."""

    parts: tuple[Condition, ...]
    place: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Any:
    """At least one part holds; with no parts: false."""

    parts: tuple[Condition, ...]
    place: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Not:
    """The part does not hold."""

    part: Condition
    place: Place = field(default=NOWHERE, compare=False)


Condition: TypeAlias = Leaf | All | Any | Not
ALWAYS = All(())


# --- Vocabulary --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Presumption:
    """The value that an unknown fact takes in ordinary life, or that the law gives it. "now" for moments."""

    value: Value
    because: Text
    cites: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Production:
    """Who can produce a fact, what to demand, and until when: `within` hours after the moment fact `since`."""

    party: str
    demand: Text
    within: Formula | None = None
    since: str | None = None


@dataclass(frozen=True, slots=True)
class Burden:
    """Who has to prove the fact, and the value that it takes when they were asked and did not."""

    party: str
    unproved: Value | None
    cites: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Fact:
    """Something given about a case."""

    name: str
    kind: Kind
    title: Text
    ask: Text
    help: Text
    choices: Mapping[str, Text]
    low: Decimal | None
    high: Decimal | None
    applies_when: Condition
    presume: Presumption | None
    production: Production | None
    burden: Burden | None
    first: bool
    screen: str | None
    place: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Screen:
    """Rare exceptions asked as one question: its yes/no facts carry `screen: <name>`."""

    name: str
    ask: Text
    place: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Measure:
    """A number or moment computed from facts."""

    name: str
    formula: Formula
    title: Text
    kind: Kind
    place: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Finding:
    """A name that rules conclude inside a case and that conditions may read."""

    name: str
    title: Text
    place: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class ParameterVersion:
    """The value of a parameter over one period."""

    value: Decimal
    period: Period
    cites: tuple[str, ...]
    place: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Parameter:
    """A named constant. `convenience` marks the author's own number, which no law or term gives."""

    name: str
    title: Text
    unit: str
    convenience: bool
    versions: tuple[ParameterVersion, ...]
    place: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Source:
    """A statute's article or a platform's clause."""

    id: str
    title: Text
    article: str
    period: Period
    link: str
    effect: Text
    verified: bool
    place: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the person can show: the links that it proves (strength 1 weak to 3 strong) and facts it may prove."""

    id: str
    title: Text
    links: Mapping[str, int]
    proves: tuple[str, ...]
    holder: Text
    note: Text
    place: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Block:
    """A condition under which a claim is denied before every rule."""

    condition: Condition
    because: Text
    cites: tuple[str, ...]
    place: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Claim:
    """What to ask for. `voluntary` claims (goodwill, help) survive `deny: all`."""

    name: str
    title: Text
    demand: Text
    amount: Formula | None
    includes: tuple[str, ...]
    otherwise: str | None
    group: str | None
    needs: tuple[str, ...]
    blocks: tuple[Block, ...]
    voluntary: bool
    estimate: bool
    tone: Text
    cites: tuple[str, ...]
    place: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Group:
    """Claims of which one is chosen: the one that the choice fact `chosen_by` names, else the first granted."""

    name: str
    claims: tuple[str, ...]
    chosen_by: str | None
    place: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Channel:
    """A place to take the dispute to: open while `when` holds, from `opens` (a moment) until `closes`.

    With `at_once` true, `opens` is ignored. Channels are taken in the order of `stage`.
    """

    id: str
    title: Text
    action: Text
    stage: int
    when: Condition
    opens: Formula | None
    at_once: Condition | None
    closes: Formula | None
    needs: tuple[str, ...]
    clock: Text
    limits: Text
    cites: tuple[str, ...]
    verified: bool
    place: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Seat:
    """The party that sits in a role when the condition holds; seats are tried in order."""

    party: str
    when: Condition
    place: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Role:
    """A position in the dispute (seller, payee) and who may sit in it."""

    name: str
    title: Text
    seats: tuple[Seat, ...]
    place: Place = field(default=NOWHERE, compare=False)


# --- Rules -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ConcludesFinding:
    """`then: {finding: ...}`."""

    findings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ConcludesOutcome:
    """`then: {responsible, also_liable, claim, deny}`; shares (by role) are exact and sum to 1."""

    responsible: tuple[tuple[str, Fraction], ...]
    also_liable: tuple[tuple[str, str], ...]
    claims: tuple[str, ...]
    denies: tuple[str, ...]
    denies_all: bool


@dataclass(frozen=True, slots=True)
class ConcludesWarning:
    """`then: {warn: CODE}`; the rule's `because` is the text."""

    code: str


Conclusion: TypeAlias = ConcludesFinding | ConcludesOutcome | ConcludesWarning


class Expectation(Enum):
    """What an example says of its rule: it fires and wins, fires but is beaten, or does not fire."""

    WINS = "wins"
    BEATEN = "beaten"
    SILENT = "silent"


@dataclass(frozen=True, slots=True)
class ExampleFact:
    """A fact of an example, with the items of evidence that prove it."""

    name: str
    value: Value
    by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Example:
    """A case in small: it starts from the simplest facts that make the rule's `when` true, then changes these."""

    expects: Expectation
    facts: tuple[ExampleFact, ...]
    now: datetime | None = None
    place: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Rule:
    """`when` a condition holds, `then` conclusions of one kind, `because`, `cites`."""

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
    place: Place = field(default=NOWHERE, compare=False)


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


@dataclass(frozen=True, slots=True)
class Never:
    """Facts that cannot hold together, and what to say to who states them."""

    when: Condition
    says: Text
    place: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Ordered:
    """Moments that cannot be later than the next one of the list (`now` may be among them)."""

    moments: tuple[str, ...]
    place: Place = field(default=NOWHERE, compare=False)


# --- What the author promises of the pack ------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Grants:
    """One of the claims is granted; with no claims: any claim at all is."""

    claims: tuple[str, ...]
    place: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Refuses:
    """One of the claims is refused and granted nowhere; with no claims: a rule that denies all of them stands."""

    claims: tuple[str, ...]
    place: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Answers:
    """One of the roles is responsible, alone or with a share."""

    roles: tuple[str, ...]
    place: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Sits:
    """One of the parties sits in a role that is responsible."""

    parties: tuple[str, ...]
    place: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Comes:
    """The claim's sum lies between `low` and `high`, whose formulas may read facts; where it is not granted, true."""

    claim: str
    low: Bound | None
    high: Bound | None
    place: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Warns:
    """One of the warnings is given."""

    codes: tuple[str, ...]
    place: Place = field(default=NOWHERE, compare=False)


Statement: TypeAlias = Grants | Refuses | Answers | Sits | Comes | Warns
"""What can be said of a verdict."""


@dataclass(frozen=True, slots=True)
class Guarantee:
    """What holds of every verdict whose case meets `when`: `then` all statements, `never` all of them together.

    With `keeps` they hold, wherever they do, also after the facts of `changing` are changed to these values. `matter`
    limits the statements to one matter.
    """

    name: str
    says: Text
    when: Condition
    mode: Literal["then", "never", "keeps"]
    statements: tuple[Statement, ...]
    changing: Mapping[str, Value]
    matter: str | None
    place: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Irrelevant:
    """A fact that changes no conclusion."""

    fact: str
    place: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Accepted:
    """A result of `triage check --prove` that is meant to be so, by its id, with the reason."""

    id: str
    because: Text
    place: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True, eq=False)
class Policy:
    """A policy pack, as checked: one version of one vocabulary with its rules. Compared by identity.

    `hash` is the SHA-256 of the pack's files. Mappings keep the author's order.
    """

    id: str
    version: str
    hash: str
    languages: tuple[str, ...]
    title: Text
    disclaimer: Text
    currency: str
    currency_symbol: str
    minor_unit: int
    timezone: ZoneInfo
    matters: Mapping[str, Text]
    tiers: tuple[str, ...]
    parties: Mapping[str, Text]
    roles: Mapping[str, Role]
    links: Mapping[str, Text]
    proof_strength: int
    groups: Mapping[str, Group]
    screens: Mapping[str, Screen]
    facts: Mapping[str, Fact]
    measures: Mapping[str, Measure]
    findings: Mapping[str, Finding]
    parameters: Mapping[str, Parameter]
    sources: Mapping[str, Source]
    evidence: Mapping[str, Evidence]
    claims: Mapping[str, Claim]
    channels: Mapping[str, Channel]
    rules: Mapping[str, Rule]
    nevers: tuple[Never, ...]
    ordered: tuple[Ordered, ...]
    letters: Mapping[str, LetterForm] = field(default_factory=dict)
    place: Place = field(default=NOWHERE, compare=False)
    raised_by: Mapping[str, Condition] = field(default_factory=dict)
    """For each matter when it is at stake; a matter that is not named here is not looked at for gaps."""
    guarantees: tuple[Guarantee, ...] = ()
    irrelevant: tuple[Irrelevant, ...] = ()
    accepted: tuple[Accepted, ...] = ()
