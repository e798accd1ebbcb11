"""Values, kinds and texts: what everything else of a policy is made of."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from enum import Enum
from typing import TypeAlias

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
