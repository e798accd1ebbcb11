"""What could still change for one case, and which unknowns could change it: all that the planner knows of a session.

The case is looked at as presumed, except that what may be presumed but can be asked is left unknown: the answer to such
a question may move the verdict as any other. It is evaluated by the reference engine only; no person sees any of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

from triage.case import NotKnown
from triage.cells import Key, facts_behind_key, keys_of_application
from triage.constraints import facts_of_leaf
from triage.decide.defeat import claim_slots, slots
from triage.decide.status import Situation
from triage.decide.targets import Target, headline_targets, possible_targets
from triage.engines.incremental import IncrementalEngine, items_of_leaf
from triage.engines.inference import Engine
from triage.holding import NotApplicable, Unknown
from triage.interview.prospects import Prospect, Witness
from triage.interview.session import Session
from triage.interview.shown import Shown
from triage.logic import leaves_of
from triage.policy import Fact, Found, Kind, Leaf, Policy
from triage.program import Program, channel_id, compile_policy, seat_id
from triage.view import as_given, as_presumed


class Outlook:
    """One case as the planner sees it."""

    def __init__(self, session: Session, engine: Engine) -> None:
        self.session = session
        self.engine = engine
        self._possible: dict[tuple[Target, ...], tuple[Target, ...]] = {}
        self._gates_of: dict[str, frozenset[str]] = {}
        self._behind: dict[Target, frozenset[str]] = {}
        policy = session.policy
        self.given = as_given(policy, session.case)
        self.presumed = as_presumed(self.given)
        view = as_presumed(self.given, leaving=frozenset(_presumed_but_asked(session)))
        self.now = Situation(compile_policy(policy), view, engine.infer(view))
        self._shown = Shown(self.now, self.presumed, engine)
        self.askable = dict(self._askable())

    def _askable(self) -> Iterator[tuple[str, Fact]]:
        """Facts without an answer that apply or may apply, in the author's order."""
        session, view = self.session, self.now.view
        for name, fact in session.policy.facts.items():
            answered = name in session.case.answers or name in session.denied
            settled = not isinstance(self.given.facts[name], Unknown) or isinstance(view.facts[name], NotApplicable)
            if not (answered or settled or fact.kind is Kind.TEXT):
                yield name, fact

    @property
    def not_known(self) -> frozenset[str]:
        """The facts that were asked, and that nobody can say."""
        return frozenset(name for name, said in self.session.case.answers.items() if isinstance(said, NotKnown))

    @property
    def policy(self) -> Policy:
        """The policy of the session."""
        return self.session.policy

    def possible(self, targets: tuple[Target, ...]) -> tuple[Target, ...]:
        """Those of the conclusions that some possible clause speaks for."""
        if targets not in self._possible:
            self._possible[targets] = self._spoken_for(targets)
        return self._possible[targets]

    def _spoken_for(self, targets: tuple[Target, ...]) -> tuple[Target, ...]:
        inference = self.now.inference
        spoken_for = possible_targets(self.policy, inference.possible)
        undecided = inference.possible - inference.sure
        return tuple(t for t in targets if t in spoken_for or (t.kind == "channel" and channel_id(t.name) in undecided))

    def prospect(self, target: Target) -> Prospect | None:
        """The conclusion over all completions; None where they are too many."""
        return self._shown.prospect(target)

    def movers(self, targets: tuple[Target, ...]) -> frozenset[str]:
        """The facts and items of which it is shown that they could move one of the conclusions."""
        return frozenset(name for target in self.possible(targets) for name in self._movers(target))

    def moves(self, name: str, targets: tuple[Target, ...], thoroughly: bool = False) -> bool:
        """Whether the fact or item could move one of the conclusions; where that is not shown, no."""
        return self.witness(name, targets, thoroughly) is not None

    def witness(self, name: str, targets: tuple[Target, ...], thoroughly: bool = False) -> Witness | None:
        """Two completions that show how the fact or item could move one of the conclusions.

        Where there are too many for all to be looked at, those near the rules are; `thoroughly`: and others by lot.
        """
        closest = (
            target
            for target in sorted(self.possible(targets), key=lambda t: len(reads(t, self.policy)))
            if name in reads(target, self.policy) and name in self.behind_target(target)
        )
        return self._shown.witness(name, closest, self._group, thoroughly)

    def decides(self, name: str, targets: tuple[Target, ...]) -> bool:
        """Whether the fact could move one of the conclusions, or decides whether a fact applies that could."""
        gated = (other for other in self.askable if other != name and name in self._gates(other))
        return self.moves(name, targets) or any(self.moves(other, targets) for other in gated)

    def _gates(self, name: str) -> frozenset[str]:
        if name not in self._gates_of:
            self._gates_of[name] = self.with_gates([name])
        return self._gates_of[name]

    def with_gates(self, names: Iterable[str]) -> frozenset[str]:
        """The facts or items, and the unknown facts that decide whether they apply."""
        found = set(names)
        for name in [each for each in found if each in self.policy.facts]:
            found |= {fact for key in keys_of_application(name, self.now.view) for fact in self.behind(key)}
        return frozenset(found)

    def too_many(self, targets: tuple[Target, ...]) -> bool:
        """Whether some conclusion hangs on too many unknowns for all of its completions to be looked at."""
        return any(self.prospect(target) is None for target in self.possible(targets))

    def prospects(self, targets: tuple[Target, ...]) -> Iterator[Prospect]:
        """The conclusions over all completions, where those are not too many."""
        return (found for target in self.possible(targets) if (found := self.prospect(target)))

    def behind(self, key: Key) -> tuple[str, ...]:
        """The facts (or the item) that an unknown is about."""
        return facts_behind_key(key, self.now.view)

    def behind_target(self, target: Target) -> frozenset[str]:
        """The unknown facts and items on which the conclusion hangs; more than those that really move it."""
        if target not in self._behind:
            keys = self.now.keys(self.now.leaves(target))
            self._behind[target] = frozenset(name for key in keys for name in self.behind(key))
        return self._behind[target]

    def _movers(self, target: Target) -> frozenset[str]:
        return self._shown.movers(target, self.behind_target(target), self._group(target))

    def _group(self, target: Target) -> tuple[Target, ...]:
        """The conclusions that are looked at together: the headline, or everything else."""
        main = main_targets(self.policy)
        return self.possible(main if target in main else (*further_targets(self.policy), *route_targets(self.policy)))


