"""Between cases and assignments: what a case says of the unknowns, and the case that an assignment stands for."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from fractions import Fraction

from triage.case import Answer, Case, Given, NotKnown
from triage.decide.amounts import decimal_of
from triage.instant import moment_of
from triage.policy import Fact, Kind, Policy, Value
from triage.prove.states import Sight, number_of
from triage.prove.terms import Assignment, Term, integer, number, real, truth, unknown
from triage.prove.walks import evaluate, unknowns_in
from triage.prove.world import World
from triage.view import domain

UNKNOWN_TEXT = "-"


def assignment_of(case: Case, world: World) -> dict[str, bool | Fraction]:
    """What the case says of every unknown; what nobody gave is false or zero. Answers must not be contested."""
    found: dict[str, bool | Fraction] = {"now": number_of(case.now)}
    for item in world.policy.evidence:
        found[f"asked {item}"] = item in case.evidence
        found[f"hand {item}"] = case.evidence.get(item, False)
    for fact in world.policy.facts.values():
        answer = case.answers.get(fact.name)
        found[f"told {fact.name}"] = isinstance(answer, Given)
        found[f"vain {fact.name}"] = isinstance(answer, NotKnown)
        named = answer.by if isinstance(answer, Given) else ()
        found |= {f"by {fact.name} {item}": item in named for item in world.policy.evidence}
        found |= _values(fact, answer.value if isinstance(answer, Given) else None, world)
    return found


def _values(fact: Fact, value: Value | None, world: World) -> dict[str, bool | Fraction]:
    match fact.kind:
        case Kind.YES_NO:
            return {fact.name: value is True}
        case Kind.CHOICE:
            return {f"{fact.name}={choice}": choice == value for choice in fact.choices}
        case Kind.CHOICES:
            chosen = value if isinstance(value, frozenset) else frozenset()
            return {f"{fact.name}:{choice}": choice in chosen for choice in fact.choices}
        case Kind.TEXT:
            return {}
        case _:
            number = Fraction(0) if value is None else number_of(value)
            return {fact.name: number / (1 if fact.kind is Kind.NUMBER else world.step(fact))}


def assigned(fact: Fact, value: Value, world: World) -> dict[Term, Term]:
    """The unknowns of a fact, each with what it is where the fact has the value."""
    found = {}
    for name, each in _values(fact, value, world).items():
        if isinstance(each, bool):
            found[unknown(name)] = truth(each)
        else:
            found[real(name) if fact.kind is Kind.NUMBER else integer(name)] = number(each)
    return found


def case_of(assignment: Assignment, sight: Sight, world: World) -> Case:
    """The case in which what the sight holds as told was given, and nothing else."""
    policy = world.policy
    states = [(fact, sight.states[name]) for name, fact in policy.facts.items()]
    complete = _complete(assignment, [term for _, s in states for term in (s.told, s.vain, *s.named.values())])
    done: dict[Term, bool | Fraction] = {}
    answers: dict[str, Answer] = {}
    for fact, state in states:
        if evaluate(state.told, complete, done):
            by = tuple(item for item, named in state.named.items() if evaluate(named, complete, done))
            answers[fact.name] = Given(value_in(fact, assignment, world), by)
        elif evaluate(state.vain, complete, done):
            answers[fact.name] = NotKnown()
    shown = {
        item: (holds(rails.yes, assignment), holds(rails.no, assignment)) for item, rails in sight.evidence.items()
    }
    evidence = {item: yes for item, (yes, no) in shown.items() if yes or no}
    return Case(policy.id, moment_in(_amount(world.now, assignment), policy), answers, evidence)


def value_in(fact: Fact, assignment: Assignment, world: World) -> Value:
    """The value that the assignment gives a fact."""
    match fact.kind:
        case Kind.YES_NO | Kind.CHOICE:
            return next(value for value in domain(fact) if holds(world.is_value(fact, value), assignment))
        case Kind.CHOICES:
            return frozenset(c for c in fact.choices if holds(world.chosen(fact, c), assignment))
        case Kind.TEXT:
            return UNKNOWN_TEXT
        case _:
            return _number(fact, _amount(world.number(fact), assignment), world.policy)


def _number(fact: Fact, number: Fraction, policy: Policy) -> Value:
    if fact.kind is Kind.MOMENT:
        return moment_in(number, policy)
    if fact.kind is Kind.MONEY:
        return Decimal(int(number * 10**policy.minor_unit)).scaleb(-policy.minor_unit)
    return decimal_of(number)


def moment_in(number: Fraction, policy: Policy) -> datetime:
    """The moment so many seconds after the epoch."""
    moment = moment_of(number, policy.timezone)
    assert moment is not None
    return moment


def holds(term: Term, assignment: Assignment) -> bool:
    """Whether the term holds in the case; unknowns that it leaves open are false or zero."""
    return bool(evaluate(term, _complete(assignment, [term])))


def _amount(term: Term, assignment: Assignment) -> Fraction:
    return Fraction(evaluate(term, _complete(assignment, [term])))


def _complete(assignment: Assignment, terms: list[Term]) -> Mapping[str, bool | Fraction]:
    """The assignment with a value for every unknown of the terms: what the solver left open does not matter."""
    missing = {str(u.detail): (False if u.op == "unknown" else Fraction(0)) for u in unknowns_in(terms)}
    return {**missing, **assignment}
