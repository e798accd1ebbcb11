"""Why, and why not: the rules behind a conclusion, each condition with its truth and the actual value.

Works from the same views and the same inference as the verdict; the reference engine gives the reasons.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from triage.case import Case
from triage.decide.amounts import decimal_of
from triage.decide.defeat import slots
from triage.decide.lines import Reading, rule_lines
from triage.decide.ruling import ruling_of
from triage.decide.status import Situation
from triage.engines import ReferenceEngine
from triage.formula import lookup
from triage.holding import Held, NotApplicable, Unknown, View
from triage.instant import moment_of
from triage.logic import Explained, explain, leaves_of
from triage.policy import (
    ConcludesOutcome,
    Found,
    Has,
    InForce,
    Kind,
    Known,
    Leaf,
    OneOf,
    Policy,
    Proved,
    Value,
    Within,
)
from triage.program import block_id, compile_policy
from triage.verdict import Outcome, RuleLine, Verdict
from triage.view import as_given, as_presumed


class RuleExplained(Struct, frozen=True):
    """A rule with its condition explained, and the rules that conclude the findings which it reads."""

    rule: str
    fired: bool | None
    outcome: Outcome | None
    beaten_by: tuple[str, ...]
    tree: Explained
    through: tuple[RuleExplained, ...] = ()


class Proof(Struct, frozen=True):
    """The rules that carry one conclusion of a verdict. `kind`: "responsible", "claim", "denied" or "finding"."""

    conclusion: str
    kind: str
    rules: tuple[RuleExplained, ...]


class WhyNot(Struct, frozen=True):
    """Every way to a claim: the rules that could grant it, what blocks it, and the rules that deny it."""

    claim: str
    granted: bool
    routes: tuple[RuleExplained, ...]
    blocks: tuple[Explained, ...]
    denied_by: tuple[RuleExplained, ...]


class Explainer:
    """Explains rules of one case, as presumed."""

    def __init__(self, policy: Policy, case: Case) -> None:
        program = compile_policy(policy)
        engine = ReferenceEngine(program)
        given = as_given(policy, case)
        presumed = as_presumed(given)
        self._policy = policy
        self._situation = Situation(program, presumed, engine.infer(presumed))
        ruling = ruling_of(policy, self._situation.inference.sure)
        reading = Reading(Situation(program, given, engine.infer(given)), self._situation, ruling, {})
        self._lines: dict[str, RuleLine] = {line.rule: line for line in rule_lines(reading)}
        self._granted = ruling.granted

    def rule(self, name: str, through: tuple[str, ...] = ()) -> RuleExplained:
        """The rule, its condition part by part, and below it the rules behind its findings."""
        clause = self._situation.program.clauses[name]
        line = self._lines.get(name)
        inference = self._situation.inference
        behind = tuple(
            self.rule(other, (*through, name))
            for other in dict.fromkeys(self._concluders(name))
            if other not in through
        )
        return RuleExplained(
            name,
            True if name in inference.sure else (None if name in inference.possible else False),
            line.outcome if line else None,
            line.beaten_by if line else (),
            explain(clause.condition, self._situation.truth, self._actual),
            behind,
        )

    def _concluders(self, name: str) -> Iterator[str]:
        program = self._situation.program
        for leaf in leaves_of(program.clauses[name].condition):
            if isinstance(leaf, Found):
                yield from program.concluded_by[leaf.finding]

    def why_not(self, claim: str) -> WhyNot:
        """Every rule that could grant the claim, and everything that stands in its way."""
        blocks = self._policy.claims[claim].blocks
        conditions = [self._situation.program.clauses[block_id(claim, i)].condition for i in range(len(blocks))]
        granting = [r.id for r in self._policy.rules.values() if claim in _grants(r.then)]
        denying = [
            contender.clause
            for slot, contenders in slots(self._policy).items()
            if slot[0] == "claim" and slot[2] == claim
            for contender in contenders
            if contender.value is False and contender.clause in self._policy.rules
        ]
        return WhyNot(
            claim,
            bool(self._granted(claim)),
            tuple(self.rule(name) for name in granting),
            tuple(explain(condition, self._situation.truth, self._actual) for condition in conditions),
            tuple(self.rule(name) for name in dict.fromkeys(denying) if name in self._situation.inference.possible),
        )

    def _actual(self, leaf: Leaf) -> tuple[Value | str | None, str]:
        return actual(leaf, self._situation.view)


def _grants(then: object) -> tuple[str, ...]:
    return then.claims if isinstance(then, ConcludesOutcome) else ()


def proofs(policy: Policy, case: Case, verdict: Verdict) -> tuple[Proof, ...]:
    """For every conclusion of the verdict the rules that carry it."""
    explainer = Explainer(policy, case)
    found: list[Proof] = []
    conclusions = [("responsible", line.matter, line.rules) for line in verdict.responsible]
    conclusions += [("claim", line.claim, line.rules) for line in verdict.claims]
    conclusions += [("denied", line.claim, line.rules) for line in verdict.denied]
    conclusions += [("finding", line.finding, line.rules) for line in verdict.findings if line.value]
    for kind, name, rules in conclusions:
        explained = tuple(explainer.rule(rule) for rule in rules if rule in policy.rules)
        found.append(Proof(name, kind, explained))
    return tuple(dict.fromkeys(found))


def why_not(policy: Policy, case: Case, claim: str) -> WhyNot:
    """Every way to the claim in this case, and what stands in each. The claim must be one of the policy's."""
    return Explainer(policy, case).why_not(claim)


def actual(leaf: Leaf, view: View) -> tuple[Value | str | None, str]:
    """What a leaf found: the value of its fact or measure and its origin, or a word for the lack of one."""
    match leaf:
        case OneOf(name) | Known(name) | Proved(name):
            return _of_fact(name, view)
        case Within(name):
            return _of_fact(name, view) if name in view.policy.facts else _of_measure(name, view)
        case Has(items):
            return frozenset(item for item in items if view.evidence.get(item)), "given"
        case InForce(period):
            return (view.now, "") if period.by is None else _of_fact(period.by, view)
        case Found():
            return None, ""


def _of_fact(name: str, view: View) -> tuple[Value | str | None, str]:
    match view.facts[name]:
        case Held(value, origin):
            return value, origin.value
        case Unknown(doubt=doubt):
            return doubt.value, ""
        case NotApplicable():
            return "not_applicable", ""


def _of_measure(name: str, view: View) -> tuple[Value | str | None, str]:
    computed = lookup(name, view)
    if isinstance(computed, NotApplicable):
        return "not_applicable", ""
    point = computed.point
    if point is None:
        return "not_known", ""
    is_moment = view.policy.measures[name].kind is Kind.MOMENT
    return (moment_of(point, view.policy.timezone) if is_moment else decimal_of(point)), ""
