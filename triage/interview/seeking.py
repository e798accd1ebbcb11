"""A completion in which a clause holds, found by fixing one unknown after the other."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product
from random import Random

from triage.cells import Key, Variable, facts_tested, variables_behind
from triage.decide.status import Situation
from triage.exhaustive import assert_never
from triage.holding import Unknown
from triage.leaves import leaf_value
from triage.logic import evaluate
from triage.policy import All, Any, Condition, Found, Has, InForce, Known, Leaf, Not, OneOf, Proved, Within


class Seeker:
    """Makes one clause hold or fail, as well as it goes: nothing is taken back, so that it may miss what is there."""

    def __init__(self, situation: Situation, variables: tuple[Variable, ...], random: Random) -> None:
        self._situation = situation
        self._variables = {each.key: each for each in variables}
        self._random = random
        self._chosen: dict[Key, int] = {}

    def with_clause(self, clause: str, wanted: bool, rest: Mapping[Key, int]) -> Mapping[Key, int]:
        """The cells with which the clause holds or fails, and for everything on which that does not hang the rest."""
        self._seek(self._situation.program.clauses[clause].condition, wanted)
        return {**rest, **self._chosen}

    def _seek(self, condition: Condition, wanted: bool) -> None:
        """Make an open condition come out as wanted."""
        match condition:
            case All(parts) | Any(parts):
                open_ = [part for part in parts if evaluate(part, self._situation.truth) is None]
                every = wanted is isinstance(condition, All)
                for part in open_ if every else [self._random.choice(open_)]:
                    self._seek(part, wanted)
            case Not(part):
                self._seek(part, not wanted)
            case Found(finding):
                self._conclude(finding, wanted)
            case OneOf() | Within() | Known() | Proved() | Has() | InForce():
                self._decide(condition, wanted)
            case _:
                assert_never(condition)

    def _conclude(self, finding: str, wanted: bool) -> None:
        program, inference = self._situation.program, self._situation.inference
        clauses = [c for c in program.concluded_by[finding] if c in inference.possible - inference.sure]
        if clauses and wanted:
            clauses = [self._random.choice(clauses)]
        for clause in clauses:
            self._seek(program.clauses[clause].condition, wanted)

    def _decide(self, leaf: Leaf, wanted: bool) -> None:
        """Fix the unknowns that the leaf reads so that it comes out as wanted, and what decides that it applies."""
        view = self._situation.view
        keys = tuple(dict.fromkeys(variables_behind(leaf, view, False)))
        if any(key[0] == "choice" for key in keys):
            self._pick([key for key in keys if key[0] == "choice"], wanted)
        else:
            self._try([self._variables[key] for key in keys], leaf, wanted)
        if wanted:
            for name in facts_tested(leaf, view.policy):
                holding = view.facts[name]
                if isinstance(holding, Unknown) and holding.may_not_apply:
                    self._seek(view.policy.facts[name].applies_when, True)

    def _pick(self, choices: list[Key], wanted: bool) -> None:
        """One of several choices, or none of them, as far as that is free."""
        for key in [self._random.choice(choices)] if wanted else choices:
            self._chosen.setdefault(key, int(wanted))

    def _try(self, read: list[Variable], leaf: Leaf, wanted: bool) -> None:
        """Some cells with which the leaf comes out as wanted."""
        ways = [range(len(v.cells)) if v.key not in self._chosen else (self._chosen[v.key],) for v in read]
        fitting = [cells for cells in product(*ways) if self._comes_out(leaf, read, cells) is wanted]
        if fitting:
            cells = self._random.choice(fitting)
            self._chosen |= {v.key: cell for v, cell in zip(read, cells, strict=True)}

    def _comes_out(self, leaf: Leaf, read: list[Variable], cells: tuple[int, ...]) -> bool:
        view = self._situation.view
        for each, cell in zip(read, cells, strict=True):
            view = each.cells[cell].applied_to(view)
        return bool(leaf_value(leaf, view))
