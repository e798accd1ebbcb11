"""The working days that a pack counts by, as far as they are known."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from triage.policy.values import NOWHERE, Text
from triage.problem import Place

BEYOND_CALENDAR = "CALENDAR"
"""The code of the warning that days were counted of which the calendar knows nothing."""


@dataclass(frozen=True, slots=True)
class Calendar:
    """The working days from `first` to `last`, as ordinals of dates, ascending.

    Of other days it is not known whether they are working days; `beyond` is what a verdict says that met one.
    """

    first: date
    last: date
    working: tuple[int, ...]
    beyond: Text = field(hash=False)
    place: Place = field(default=NOWHERE, compare=False)
