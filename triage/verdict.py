"""The verdict: what follows from a policy and a case, as data. Only `render` turns it into words.

Names refer to the policy (claims, rules, facts ...); sums are exact decimals in the pack's currency,
already rounded to its minor unit. Tuples are in a fixed order, so that equal input gives equal bytes.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from enum import Enum
from fractions import Fraction

from msgspec import Struct

from triage.policy import Base, Formula, Text, Value


class Status(Enum):
    """How firm a conclusion is; the order is from firmest to weakest."""

    SETTLED = "settled"
    PRESUMED = "presumed"
    PROVISIONAL = "provisional"
    OPEN = "open"
    UNCOVERED = "uncovered"
    CONFLICT = "conflict"


class Amount(Struct, frozen=True):
    """A sum of money: exact where `low == high`, else a range (None: no bound on that side).

    `inputs` are the values that stand for the names in `formula`; a name without one is in `missing`.
    """

    low: Decimal | None
    high: Decimal | None
    formula: Formula
    inputs: Mapping[str, Decimal]
    missing: tuple[str, ...]

    @property
    def exact(self) -> Decimal | None:
        """The sum, where there is only one."""
        return self.low if self.low == self.high else None


class Responsible(Struct, frozen=True):
    """A party that answers in a matter. `parties` has more than one where the seat is not decided.

    `how`: "alone", "shared", or what `also_liable` says ("jointly", "secondarily").
    """

    matter: str
    role: str
    parties: tuple[str, ...]
    share: Fraction
    how: str
    status: Status
    rules: tuple[str, ...]


class Clash(Struct, frozen=True):
    """Two or more standing rules that disagree in one slot ("code: responsible", "code: voucher")."""

    matter: str
    slot: str
    rules: tuple[str, ...]


class FindingLine(Struct, frozen=True):
    """A finding: True, False (ruled out) or None (unknown), with the rules that concluded it."""

    finding: str
    value: bool | None
    rules: tuple[str, ...]


class Fallback(Struct, frozen=True):
    """What to ask for if the claim is refused."""

    claim: str
    amount: Amount | None


class Claimed(Struct, frozen=True):
    """A claim to make, with its sum. `alternatives` are claims of the same group that were granted too."""

    claim: str
    matters: tuple[str, ...]
    parties: tuple[str, ...]
    amount: Amount | None
    includes: tuple[str, ...]
    alternatives: tuple[str, ...]
    otherwise: Fallback | None
    status: Status
    amount_status: Status
    rules: tuple[str, ...]


class Denied(Struct, frozen=True):
    """A claim ("all": every claim of the matter) that is refused, and why."""

    claim: str
    because: Text
    rules: tuple[str, ...]
    cites: tuple[str, ...]


class Presumed(Struct, frozen=True):
    """An unknown fact that was given its ordinary value, and on which the verdict rests."""

    fact: str
    value: Value
    because: Text


class Branch(Struct, frozen=True):
    """What the headline becomes for one outcome of a step; `value` is None where nothing is produced.

    `undecided`: more claims than these may turn out to be due.
    """

    value: Value | None
    produced: bool
    parties: tuple[str, ...]
    claims: tuple[tuple[str, Amount | None], ...]
    undecided: bool = False


class Step(Struct, frozen=True):
    """What to demand from whom, until when, and where each outcome leads.

    `from_now`: nobody has demanded it yet, and `due` is when the time would run out if that were done now.
    """

    fact: str
    party: str
    due: datetime | None
    overdue: bool
    branches: tuple[Branch, ...]
    from_now: bool = False


class Missing(Struct, frozen=True):
    """An item of evidence that is not there and would prove needed links or facts.

    `completes`: the claims of which every needed link would then be proved. `branches`: what the headline becomes,
    one for each value that the item can prove of a fact in question, where that is not what it is now.
    """

    item: str
    links: tuple[str, ...]
    facts: tuple[str, ...]
    completes: tuple[str, ...] = ()
    branches: tuple[Change, ...] = ()


class Change(Struct, frozen=True):
    """What the headline becomes once `fact` is proved to be `value`; both are None where the item alone changes it.

    `undecided`: more claims than these may turn out to be due.
    """

    fact: str | None
    value: Value | None
    parties: tuple[str, ...]
    claims: tuple[tuple[str, Amount | None], ...]
    undecided: bool = False


class Chain(Struct, frozen=True):
    """The chain of evidence for the claims: each needed link "proved", "weak" or "missing", and by what."""

    links: Mapping[str, str]
    by: Mapping[str, tuple[str, ...]]
    missing: tuple[Missing, ...]


class Ground(Struct, frozen=True):
    """What a test found: the fact, measure, finding or item, its value (None: nobody gave one), and whether it held."""

    name: str
    value: Value | None
    held: bool


class Due(Struct, frozen=True):
    """What a channel has to do, and until when; `if_now`: were it gone to now, since that was not given."""

    at: datetime
    says: Text
    if_now: bool


class Stop(Struct, frozen=True):
    """One channel of the route. `state`: "open", "waiting" (until `earliest`), "possible", "closed".

    `at_once`: why it need not be waited for, where it has a waiting time that does not count. `barred`: why a closed
    one is closed; one that is closed without a ground closed at `latest`.
    """

    channel: str
    state: str
    earliest: datetime | None
    latest: datetime | None
    needs: tuple[str, ...]
    status: Status
    at_once: tuple[Ground, ...] = ()
    barred: tuple[Ground, ...] = ()
    answers: tuple[Due, ...] = ()


class Warned(Struct, frozen=True):
    """A warning against overclaiming, by its code."""

    code: str
    text: Text
    rule: str


class Open(Struct, frozen=True):
    """A fact that nobody gave and the conclusions that it could change.

    `contested`: the parties differ on it; `burden` is the party that has to prove it, if one has.
    """

    fact: str
    could_change: tuple[str, ...]
    contested: bool
    burden: str | None


class Holds(Enum):
    """Which of two layers a conclusion rests on; `BETTER` where that depends on what is not known yet."""

    LAW = "law"
    TERMS = "terms"
    BETTER = "better"


class Layered(Struct, frozen=True):
    """Where the platform's terms and the law under them differ on something that the verdict rests on.

    `kind`: "parameter" (with both values), "claim" (with both sums, None where they are not exact) or "rule", which
    has neither and is beaten by a mandatory one.
    """

    kind: str
    name: str
    holds: Holds
    law: Decimal | None
    terms: Decimal | None
    law_cites: tuple[str, ...]
    terms_cites: tuple[str, ...]
    note: Text


class Outcome(Enum):
    """What became of a rule."""

    WON = "won"
    BEATEN = "beaten"
    POSSIBLE = "possible"


class RuleLine(Struct, frozen=True):
    """A rule that fired or could fire. `beaten_by` names the rules that beat it in every slot."""

    rule: str
    outcome: Outcome
    beaten_by: tuple[str, ...]


class Trace(Struct, frozen=True):
    """The steps that led to the verdict: which rules fired or could, as given and as presumed."""

    given_fired: tuple[str, ...]
    given_possible: tuple[str, ...]
    presumed_fired: tuple[str, ...]
    presumed_possible: tuple[str, ...]


class Verdict(Struct, frozen=True):
    """Everything that follows from a policy and a case at one moment."""

    policy: str
    version: str
    hash: str
    engine: str
    now: datetime
    status: Status
    next_change: datetime | None
    responsible: tuple[Responsible, ...]
    clashes: tuple[Clash, ...]
    findings: tuple[FindingLine, ...]
    claims: tuple[Claimed, ...]
    possible_claims: tuple[str, ...]
    denied: tuple[Denied, ...]
    presumed: tuple[Presumed, ...]
    steps: tuple[Step, ...]
    chain: Chain
    route: tuple[Stop, ...]
    warnings: tuple[Warned, ...]
    open: tuple[Open, ...]
    rules: tuple[RuleLine, ...]
    citations: tuple[str, ...]
    trace: Trace
    over: Base | None = None
    layered: tuple[Layered, ...] = ()
