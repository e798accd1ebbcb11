"""From cases to coverage, one case at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import ROUND_FLOOR, Decimal
from fractions import Fraction

from msgspec import Struct

from triage.case import Case
from triage.coverage.constant import Sides, reachable
from triage.coverage.decisive import decisive
from triage.decide.lines import Reading, rule_lines
from triage.decide.ruling import ruling_of
from triage.decide.status import Situation
from triage.engines import ReferenceEngine
from triage.logic import leaves_of
from triage.policy import NOWHERE, Leaf, Policy
from triage.problem import Place
from triage.program import Clause, Program, compile_policy, wish_id
from triage.verdict import Outcome
from triage.view import as_given, as_presumed


class Ratio(Struct, frozen=True):
    """So many of so many."""

    covered: int
    all: int

    @property
    def exact(self) -> Fraction:
        """The share that is covered, from 0 to 1; of nothing, all is covered."""
        return Fraction(self.covered, self.all) if self.all else Fraction(1)

    @property
    def percent(self) -> Decimal:
        """Per cent to two places, rounded down: 9,999 of 10,001 is 99.98, never 100."""
        share = 100 * self.exact
        return (Decimal(share.numerator) / Decimal(share.denominator)).quantize(Decimal("0.01"), ROUND_FLOOR)

    def reaches(self, percent: Decimal) -> bool:
        """Whether the share is that many per cent or more, exactly."""
        return 100 * self.exact >= Fraction(percent)


class RuleCoverage(Struct, frozen=True):
    """The cases in which a rule won, and in which it fired and was beaten in every slot."""

    rule: str
    place: Place
    won: tuple[str, ...]
    beaten: tuple[str, ...]


class LeafCoverage(Struct, frozen=True):
    """The cases in which the leaf at a place was decisive, by its truth value.

    `clauses` are the rules, blocks, seats and channels that test it there: what a file gives holds for all its rules.
    """

    place: Place
    leaf: Leaf
    clauses: tuple[str, ...]
    true: tuple[str, ...]
    false: tuple[str, ...]
    reachable: Sides

    @property
    def ratio(self) -> Ratio:
        """How many of the sides that some case could reach are covered."""
        sides = ((self.true, self.reachable.true), (self.false, self.reachable.false))
        return Ratio(sum(bool(seen) for seen, can in sides if can), sum(can for _, can in sides))


class Coverage(Struct, frozen=True):
    """What a run of cases has put to work, in the author's order."""

    cases: int
    rules: tuple[RuleCoverage, ...]
    leaves: tuple[LeafCoverage, ...]

    @property
    def rule_ratio(self) -> Ratio:
        """Rules that won in some case, of all rules."""
        return Ratio(sum(bool(rule.won) for rule in self.rules), len(self.rules))

    @property
    def leaf_ratio(self) -> Ratio:
        """Sides of leaves that were decisive in some case, of all that could be."""
        ratios = [leaf.ratio for leaf in self.leaves]
        return Ratio(sum(ratio.covered for ratio in ratios), sum(ratio.all for ratio in ratios))


class Seen(Struct, frozen=True):
    """What one case puts to work, as presumed."""

    won: tuple[str, ...]
    beaten: tuple[str, ...]
    decisive: frozenset[tuple[Place, bool]]


def fired_in(policy: Policy, case: Case) -> dict[str, Outcome]:
    """What becomes of each rule that fires, or could, in a case whose answers do not contradict each other."""
    return _outcomes(_presumed(policy, case))


def _presumed(policy: Policy, case: Case) -> Situation:
    program = compile_policy(policy)
    view = as_presumed(as_given(policy, case))
    return Situation(program, view, ReferenceEngine(program).infer(view))


def _outcomes(situation: Situation) -> dict[str, Outcome]:
    ruling = ruling_of(situation.program.policy, situation.inference.sure)
    return {line.rule: line.outcome for line in rule_lines(Reading(situation, situation, ruling, {}))}


def see(policy: Policy, case: Case) -> Seen:
    """The rules that fire in a case whose answers do not contradict each other, and its decisive leaves."""
    situation = _presumed(policy, case)
    outcomes = _outcomes(situation)
    return Seen(
        tuple(rule for rule, outcome in outcomes.items() if outcome is Outcome.WON),
        tuple(rule for rule, outcome in outcomes.items() if outcome is Outcome.BEATEN),
        frozenset(_decisive(situation.program, situation)),
    )


def _decisive(program: Program, situation: Situation) -> Iterator[tuple[Place, bool]]:
    for clause in written_clauses(program):
        for leaf, value in decisive(clause.condition, situation.truth):
            yield leaf.place, value


def written_clauses(program: Program) -> tuple[Clause, ...]:
    """The clauses whose condition an author wrote: all but the wishes of groups."""
    wishes = {wish_id(claim) for claim in program.policy.claims}
    return tuple(clause for clause in program.clauses.values() if clause.id not in wishes)


def cover(policy: Policy, cases: Iterable[tuple[str, Case]]) -> Coverage:
    """The coverage of named cases, none of which contradicts itself."""
    seen = [(name, see(policy, case)) for name, case in cases]
    return Coverage(len(seen), tuple(_rules(policy, seen)), tuple(_leaves(compile_policy(policy), seen)))


def _rules(policy: Policy, seen: Sequence[tuple[str, Seen]]) -> Iterator[RuleCoverage]:
    for name, rule in policy.rules.items():
        won = tuple(case for case, each in seen if name in each.won)
        beaten = tuple(case for case, each in seen if name in each.beaten)
        yield RuleCoverage(name, rule.place, won, beaten)


def _leaves(program: Program, seen: Sequence[tuple[str, Seen]]) -> Iterator[LeafCoverage]:
    """The leaves by their place; those without a place (in policies that no file says) are left out."""
    clauses = written_clauses(program)
    sides = reachable(clauses, program)
    found: dict[Place, list[tuple[Leaf, str, Sides]]] = {}
    for clause in clauses:
        for leaf, can in zip(leaves_of(clause.condition), sides[clause.id], strict=True):
            if leaf.place != NOWHERE:
                found.setdefault(leaf.place, []).append((leaf, clause.id, can))
    by_side = {side: [(case, each) for case, each in seen if side in each.decisive] for side in _all_sides(seen)}
    for place in sorted(found):
        here = found[place]
        can = Sides()
        for _, _, each in here:
            can |= each
        true, false = (tuple(case for case, _ in by_side.get((place, side), ())) for side in (True, False))
        clause_ids = tuple(dict.fromkeys(clause for _, clause, _ in here))
        yield LeafCoverage(place, here[0][0], clause_ids, true, false, can)


def _all_sides(seen: Sequence[tuple[str, Seen]]) -> frozenset[tuple[Place, bool]]:
    return frozenset[tuple[Place, bool]]().union(*(each.decisive for _, each in seen))
