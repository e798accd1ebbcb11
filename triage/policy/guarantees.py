"""What the author promises of the pack, and which findings of a proof were accepted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, TypeAlias

from triage.policy.conditions import Bound, Condition
from triage.policy.values import NOWHERE, Text, Value
from triage.problem import Place, Placed

ANY_MATTER = "any"
"""Stands for a matter where it does not count which."""


class Grants(Placed, frozen=True):
    """One of the claims is granted; with no claims: any claim at all is."""

    claims: tuple[str, ...]
    place: Place = NOWHERE


class Refuses(Placed, frozen=True):
    """One of the claims is refused and granted nowhere; with no claims: a rule that denies all of them stands."""

    claims: tuple[str, ...]
    place: Place = NOWHERE


class Answers(Placed, frozen=True):
    """One of the roles is responsible, alone or with a share."""

    roles: tuple[str, ...]
    place: Place = NOWHERE


class Sits(Placed, frozen=True):
    """One of the parties sits in a role that is responsible."""

    parties: tuple[str, ...]
    place: Place = NOWHERE


class Comes(Placed, frozen=True):
    """The claim's sum lies between `low` and `high`, whose formulas may read facts; where it is not granted, true."""

    claim: str
    low: Bound | None
    high: Bound | None
    place: Place = NOWHERE


class Warns(Placed, frozen=True):
    """One of the warnings is given."""

    codes: tuple[str, ...]
    place: Place = NOWHERE


Statement: TypeAlias = Grants | Refuses | Answers | Sits | Comes | Warns
"""What can be said of a verdict."""


class Guarantee(Placed, frozen=True):
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
    place: Place = NOWHERE


class Irrelevant(Placed, frozen=True):
    """A fact that changes no conclusion."""

    fact: str
    place: Place = NOWHERE


class Accepted(Placed, frozen=True):
    """A result of `triage check --prove` that is meant to be so, by its id, with the reason."""

    id: str
    because: Text
    place: Place = NOWHERE
