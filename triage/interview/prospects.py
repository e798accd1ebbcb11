"""One conclusion over all that its unknowns could be: which unknowns move it, everywhere or in some of it."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping
from itertools import permutations
from math import prod
from random import Random

from msgspec import Struct, field

from triage.cells import Cell, Key, Variable, facts_behind_key, variable, variables_behind
from triage.constraints import constraints
from triage.decide.status import Situation, ruling_over
from triage.decide.targets import Target, outcomes
from triage.engines.inference import Engine
from triage.engines.lanes import Lanes
from triage.holding import View
from triage.leaves import truth_in
from triage.logic import evaluate, leaves_of
from triage.policy import OneOf
from triage.view import applied

SAMPLES = 12
"""How many parts of too large a space are looked at before no more is claimed of it."""

ROOM = 1 << 12
"""Hypotheticals of such a part."""


class Witness(Struct, frozen=True):
    """Two completions that differ in one unknown, and in which the conclusion comes out differently."""

    target: Target
    one: View
    other: View


class Prospect(Struct):
    """A conclusion in lanes. `outcomes`: for each way in which it can come out the lanes in which it does."""

    target: Target
    lanes: Lanes
    outcomes: Mapping[Hashable, int]
    variables: Mapping[Key, Variable]
    _movers: dict[int, frozenset[Key]] = field(default_factory=dict)

    def movers(self, within: int | None = None) -> frozenset[Key]:
        """The unknowns that move the conclusion in these lanes (by default: all that the constraints allow).

        One that is tied to others by a constraint moves nothing alone; where none does and yet the conclusion is
        open, those count that move it together with others.
        """
        allowed = self.lanes.valid if within is None else within
        if allowed not in self._movers:
            self._movers[allowed] = self._found(allowed)
        return self._movers[allowed]

    def _found(self, allowed: int) -> frozenset[Key]:
        ways = [bits & allowed for bits in self.outcomes.values() if bits & allowed]
        if len(ways) < 2:
            return frozenset()
        moving = (v.key for v in self.variables.values() if any(self.lanes.flip(v, bits, allowed) for bits in ways))
        return frozenset(moving) or frozenset(key for key in self.variables if self._moved_together(key, allowed))

    @property
    def stands(self) -> bool:
        """Whether a claim is to be made in all that its unknowns could be."""
        return self.outcomes.get("chosen", 0) == self.lanes.valid

    def witness(self, key: Key) -> Witness | None:
        """Two allowed lanes that differ in this unknown, and in the conclusion; None where it moves nothing."""
        each = self.variables[key]
        for bits in self.outcomes.values():
            found = self.lanes.flip(each, bits, self.lanes.valid)
            if found:
                lane, inside, outside = found
                return Witness(self.target, *(self._view_of(lane, {key: cell}) for cell in (inside, outside)))
        return self._together(key) if key in self.movers() else None

    def _together(self, key: Key) -> Witness | None:
        """Two lanes that differ in this unknown, in others that are tied to it, and in the conclusion."""
        found = self._moved_together(key, self.lanes.valid)
        return found and Witness(self.target, *(self._view_of(_lowest(lanes), {}) for lanes in found))

    def _moved_together(self, key: Key, allowed: int) -> tuple[int, int] | None:
        """Lanes with the unknown in one cell and lanes with it in another, all of which come out differently."""
        cells = [self.lanes.pattern(self.variables[key], cell) for cell in range(len(self.variables[key].cells))]
        for bits in self.outcomes.values():
            for one, other in permutations(cells, 2):
                inside, outside = bits & allowed & one, allowed & ~bits & other
                if inside and outside:
                    return inside, outside
        return None

    def _view_of(self, lane: int, instead: Mapping[Key, int]) -> View:
        cells = {**self.lanes.layout.cells(lane), **instead}
        return completed(self.lanes.view, (each.cells[cells[each.key]] for each in self.lanes.variables))


def completed(view: View, cells: Iterable[Cell]) -> View:
    """The view in which all of this is supposed, with what follows of the lists of choices of which it tells a part."""
    lists = dict[str, set[str]]()
    supposed = view
    for cell in cells:
        supposed = cell.applied_to(supposed)
        if cell.choice is not None:
            lists.setdefault(cell.choice[0], set()).add(cell.choice[1])
    return applied(_with_implied(supposed, view, lists) if lists else supposed)


def _with_implied(supposed: View, before: View, lists: Mapping[str, set[str]]) -> View:
    """The view with the choices that the constraints want in it, of those about which nothing was supposed.

    A fact that somebody stated may apply only with a choice that no conclusion reads, and that is no unknown therefore.
    """
    for constraint in constraints(before.policy):
        if not constraint.counts_in(before) or evaluate(constraint.condition, truth_in(supposed)) is not True:
            continue
        for leaf in leaves_of(constraint.condition):
            if isinstance(leaf, OneOf) and leaf.fact in lists:
                free = (str(value) for value in leaf.values if value not in lists[leaf.fact])
                picked = (Cell(choice=(leaf.fact, choice, True)).applied_to(supposed) for choice in free)
                kept = (each for each in picked if evaluate(constraint.condition, truth_in(each)) is not True)
                supposed = next(kept, supposed)
    return supposed


def _lowest(lanes: int) -> int:
    return (lanes & -lanes).bit_length() - 1


def prospect_of(target: Target, situation: Situation) -> Prospect | None:
    """The conclusion over all completions of the unknowns on which it hangs; None where they are too many."""
    lanes = situation.lanes(situation.leaves(target))
    return None if lanes is None else _in_lanes(target, lanes)


def _in_lanes(target: Target, lanes: Lanes) -> Prospect:
    ruling = ruling_over(lanes)
    found = {way: bits for way, bits in outcomes(target, ruling).items() if bits}
    return Prospect(target, lanes, found, {each.key: each for each in lanes.variables})


def samples(
    target: Target, situation: Situation, keeping: frozenset[str], presumed: View, engine: Engine
) -> Iterator[Prospect]:
    """Parts of too large a space: the facts in `keeping` and some other unknowns are free, the rest is fixed.

    First to what is presumed, then by lot. The lots are drawn from the names, so that equal cases give equal parts.
    Where such a part shows that a fact moves the conclusion, it does; where none does, nothing is shown.
    """
    random = Random(" ".join((target.kind, target.name, target.role, *sorted(keeping))))
    for number in range(SAMPLES):
        view = _narrowed(target, situation, keeping, presumed if number % 2 == 0 else None, random)
        part = Situation(situation.program, view, engine.infer(view))
        found = prospect_of(target, part)
        if found is not None:
            yield found


def _narrowed(
    target: Target, situation: Situation, keeping: frozenset[str], presumed: View | None, random: Random
) -> View:
    """The view in which all but some of the unknowns behind the conclusion have one of their values."""
    view = situation.view
    if presumed is not None:
        ordinary = {name: presumed.facts[name] for name in view.facts if name not in keeping}
        view = view.supposing(facts=ordinary)
    keys = dict.fromkeys(key for leaf in situation.leaves(target) for key in variables_behind(leaf, view))
    unknown = [variable(key, view) for key in keys]
    own = [each for each in unknown if not keeping.isdisjoint(facts_behind_key(each.key, view))]
    others = [each for each in unknown if each not in own]
    random.shuffle(others)
    room = prod(len(each.cells) for each in own)
    for each in others:
        room *= len(each.cells)
        if room > ROOM:
            view = random.choice(each.cells).applied_to(view)
    return view
