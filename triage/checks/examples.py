"""Examples that do not do what they say.

An example starts from the simplest facts that make its rule's condition true (`witness`), changes the facts that it
names, and is evaluated as presumed.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timezone

from triage.case import Case, Given
from triage.checks.witness import Witness, witness
from triage.decide.lines import Reading, rule_line
from triage.decide.status import Situation
from triage.engines import Engine
from triage.engines.incremental import IncrementalEngine
from triage.logic import evaluate, undecided_leaves
from triage.policy import All, Any, Condition, Example, Expectation, Leaf, Not, Policy, Rule
from triage.policy.written import written_leaf
from triage.problem import Problem
from triage.program import Program, compile_policy
from triage.verdict import Outcome, RuleLine
from triage.view import as_given, as_presumed, contradictions

NOW = datetime(2026, 7, 1, 12, tzinfo=timezone.utc)
"""The moment of examples that name none; it decides only dated versions and clocks."""


def examples_that_fail(policy: Policy) -> tuple[Problem, ...]:
    """Each example whose rule does not come out as the example says; rules without an example are not reported."""
    program = compile_policy(policy)
    engine = IncrementalEngine(program)
    own = (rule for rule in policy.rules.values() if policy.owns(rule.place))
    examples = ((rule, example) for rule in own for example in rule.examples)
    return tuple(problem for rule, example in examples for problem in _failing(rule, example, program, engine))


def _failing(rule: Rule, example: Example, program: Program, engine: Engine) -> Iterator[Problem]:
    found = witness(program.clauses[rule.id].condition, program, example.now or NOW)
    case = _case(found, example, program.policy)
    given = as_given(program.policy, case)
    if impossible := contradictions(program.policy, case, given):
        message = f"the example of `{rule.id}` states facts that cannot hold together"
        yield Problem(example.place, "example-impossible", message, impossible[0].message)
        return
    presumed = as_presumed(given)
    situation = Situation(program, presumed, engine.infer(presumed))
    line = _fired(rule_line(rule, Reading(situation, situation, situation.now, {})))
    if _came_out(line) is not example.expects:
        message = f"`{rule.id}` {_words(line)}; the example says that it {_said(example.expects)}"
        yield Problem(example.place, "example-fails", message, _reason(rule, line, situation))


def _case(found: Witness, example: Example, policy: Policy) -> Case:
    answers = {name: Given(value) for name, value in found.values.items()}
    answers |= {fact.name: Given(fact.value, fact.by) for fact in example.facts}
    shown = dict.fromkeys(policy.evidence, False)
    shown |= dict.fromkeys((*found.items, *(item for fact in example.facts for item in fact.by)), True)
    return Case(policy.id, found.now, answers, shown, place=example.place)


def _fired(line: RuleLine | None) -> RuleLine | None:
    """What became of a rule that fired; that it could fire does not count."""
    return None if line is None or line.outcome is Outcome.POSSIBLE else line


def _came_out(line: RuleLine | None) -> Expectation:
    if line is None:
        return Expectation.SILENT
    return Expectation.WINS if line.outcome is Outcome.WON else Expectation.BEATEN


def _words(line: RuleLine | None) -> str:
    if line is None:
        return "does not fire"
    return "wins" if line.outcome is Outcome.WON else f"is beaten by {', '.join(f'`{b}`' for b in line.beaten_by)}"


def _said(expected: Expectation) -> str:
    return {Expectation.WINS: "wins", Expectation.BEATEN: "is beaten", Expectation.SILENT: "does not fire"}[expected]


def _reason(rule: Rule, line: RuleLine | None, situation: Situation) -> str:
    """What keeps the rule from firing: its false or unknown conditions."""
    if line is not None:
        return "change the example's facts, or what it says"
    condition = situation.program.clauses[rule.id].condition
    blamed = [*_false_leaves(condition, situation), *undecided_leaves(condition, situation.truth)]
    came_out = {None: "unknown", False: "false", True: "true"}
    return "; ".join(dict.fromkeys(f"`{written_leaf(leaf)}` is {came_out[situation.truth(leaf)]}" for leaf in blamed))


def _false_leaves(condition: Condition, situation: Situation, wanted: bool = True) -> Iterator[Leaf]:
    value = evaluate(condition, situation.truth)
    if value is None or value is wanted:
        return
    match condition:
        case All(parts) | Any(parts):
            for part in parts:
                yield from _false_leaves(part, situation, wanted)
        case Not(part):
            yield from _false_leaves(part, situation, not wanted)
        case _:
            yield condition
