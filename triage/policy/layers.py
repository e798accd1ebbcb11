"""What an overlay (a platform's own terms) says in the place of something of the law pack under it."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal, TypeAlias

from msgspec import Struct

from triage.policy.formulas import Formula
from triage.policy.values import Text

Favours: TypeAlias = Literal["higher", "lower"]
"""Which numbers are the better ones for the consumer."""


class Base(Struct, frozen=True):
    """The law pack that an overlay lies over: its id, version and the SHA-256 of its files."""

    id: str
    version: str
    hash: str


class LayeredValue(Struct, frozen=True):
    """A parameter's value in the law pack and in the overlay; `yields`: the overlay's is worse and gives way."""

    law: Decimal
    overlay: Decimal
    yields: bool
    law_cites: tuple[str, ...]
    overlay_cites: tuple[str, ...]
    note: Text


class LayeredAmount(Struct, frozen=True):
    """A claim's sum in the law pack and in the overlay.

    Of a mandatory claim (`better_of`) the better of both holds, case by case; else the overlay's does.
    """

    law: Formula
    overlay: Formula
    better_of: bool
    law_cites: tuple[str, ...]
    overlay_cites: tuple[str, ...]
    note: Text
