"""Exports of orders: which column says what about a case."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct, field

from triage.policy.values import NOWHERE, Value
from triage.problem import Place, Placed


class OrderColumn(Placed, frozen=True):
    """What a column says: a fact, a note, or only that the export may be read (`must_be`).

    `names` are what the column may be called. `values` are the fact's values by what stands in the export; without
    them it is read by the fact's kind. `ignores`: what is not among the values says nothing, rather than being wrong.
    """

    names: tuple[str, ...]
    fact: str = ""
    note: str = ""
    must_be: tuple[str, ...] = ()
    values: Mapping[str, Value] = field(default_factory=dict)
    ignores: bool = False
    place: Place = NOWHERE


class OrderForm(Struct, frozen=True):
    """How an export is read; `order` are the names of the column that tells orders apart."""

    order: tuple[str, ...]
    columns: tuple[OrderColumn, ...]
