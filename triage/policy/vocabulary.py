"""What a pack declares: facts, measures, parameters, sources, evidence, claims, channels, roles."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from enum import Enum

from msgspec import Struct, field

from triage.policy.conditions import Condition, Period
from triage.policy.formulas import Formula
from triage.policy.layers import Favours, LayeredAmount, LayeredValue
from triage.policy.values import NOWHERE, Kind, Text, Value
from triage.problem import Place, Placed

RARELY = Decimal("0.05")
"""How likely "don't know" is where the author says nothing."""


class Presumption(Struct, frozen=True):
    """The value that an unknown fact takes in ordinary life, or that the law gives it. "now" for moments."""

    value: Value
    because: Text
    cites: tuple[str, ...] = ()


class Production(Struct, frozen=True):
    """Who can produce a fact, what to demand, and until when: `within` hours after the moment fact `since`."""

    party: str
    demand: Text
    within: Formula | None = None
    since: str | None = None


class Burden(Struct, frozen=True):
    """Who has to prove the fact, and the value that it takes when they were asked and did not."""

    party: str
    unproved: Value | None
    cites: tuple[str, ...] = ()


class Cost(Enum):
    """What it takes a person to answer a question."""

    REMEMBERED = "remembered"
    LOOK_UP = "look_up"
    WRITE_TO_SOMEONE = "write_to_someone"

    @property
    def weight(self) -> float:
        """The cost in remembered answers."""
        return {"remembered": 1.0, "look_up": 1.5, "write_to_someone": 3.0}[self.value]


class Heading(Struct, frozen=True):
    """Choices of a long list that belong together, under a title of their own."""

    title: Text
    choices: tuple[str, ...]


class Fact(Placed, frozen=True):
    """Something given about a case.

    `unknown`: how likely it is, from 0 to 1, that whoever is asked cannot say; at 1 nobody is asked.
    """

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
    cost: Cost = Cost.REMEMBERED
    unknown: Decimal = RARELY
    place: Place = NOWHERE
    keywords: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Words of a story that speak for a choice: {"film": ("movie", "dvd")}."""
    headings: tuple[Heading, ...] = ()
    """Where the list is long: every choice under one of them, but for `none`. Empty: the list is shown as it is."""
    worded: Mapping[str, Text] = field(default_factory=dict)
    """How a letter words a choice whose title does not fit into a sentence."""
    none: str = ""
    """The choice that says that no other one is right; empty: the author has none."""


class Screen(Placed, frozen=True):
    """Rare exceptions asked as one question: its yes/no facts carry `screen: <name>`. `title`: what a list calls it."""

    name: str
    ask: Text
    place: Place = NOWHERE
    title: Text = field(default_factory=dict)


class Measure(Placed, frozen=True):
    """A number or moment computed from facts."""

    name: str
    formula: Formula
    title: Text
    kind: Kind
    place: Place = NOWHERE


class Finding(Placed, frozen=True):
    """A name that rules conclude inside a case and that conditions may read."""

    name: str
    title: Text
    place: Place = NOWHERE


class ParameterVersion(Placed, frozen=True):
    """The value of a parameter over one period."""

    value: Decimal
    period: Period
    cites: tuple[str, ...]
    place: Place = NOWHERE
    layered: LayeredValue | None = None


class Parameter(Placed, frozen=True):
    """A named constant. `convenience` marks the author's own number, which no law or term gives.

    `favours`: which values are better for the consumer. No overlay makes a `mandatory` one worse.
    """

    name: str
    title: Text
    unit: str
    convenience: bool
    versions: tuple[ParameterVersion, ...]
    place: Place = NOWHERE
    favours: Favours | None = None
    mandatory: bool = False


class SourceKind(Enum):
    """What a source is; the weightier come first and are cited first."""

    STATUTE = "statute"
    INTERPRETATION = "interpretation"
    REGULATION = "regulation"
    STANDARD = "standard"
    ARTICLE = "article"


class Source(Placed, frozen=True):
    """A statute's article or a platform's clause. One that is advice rather than law is not cited `in_letters`."""

    id: str
    title: Text
    article: str
    period: Period
    link: str
    effect: Text
    verified: bool
    in_letters: bool = True
    place: Place = NOWHERE
    kind: SourceKind = SourceKind.STATUTE


def weightiest_first(names: Iterable[str], sources: Mapping[str, Source]) -> tuple[str, ...]:
    """The sources by their kind, those of one kind in the order given; names that are not declared come last."""
    order = {kind: rank for rank, kind in enumerate(SourceKind)}
    return tuple(sorted(names, key=lambda name: order[sources[name].kind] if name in sources else len(order)))


class Evidence(Placed, frozen=True):
    """What the person can show: the links that it proves (strength 1 weak to 3 strong) and facts it may prove.

    `cost`: what it takes to get it. One that is not to be had `afterwards` was made at the time or not at all.
    """

    id: str
    title: Text
    links: Mapping[str, int]
    proves: tuple[str, ...]
    holder: Text
    note: Text
    cost: Cost = Cost.LOOK_UP
    afterwards: bool = True
    place: Place = NOWHERE


class Block(Placed, frozen=True):
    """A condition under which a claim is denied before every rule."""

    condition: Condition
    because: Text
    cites: tuple[str, ...]
    place: Place = NOWHERE


class Claim(Placed, frozen=True):
    """What to ask for. `voluntary` claims (goodwill, help) survive `deny: all`.

    `favours`: which sums are better for the consumer. No overlay makes a `mandatory` claim smaller or denies it.
    """

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
    place: Place = NOWHERE
    favours: Favours | None = None
    mandatory: bool = False
    layered: LayeredAmount | None = None


class Group(Placed, frozen=True):
    """Claims of which one is chosen: the one that the choice fact `chosen_by` names, else the first granted."""

    name: str
    claims: tuple[str, ...]
    chosen_by: str | None
    place: Place = NOWHERE


class Answer(Placed, frozen=True):
    """Until when a channel has to do something: `says` what, `by` a moment."""

    says: Text
    by: Formula
    place: Place = NOWHERE


class Channel(Placed, frozen=True):
    """A place to take the dispute to: open while `when` holds, from `opens` (a moment) until `closes`.

    With `at_once` true, `opens` is ignored. Channels are taken in the order of `stage`. Out of force it is closed.
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
    place: Place = NOWHERE
    period: Period = field(default_factory=Period)
    answers: tuple[Answer, ...] = ()

    @property
    def moments(self) -> tuple[Formula, ...]:
        """The formulas of all its moments."""
        named = (self.opens, self.closes, *(answer.by for answer in self.answers))
        return tuple(formula for formula in named if formula is not None)


class Seat(Placed, frozen=True):
    """The party that sits in a role when the condition holds; seats are tried in order."""

    party: str
    when: Condition
    place: Place = NOWHERE


class Role(Placed, frozen=True):
    """A position in the dispute (seller, payee) and who may sit in it."""

    name: str
    title: Text
    seats: tuple[Seat, ...]
    place: Place = NOWHERE
