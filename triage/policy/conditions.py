"""Conditions: leaves that test facts and findings, and how they combine."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TypeAlias

from triage.policy.formulas import Formula
from triage.policy.values import NOWHERE, Value
from triage.problem import Place


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
