"""The cheapest set of evidence or answers that would secure each claim within reach.

A claim is secure when it stands and every link of the chain that it needs is proved. Only what can still be got counts:
items of evidence, and facts that somebody can produce; never what the person cannot change.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from msgspec import Struct

from triage.case import Case
from triage.decide.chain import obtainable
from triage.decide.headline import headline
from triage.decide.steps import proving
from triage.engines import ReferenceEngine
from triage.holding import Held, NotApplicable, Origin, Unknown, View
from triage.policy import Claim, Cost, Policy, Proved, Value
from triage.program import Program, compile_policy
from triage.verdict import Verdict
from triage.view import as_given, as_presumed, domain

MOST_TOGETHER = 4
"""Items that are looked at together; whoever needs five is better told what is missing link by link."""

MOST_TO_REACH = 2
"""Steps that are combined to reach a claim that does not stand."""


class Obtain(Struct, frozen=True):
    """Get hold of an item of evidence."""

    item: str


class Produce(Struct, frozen=True):
    """Have a fact produced, and it must come out as `value`."""

    fact: str
    value: Value


Action = Obtain | Produce


class Reach(Struct, frozen=True):
    """A claim with what would secure it most cheaply: nothing where it is secure, `None` where nothing was found."""

    claim: str
    stands: bool
    needs: tuple[Action, ...] | None


def reach(policy: Policy, case: Case, verdict: Verdict) -> tuple[Reach, ...]:
    """The claims that stand, and those that one or two steps would make stand, in the order of the catalogue."""
    steps = tuple(step.fact for step in verdict.steps)
    seeker = _Seeker(compile_policy(policy), as_given(policy, case), steps)
    return tuple(found for claim in policy.claims.values() for found in seeker.reach(claim))


class _Seeker:
    """Tries steps on one case."""

    def __init__(self, program: Program, given: View, steps: tuple[str, ...]) -> None:
        self._engine = ReferenceEngine(program)
        self._given = given
        self._policy = program.policy
        self._steps = steps
        self._proof_wanted = {leaf.fact for leaf in program.leaves if isinstance(leaf, Proved)}
        self._now = self._claims_after(())
        self._ways = {way: self._claims_after(way) for way in self._combinations()}

    def reach(self, claim: Claim) -> Iterator[Reach]:
        """What the claim needs, if it is within reach at all."""
        if claim.name in self._now:
            yield Reach(claim.name, True, self._links(claim, ()))
        if claim.voluntary or claim.name in self._now:
            return
        ways = [way for way, claims in self._ways.items() if claim.name in claims]
        secured = [(*way, *links) for way in ways if (links := self._links(claim, way)) is not None]
        if secured:
            yield Reach(claim.name, False, self._cheapest_first(min(secured, key=self._cost)))

    def _cheapest_first(self, needs: tuple[Action, ...]) -> tuple[Action, ...]:
        return tuple(sorted(needs, key=lambda action: self._cost((action,))))

    def _cost(self, needs: tuple[Action, ...]) -> tuple[float, int]:
        """What the actions take together, in remembered answers; of equal ones fewer are better."""
        return sum(self._weight(action) for action in needs), len(needs)

    def _weight(self, action: Action) -> float:
        match action:
            case Obtain(item):
                return self._policy.evidence[item].cost.weight
            case Produce():
                return Cost.WRITE_TO_SOMEONE.weight  # somebody else has to answer

    def _combinations(self) -> Iterator[tuple[Action, ...]]:
        actions = tuple(self._actions())
        for count in range(1, MOST_TO_REACH + 1):
            yield from combinations(actions, count)

    def _actions(self) -> Iterator[Action]:
        """Facts whose coming would move the verdict, and items that would prove what was only said."""
        for name, fact in self._policy.facts.items():
            holding = self._given.facts[name]
            if name in self._steps and isinstance(holding, Unknown):
                unproved = fact.burden.unproved if fact.burden else None
                yield from (Produce(name, value) for value in holding.values or domain(fact) if value != unproved)
            elif name in self._proof_wanted and isinstance(holding, Held):
                yield from (Obtain(item) for item in proving(fact, self._given) if self._obtainable(item))

    def _obtainable(self, item: str) -> bool:
        return obtainable(self._policy.evidence[item], self._given)

    def _claims_after(self, way: tuple[Action, ...]) -> frozenset[str]:
        found = headline(as_presumed(self._after(way)), self._engine)
        return frozenset(name for name, _ in found.claims)

    def _after(self, way: tuple[Action, ...]) -> View:
        """The case once these steps have been taken; what is produced comes with what proves it."""
        view = self._given
        for action in way:
            match action:
                case Obtain(item):
                    view = view.supposing(evidence={item: True})
                case Produce(fact, value):
                    proof = proving(self._policy.facts[fact], view)[:1]
                    held = {fact: Held(value, Origin.GIVEN)}
                    applies = not isinstance(view.facts[fact], NotApplicable)
                    view = view.supposing(facts=held, evidence=dict.fromkeys(proof, True)) if applies else view
        return view

    def _links(self, claim: Claim, way: tuple[Action, ...]) -> tuple[Obtain, ...] | None:
        """The cheapest items that prove the links which the claim still lacks; None where four do not."""
        evidence = self._after(way).evidence
        strong = self._policy.proof_strength
        items = tuple(self._policy.evidence.values())
        lacking = {
            link
            for link in claim.needs
            if not any(evidence.get(item.id) and item.links.get(link, 0) >= strong for item in items)
        }
        useful = [
            item
            for item in items
            if self._obtainable(item.id) and any(item.links.get(link, 0) >= strong for link in lacking)
        ]
        found = (
            tuple(Obtain(item.id) for item in chosen)
            for count in range(MOST_TOGETHER + 1)
            for chosen in combinations(useful, count)
            if lacking <= {link for item in chosen for link, strength in item.links.items() if strength >= strong}
        )
        best = min(found, key=self._cost, default=None)
        return None if best is None else tuple(sorted(best, key=lambda action: self._weight(action)))
