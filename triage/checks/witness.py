"""The simplest facts that make a condition true: the first value of each list, the first branch that can hold.

No search: authors read what an example starts from off the condition, from left to right.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from msgspec import Struct, field

from triage.case import Case
from triage.decide.amounts import decimal_of
from triage.engines.reference import truth_on_demand
from triage.formula import compute, names_in
from triage.holding import Held, Origin, Range, View
from triage.instant import start_of
from triage.logic import evaluate
from triage.policy import (
    All,
    Any,
    Arithmetic,
    Bound,
    Call,
    Condition,
    Fact,
    Formula,
    Found,
    Has,
    InForce,
    Kind,
    Known,
    Leaf,
    Name,
    Not,
    OneOf,
    Policy,
    Proved,
    Value,
    Within,
)
from triage.program import Program
from triage.view import as_given, as_presumed, domain


class Witness(Struct):
    """Facts and items under which a condition holds, and the moment at which it does."""

    now: datetime
    values: dict[str, Value] = field(default_factory=dict)
    items: list[str] = field(default_factory=list)


def witness(condition: Condition, program: Program, now: datetime) -> Witness:
    """Facts that make the condition true, as far as they can be read off it."""
    found = Witness(now)
    _make(condition, True, found, program, ())
    return found


def _make(condition: Condition, wanted: bool, found: Witness, program: Program, through: tuple[str, ...]) -> None:
    if _value(condition, found, program) is wanted:
        return
    match condition:
        case All(parts) if wanted:
            for part in parts:
                _make(part, True, found, program, through)
        case Any(parts) if not wanted:
            for part in parts:
                _make(part, False, found, program, through)
        case All(parts) | Any(parts):
            if parts:
                _make(parts[0], wanted, found, program, through)
        case Not(part):
            _make(part, not wanted, found, program, through)
        case Found(finding):
            for clause in program.concluded_by[finding][: 1 if wanted else None]:
                if clause not in through:
                    _make(program.clauses[clause].condition, wanted, found, program, (*through, clause))
        case _:
            _make_leaf(condition, wanted, found, program)


def _value(condition: Condition, found: Witness, program: Program) -> bool | None:
    """What the facts so far make of the condition, as presumed."""
    return evaluate(condition, truth_on_demand(program, _view(found, program.policy)))


def _view(found: Witness, policy: Policy) -> View:
    """The facts found so far, and of all others what is presumed of a case of which nothing is known."""
    evidence = {item: item in found.items for item in policy.evidence}
    facts = {name: Held(value, Origin.GIVEN) for name, value in found.values.items()}
    return _blank(policy, found.now).supposing(facts=facts, evidence=evidence)


@lru_cache(maxsize=64)
def _blank(policy: Policy, now: datetime) -> View:
    return as_presumed(as_given(policy, Case(policy.id, now)))


def _make_leaf(leaf: Leaf, wanted: bool, found: Witness, program: Program) -> None:
    policy = program.policy
    match leaf:
        case OneOf(fact, values):
            _set(fact, _chosen(policy.facts[fact], values, wanted, found), found, program)
        case Proved(fact, values):
            if wanted:
                _set(fact, _chosen(policy.facts[fact], values, True, found), found, program)
                found.items += [item.id for item in policy.evidence.values() if fact in item.proves][:1]
        case Has(items):
            found.items += items[:1] if wanted else ()
        case Known(fact):
            if wanted:
                _set(fact, _any_value(policy.facts[fact], found.now), found, program)
        case InForce(period):
            moment = _inside(period.since, period.until, policy, found.now)
            if wanted and period.by is None:
                found.now = moment
            elif wanted and period.by is not None:
                _set(period.by, moment, found, program)
        case Within(subject, low, high):
            _make_within(subject, low, high, wanted, found, program)
        case Found():
            return


def _set(fact: str, value: Value | None, found: Witness, program: Program) -> None:
    if value is not None:
        found.values[fact] = value
        _make(program.policy.facts[fact].applies_when, True, found, program, ())


def _chosen(fact: Fact, values: tuple[Value, ...], wanted: bool, found: Witness) -> Value | None:
    if fact.kind is Kind.CHOICES:
        so_far = found.values.get(fact.name, frozenset())
        assert isinstance(so_far, frozenset)
        return so_far | {str(values[0])} if wanted else so_far - {str(v) for v in values}
    if wanted:
        return values[0]
    return next((value for value in domain(fact) if value not in values), None)


def _any_value(fact: Fact, now: datetime) -> Value:
    if fact.kind is Kind.MOMENT:
        return now
    if fact.kind is Kind.CHOICES:
        return frozenset(list(fact.choices)[:1])
    options = domain(fact)
    return options[0] if options else ("-" if fact.kind is Kind.TEXT else fact.low or Decimal(1))


def _inside(since: date | None, until: date | None, policy: Policy, now: datetime) -> datetime:
    """`now`, moved into the period where it lies outside."""
    if since and now < start_of(since, policy.timezone):
        return start_of(since, policy.timezone)
    if until and now >= start_of(until + timedelta(days=1), policy.timezone):
        return start_of(until, policy.timezone)
    return now


def _make_within(
    subject: str, low: Bound | None, high: Bound | None, wanted: bool, found: Witness, program: Program
) -> None:
    view = _view(found, program.policy)
    number = _number_inside(low, high, view) if wanted else _number_outside(low, high, view)
    if number is None:
        return
    if subject in program.policy.facts:
        _set(subject, decimal_of(number), found, program)
    elif subject in program.policy.measures:
        _solve(program.policy.measures[subject].formula, number, found, program)


def _limit(bound: Bound | None, view: View) -> Fraction | None:
    limit = compute(bound.formula, view) if bound else None
    return limit.point if isinstance(limit, Range) else None


def _number_inside(low: Bound | None, high: Bound | None, view: View) -> Fraction | None:
    floor, ceiling = _limit(low, view), _limit(high, view)
    if low is not None and floor is not None:
        if low.inclusive:
            return floor
        return floor + 1 if ceiling is None or floor + 1 < ceiling else (floor + ceiling) / 2
    if high is not None and ceiling is not None:
        return ceiling if high.inclusive else ceiling - 1
    return None


def _number_outside(low: Bound | None, high: Bound | None, view: View) -> Fraction | None:
    floor, ceiling = _limit(low, view), _limit(high, view)
    if floor is not None:
        return floor - 1
    return ceiling + 1 if ceiling is not None else None


def _solve(formula: Formula, number: Fraction, found: Witness, program: Program) -> None:
    """Give the first fact of the measure that is still unknown the value that makes the measure `number`."""
    policy = program.policy
    match formula:
        case Name(name) if name in policy.measures:
            _solve(policy.measures[name].formula, number, found, program)
        case Name(name) if name in policy.facts:
            _set(name, decimal_of(number), found, program)
        case Call("hours_between" | "days_between" as unit, (start, end)):
            step = timedelta(hours=1) if unit == "hours_between" else timedelta(days=1)
            _solve_gap(start, end, step * float(number), found, program)
        case Call("otherwise" | "earliest" | "latest", arguments):
            _solve(arguments[0], number, found, program)
        case Arithmetic(op, left, right):
            _solve_arithmetic(op, left, right, number, found, program)
        case _:
            return


def _solve_gap(start: Formula, end: Formula, gap: timedelta, found: Witness, program: Program) -> None:
    later = _moment(end, found) or found.now
    for formula, moment in ((end, later), (start, later - gap)):
        for name in names_in(formula):
            if name in program.policy.facts and name not in found.values:
                _set(name, moment, found, program)
                break


def _moment(formula: Formula, found: Witness) -> datetime | None:
    value = found.values.get(formula.name) if isinstance(formula, Name) else None
    return value if isinstance(value, datetime) else None


def _solve_arithmetic(
    op: str, left: Formula, right: Formula, number: Fraction, found: Witness, program: Program
) -> None:
    view = _view(found, program.policy)
    known = compute(right, view)
    point = known.point if isinstance(known, Range) else None
    if point is None:
        _solve(right, Fraction(1), found, program)
        point = Fraction(1)
    undo: dict[str, Callable[[Fraction, Fraction], Fraction]] = {
        "+": lambda a, b: a - b,
        "-": lambda a, b: a + b,
        "*": lambda a, b: a / b if b else a,
        "/": lambda a, b: a * b,
    }
    _solve(left, undo[op](number, point), found, program)
