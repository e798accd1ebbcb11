"""The rules of a subject as a decision table: a row for each way in which a rule fires, a column for what is tested."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msgspec import Struct

from triage.policy import (
    All,
    Any,
    Condition,
    Found,
    Has,
    InForce,
    Known,
    Leaf,
    Not,
    OneOf,
    Policy,
    Proved,
    Rule,
    Within,
)
from triage.program import rule_clause

EVIDENCE, IN_FORCE, FURTHER = "*evidence", "*in-force", "*further"
"""Columns that are no fact, measure or finding; their names cannot be names of a pack."""

MOST_ROWS = 6
"""Ways of one rule that are shown as rows of their own; beyond that its alternatives stand in the column `FURTHER`."""


class Row(Struct, frozen=True):
    """One way in which a rule fires: what each column must be. A column that it does not test is missing."""

    rule: Rule
    cells: Mapping[str, tuple[Condition, ...]]


class Table(Struct, frozen=True):
    """The rows of a subject, strongest tier first. `always` holds what all rows test alike; it has no column."""

    columns: tuple[str, ...]
    always: tuple[Condition, ...]
    rows: tuple[Row, ...]


def subjects(policy: Policy) -> tuple[str, ...]:
    """What `in_subject` knows: the matters, then the files of rules."""
    files = dict.fromkeys(rule.place.file.rpartition("/")[2] for rule in policy.rules.values())
    return (*policy.matters, *files)


def in_subject(policy: Policy, subject: str) -> tuple[Rule, ...]:
    """The rules of a matter, or of a file by its name ("20-used-code.yaml", "20-used-code"); none for other words."""
    rules = policy.rules.values()
    if subject in policy.matters:
        return tuple(rule for rule in rules if rule.matter == subject)
    file = subject.rpartition("/")[2].removesuffix(".yaml") + ".yaml"
    return tuple(rule for rule in rules if rule.place.file.rpartition("/")[2] == file)


def decision_table(policy: Policy, rules: tuple[Rule, ...]) -> Table:
    """The table of these rules."""
    ranked = sorted(rules, key=lambda rule: policy.tiers.index(rule.tier))
    rows = tuple(Row(rule, _cells(parts)) for rule in ranked for parts in _ways(rule_clause(rule).condition))
    shared = _shared(rows)
    used = dict.fromkeys(column for row in rows for column in row.cells if column not in shared)
    names = (*policy.facts, *policy.measures, *policy.findings, EVIDENCE, IN_FORCE, FURTHER)
    return Table(
        tuple(name for name in names if name in used),
        tuple(part for column in names if column in shared for part in rows[0].cells[column]),
        rows,
    )


def _shared(rows: tuple[Row, ...]) -> frozenset[str]:
    """Columns in which all rows say the same."""
    if len(rows) < 2:
        return frozenset()
    first = rows[0].cells
    return frozenset(name for name in first if all(row.cells.get(name) == first[name] for row in rows))


def _cells(parts: tuple[Condition, ...]) -> dict[str, tuple[Condition, ...]]:
    cells: dict[str, tuple[Condition, ...]] = {}
    for part in dict.fromkeys(parts):
        column = _column(part)
        cells[column] = (*cells.get(column, ()), part)
    return cells


def _column(part: Condition) -> str:
    match part:
        case OneOf(name) | Within(name) | Known(name) | Proved(name) | Found(name):
            return name
        case Has():
            return EVIDENCE
        case InForce():
            return IN_FORCE
        case Not(inner):
            return _column(inner)
        case All() | Any():
            return FURTHER


def _ways(condition: Condition) -> tuple[tuple[Condition, ...], ...]:
    """The alternatives of a condition, each a list of parts that must all hold."""
    found = tuple(_alternatives(condition))
    return found if len(found) <= MOST_ROWS else (tuple(_parts(condition)),)


def _parts(condition: Condition) -> Iterator[Condition]:
    if isinstance(condition, All):
        for part in condition.parts:
            yield from _parts(part)
    else:
        yield condition


def _alternatives(condition: Condition) -> Iterator[tuple[Condition, ...]]:
    match condition:
        case All(parts):
            yield from _together(parts)
        case Any(parts):
            for part in parts:
                yield from _alternatives(part)
        case Not(All(parts)):
            yield from _alternatives(Any(tuple(Not(part) for part in parts)))
        case Not(Any(parts)):
            yield from _together(tuple(Not(part) for part in parts))
        case Not(Not(part)):
            yield from _alternatives(part)
        case _:
            yield (condition,)


def _together(parts: tuple[Condition, ...]) -> Iterator[tuple[Condition, ...]]:
    if not parts:
        yield ()
        return
    for first in _alternatives(parts[0]):
        for others in _together(parts[1:]):
            yield (*first, *others)


def leaf_in(part: Condition) -> Leaf | None:
    """The leaf of a cell's part, which may stand under `not`; None for what stands in the column `FURTHER`."""
    match part:
        case Not(inner):
            return leaf_in(inner)
        case All() | Any():
            return None
        case _:
            return part
