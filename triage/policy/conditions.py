"""Conditions: leaves that test facts and findings, and how they combine."""

from __future__ import annotations

from datetime import date
from typing import TypeAlias

from msgspec import Struct

from triage.policy.formulas import Formula
from triage.policy.values import NOWHERE, Value
from triage.problem import Place, Placed


class Period(Struct, frozen=True):
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


class OneOf(Placed, frozen=True):
    """The fact's value is among `values`; for several choices: at least one of them was chosen."""

    fact: str
    values: tuple[Value, ...]
    place: Place = NOWHERE


class Bound(Struct, frozen=True):
    """One end of a range; its formula reads numbers and parameters only."""

    formula: Formula
    inclusive: bool


class Within(Placed, frozen=True):
    """The fact or measure `subject` lies between `low` and `high` (either may be open)."""

    subject: str
    low: Bound | None
    high: Bound | None
    place: Place = NOWHERE


class Known(Placed, frozen=True):
    """The fact has been given. Unknown while not asked; false once nobody can say."""

    fact: str
    place: Place = NOWHERE


class Proved(Placed, frozen=True):
    """The fact's value is among `values` and a listed item of evidence proves it."""

    fact: str
    values: tuple[Value, ...]
    place: Place = NOWHERE


class Has(Placed, frozen=True):
    """At least one of the items of evidence can be shown."""

    items: tuple[str, ...]
    place: Place = NOWHERE


class InForce(Placed, frozen=True):
    """The moment that decides lies within the period."""

    period: Period
    place: Place = NOWHERE


class Found(Placed, frozen=True):
    """The finding is true."""

    finding: str
    place: Place = NOWHERE


Leaf: TypeAlias = OneOf | Within | Known | Proved | Has | InForce | Found


class All(Placed, frozen=True):
    """Every part holds; with no parts: true."""

    parts: tuple[Condition, ...]
    place: Place = NOWHERE


class Any(Placed, frozen=True):
    """At least one part holds; with no parts: false."""

    parts: tuple[Condition, ...]
    place: Place = NOWHERE


class Not(Placed, frozen=True):
    """The part does not hold."""

    part: Condition
    place: Place = NOWHERE


Condition: TypeAlias = Leaf | All | Any | Not
ALWAYS = All(())
