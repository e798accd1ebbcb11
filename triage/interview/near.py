"""A policy around its rules: completions in which a clause holds, and beside each all that differ in one unknown.

What moves a conclusion shows where a rule just holds or just fails. So where a conclusion hangs on too much for all of
its completions to be looked at, each clause that is open is made to hold, with everything else as it ordinarily is and
by lot; and all unknowns are changed there, one at a time. Where that shows a move, there is one; where it shows none,
nothing is shown.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from itertools import islice
from random import Random

from msgspec.structs import replace

from triage.cells import Cell, Key, Variable, facts_behind_key, variable
from triage.decide.status import Situation, ruling_over
from triage.decide.targets import Target, clauses_behind, outcomes
from triage.engines.lanes import Lanes
from triage.engines.layouts import Neighbours
from triage.formula import facts_behind, lookup
from triage.holding import Held, NotApplicable, Range, View
from triage.interview.prospects import Witness, completed
from triage.interview.seeking import Seeker

MOST = 128
"""Clauses that are made to hold: enough to show most of what moves where a session begins, and all of it soon after."""

PLAIN = 4
"""Completions of each sort that are made without regard to any clause."""

RARELY, HALF = 0.05, 0.5
"""How often, where a completion goes by lot, a choice of a list is picked, and a fact is as presumed."""


class Near:
    """Completions near those in which clauses hold, and how conclusions come out in them."""

    def __init__(self, lanes: Lanes) -> None:
        self.lanes = lanes
        self._ways: dict[Target, tuple[int, ...]] = {}
        self._ruling = ruling_over(lanes)
        self.variables = {each.key: each for each in lanes.variables}

    def _flip(self, target: Target, key: Key) -> tuple[Mapping[Key, int], int, int] | None:
        """A completion, and two cells of the unknown between which the conclusion differs in it."""
        each = self.variables.get(key)
        if each is None:
            return None
        if target not in self._ways:
            self._ways[target] = tuple(bits for bits in outcomes(target, self._ruling).values() if bits)
        for bits in self._ways[target] if len(self._ways[target]) > 1 else ():
            found = self.lanes.flip(each, bits, self.lanes.valid)
            if found:
                return self.lanes.layout.cells(found[0]), *found[1:]
        return None

    def witness(self, target: Target, name: str) -> Witness | None:
        """Two completions that differ in an unknown behind the fact or item, and in the conclusion."""
        for key in self.variables:
            if name in facts_behind_key(key, self.lanes.view) and (found := self._flip(target, key)):
                cells, one, other = found
                return Witness(target, *(self._view_of({**cells, key: cell}) for cell in (one, other)))
        return None

    def _view_of(self, cells: Mapping[Key, int]) -> View:
        """The view of that completion."""
        view = completed(self.lanes.view, (each.cells[cells[key]] for key, each in self.variables.items()))
        missing = [name for kind, name, _ in self.variables if kind == "measure" and not _applies(name, view)]
        return view.supposing(measures=dict.fromkeys(missing, NotApplicable()))


def _applies(measure: str, view: View) -> bool:
    """Whether the facts that a measure needs apply."""
    facts = facts_behind(measure, view)
    return isinstance(lookup(measure, replace(view, measures={}, computed={})), Range) if facts else True


def near(targets: Iterable[Target], situation: Situation, presumed: View) -> Near:
    """The completions near those in which a clause holds that is open, and on which one of the conclusions hangs."""
    view = situation.view
    leaves = dict.fromkeys(leaf for target in targets for leaf in situation.leaves(target))
    variables = tuple(_where_it_applies(variable(key, view)) for key in situation.keys(leaves))
    inference = situation.inference
    clauses = dict.fromkeys(c for target in targets for c in clauses_behind(target, view.policy, inference))
    rest = _Rest(variables, presumed)
    plain = [completion() for completion in (rest.ordinary, rest.by_lot) for _ in range(PLAIN)]
    ways = ((clause, wanted, by) for wanted, by in _WAYS for clause in clauses)
    made = [
        Seeker(situation, variables, Random(clause)).with_clause(clause, wanted, by(rest))
        for clause, wanted, by in islice(ways, MOST)
    ]
    return Near(Lanes(situation.program, view, inference, Neighbours(variables, [*plain, *made])))


def _where_it_applies(each: Variable) -> Variable:
    """The variable without the cell in which a measure does not apply: facts decide that."""
    cells = tuple(cell for cell in each.cells if not any(isinstance(m, NotApplicable) for m in cell.measures.values()))
    return Variable(each.key, cells or each.cells)


class _Rest:
    """Cells for everything on which a clause does not hang."""

    def __init__(self, variables: tuple[Variable, ...], presumed: View) -> None:
        self._presumed = {each.key: _as_presumed(each, presumed) for each in variables}
        self._cells = {each.key: len(each.cells) for each in variables}
        self._random = Random(len(variables))

    def ordinary(self) -> dict[Key, int]:
        """What is presumed, where something is, and no choice of a list; anything else by lot."""
        return {key: self._lot(key) if cell is None else cell for key, cell in self._presumed.items()}

    def by_lot(self) -> dict[Key, int]:
        """What is presumed every other time, and a choice of a list now and then; anything else by lot."""
        return {key: self._rarely(key, cell) for key, cell in self._presumed.items()}

    def _rarely(self, key: Key, cell: int | None) -> int:
        if key[0] == "choice":
            return int(self._random.random() < RARELY)
        return cell if cell is not None and self._random.random() < HALF else self._lot(key)

    def _lot(self, key: Key) -> int:
        return int(self._random.random() * self._cells[key])


def _as_presumed(each: Variable, presumed: View) -> int | None:
    """The cell in which a fact has the value that is presumed of it; of a choice in a list, that it is not picked."""
    kind, name, _ = each.key
    holding = presumed.facts.get(name)
    if kind == "choice":
        return 0
    if kind != "fact" or not isinstance(holding, Held):
        return None
    return next((i for i, cell in enumerate(each.cells) if _value(cell, name) == holding.value), None)


def _value(cell: Cell, name: str) -> Hashable:
    supposed = cell.facts[name]
    return supposed.value if isinstance(supposed, Held) else None


_WAYS = ((True, _Rest.ordinary), (False, _Rest.ordinary), (True, _Rest.by_lot))
"""How clauses are made to come out, and what else is as it is then."""
