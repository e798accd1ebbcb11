"""A policy pack as a whole."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from zoneinfo import ZoneInfo

from msgspec import Struct, field

from triage.policy.calendar import Calendar
from triage.policy.conditions import Condition
from triage.policy.guarantees import Accepted, Guarantee, Irrelevant
from triage.policy.layers import Base
from triage.policy.letters import LetterForm, OwnWords
from triage.policy.orders import OrderForm
from triage.policy.rules import Never, Ordered, Rule
from triage.policy.values import NOWHERE, Text
from triage.policy.vocabulary import (
    Channel,
    Claim,
    Evidence,
    Fact,
    Finding,
    Group,
    Measure,
    Parameter,
    Role,
    Screen,
    Source,
)
from triage.problem import Place


class Policy(Struct, frozen=True, eq=False):
    """A policy pack, as checked: one version of one vocabulary with its rules. Compared by identity.

    `hash` is the SHA-256 of the pack's files. Mappings keep the author's order.
    """

    id: str
    version: str
    hash: str
    languages: tuple[str, ...]
    title: Text
    disclaimer: Text
    currency: str
    currency_symbol: str
    minor_unit: int
    timezone: ZoneInfo
    matters: Mapping[str, Text]
    tiers: tuple[str, ...]
    parties: Mapping[str, Text]
    roles: Mapping[str, Role]
    links: Mapping[str, Text]
    proof_strength: int
    groups: Mapping[str, Group]
    screens: Mapping[str, Screen]
    facts: Mapping[str, Fact]
    measures: Mapping[str, Measure]
    findings: Mapping[str, Finding]
    parameters: Mapping[str, Parameter]
    sources: Mapping[str, Source]
    evidence: Mapping[str, Evidence]
    claims: Mapping[str, Claim]
    channels: Mapping[str, Channel]
    rules: Mapping[str, Rule]
    nevers: tuple[Never, ...]
    ordered: tuple[Ordered, ...]
    letters: Mapping[str, LetterForm] = field(default_factory=dict)
    own_words: OwnWords = field(default_factory=OwnWords)
    letter_words: Mapping[str, Text] = field(default_factory=dict)
    place: Place = NOWHERE
    raised_by: Mapping[str, Condition] = field(default_factory=dict)
    """For each matter when it is at stake; a matter that is not named here is not looked at for gaps.

    `ANY_MATTER`: when some matter is, whichever.
    """
    guarantees: tuple[Guarantee, ...] = ()
    irrelevant: tuple[Irrelevant, ...] = ()
    accepted: tuple[Accepted, ...] = ()
    person: str = ""
    """The party whom the session asks ("": the pack does not say)."""
    currency_words: Mapping[str, Decimal] = field(default_factory=dict)
    """Words and signs for sums as people type them, with what each is worth: {"cent": 0.01}."""
    orders: OrderForm | None = None
    """How exports of orders are read; None where the pack does not say."""
    over: Base | None = None
    """The law pack under an overlay, whose content this policy has taken in; `hash` covers the files of both."""

    calendar: Calendar | None = None
    """The working days; None where the pack counts none."""

    def owns(self, place: Place) -> bool:
        """Whether the place is in the pack's own files, not in those of the law pack under it."""
        return self.over is None or place.file.partition("/")[0] != self.over.id
