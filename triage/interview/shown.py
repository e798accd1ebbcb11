"""What is shown to move a conclusion: two completions that differ in one fact, and in the conclusion.

Where a conclusion hangs on few unknowns, all of its completions are looked at. Where they are too many, those near the
rules are, first around the one conclusion, then around all; and last, for whoever wants it thoroughly, some by lot.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from triage.cells import facts_behind_key
from triage.decide.status import Situation
from triage.decide.targets import Target
from triage.engines.inference import Engine
from triage.holding import View
from triage.interview.near import Near, near
from triage.interview.prospects import Prospect, Witness, prospect_of, samples


class Shown:
    """What has been shown so far of one situation; everything is looked at once."""

    def __init__(self, now: Situation, presumed: View, engine: Engine) -> None:
        self.now = now
        self.presumed = presumed
        self.engine = engine
        self._prospects: dict[Target, Prospect | None] = {}
        self._near: dict[tuple[Target, ...], Near] = {}
        self._witnesses: dict[tuple[object, ...], Witness | None] = {}

    def prospect(self, target: Target) -> Prospect | None:
        """The conclusion over all completions; None where they are too many."""
        if target not in self._prospects:
            self._prospects[target] = prospect_of(target, self.now)
        return self._prospects[target]

    def movers(self, target: Target, behind: Iterable[str], group: tuple[Target, ...]) -> frozenset[str]:
        """Those of the facts and items `behind` it of which it is shown that they move the conclusion."""
        whole = self.prospect(target)
        if whole is None:
            return frozenset(name for name in behind if self._nearby(name, target, group))
        return frozenset(name for key in whole.movers() for name in facts_behind_key(key, self.now.view))

    def witness(
        self, name: str, targets: Iterable[Target], group: Callable[[Target], tuple[Target, ...]], thoroughly: bool
    ) -> Witness | None:
        """Two completions that show how the fact moves one of the conclusions, the first ones first.

        `group`: the conclusions around the rules of which one looks together.
        """
        return next((each for each in self._looks(name, targets, group, thoroughly) if each is not None), None)

    def _looks(
        self, name: str, targets: Iterable[Target], group: Callable[[Target], tuple[Target, ...]], thoroughly: bool
    ) -> Iterator[Witness | None]:
        large = []
        for target in targets:
            if self.prospect(target) is None:
                large.append(target)
            else:
                yield self._once(name, target, self._in_all)
        for target in large[:1]:
            yield self._nearby(name, target, (target,))
        for target in large:
            yield self._nearby(name, target, group(target))
        for target in large if thoroughly else ():
            yield self._once(name, target, self._by_lot)

    def _in_all(self, name: str, target: Target) -> Witness | None:
        whole = self.prospect(target)
        return _first([whole] if whole else [], name)

    def _nearby(self, name: str, target: Target, group: tuple[Target, ...]) -> Witness | None:
        if group not in self._near:
            self._near[group] = near(group, self.now, self.presumed)
        around = self._near[group]
        return self._once(name, target, lambda *_: around.witness(target, name), group)

    def _by_lot(self, name: str, target: Target) -> Witness | None:
        return _first(samples(target, self.now, frozenset({name}), self.presumed, self.engine), name)

    def _once(
        self, name: str, target: Target, look: Callable[[str, Target], Witness | None], way: object = None
    ) -> Witness | None:
        seen = (name, target, way or look.__name__)
        if seen not in self._witnesses:
            self._witnesses[seen] = look(name, target)
        return self._witnesses[seen]


def _first(parts: Iterable[Prospect], name: str) -> Witness | None:
    """The first witness in one of the parts."""
    for part in parts:
        for key in part.movers():
            if name in facts_behind_key(key, part.lanes.view) and (found := part.witness(key)):
                return found
    return None
