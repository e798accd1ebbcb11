"""Clauses as conjunctions of tokens: the positive, absence-free form in which durable-rules is safe.

Every leaf and every finding has two tokens, one for surely true and one for surely false; an alternative (`any`) gets a
token of its own, however often it is written, concluded by one implication for each of its parts. The result can be
printed; see `listing`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TypeAlias

from msgspec import Struct, field

from triage.exhaustive import assert_never
from triage.policy import All, Any, Condition, Found, Has, InForce, Known, Leaf, Not, OneOf, Proved, Within
from triage.policy.written import written_leaf
from triage.program import Program

Token: TypeAlias = int

MOST_IN_A_ROW = 12
"""Tokens that one implication may read; the library asserts more than 16 without a word and fails later."""

MOST_RULES = 4_000
"""Rules of one rule set; the library refuses 4,097."""

TRUE: Token = 0
"""The token that always holds: the condition of clauses that have none."""


class Implication(Struct, frozen=True):
    """Where all of `reads` hold, `concludes` holds; `clause` names the clause that it decides ("" for none)."""

    reads: tuple[Token, ...]
    concludes: tuple[Token, ...]
    clause: str


class TokenTable(Struct):
    """Tokens for the two truth values of leaves and findings, and for alternatives."""

    leaves: dict[tuple[Leaf, bool], Token] = field(default_factory=dict)
    findings: dict[tuple[str, bool], Token] = field(default_factory=dict)
    alternatives: dict[tuple[tuple[Condition, ...], bool], Token] = field(default_factory=dict)
    implications: list[Implication] = field(default_factory=list)
    count: int = 1

    def new(self) -> Token:
        """A token that nothing concludes yet."""
        self.count += 1
        return self.count - 1

    def of(self, leaf: Leaf, holds: bool) -> Token:
        """The token of a leaf or finding being surely true, or surely false."""
        if isinstance(leaf, Found):
            return self._numbered(self.findings, (leaf.finding, holds))
        return self._numbered(self.leaves, (leaf, holds))

    def _numbered(self, table: dict[tuple[Leaf, bool], Token] | dict[tuple[str, bool], Token], key: object) -> Token:
        if key not in table:
            table[key] = self.new()  # type: ignore[index]
        return table[key]  # type: ignore[index]


def tokenise(program: Program) -> TokenTable:
    """The implications of all clauses."""
    table = TokenTable()
    for level in program.levels:
        for clause in level:
            reads = _in_rows(tuple(dict.fromkeys(_conjunction(clause.condition, True, table))), table)
            concludes = tuple(table.of(Found(name), True) for name in clause.findings)
            table.implications.append(Implication(reads or (TRUE,), concludes, clause.id))
    return table


def _conjunction(condition: Condition, holds: bool, table: TokenTable) -> Iterator[Token]:
    """The tokens that together say that the condition is surely true (or, with `holds` false, surely false)."""
    match condition:
        case All(parts):
            yield from _every(parts, holds, table) if holds else _some(parts, holds, table)
        case Any(parts):
            yield from _some(parts, holds, table) if holds else _every(parts, holds, table)
        case Not(part):
            yield from _conjunction(part, not holds, table)
        case OneOf() | Within() | Known() | Proved() | Has() | InForce() | Found():
            yield table.of(condition, holds)
        case _:
            assert_never(condition)


def _every(parts: tuple[Condition, ...], holds: bool, table: TokenTable) -> Iterator[Token]:
    for part in parts:
        yield from _conjunction(part, holds, table)


def _some(parts: tuple[Condition, ...], holds: bool, table: TokenTable) -> Iterator[Token]:
    if len(parts) == 1:
        yield from _conjunction(parts[0], holds, table)
        return
    if (parts, holds) not in table.alternatives:
        alternative = table.new()  # with no parts nothing ever concludes it, as should be
        for part in parts:
            reads = _in_rows(tuple(dict.fromkeys(_conjunction(part, holds, table))), table)
            table.implications.append(Implication(reads or (TRUE,), (alternative,), ""))
        table.alternatives[parts, holds] = alternative
    yield table.alternatives[parts, holds]


def _in_rows(tokens: tuple[Token, ...], table: TokenTable) -> tuple[Token, ...]:
    """Break a long conjunction into rows that conclude a token each."""
    while len(tokens) > MOST_IN_A_ROW:
        row = table.new()
        table.implications.append(Implication(tokens[:MOST_IN_A_ROW], (row,), ""))
        tokens = (row, *tokens[MOST_IN_A_ROW:])
    return tokens


HEARTBEAT = Implication((TRUE,), (), "")
"""Fires in every session, so that each can be ended."""


def engine_rules(table: TokenTable) -> Mapping[tuple[Token, ...], tuple[Implication, ...]]:
    """The implications by the tokens that they read, whatever their order: those that read the same fire together."""
    found: dict[tuple[Token, ...], list[Implication]] = {}
    for implication in (*table.implications, HEARTBEAT):
        found.setdefault(tuple(sorted(implication.reads)), []).append(implication)
    return {reads: tuple(together) for reads, together in found.items()}


def listing(program: Program) -> str:
    """The table and its implications as text, in a fixed order, before those that read the same are put together."""
    table = tokenise(program)
    names: dict[Token, str] = {TRUE: "true"}
    names |= {token: f"{'' if holds else 'not '}{written_leaf(leaf)}" for (leaf, holds), token in table.leaves.items()}
    names |= {token: f"{'' if holds else 'not '}{name}" for (name, holds), token in table.findings.items()}
    lines = [f"t{token}: {names.get(token, '(alternative)')}" for token in range(table.count)]
    for implication in table.implications:
        reads = " & ".join(f"t{token}" for token in implication.reads)
        clause = [implication.clause] if implication.clause else []
        lines.append(f"{reads} -> {', '.join([*clause, *(f't{token}' for token in implication.concludes)])}")
    return "\n".join(lines) + "\n"
