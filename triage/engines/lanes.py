"""The lanes engine: a clause over many hypothetical cases at once, one bit a case.

A hypothetical gives every unknown that matters one of its *cells*: a value of a finite fact, one stretch of a
number line between two thresholds that the policy tests, an item of evidence at hand or not. Cells that no test
tells apart are one. Two measures of one unknown, and a measure and that unknown itself, are taken as independent of
each other, and so are two moments that have to be in order; which can only make a conclusion look less settled than it
is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import product
from math import prod

from msgspec.structs import replace

from triage.cells import Key, Variable, facts_tested, keys_of_application, variable, variables_behind
from triage.constraints import constraints
from triage.engines.inference import Inference
from triage.engines.layouts import Combinations, Layout
from triage.formula import facts_behind, lookup
from triage.holding import Holding, NotApplicable, Range, Unknown, View
from triage.leaves import leaf_value, proving, truth_in
from triage.logic import evaluate, leaves_of
from triage.policy import All, Any, Condition, Found, Has, InForce, Kind, Known, Leaf, Not, OneOf, Proved, Within
from triage.program import Program

MOST_LANES = 1 << 14
"""Hypotheticals that are looked at together; beyond it nothing is claimed."""


def lanes_for(leaves: Iterable[Leaf], program: Program, view: View, inference: Inference) -> Lanes | None:
    """The lanes in which these leaves take all their values; None where they would be too many.

    Variables that constraints tie to those of the leaves are added, as long as there is room.
    """
    keys = dict.fromkeys(key for leaf in leaves for key in variables_behind(leaf, view))
    return lanes_of(keys, program, view, inference)


def lanes_of(keys: Mapping[Key, None], program: Program, view: View, inference: Inference) -> Lanes | None:
    """The lanes in which these unknowns, and those tied to them, take all their values; None as above."""
    for chosen in (tied(keys, view), keys):
        found = tuple(variable(key, view) for key in chosen)
        if prod(len(v.cells) for v in found) <= MOST_LANES:
            return Lanes(program, view, inference, Combinations(found))
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


@lru_cache(maxsize=16)
def _open_constraints(view: View) -> tuple[tuple[Condition, tuple[Key, ...]], ...]:
    """The constraints that are neither kept nor broken yet, with the variables on which they hang."""
    truth = truth_in(view)
    counting = (constraint.condition for constraint in constraints(view.policy) if constraint.counts_in(view))
    return tuple(
        (condition, tuple(key for leaf in leaves_of(condition) for key in variables_behind(leaf, view)))
        for condition in counting
        if evaluate(condition, truth) is None
    )


class Lanes:
    """Hypotheticals side by side: bit i of a result is what holds in hypothetical i of the layout."""

    def __init__(self, program: Program, view: View, inference: Inference, layout: Layout) -> None:
        self.program = program
        self.view = view
        self.inference = inference
        self.layout = layout
        self._leaves: dict[Leaf, int] = {}
        self._clauses: dict[str, int] = {}
        self._applying: dict[Key, int] = {}
        self.variables = layout.variables
        self._read = {each.key: each for each in self.variables}
        self.width = layout.width
        self.full = (1 << self.width) - 1
        self._gated = frozenset(key for key, each in self._read.items() if self._leaves_out_absence(each))
        self.valid = self._allowed()

    def _leaves_out_absence(self, each: Variable) -> bool:
        """Whether the variable is a measure that may not apply, and none of its cells says so."""
        kind, name, _ = each.key
        if kind != "measure" or any(isinstance(cell.measures[name], NotApplicable) for cell in each.cells):
            return False
        computed = lookup(name, self.view)
        return isinstance(computed, Range) and computed.may_not_apply

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
        bits = self.layout.pattern(variable.key, cell)
        return bits & self._apt(variable) if variable.key in self._gated else bits

    def _apt(self, measure: Variable) -> int:
        """The lanes in which a measure applies that has no cell for its not applying."""
        if measure.key not in self._applying:
            bits = 0
            for applies, lanes in self._applications(measure.key[1]):
                bits |= lanes if applies else 0
            self._applying[measure.key] = bits
        return self._applying[measure.key]

    def flips(self, variable: Variable, bits: int) -> bool:
        """Whether changing this variable alone moves some allowed lane into, or out of, `bits`."""
        return self.flip(variable, bits, self.valid) is not None

    def flip(self, variable: Variable, bits: int, within: int) -> tuple[int, int, int] | None:
        """A lane, and two cells of the variable of which one puts it into `bits` and one out of them, both `within`."""
        inside = self.layout.side_by_side(variable.key, bits & within)
        outside = self.layout.side_by_side(variable.key, ~bits & within)
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
        match leaf:
            case OneOf(fact) | Proved(fact) if fact in absent:
                return 0
            case OneOf(fact, values) if self._is_list(fact):
                return self._any_of(("choice", fact, str(value)) for value in values)
            case Proved(fact, values):
                shown = self._compared(Has(proving(fact, self.view), leaf.place), absent)
                return shown and shown & self._compared(OneOf(fact, values, leaf.place), absent)
            case Has(items) if not any(self.view.evidence.get(item) for item in items):
                return self._any_of(("item", item, "") for item in items if item not in self.view.evidence)
        return self._tried(leaf, absent)

    def _is_list(self, fact: str) -> bool:
        """Whether any number of the fact's choices may still be picked."""
        holding = self.view.facts[fact]
        return self.view.policy.facts[fact].kind is Kind.CHOICES and isinstance(holding, Unknown) and not holding.values

    def _any_of(self, keys: Iterable[Key]) -> int:
        """The lanes in which one of these choices or items is there."""
        bits = 0
        for key in keys:
            bits |= self.layout.pattern(key, 1) if key in self._read else 0
        return bits

    def _tried(self, leaf: Leaf, absent: list[str]) -> int:
        """The same by trying all cells of what the leaf reads."""
        keys = dict.fromkeys(variables_behind(leaf, self.view, through_application=False))
        read = [self._read[key] for key in keys if key in self._read]
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
            if self._read.keys() >= set(mentioned):
                excluded |= self.condition(constraint)
        for each in self.variables:
            if each.key[0] == "measure" and each.key not in self._gated:
                excluded |= self._inapt(each)
        return self.full & ~excluded

    def _inapt(self, measure: Variable) -> int:
        """The lanes in which a measure applies although a fact that it needs does not, or the other way round."""
        name, excluded = measure.key[1], 0
        for applies, lanes in self._applications(name):
            for index, cell in enumerate(measure.cells):
                if isinstance(cell.measures[name], Range) != applies:
                    excluded |= lanes & self.layout.pattern(measure.key, index)
        return excluded

    def _applications(self, measure: str) -> Iterator[tuple[bool, int]]:
        """Whether a measure applies, in which lanes; nothing where an unknown that decides it is no variable."""
        doubtful = [f for f in sorted(facts_behind(measure, self.view)) if _may_not_apply(f, self.view)]
        if not all(self._read.keys() >= set(keys_of_application(fact, self.view)) for fact in doubtful):
            return
        for applying in product((True, False), repeat=len(doubtful)):
            absent = [fact for fact, applies in zip(doubtful, applying, strict=True) if not applies]
            applies = isinstance(lookup(measure, _deciding(doubtful, absent, self.view)), Range)
            yield applies, self._where(doubtful, absent)


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