def _presumed_but_asked(session: Session) -> Iterator[str]:
    """Facts that would be presumed, and about which a question may still be put."""
    for name, fact in session.policy.facts.items():
        listed = fact.screen is not None and fact.screen not in session.passed
        if fact.presume and (fact.first or listed) and name not in session.case.answers and name not in session.denied:
            yield name


@lru_cache(maxsize=16)
def planning_engine(policy: Policy) -> Engine:
    """The engine of the planner: the reference, which starts from what it worked out last."""
    return IncrementalEngine(compile_policy(policy))


def outlook(session: Session) -> Outlook:
    """What could still change for the case of a session."""
    return Outlook(session, planning_engine(session.policy))


# --- Conclusions -------------------------------------------------------------------------------


@lru_cache(maxsize=16)
def main_targets(policy: Policy) -> tuple[Target, ...]:
    """The headline: who answers, and what is claimed as of right."""
    return tuple(t for t in headline_targets(policy) if t.kind == "responsible" or _of_right(t, policy))


def _of_right(target: Target, policy: Policy) -> bool:
    return target.kind == "claim" and not policy.claims[target.name].voluntary


@lru_cache(maxsize=16)
def further_targets(policy: Policy) -> tuple[Target, ...]:
    """What else a verdict says of parties and claims: who is liable beside them, help and goodwill."""
    return tuple(t for t in headline_targets(policy) if t not in main_targets(policy))


@lru_cache(maxsize=16)
def route_targets(policy: Policy) -> tuple[Target, ...]:
    """The doors of the channels."""
    return tuple(Target("channel", name) for name in policy.channels)


@lru_cache(maxsize=4096)
def reads(target: Target, policy: Policy) -> frozenset[str]:
    """The facts and items that anything on which the conclusion may hang reads, whatever the case."""
    by_clause = _read_by_clauses(compile_policy(policy))
    return frozenset(name for clause in _clauses(target, policy) for name in by_clause[clause])


def _clauses(target: Target, policy: Policy) -> Iterator[str]:
    program = compile_policy(policy)
    match target.kind:
        case "channel":
            yield channel_id(target.name)
        case "responsible" | "also":
            for slot, contenders in slots(policy).items():
                if slot[:2] == (target.kind, target.name):
                    yield from (contender.clause for contender in contenders)
            yield from (seat_id(r.name, i) for r in policy.roles.values() for i in range(len(r.seats)))
        case "claim":
            for rival in policy.claims:
                if rival == target.name or _near(rival, target.name, policy):
                    yield from (c.clause for slot in claim_slots(policy)[rival] for c in slots(policy)[slot])
            yield from (name for name in program.clauses if name.startswith("wish:"))


def _near(rival: str, claim: str, policy: Policy) -> bool:
    """Whether a claim may stand in the way of another: of one group, or including one that is."""
    group = policy.groups.get(policy.claims[claim].group or "")
    near = {claim, *(group.claims if group else ())}
    return rival in near or any(name in policy.claims[rival].includes for name in near)


@lru_cache(maxsize=16)
def _read_by_clauses(program: Program) -> Mapping[str, frozenset[str]]:
    """For each clause what it reads: through findings and measures, and what decides whether that applies."""
    found: dict[str, frozenset[str]] = {}
    for level in program.levels:
        for clause in level:
            names: set[str] = set()
            for leaf in leaves_of(clause.condition):
                if isinstance(leaf, Found):
                    names |= {name for each in program.concluded_by[leaf.finding] for name in found[each]}
                else:
                    names |= _read_by_leaf(leaf, program.policy)
            found[clause.id] = frozenset(names)
    return found


def _read_by_leaf(leaf: Leaf, policy: Policy) -> frozenset[str]:
    waiting, seen = list(facts_of_leaf(leaf, policy)), set[str]()
    while waiting:
        name = waiting.pop()
        if name not in seen:
            seen.add(name)
            gates = leaves_of(policy.facts[name].applies_when)
            waiting += (other for gate in gates for other in facts_of_leaf(gate, policy))
    return frozenset(seen) | frozenset(items_of_leaf(leaf, policy))
