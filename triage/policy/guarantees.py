"""What the author promises of the pack, and which findings of a proof were accepted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from triage.policy.conditions import Bound, Condition
from triage.policy.values import NOWHERE, Text, Value
from triage.problem import Place

ANY_MATTER = "any"
"""Stands for a matter where it does not count which."""


@dataclass(frozen=True, slots=True)
class Grants:
    """One of the claims is granted; with no claims: any claim at all is."""

    claims: tuple[str, ...]
    place: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Refuses:
    """One of the claims is refused and granted nowhere; with no claims: a rule that denies all of them stands."""

    claims: tuple[str, ...]
    place: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Answers:
    """One of the roles is responsible, alone or with a share."""

    roles: tuple[str, ...]
    place: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Sits:
    """One of the parties sits in a role that is responsible."""

    parties: tuple[str, ...]
    place: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Comes:
    """The claim's sum lies between `low` and `high`, whose formulas may read facts; where it is not granted, true."""

    claim: str
    low: Bound | None
    high: Bound | None
    place: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Warns:
    """One of the warnings is given."""

    codes: tuple[str, ...]
    place: Place = field(default=NOWHERE, compare=False)


Statement: TypeAlias = Grants | Refuses | Answers | Sits | Comes | Warns
"""What can be said of a verdict."""


@dataclass(frozen=True, slots=True)
class Guarantee:
    """What holds of every verdict whose case meets `when`: `then` all statements, `never` all of them together.

    With `keeps` they hold, wherever they do, also after the facts of `changing` are changed to these values. `matter`
    limits the statements to one matter.
    """

    name: str
    says: Text
    when: Condition
    mode: Literal["then", "never", "keeps"]
    statements: tuple[Statement, ...]
    changing: Mapping[str, Value]
    matter: str | None
    place: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Irrelevant:
    """A fact that changes no conclusion."""

    fact: str
    place: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Accepted:
    """A result of `triage check --prove` that is meant to be so, by its id, with the reason."""

    id: str
    because: Text
    place: Place = field(default=NOWHERE, compare=False)
