"""What an evaluation holds of each fact, and the view in which all of them stand together."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import Enum
from fractions import Fraction
from typing import TypeAlias

from msgspec import Struct, field

from triage.policy import Policy, Value

Extended: TypeAlias = Fraction | float
"""A number, or plus or minus infinity (the only floats that occur)."""

INFINITY = float("inf")


class Range(Struct, frozen=True):
    """All numbers from `low` to `high`. Moments are seconds since 1970-01-01T00:00Z.

    `may_not_apply`: whether there may turn out to be no number at all, because an input makes no sense.
    """

    low: Extended
    high: Extended
    may_not_apply: bool = False

    @property
    def point(self) -> Fraction | None:
        """The number, where there surely is one and only one."""
        one = isinstance(self.low, Fraction) and self.low == self.high and not self.may_not_apply
        return self.low if one and isinstance(self.low, Fraction) else None


ANYTHING = Range(-INFINITY, INFINITY)


class Origin(Enum):
    """Where a value comes from."""

    GIVEN = "given"
    FOLLOWS = "follows"
    BURDEN = "burden"
    PRESUMED = "presumed"


class Doubt(Enum):
    """Why a fact has no value."""

    NOT_ASKED = "not_asked"
    NOT_KNOWN = "not_known"
    CONTESTED = "contested"


class Held(Struct, frozen=True):
    """The fact has this value. `known`: whether somebody gave it (None: it could still be given)."""

    value: Value
    origin: Origin
    by: tuple[str, ...] = ()
    known: bool | None = True


class Unknown(Struct, frozen=True):
    """The fact is one of `values` (finite kinds), or lies in `bounds` (numbers and moments).

    `may_not_apply`: whether it is open that the fact makes sense at all, so that no test of it is surely true.
    `origin`: where its only value comes from, which it has if it makes sense.
    """

    doubt: Doubt
    values: tuple[Value, ...] = ()
    bounds: Range = ANYTHING
    may_not_apply: bool = False
    origin: Origin | None = None


class NotApplicable(Struct, frozen=True):
    """The fact makes no sense in this case: every test of it is false."""


Holding: TypeAlias = Held | Unknown | NotApplicable


def presumed_value(holding: Holding) -> Value | None:
    """The value that is presumed of the fact, be it only for the case that the fact makes sense; else None."""
    match holding:
        case Held(value, Origin.PRESUMED):
            return value
        case Unknown(values=(value,), origin=Origin.PRESUMED):
            return value
        case _:
            return None


class View(Struct, frozen=True, eq=False):
    """All facts of a case as one evaluation takes them: as given, as presumed, or in one hypothetical.

    It is compared by identity. `evidence` tells of each item asked about whether it is at hand. `measures` and `known`
    replace, in hypotheticals, what would be computed from the facts.
    """

    policy: Policy
    now: datetime
    facts: Mapping[str, Holding]
    evidence: Mapping[str, bool]
    measures: Mapping[str, Range | NotApplicable] = field(default_factory=dict)
    known: Mapping[str, bool] = field(default_factory=dict)
    computed: dict[str, Range | NotApplicable] = field(default_factory=dict)  # each name once a view

    def supposing(
        self,
        facts: Mapping[str, Holding] | None = None,
        evidence: Mapping[str, bool] | None = None,
        measures: Mapping[str, Range | NotApplicable] | None = None,
        known: Mapping[str, bool] | None = None,
    ) -> View:
        """A copy in which these facts, items, measures and known-states are as stated."""
        return View(
            self.policy,
            self.now,
            {**self.facts, **facts} if facts else self.facts,
            {**self.evidence, **evidence} if evidence else self.evidence,
            {**self.measures, **measures} if measures else self.measures,
            {**self.known, **known} if known else self.known,
        )

    def at(self, now: datetime) -> View:
        """A copy in which it is another moment, and everything else as it was."""
        return View(self.policy, now, self.facts, self.evidence, self.measures, self.known)


class Draft:
    """A view that is made fact by fact, each of which may hang on those before; afterwards it is not changed again."""

    def __init__(self, of: View) -> None:
        self._facts = dict(of.facts)
        self.view = View(of.policy, of.now, self._facts, of.evidence, of.measures, of.known)
        self.changed = False

    def put(self, name: str, holding: Holding) -> None:
        """What is held of the fact from now on."""
        if holding != self._facts[name]:
            self._facts[name] = holding
            self.view.computed.clear()
            self.changed = True
