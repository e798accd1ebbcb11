"""The lanes engine: a clause over many hypothetical cases at once, one bit a case.

A hypothetical gives every unknown that matters one of its *cells*: a value of a finite fact, one stretch of a
number line between two thresholds that the policy tests, an item of evidence at hand or not. Cells that no test
tells apart are one. Two measures of one unknown are taken as independent of each other, which can only make a
conclusion look less settled than it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import product
from math import prod

from triage.cells import Key, Variable, variable, variables_behind
from triage.engines.inference import Inference
from triage.holding import View
from triage.leaves import leaf_value, truth_in
from triage.logic import evaluate, leaves_of
from triage.policy import All, Any, Condition, Found, Has, InForce, Known, Leaf, Never, Not, OneOf, Proved, Within
from triage.program import Program
from triage.view import facts_of_leaf

MOST_LANES = 1 << 14
"""Hypotheticals that are looked at together; beyond it nothing is claimed."""


def lanes_for(leaves: Iterable[Leaf], program: Program, view: View, inference: Inference) -> Lanes | None:
    """The lanes in which these leaves take all their values; None where they would be too many.

    Variables that a constraint ties to those of the leaves are added, as long as there is room.
    """
    keys = dict.fromkeys(key for leaf in leaves for key in variables_behind(leaf, view))
    tied = dict.fromkeys([*keys, *_tied(tuple(keys), view)])
    for chosen in (tied, keys):
        found = tuple(variable(key, view) for key in chosen)
        if prod(len(v.cells) for v in found) <= MOST_LANES:
            return Lanes(program, view, inference, found)
    return None


def _tied(keys: tuple[Key, ...], view: View) -> Iterator[Key]:
    known = set(keys)
    for never in view.policy.nevers:
        mentioned = _undecided_keys(never, view)
        if known.intersection(mentioned):
            yield from mentioned


def _undecided_keys(never: Never, view: View) -> tuple[Key, ...]:
    if evaluate(never.when, truth_in(view)) is not None:
        return ()
    return tuple(key for leaf in leaves_of(never.when) for key in variables_behind(leaf, view))


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
        stride = self._strides[variable.key]
        count = len(variable.cells)
        base = self.pattern(variable, 0)
        inside = [(bits & self.valid) >> (cell * stride) & base for cell in range(count)]
        outside = [(~bits & self.valid) >> (cell * stride) & base for cell in range(count)]
        return any(inside[a] & outside[b] for a in range(count) for b in range(count) if a != b)

    def _leaf(self, leaf: Leaf) -> int:
        decided = leaf_value(leaf, self.view)
        if decided is not None:
            return self.full if decided else 0
        keys = set(variables_behind(leaf, self.view, through_application=False))
        read = [v for v in self.variables if v.key in keys]
        bits = 0
        for cells in product(*(range(len(v.cells)) for v in read)):
            chosen = [(v, cell) for v, cell in zip(read, cells, strict=True)]
            if leaf_value(leaf, self._supposing(chosen)):
                lanes = self.full
                for each, cell in chosen:
                    lanes &= self.pattern(each, cell)
                bits |= lanes
        return bits & self._applies(leaf)

    def _supposing(self, chosen: list[tuple[Variable, int]]) -> View:
        view = self.view
        for each, cell in chosen:
            view = each.cells[cell].applied_to(view)
        return view

    def _applies(self, leaf: Leaf) -> int:
        """The lanes in which the facts that the leaf tests apply; for measures the cells say it."""
        if isinstance(leaf, Within) and leaf.subject in self.view.policy.measures:
            return self.full
        bits = self.full
        for fact in facts_of_leaf(leaf, self.view.policy):
            bits &= self.condition(self.view.policy.facts[fact].applies_when)
        return bits

    def _allowed(self) -> int:
        """The lanes that no constraint excludes; a constraint with an unknown that is no variable excludes nothing."""
        keys = set(self._strides)
        excluded = 0
        for never in self.view.policy.nevers:
            mentioned = _undecided_keys(never, self.view)
            if mentioned and keys.issuperset(mentioned):
                excluded |= self.condition(never.when)
        return self.full & ~excluded
