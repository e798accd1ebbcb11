"""Formulas over facts, measures, parameters and `now`."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Literal, TypeAlias

from msgspec import Struct


class Number(Struct, frozen=True):
    """A literal number."""

    value: Decimal


class Name(Struct, frozen=True):
    """A fact, measure or parameter, or `now`."""

    name: str


class Arithmetic(Struct, frozen=True):
    """`left op right`."""

    op: Literal["+", "-", "*", "/"]
    left: Formula
    right: Formula


class Negative(Struct, frozen=True):
    """`-of`."""

    of: Formula


FUNCTIONS: Mapping[str, tuple[int, int | None]] = {
    "max": (1, None),
    "min": (1, None),
    "hours_between": (2, 2),
    "days_between": (2, 2),
    "plus_hours": (2, 2),
    "plus_days": (2, 2),
    "plus_months": (2, 2),
    "plus_years": (2, 2),
    "plus_working_days": (2, 2),
    "otherwise": (2, 2),
    "earliest": (1, None),
    "latest": (1, None),
}
"""Functions of the formula language with their least and greatest number of arguments."""


class Call(Struct, frozen=True):
    """A function of `FUNCTIONS` applied to arguments. Units: hours and days are decimals.

    `days_between` counts calendar days in the pack's time zone, the starting day not counted.
    `plus_months` and `plus_years` end on the last day of a month that is too short. `plus_working_days` comes to the
    last second of the n-th working day after the moment's own day, which is not counted.
    `otherwise(a, b)` is `b` where `a` is not applicable.
    """

    function: str
    arguments: tuple[Formula, ...]


Formula: TypeAlias = Number | Name | Arithmetic | Negative | Call
