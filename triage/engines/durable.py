"""durable-rules as the inference engine: the only module that imports it.

The library is used in the narrow way in which it is safe: conjunctions of tokens, each token a fact of one small
integer; two constant sessions, `s` for what is sure and `p` for what is possible; explicit ids; our own firing loop
with a cap; every asserted fact retracted; no negation, no alternatives, no actions. An engine is compiled once a
thread, and again after any failure.
"""

from __future__ import annotations

import json
import threading
from collections import Counter
from collections.abc import Iterable
from typing import Any

import durable_rules_engine as library
from durable import engine as durable_engine

from triage.engines.inference import Inference, rails
from triage.engines.tokens import TRUE, Implication, Token, tokenise
from triage.holding import View
from triage.program import Program

BUCKET = 60
"""Tokens that share an attribute: the library's compiler never returns for 513 distinct tests at one level."""

MOST_READERS = 200
"""Rules that may read one token; the library crashes at 256 with the same test."""

MOST_RULES = 4_000
"""Rules of one rule set; the library refuses 4,097."""

SURE, POSSIBLE = "s", "p"


class EngineFailure(Exception):
    """The library refused what it should accept, or fired more often than there are rules."""


class DurableEngine:
    """Derives clauses with durable-rules. Safe to share: each thread has a compiled rule set of its own."""

    name = "durable-rules 2.0.28"

    def __init__(self, program: Program) -> None:
        self._program = program
        self._local = threading.local()

    def infer(self, view: View) -> Inference:
        """Which clauses hold in the view, and which could. Raises `EngineFailure`, after which it is usable again."""
        compiled = getattr(self._local, "compiled", None) or Compiled(self._program)
        self._local.compiled = None  # poisoned until this case has been cleared away
        inference = compiled.infer(view)
        self._local.compiled = compiled
        return inference


class Compiled:
    """One rule set inside the library."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self._table = tokenise(program)
        self._aliases = _aliases(self._table.implications)
        definition = _definition(self._table.implications, self._aliases)
        if len(definition) > MOST_RULES:
            raise EngineFailure(f"{len(definition)} rules are more than durable-rules takes ({MOST_RULES})")
        self._handle: Any = durable_engine.Ruleset("triage", None, definition)._handle
        self._finals = _finals(program)

    def infer(self, view: View) -> Inference:
        """Run both sessions through all levels, then take every fact back."""
        sure, possible = Run(self, SURE), Run(self, POSSIBLE)
        for leaf, value in rails(self._program, view).items():
            for run, values in ((sure, (value,)), (possible, (value,) if value is not None else (True, False))):
                run.tell(self._table.leaves.get((leaf, v)) for v in values if v is not None)
        for run in (sure, possible):
            run.tell([TRUE])
            run.fire()
        for names in self._finals:
            self._rule_out(names, sure, possible)
        sure.clear()
        possible.clear()
        return Inference(frozenset(sure.clauses), frozenset(possible.clauses))

    def _rule_out(self, names: tuple[str, ...], sure: Run, possible: Run) -> None:
        """Findings that are final now: surely false where not even possible, possibly false where not sure."""
        for name in names:
            positive, negative = self._table.findings.get((name, True)), self._table.findings.get((name, False))
            if positive not in possible.held:
                sure.tell([negative])
            if positive not in sure.held:
                possible.tell([negative])
        sure.fire()
        possible.fire()

    def assert_token(self, session: str, token: Token) -> tuple[list[int], int]:
        """Assert a token under all its names; returns the ids that the library stored, and its session offset."""
        stored, offset = [], -1
        for alias in self._aliases.get(token, ()):
            code, offset = library.assert_fact(self._handle, _fact(session, alias))
            if code != 0:
                raise EngineFailure(f"token {token} was answered with code {code}")
            stored.append(alias)
        return stored, offset

    def retract(self, session: str, alias: int) -> None:
        """Take back a fact."""
        library.retract_fact(self._handle, _fact(session, alias))

    def firings(self, offset: int) -> Iterable[Implication]:
        """The implications that fire, one after the other."""
        cap = 10 * len(self._table.implications) + 10
        started = library.start_action_for_state(self._handle, offset)
        message = started and started[1]
        while message:
            cap -= 1
            if cap < 0:
                raise EngineFailure("rules fire without end")
            (rule,) = json.loads(message)
            yield self._table.implications[int(rule[1:])]
            message = library.complete_and_start_action(self._handle, offset)


class Run:
    """One session of one case: what holds in it so far."""

    def __init__(self, compiled: Compiled, session: str) -> None:
        self._compiled = compiled
        self._session = session
        self._stored: list[int] = []
        self._offset = -1
        self.held: set[Token | None] = set()
        self.clauses: set[str] = set()

    def tell(self, tokens: Iterable[Token | None]) -> None:
        """Assert tokens that do not hold yet; those that no rule reads never reach the library."""
        for token in tokens:
            if token is None or token in self.held:
                continue
            self.held.add(token)
            stored, offset = self._compiled.assert_token(self._session, token)
            self._stored += stored
            self._offset = max(self._offset, offset)

    def fire(self) -> None:
        """Derive everything that follows from what has been told."""
        if self._offset < 0:
            return
        for implication in self._compiled.firings(self._offset):
            if implication.clause:
                self.clauses.add(implication.clause)
            self.tell(implication.concludes)

    def clear(self) -> None:
        """Take back all facts; the library's own ways to end a session crash."""
        for alias in self._stored:
            self._compiled.retract(self._session, alias)


def _finals(program: Program) -> tuple[tuple[str, ...], ...]:
    """Findings by the level after which nothing concludes them any more."""
    depth = {clause.id: index for index, level in enumerate(program.levels) for clause in level}
    last = {name: max((depth[c] for c in clauses), default=0) for name, clauses in program.concluded_by.items()}
    return tuple(tuple(name for name in last if last[name] == index) for index in range(len(program.levels)))


def _aliases(implications: list[Implication]) -> dict[Token, tuple[int, ...]]:
    """For each token that is read, the numbers under which it is asserted: one for every `MOST_READERS` readers."""
    readers = Counter(token for implication in implications for token in implication.reads)
    numbers: dict[Token, tuple[int, ...]] = {}
    following = 0
    for token in sorted(readers):
        count = -(-readers[token] // MOST_READERS)
        numbers[token] = tuple(range(following, following + count))
        following += count
    return numbers


def _definition(implications: list[Implication], aliases: dict[Token, tuple[int, ...]]) -> dict[str, Any]:
    """The rule set in the library's own form: rule `r7` is implication 7."""
    seen: Counter[Token] = Counter()
    definition: dict[str, Any] = {}
    for index, implication in enumerate(implications):
        conditions: list[dict[str, Any]] = []
        for token in implication.reads:
            conditions.append({f"m{len(conditions)}": _test(aliases[token][seen[token] // MOST_READERS])})
            seen[token] += 1
        definition[f"r{index}"] = {"all": conditions, "run": _nothing}
    return definition


def _nothing(context: object) -> None:
    """The library wants an action; ours are data."""


def _test(alias: int) -> dict[str, Any]:
    bucket, value = divmod(alias, BUCKET)
    return {"$and": [{"$ex": {f"b{bucket}": 1}}, {f"b{bucket}": value + 1}]}


def _fact(session: str, alias: int) -> str:
    bucket, value = divmod(alias, BUCKET)
    return f'{{"sid":"{session}","id":"{alias + 1}","b{bucket}":{value + 1}}}'
