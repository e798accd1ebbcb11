"""Cases decided under two versions of a policy: the same, moved, or not comparable (never guessed)."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from decimal import Decimal
from enum import Enum
from typing import TypeAlias

from msgspec import Struct, field

from triage.case import Case
from triage.impact.reading import Filed, Read, read_both
from triage.impact.scope import Scope
from triage.parse import LoadedCase
from triage.policy import Policy
from triage.problem import Problem
from triage.verdict import Verdict

Decide: TypeAlias = Callable[[Policy, Case], Verdict]


class Aspect(Enum):
    """What a verdict says, in parts that can move alone; the first ones weigh most."""

    RESPONSIBLE = "responsible"
    CLAIMS = "claims"
    DENIED = "denied"
    CLASHES = "clashes"
    STATUS = "status"
    ROUTE = "route"
    STEPS = "steps"
    WARNINGS = "warnings"
    PRESUMED = "presumed"
    OPEN = "open"


class Same(Struct, frozen=True):
    """A case whose verdict says the same under both versions."""

    name: str


class Moved(Struct, frozen=True):
    """A case whose verdict says something else, in `aspects`."""

    name: str
    shows: str
    before: Verdict
    after: Verdict
    aspects: tuple[Aspect, ...]
    read: Read


class Incomparable(Struct, frozen=True):
    """A case that one of the versions cannot read, for example because it names a choice that is gone."""

    name: str
    problems: tuple[Problem, ...]
    texts: Mapping[str, str] = field(default_factory=dict)


Replayed: TypeAlias = Same | Moved | Incomparable


def replay(filed: Filed, old: Policy, new: Policy, scope: Scope, decide: Decide) -> Replayed:
    """Decide the case under both versions and compare what the verdicts say, unless nothing in scope touches it."""
    read = read_both(filed, old, new)
    if isinstance(read, LoadedCase):
        return Incomparable(filed.name, read.problems, read.texts)
    if not (scope.holds(old, read.old) or scope.holds(new, read.new)):
        return Same(filed.name)
    before, after = decide(old, read.old), decide(new, read.new)
    moved = aspects(before, after)
    return Moved(filed.name, read.shows, before, after, moved, read) if moved else Same(filed.name)


def aspects(before: Verdict, after: Verdict) -> tuple[Aspect, ...]:
    """In what the verdicts differ. Reasons, sources and the engine are left out: they follow from the rules' texts."""
    one, other = _said(before), _said(after)
    return tuple(aspect for aspect in Aspect if one[aspect] != other[aspect])


def _said(verdict: Verdict) -> Mapping[Aspect, Hashable]:
    return {
        Aspect.RESPONSIBLE: frozenset((r.matter, r.parties, r.share, r.how) for r in verdict.responsible),
        Aspect.CLAIMS: frozenset(
            (c.claim, c.amount and (c.amount.low, c.amount.high), c.otherwise and c.otherwise.claim)
            for c in verdict.claims
        ),
        Aspect.DENIED: frozenset(each.claim for each in verdict.denied),
        Aspect.CLASHES: frozenset((each.matter, each.slot) for each in verdict.clashes),
        Aspect.STATUS: verdict.status,
        Aspect.ROUTE: tuple((s.channel, s.state, s.earliest, s.latest) for s in verdict.route),
        Aspect.STEPS: tuple((each.fact, each.party, each.due) for each in verdict.steps),
        Aspect.WARNINGS: frozenset(each.code for each in verdict.warnings),
        Aspect.PRESUMED: frozenset((each.fact, each.value) for each in verdict.presumed),
        Aspect.OPEN: frozenset(each.fact for each in verdict.open),
    }


def gain(moved: Moved) -> Decimal | None:
    """By how much more (or, negative, less) is claimed, in the pack's currency; None where a sum is not exact."""
    before, after = _total(moved.before), _total(moved.after)
    return None if before is None or after is None else after - before


def _total(verdict: Verdict) -> Decimal | None:
    total = Decimal(0)
    for claim in verdict.claims:
        if claim.amount is not None:
            if claim.amount.exact is None:
                return None
            total += claim.amount.exact
    return total
