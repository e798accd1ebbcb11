"""How firm a conclusion is: the same in every completion of the unknowns, or what could change it.

Kleene logic first, then exact: all completions of the unknowns that matter, side by side in lanes. Where they are
too many, nothing is claimed, and every unknown that is left counts as one that could change the conclusion.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from typing import TypeAlias

from msgspec import Struct

from triage.cells import Key, facts_behind_key, variables_behind
from triage.decide.ruling import Ruling, ruling_of
from triage.decide.targets import Target, leaves_behind, outcomes
from triage.engines.inference import Inference
from triage.engines.lanes import Lanes, lanes_of, tied
from triage.holding import View, presumed_value
from triage.leaves import leaf_value
from triage.logic import undecided_leaves
from triage.policy import Found, Leaf
from triage.program import Program
from triage.verdict import Status
from triage.view import as_presumed, idle_presumptions

Infer: TypeAlias = Callable[[View], Inference]
"""How hypothetical views are evaluated: the reference engine."""


class Firmness(Struct, frozen=True):
    """The status of a conclusion, the presumptions that it rests on, and the facts that could change it."""

    status: Status
    presumed: tuple[str, ...] = ()
    open: tuple[str, ...] = ()


class Situation:
    """A view with what the engine inferred in it."""

    def __init__(self, program: Program, view: View, inference: Inference) -> None:
        self.program = program
        self.view = view
        self.inference = inference
        self.now = ruling_of(program.policy, inference.sure)
        """What stands of what is sure; the one ruling of all conclusions that hang on no unknown."""
        self._settled: dict[Target, tuple[Hashable, Ruling]] = {}
        self._truths: dict[Leaf, bool | None] = {}
        self._leaves: dict[Target, tuple[Leaf, ...]] = {}
        self._open: dict[str, tuple[Leaf, ...]] = {}
        self._keys: dict[Leaf, tuple[Key, ...]] = {}

    def truth(self, leaf: Leaf) -> bool | None:
        """The truth of a leaf, findings included."""
        if isinstance(leaf, Found):
            return self.inference.finding(leaf.finding, self.program)
        if leaf not in self._truths:
            self._truths[leaf] = leaf_value(leaf, self.view)
        return self._truths[leaf]

    def leaves(self, target: Target) -> tuple[Leaf, ...]:
        """The unknown leaves on which the conclusion hangs."""
        if target not in self._leaves:
            self._leaves[target] = leaves_behind(target, self.program, self.inference, self._open_leaves)
        return self._leaves[target]

    def _open_leaves(self, clause: str) -> tuple[Leaf, ...]:
        if clause not in self._open:
            self._open[clause] = tuple(undecided_leaves(self.program.clauses[clause].condition, self.truth))
        return self._open[clause]

    def keys(self, leaves: Iterable[Leaf]) -> Mapping[Key, None]:
        """The unknowns behind these leaves, each once."""
        return dict.fromkeys(key for leaf in leaves for key in self._behind(leaf))

    def _behind(self, leaf: Leaf) -> tuple[Key, ...]:
        if leaf not in self._keys:
            self._keys[leaf] = tuple(variables_behind(leaf, self.view))
        return self._keys[leaf]

    def lanes(self, leaves: Iterable[Leaf]) -> Lanes | None:
        """The completions of these leaves, or None where they are too many."""
        return lanes_of(self.keys(leaves), self.program, self.view, self.inference)

    def stable(self, target: Target) -> bool:
        """Whether no completion of the unknowns changes the conclusion (false also where that is not shown)."""
        return self.outcome(target) is not None

    def outcome(self, target: Target) -> Hashable:
        """How the conclusion comes out, the same in every completion of the unknowns; None where it is not stable."""
        return self._settle(target)[0]

    def ruling(self, target: Target) -> Ruling:
        """The ruling from which a conclusion is read: over all completions where it is stable, else on what is sure."""
        return self._settle(target)[1]

    def _settle(self, target: Target) -> tuple[Hashable, Ruling]:
        if target not in self._settled:
            self._settled[target] = self._over_completions(target)
        return self._settled[target]

    def _over_completions(self, target: Target) -> tuple[Hashable, Ruling]:
        leaves = self.leaves(target)
        if not leaves:
            return _one_outcome(target, self.now), self.now
        lanes = self.lanes(leaves)
        over_all = ruling_over(lanes) if lanes else None
        found = _one_outcome(target, over_all) if over_all else None
        return found, self.now if found is None or over_all is None else over_all

    def movers(self, target: Target) -> tuple[str, ...]:
        """The facts that could change an unstable conclusion, in the author's order."""
        leaves = self.leaves(target)
        lanes = self.lanes(leaves)
        if lanes is None:
            return self._facts([facts_behind_key(key, self.view) for key in self.keys(leaves)])
        ways = outcomes(target, ruling_over(lanes)).values()
        moving = [v for v in lanes.variables if any(lanes.flips(v, bits) for bits in ways)]
        return self._facts([facts_behind_key(v.key, self.view) for v in moving or lanes.variables])

    def _facts(self, names: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
        found = {name for group in names for name in group}
        order = [*self.view.policy.facts, *self.view.policy.evidence]
        return tuple(name for name in order if name in found)


def ruling_over(lanes: Lanes) -> Ruling:
    """The ruling over the lanes that the constraints allow."""
    possible = lanes.inference.possible  # asked first, since most clauses are not even that

    def fired(clause: str) -> int:
        return lanes.clause(clause) & lanes.valid if clause in possible else 0

    return Ruling(lanes.program.policy, fired, lanes.valid)


def _one_outcome(target: Target, ruling: Ruling) -> Hashable:
    """The outcome that the conclusion has in all lanes; None where there is no lane, or more than one outcome."""
    return next((name for name, bits in outcomes(target, ruling).items() if bits and bits == ruling.full), None)


def firmness(target: Target, given: Situation, presumed: Situation, infer: Infer, refused: bool = False) -> Firmness:
    """Settled as given; else presumed, naming a least set of presumptions that it needs; else what could change it.

    Presumptions are named only for what stands or is `refused`: that nothing is concluded rests on too much to say.
    """
    if given.stable(target):
        return Firmness(_unless_conflict(Status.SETTLED, given.outcome(target)))
    stands = any(bits for name, bits in outcomes(target, presumed.ruling(target)).items() if name != "nothing")
    if presumed.stable(target):
        status = _unless_conflict(Status.PRESUMED, presumed.outcome(target))
        return Firmness(status, _needed(target, given, presumed, infer) if stands or refused else ())
    behind = _presumptions_behind(target, given, presumed) if stands or refused else ()
    return Firmness(Status.PROVISIONAL if stands else Status.OPEN, behind, presumed.movers(target))


def _unless_conflict(status: Status, outcome: Hashable) -> Status:
    return Status.CONFLICT if outcome == "conflict" else status


def _presumptions_behind(target: Target, given: Situation, presumed: Situation) -> tuple[str, ...]:
    """The presumed facts on which the conclusion hangs as given, through constraints too, in the author's order."""
    view = given.view
    behind = {name for key in tied(given.keys(given.leaves(target)), view) for name in facts_behind_key(key, view)}
    facts = presumed.view.facts
    return tuple(name for name in facts if name in behind and presumed_value(facts[name]) is not None)


def _needed(target: Target, given: Situation, presumed: Situation, infer: Infer) -> tuple[str, ...]:
    """Drop one presumption after the other, as long as the conclusion stands without it.

    Those that do nothing as presumed go first: else one of them could take the place of a dropped one, unnamed.
    """
    wanted = presumed.outcome(target)
    behind = _presumptions_behind(target, given, presumed)
    dropped = idle_presumptions(presumed.view)
    for name in behind:
        without = as_presumed(given.view, leaving=dropped | {name})
        if Situation(given.program, without, infer(without)).outcome(target) == wanted:
            dropped |= {name}
    return tuple(name for name in behind if name not in dropped)
