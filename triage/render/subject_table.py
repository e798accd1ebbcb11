"""The rules of a subject as a decision table in words."""

from __future__ import annotations

from collections.abc import Iterator

from triage.browse import Row, Table
from triage.browse.table import EVIDENCE, FURTHER, IN_FORCE
from triage.exhaustive import assert_never
from triage.policy import All, Any, Condition, Found, Has, InForce, Known, Leaf, Not, OneOf, Proved, Within
from triage.render.conditions import condition_in_words, period_in_words, range_in_words
from triage.render.naming import Naming
from triage.render.rule_card import conclusions
from triage.render.sheet import Block, Grid, Heading, Line

_OWN_COLUMNS = {EVIDENCE: "show.column-evidence", IN_FORCE: "show.column-in-force", FURTHER: "show.column-further"}


def subject_table(subject: str, table: Table, said: Naming) -> Iterator[Block]:
    """The page of a subject: what holds for all its rules, then a row for each way in which a rule fires."""
    say = said.words.say
    title = said.matter(subject) if subject in said.policy.matters else subject
    yield Heading(say("note", what=title, note=subject) if title != subject else title, level=1)
    if table.always:
        yield Line(say("show.always", conditions=condition_in_words(All(table.always), said)))
    titles = (_column_title(column, said) for column in table.columns)
    columns = (say("show.column-rule"), *titles, say("show.column-then"), say("show.column-tier"))
    yield Grid(columns, tuple(_row(row, table.columns, said) for row in table.rows))


def _column_title(column: str, said: Naming) -> str:
    return said.words.say(_OWN_COLUMNS[column]) if column in _OWN_COLUMNS else said.titled(column)


def _row(row: Row, columns: tuple[str, ...], said: Naming) -> tuple[str, ...]:
    tested = (_cell(row.cells.get(column, ()), said) for column in columns)
    then = said.words.say("list.semicolon").join(conclusions(row.rule.then, said))
    return (row.rule.id, *tested, then, row.rule.tier)


def _cell(parts: tuple[Condition, ...], said: Naming) -> str:
    return said.words.say("when.and").join(_part(part, said) for part in parts) or "-"


def _part(part: Condition, said: Naming) -> str:
    """One test without its subject, which the column names."""
    match part:
        case Not(Found()):
            return said.words.say("value.no")
        case Not(OneOf() | Within() | Known() | Proved() | Has() | InForce() as leaf):
            return said.words.say("when.not", what=_test(leaf, said))
        case All() | Any() | Not():
            return condition_in_words(part, said)
        case _:
            return _test(part, said)


def _test(leaf: Leaf, said: Naming) -> str:
    match leaf:
        case OneOf(fact, values):
            return said.either(said.value(fact, value) for value in values)
        case Within(subject, low, high):
            return range_in_words(subject, low, high, said)
        case Known():
            return said.words.say("show.known")
        case Proved(fact, values):
            return said.words.say("show.proved", value=said.either(said.value(fact, value) for value in values))
        case Has(items):
            return said.either(map(said.item, items))
        case InForce(period):
            return period_in_words(period, said)
        case Found():
            return said.words.say("value.yes")
        case _:
            assert_never(leaf)
