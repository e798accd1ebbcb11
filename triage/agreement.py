"""Real disputes against the policy: did it reach what court or mediator reached, or stop at the fact that decided?"""

from __future__ import annotations

from enum import Enum

from msgspec import Struct

from triage.case import Case
from triage.decide import decide
from triage.parse.decided import Decided
from triage.policy import Policy
from triage.verdict import Status, Verdict


class Agreement(Enum):
    """How a verdict compares with what was decided."""

    REACHED = "reached"
    OPEN = "open"
    DIFFERENT = "different"


class Compared(Struct, frozen=True):
    """One real dispute: `waits_for` are decisive facts on which the verdict is open, `overclaims` what was refused."""

    name: str
    shows: str
    decided: Decided
    verdict: Verdict
    agreement: Agreement
    waits_for: tuple[str, ...]
    overclaims: tuple[str, ...]


def compare(name: str, shows: str, case: Case, decided: Decided, policy: Policy) -> Compared:
    """Decide the case from its facts alone, and compare."""
    verdict = decide(policy, case)
    overclaims = tuple(line.claim for line in verdict.claims if line.claim in decided.refused)
    waits_for = _waits_for(verdict, decided)
    if _reached(verdict, decided, policy) and not overclaims:
        agreement = Agreement.REACHED
    else:
        agreement = Agreement.OPEN if waits_for and not overclaims else Agreement.DIFFERENT
    return Compared(name, shows, decided, verdict, agreement, waits_for, overclaims)


def _reached(verdict: Verdict, decided: Decided, policy: Policy) -> bool:
    parties = {party for line in verdict.responsible for party in line.parties}
    rights = {line.claim for line in verdict.claims if not policy.claims[line.claim].voluntary}
    made = {line.claim for line in verdict.claims}
    as_claimed = bool(made.intersection(decided.claims)) if decided.claims else not rights
    return parties == set(decided.responsible) and as_claimed


def _waits_for(verdict: Verdict, decided: Decided) -> tuple[str, ...]:
    """The decisive facts that the verdict names as open, or demands; none where the verdict is firm."""
    if verdict.status in (Status.SETTLED, Status.PRESUMED):
        return ()
    named = {line.fact for line in verdict.open} | {step.fact for step in verdict.steps}
    return tuple(fact for fact in decided.turns_on if fact in named)
