"""What rests on itself: measures, and facts that apply only when something holds that rests on them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from typing_extensions import assert_never

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
    Known,
    Measure,
    Name,
    Negative,
    Not,
    Number,
    OneOf,
    Parameter,
    Proved,
    Within,
)
from triage.problem import Place, Problems, Related


def check_cycles(
    facts: Mapping[str, Fact],
    measures: Mapping[str, Measure],
    parameters: Mapping[str, Parameter],
    problems: Problems,
) -> None:
    """Report each circle of facts, measures and parameters once, where its first name is declared."""
    reads: dict[str, list[str]] = {name: list(_tested(fact.applies_when)) for name, fact in facts.items()}
    reads |= {name: list(_named(measure.formula)) for name, measure in measures.items()}
    reads |= {
        name: [version.period.by for version in parameter.versions if version.period.by]
        for name, parameter in parameters.items()
    }
    places: dict[str, Place] = {
        name: entry.place for entries in (facts, measures, parameters) for name, entry in entries.items()
    }
    for circle in _circles(reads):
        message = f"`{circle[0]}` rests on itself: {' > '.join([*circle, circle[0]])}"
        related = [Related(f"`{name}` is declared here", places[name]) for name in circle[1:]]
        problems.add(places[circle[0]], "circle", message, "take one of the names out", related)


def _circles(reads: Mapping[str, list[str]]) -> Iterator[list[str]]:
    """The circles that a walk along what reads what comes upon, depth first and without recursion."""
    done: set[str] = set()
    for start in reads:
        path: list[str] = []
        todo = [(start, 0)]
        while todo:
            name, depth = todo.pop()
            done.update(path[depth:])
            del path[depth:]
            if name in path:
                yield path[path.index(name) :]
            elif name not in done:
                path.append(name)
                todo.extend((read, depth + 1) for read in reads.get(name, ()))
        done.update(path)


def _tested(condition: Condition) -> Iterator[str]:
    """The names that the condition reads, those in its bounds included."""
    match condition:
        case All(parts) | Any(parts):
            for part in parts:
                yield from _tested(part)
        case Not(part):
            yield from _tested(part)
        case OneOf(fact) | Known(fact) | Proved(fact):
            yield fact
        case Within(subject, low, high):
            yield subject
            for bound in (low, high):
                yield from _named(bound.formula) if isinstance(bound, Bound) else ()
        case InForce(period):
            yield from (period.by,) if period.by else ()
        case Found() | Has():
            return
        case _:
            assert_never(condition)


def _named(formula: Formula) -> Iterator[str]:
    match formula:
        case Number():
            return
        case Name(name):
            yield name
        case Negative(of):
            yield from _named(of)
        case Arithmetic(_, left, right):
            yield from _named(left)
            yield from _named(right)
        case Call(_, arguments):
            for argument in arguments:
                yield from _named(argument)
        case _:
            assert_never(formula)
