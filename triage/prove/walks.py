"""Walks over expressions: their value in one case, the unknowns that they read, other terms in place of some."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from math import floor
from typing import TypeVar

from triage.prove.terms import (
    TRUE,
    ZERO,
    Assignment,
    Term,
    at_least,
    both,
    constant,
    either,
    negation,
    number,
    over,
    plus,
    scaled,
    select,
    times,
    whole,
)

Result = TypeVar("Result")

UNKNOWNS = ("unknown", "integer", "real")
"""What a case decides."""


def fold(term: Term, step: Callable[[Term, list[Result]], Result], done: dict[Term, Result]) -> Result:
    """Work out a term from the results of its parts; `done` keeps every result."""
    waiting = [term]
    while waiting:
        current = waiting[-1]
        missing = [part for part in current.parts if part not in done]
        if missing:
            waiting += missing
            continue
        waiting.pop()
        if current not in done:
            done[current] = step(current, [done[part] for part in current.parts])
    return done[term]


def evaluate(term: Term, case: Assignment, done: dict[Term, bool | Fraction] | None = None) -> bool | Fraction:
    """The value of a term in one case, looking no further than it takes. `done` may be shared by calls with the same
    case.

    Raises KeyError for an unknown that it takes and the case does not decide.
    """
    values = {} if done is None else done
    waiting = [term]
    while waiting:
        current = waiting[-1]
        if current not in values:
            found = _value(current, case, values)
            if isinstance(found, Term):
                waiting.append(found)
                continue
            values[current] = found
        waiting.pop()
    return values[term]


def _value(term: Term, case: Assignment, done: Mapping[Term, bool | Fraction]) -> bool | Fraction | Term:
    """The value of a term, or the part that has to be worked out first."""
    match term.op:
        case "true" | "false":
            return term is TRUE
        case "and" | "or":
            return _joint_value(term, done, term.op == "or")
        case "unknown" | "integer" | "real":
            return case[str(term.detail)]
        case "if" if term.parts[0] in done:
            branch = term.parts[1 if done[term.parts[0]] else 2]
            return done.get(branch, branch)
        case "if":
            return term.parts[0]
        case _:
            missing = next((part for part in term.parts if part not in done), None)
            return missing if missing is not None else _worked_out(term, [done[part] for part in term.parts])


def _joint_value(term: Term, done: Mapping[Term, bool | Fraction], decides: bool) -> bool | Term:
    """The value of a conjunction or disjunction: one part with the value `decides` settles it."""
    missing = None
    for part in term.parts:
        value = done.get(part)
        if value is decides:
            return decides
        if value is None and missing is None:
            missing = part
    return not decides if missing is None else missing


def _worked_out(term: Term, parts: list[bool | Fraction]) -> bool | Fraction:
    match term.op:
        case "not":
            return not parts[0]
        case "least":
            return parts[0] >= 0
        case _:
            return _number(term, parts)


def _number(term: Term, parts: list[bool | Fraction]) -> Fraction:
    match term.op:
        case "number":
            return constant(term) or Fraction(0)
        case "sum":
            assert isinstance(term.detail, tuple)
            fixed, *factors = term.detail
            return sum((factor * part for factor, part in zip(factors, parts, strict=True)), Fraction(fixed))
        case "product":
            return Fraction(parts[0]) * parts[1]
        case "quotient":
            return Fraction(parts[0]) / parts[1] if parts[1] else Fraction(0)
        case "floor":
            return Fraction(floor(parts[0]))
        case _:
            raise ValueError(term.op)


def unknowns_in(terms: Iterable[Term]) -> tuple[Term, ...]:
    """The unknowns that the terms read, each once, in a fixed order."""
    done: dict[Term, bool] = {}
    for term in terms:
        fold(term, lambda each, _: each.op in UNKNOWNS, done)
    return tuple(term for term, is_unknown in done.items() if is_unknown)


def replaced(term: Term, by: Mapping[Term, Term], done: dict[Term, Term]) -> Term:
    """The term with some unknowns replaced by other terms; `done` may be shared by calls with the same `by`."""
    return fold(term, lambda each, parts: by.get(each) or _rebuilt(each, parts), done)


def _rebuilt(term: Term, parts: list[Term]) -> Term:
    if tuple(parts) == term.parts:
        return term
    match term.op:
        case "not":
            return negation(parts[0])
        case "and":
            return both(*parts)
        case "or":
            return either(*parts)
        case "least":
            return at_least(parts[0], ZERO)
        case "sum":
            assert isinstance(term.detail, tuple)
            fixed, *factors = term.detail
            return plus(number(fixed), *(scaled(part, factor) for part, factor in zip(parts, factors, strict=True)))
        case "product":
            return times(parts[0], parts[1])
        case "quotient":
            return over(parts[0], parts[1])
        case "floor":
            return whole(parts[0])
        case "if":
            return select(parts[0], parts[1], parts[2])
        case _:
            raise ValueError(term.op)
