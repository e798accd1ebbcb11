"""What a guarantee says of a verdict: true or false of one case, or a term over all cases."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from triage.decide.amounts import amount_of
from triage.decide.defeat import slots
from triage.decide.ruling import Ruling
from triage.exhaustive import assert_never
from triage.formula import compute as compute_in_view
from triage.holding import Range
from triage.policy import (
    Answers,
    Bound,
    Comes,
    ConcludesOutcome,
    ConcludesWarning,
    Grants,
    Policy,
    Refuses,
    Sits,
    Statement,
    Warns,
)
from triage.program import seat_id
from triage.prove.encoding import Reading, term_of
from triage.prove.seen import Seen
from triage.prove.spans import Span, compute, mirrored, surely_not_above
from triage.prove.states import Rails
from triage.prove.sums import sum_of_claim
from triage.prove.terms import Term, both, either, negation


def lanes_of(statement: Statement, ruling: Ruling, matter: str | None) -> int:
    """The lanes in which the statement holds; of a sum: in which the claim is granted."""
    policy = ruling.policy
    matters = (matter,) if matter else tuple(policy.matters)
    lanes = 0
    match statement:
        case Grants(claims):
            for claim in claims or policy.claims:
                lanes |= _granted(claim, ruling, matter)
        case Refuses(()):
            for rule in policy.rules.values():
                if rule.matter in matters and isinstance(rule.then, ConcludesOutcome) and rule.then.denies_all:
                    lanes |= _wins(rule.id, ruling)
        case Refuses(claims):
            for claim in claims:
                lanes |= _denied(claim, ruling, matters) & ~_granted(claim, ruling, matter)
        case Answers(roles):
            lanes = _answering(frozenset(roles), ruling, matters)
        case Sits(parties):
            for role in policy.roles:
                answers = _answering(frozenset([role]), ruling, matters)
                for party, sits in ruling.seats(role).items():
                    lanes |= answers & sits if party in parties else 0
        case Comes(claim):
            lanes = _granted(claim, ruling, matter)
        case Warns(codes):
            for name, rule in policy.rules.items():
                if isinstance(rule.then, ConcludesWarning) and rule.then.code in codes:
                    lanes |= ruling.fired(name)
        case _:
            assert_never(statement)
    return lanes


def _granted(claim: str, ruling: Ruling, matter: str | None) -> int:
    if matter is None:
        return ruling.granted(claim)
    wanted = ruling.values(("claim", matter, claim))
    return wanted.get(True, 0) & ~wanted.get(False, 0)


def _denied(claim: str, ruling: Ruling, matters: tuple[str, ...]) -> int:
    lanes = 0
    for matter in matters:
        lanes |= ruling.values(("claim", matter, claim)).get(False, 0)
    return lanes


def _answering(roles: frozenset[str], ruling: Ruling, matters: tuple[str, ...]) -> int:
    lanes = 0
    for matter in matters:
        for shares, stands in ruling.shares(matter).items():
            if roles.intersection(role for role, _ in shares):
                lanes |= stands
    return lanes


def _wins(rule: str, ruling: Ruling) -> int:
    lanes = 0
    for slot, contenders in slots(ruling.policy).items():
        if any(contender.clause == rule for contender in contenders):
            lanes |= ruling.standing(slot).get(rule, 0)
    return lanes


# --- All cases ---------------------------------------------------------------------------------


def rails_of(statement: Statement, reading: Reading, matter: str | None) -> Rails:
    """Where the statement surely holds, and where it surely does not (in fully answered cases: elsewhere)."""
    holds = term_of(lanes_of(statement, reading.ruling, matter))
    if not isinstance(statement, Comes):
        return Rails(holds, negation(holds))
    subject = sum_of_claim(reading.program.policy.claims[statement.claim], reading.sight)
    broken = either(*_broken(statement, subject, reading))
    return Rails(negation(both(holds, broken)), both(holds, broken))


def _broken(statement: Comes, subject: Span, reading: Reading) -> Iterator[Term]:
    """Where the sum surely lies beyond one of the bounds."""
    sight = reading.sight
    for bound, flip in ((statement.low, False), (statement.high, True)):
        if bound is not None:
            limit = compute(bound.formula, sight.span, sight.policy)
            sides = (mirrored(subject), mirrored(limit)) if flip else (subject, limit)
            comparable = negation(either(subject.absent, limit.absent))
            yield both(comparable, surely_not_above(*sides, bound.inclusive))


# --- One case ----------------------------------------------------------------------------------


def holds_in(statement: Statement, case: Seen, matter: str | None) -> bool:
    """Whether the statement holds of the case, as presumed."""
    lanes = lanes_of(statement, case.ruling, matter)
    if not isinstance(statement, Comes):
        return bool(lanes)
    beyond = any(
        _is_beyond(statement, bound, upper, case)
        for bound, upper in ((statement.low, False), (statement.high, True))
        if bound is not None
    )
    return not (lanes and beyond)


def _is_beyond(statement: Comes, bound: Bound, upper: bool, case: Seen) -> bool:
    view = case.view
    amount = amount_of(case.program.policy.claims[statement.claim], view)
    limit = compute_in_view(bound.formula, view)
    end = None if amount is None else amount.low if upper else amount.high
    if end is None or not isinstance(limit, Range):
        return False
    nearest = limit.high if upper else limit.low
    gap = nearest - Fraction(end) if upper else Fraction(end) - nearest
    return gap < 0 or (gap == 0 and not bound.inclusive)


def clauses_behind(statement: Statement, policy: Policy, matter: str | None) -> frozenset[str]:
    """The clauses on which it hangs directly whether the statement holds."""
    found = {
        contender.clause
        for slot, contenders in slots(policy).items()
        if matter in (None, slot[1]) and _concerns(statement, slot[0], slot[2])
        for contender in contenders
    }
    if isinstance(statement, Sits):
        found |= {seat_id(name, index) for name, role in policy.roles.items() for index in range(len(role.seats))}
    if isinstance(statement, Warns):
        warning = (rule for rule in policy.rules.values() if isinstance(rule.then, ConcludesWarning))
        found |= {rule.id for rule in warning if rule.then.code in statement.codes}  # type: ignore[union-attr]
    return frozenset(found)


def _concerns(statement: Statement, kind: str, name: str) -> bool:
    match statement:
        case Grants(claims) | Refuses(claims):
            return kind == "claim" and (not claims or name in claims)
        case Comes(claim):
            return kind == "claim" and name == claim
        case Answers() | Sits():
            return kind == "responsible"
        case Warns():
            return False
        case _:
            assert_never(statement)
