"""durable-rules as the inference engine: the only module that imports it.

Only its compiled part is: `durable.engine` wraps that in actions, promises and a log, of which nothing is needed here.
The library is used in the narrow way in which it is safe: conjunctions of tokens, each token a fact of one small
integer; two sessions, `s` for what is sure and `p` for what is possible; explicit ids; our own firing loop with a cap;
no negation, no alternatives, no actions. An engine is compiled once a thread, and again after any failure.

A session ends with the case, by `delete_state`, which is safe once the session has fired: before, it frees what was
never set, so a heartbeat fires in each. Facts are never retracted: where a rule has fired, the second of its facts that
is taken back makes `deleteMessageFromFrame` (state.c) look for it past the end of the frame, and clear what it takes
for it there.
"""

from __future__ import annotations

import json
import threading
from collections import Counter
from collections.abc import Iterable
from typing import Any

import durable_rules_engine as library

from triage.engines.inference import Inference, rails
from triage.engines.tokens import MOST_RULES, TRUE, Implication, Token, engine_rules, tokenise
from triage.holding import View
from triage.program import Program

BUCKET = 60
"""Tokens that share an attribute: the library's compiler never returns for 513 distinct tests at one level."""

MOST_READERS = 200
"""Rules that may read one token; the library crashes at 256 with the same test."""

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
        rules = engine_rules(self._table)
        if len(rules) > MOST_RULES:
            raise EngineFailure(f"{len(rules)} rules are more than durable-rules takes ({MOST_RULES})")
        self._fired_by = tuple(rules.values())
        self._aliases = _aliases(rules)
        self._handle: Any = library.create_ruleset("triage", _definition(rules, self._aliases))
        self._finals = _finals(program)

    def infer(self, view: View) -> Inference:
        """Run both sessions through all levels, then end them."""
        sure, possible = Run(self, SURE), Run(self, POSSIBLE)
        for leaf, value in rails(self._program, view).items():
            for run, values in ((sure, (value,)), (possible, (value,) if value is not None else (True, False))):
                run.tell(self._table.leaves.get((leaf, v)) for v in values if v is not None)
        for run in (sure, possible):
            run.tell([TRUE])
            run.fire()
        for names in self._finals:
            self._rule_out(names, sure, possible)
        for session in (SURE, POSSIBLE):
            self.end(session)
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

    def assert_token(self, session: str, token: Token) -> int:
        """Assert a token under all its names; returns the number of the session, -1 where no rule reads the token."""
        offset = -1
        for alias in self._aliases.get(token, ()):
            code, offset = library.assert_fact(self._handle, _fact(session, alias))
            if code != 0:
                raise EngineFailure(f"token {token} was answered with code {code}")
        return offset

    def end(self, session: str) -> None:
        """Forget a session, with all its facts."""
        library.delete_state(self._handle, session)

    def firings(self, offset: int) -> Iterable[Implication]:
        """The implications that fire, one after the other."""
        cap = 10 * len(self._fired_by)
        started = library.start_action_for_state(self._handle, offset)
        message = started and started[1]
        while message:
            cap -= 1
            if cap < 0:
                raise EngineFailure("rules fire without end")
            (rule,) = json.loads(message)
            yield from self._fired_by[int(rule[1:])]
            message = library.complete_and_start_action(self._handle, offset)


class Run:
    """One session of one case: what holds in it so far."""

    def __init__(self, compiled: Compiled, session: str) -> None:
        self._compiled = compiled
        self._session = session
        self._offset = -1
        self.held: set[Token | None] = set()
        self.clauses: set[str] = set()

    def tell(self, tokens: Iterable[Token | None]) -> None:
        """Assert tokens that do not hold yet; those that no rule reads never reach the library."""
        for token in tokens:
            if token is None or token in self.held:
                continue
            self.held.add(token)
            self._offset = max(self._offset, self._compiled.assert_token(self._session, token))

    def fire(self) -> None:
        """Derive everything that follows from what has been told."""
        for implication in self._compiled.firings(self._offset):
            if implication.clause:
                self.clauses.add(implication.clause)
            self.tell(implication.concludes)


def _finals(program: Program) -> tuple[tuple[str, ...], ...]:
    """Findings by the level after which nothing concludes them any more."""
    depth = {clause.id: index for index, level in enumerate(program.levels) for clause in level}
    last = {name: max((depth[c] for c in clauses), default=0) for name, clauses in program.concluded_by.items()}
    return tuple(tuple(name for name in last if last[name] == index) for index in range(len(program.levels)))


def _aliases(rules: Iterable[tuple[Token, ...]]) -> dict[Token, tuple[int, ...]]:
    """For each token that is read, the numbers under which it is asserted: one for every `MOST_READERS` readers."""
    readers = Counter(token for reads in rules for token in reads)
    numbers: dict[Token, tuple[int, ...]] = {}
    following = 0
    for token in sorted(readers):
        count = -(-readers[token] // MOST_READERS)
        numbers[token] = tuple(range(following, following + count))
        following += count
    return numbers


def _definition(rules: Iterable[tuple[Token, ...]], aliases: dict[Token, tuple[int, ...]]) -> str:
    """The rule set as JSON: what each rule reads, named `r0`, `r1` and so on.

    It is written here because making it with `json` takes a third of compiling a policy.
    """
    seen: Counter[Token] = Counter()
    told: list[str] = []
    for index, reads in enumerate(rules):
        tests: list[str] = []
        for token in reads:
            tests.append(f'{{"m{len(tests)}":{_test(aliases[token][seen[token] // MOST_READERS])}}}')
            seen[token] += 1
        told.append(f'"r{index}":{{"all":[{",".join(tests)}]}}')
    return f"{{{','.join(told)}}}"


def _test(alias: int) -> str:
    bucket, value = divmod(alias, BUCKET)
    return f'{{"$and":[{{"$ex":{{"b{bucket}":1}}}},{{"b{bucket}":{value + 1}}}]}}'


def _fact(session: str, alias: int) -> str:
    bucket, value = divmod(alias, BUCKET)
    return f'{{"sid":"{session}","id":"{alias + 1}","b{bucket}":{value + 1}}}'
