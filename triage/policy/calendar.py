"""The working days that a pack counts by, as far as they are known."""

from __future__ import annotations

from datetime import date

from triage.policy.values import NOWHERE, Text
from triage.problem import Place, Placed

BEYOND_CALENDAR = "CALENDAR"
"""The code of the warning that days were counted of which the calendar knows nothing."""


class Calendar(Placed, frozen=True):
    """The working days from `first` to `last`, as ordinals of dates, ascending.

    Of other days it is not known whether they are working days; `beyond` is what a verdict says that met one.
    """

    first: date
    last: date
    working: tuple[int, ...]
    beyond: Text
    place: Place = NOWHERE

    def __hash__(self) -> int:
        return hash((self.first, self.last, self.working))  # a text has no hash
