"""The lanes engine: a clause over many hypothetical cases at once, one bit a case.

A hypothetical gives every unknown that matters one of its *cells*: a value of a finite fact, one stretch of a
number line between two thresholds that the policy tests, an item of evidence at hand or not. Cells that no test
tells apart are one. Two measures of one unknown, and a measure and that unknown itself, are taken as independent of
each other, and so are two moments that have to be in order; which can only make a conclusion look less settled than it
is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import product
from math import prod

from triage.cells import Key, Variable, facts_tested, keys_of_application, variable, variables_behind
from triage.constraints import constraints
from triage.engines.inference import Inference
from triage.formula import facts_behind, lookup
from triage.holding import Holding, NotApplicable, Range, Unknown, View
from triage.leaves import leaf_value, truth_in
from triage.logic import evaluate, leaves_of
from triage.policy import All, Any, Condition, Found, Has, InForce, Known, Leaf, Not, OneOf, Proved, Within
from triage.program import Program

MOST_LANES = 1 << 14
"""Hypotheticals that are looked at together; beyond it nothing is claimed."""


def lanes_for(leaves: Iterable[Leaf], program: Program, view: View, inference: Inference) -> Lanes | None:
    """The lanes in which these leaves take all their values; None where they would be too many.

    Variables that constraints tie to those of the leaves are added, as long as there is room.
    """
    keys = dict.fromkeys(key for leaf in leaves for key in variables_behind(leaf, view))
    for chosen in (tied(keys, view), keys):
        found = tuple(variable(key, view) for key in chosen)
        if prod(len(v.cells) for v in found) <= MOST_LANES:
            return Lanes(program, view, inference, found)
    return None


def tied(keys: Mapping[Key, None], view: View) -> Mapping[Key, None]:
    """The variables, and those that constraints tie to them, directly or through others."""
    ties = [dict.fromkeys(mentioned) for _, mentioned in _open_constraints(view)]
    found = dict(keys)
    while more := [mentioned for mentioned in ties if not found.keys().isdisjoint(mentioned)]:
        ties = [mentioned for mentioned in ties if mentioned not in more]
        for mentioned in more:
            found |= mentioned
    return found


def _open_constraints(view: View) -> Iterator[tuple[Condition, tuple[Key, ...]]]:
    """The constraints that are neither kept nor broken yet, with the variables on which they hang."""
    for constraint in constraints(view.policy):
        condition = constraint.condition
        if constraint.counts_in(view) and evaluate(condition, truth_in(view)) is None:
            yield condition, tuple(key for leaf in leaves_of(condition) for key in variables_behind(leaf, view))


@dataclass(slots=True)
class Lanes:
    """All combinations of the cells of some variables: bit i of a result is what holds in combination i."""

    program: Program
    view: View
    inference: Inference
    variables: tuple[Variable, ...]
    width: int = field(init=False)
    full: int = field(init=False)
    valid: int = field(init=False)
    _leaves: dict[Leaf, int] = field(init=False, default_factory=dict)
    _clauses: dict[str, int] = field(init=False, default_factory=dict)
    _strides: dict[Key, int] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self.width = 1
        for each in self.variables:
            self._strides[each.key] = self.width
            self.width *= len(each.cells)
        self.full = (1 << self.width) - 1
        self.valid = self._allowed()

    def clause(self, name: str) -> int:
        """The lanes in which the clause holds: all or none of them where it is decided already."""
        if name in self.inference.sure or name not in self.inference.possible:
            return self.full if name in self.inference.sure else 0
        if name not in self._clauses:
            self._clauses[name] = self.condition(self.program.clauses[name].condition)
        return self._clauses[name]

    def condition(self, condition: Condition) -> int:
        """The lanes in which the condition holds. A leaf whose variables are not among the lanes must be decided."""
        match condition:
            case All(parts):
                bits = self.full
                for part in parts:
                    bits &= self.condition(part)
                    if not bits:
                        break
                return bits
            case Any(parts):
                bits = 0
                for part in parts:
                    bits |= self.condition(part)
                return bits
            case Not(part):
                return self.full ^ self.condition(part)
            case Found(finding):
                bits = 0
                for clause in self.program.concluded_by[finding]:
                    bits |= self.clause(clause)
                return bits
            case OneOf() | Within() | Known() | Proved() | Has() | InForce():
                if condition not in self._leaves:
                    self._leaves[condition] = self._leaf(condition)
                return self._leaves[condition]

    def pattern(self, variable: Variable, cell: int) -> int:
        """The lanes in which the variable is in that cell."""
        stride = self._strides[variable.key]
        period = stride * len(variable.cells)
        repetitions = self.full // ((1 << period) - 1)
        return (((1 << stride) - 1) << (cell * stride)) * repetitions

    def flips(self, variable: Variable, bits: int) -> bool:
        """Whether changing this variable alone moves some allowed lane into, or out of, `bits`."""
        return self.flip(variable, bits, self.valid) is not None

    def flip(self, variable: Variable, bits: int, within: int) -> tuple[int, int, int] | None:
        """A lane, and two cells of the variable of which one puts it into `bits` and one out of them, both `within`."""
        stride = self._strides[variable.key]
        count = len(variable.cells)
        base = self.pattern(variable, 0)
        inside = [(bits & within) >> (cell * stride) & base for cell in range(count)]
        outside = [(~bits & within) >> (cell * stride) & base for cell in range(count)]
        for a, into in enumerate(inside):
            for b, out_of in enumerate(outside):
                if a != b and (both := into & out_of):
                    return (both & -both).bit_length() - 1, a, b
        return None

    def _leaf(self, leaf: Leaf) -> int:
        decided = leaf_value(leaf, self.view)
        if decided is not None:
            return self.full if decided else 0
        doubtful = [fact for fact in facts_tested(leaf, self.view.policy) if _may_not_apply(fact, self.view)]
        bits = 0
        for applying in product((True, False), repeat=len(doubtful)):
            absent = [fact for fact, applies in zip(doubtful, applying, strict=True) if not applies]
            bits |= self._where(doubtful, absent) & self._compared(leaf, absent)
        return bits

    def _where(self, doubtful: list[str], absent: list[str]) -> int:
        """The lanes in which, of the doubtful facts, just those do not apply."""
        bits = self.full
        for fact in doubtful:
            applies = self.condition(self.view.policy.facts[fact].applies_when)
            bits &= self.full ^ applies if fact in absent else applies
        return bits

    def _compared(self, leaf: Leaf, absent: list[str]) -> int:
        """The lanes in which the leaf would hold if these facts did not apply."""
        keys = set(variables_behind(leaf, self.view, through_application=False))
        read = [v for v in self.variables if v.key in keys]
        bits = 0
        for cells in product(*(range(len(v.cells)) for v in read)):
            chosen = list(zip(read, cells, strict=True))
            if leaf_value(leaf, self._supposing(chosen, absent)):
                lanes = self.full
                for each, cell in chosen:
                    lanes &= self.pattern(each, cell)
                bits |= lanes
        return bits

    def _supposing(self, chosen: list[tuple[Variable, int]], absent: list[str]) -> View:
        view = self.view
        for each, cell in chosen:
            view = each.cells[cell].applied_to(view)
        return view.supposing(facts=dict.fromkeys(absent, NotApplicable()))

    def _allowed(self) -> int:
        """The lanes that no constraint excludes; a constraint with an unknown that is no variable excludes nothing."""
        excluded = 0
        for constraint, mentioned in _open_constraints(self.view):
            if self._strides.keys() >= set(mentioned):
                excluded |= self.condition(constraint)
        for each in self.variables:
            if each.key[0] == "measure":
                excluded |= self._inapt(each)
        return self.full & ~excluded

    def _inapt(self, measure: Variable) -> int:
        """The lanes in which a measure applies although a fact that it needs does not, or the other way round."""
        name = measure.key[1]
        doubtful = [f for f in sorted(facts_behind(name, self.view)) if _may_not_apply(f, self.view)]
        if not all(self._strides.keys() >= set(keys_of_application(fact, self.view)) for fact in doubtful):
            return 0
        excluded = 0
        for applying in product((True, False), repeat=len(doubtful)):
            absent = [fact for fact, applies in zip(doubtful, applying, strict=True) if not applies]
            applies = isinstance(lookup(name, _deciding(doubtful, absent, self.view)), Range)
            for index, cell in enumerate(measure.cells):
                if isinstance(cell.measures[name], Range) != applies:
                    excluded |= self._where(doubtful, absent) & self.pattern(measure, index)
        return excluded


def _deciding(doubtful: list[str], absent: list[str], view: View) -> View:
    """The view in which, of the doubtful facts, just those do not apply."""
    return view.supposing(
        facts={fact: NotApplicable() if fact in absent else _applying(view.facts[fact]) for fact in doubtful}
    )


def _applying(holding: Holding) -> Holding:
    return replace(holding, may_not_apply=False) if isinstance(holding, Unknown) else holding


def _may_not_apply(fact: str, view: View) -> bool:
    holding = view.facts[fact]
    return isinstance(holding, Unknown) and holding.may_not_apply
