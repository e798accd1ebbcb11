"""From fired and possible clauses to the verdict: the one place where defeat, roles, sums and status are worked out."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from msgspec.structs import replace

from triage.case import Case
from triage.decide.chain import chain
from triage.decide.change import next_change
from triage.decide.claimed import claim_lines
from triage.decide.headline import headline_of
from triage.decide.layered import layered_lines
from triage.decide.lines import Reading, denied_lines, finding_lines, responsible_lines, rule_lines
from triage.decide.route import route
from triage.decide.ruling import ruling_of
from triage.decide.status import Situation, firmness
from triage.decide.steps import steps
from triage.decide.summary import citations, clashes, open_lines, overall, presumed_lines, warning_lines
from triage.decide.targets import Target, headline_targets, possible_targets
from triage.engines import Engine, Inference, ReferenceEngine, open_engine
from triage.engines.incremental import IncrementalEngine
from triage.holding import View
from triage.policy import Policy
from triage.program import Program, compile_policy
from triage.verdict import Trace, Verdict
from triage.view import as_given, as_presumed


class EnginesDisagree(Exception):
    """Two engines differ on one case: a mistake of this program, never to be hidden."""


@lru_cache(maxsize=16)
def default_engine(policy: Policy) -> Engine:
    """The engine for verdicts that a person sees, compiled once a policy."""
    return open_engine(compile_policy(policy))


def decide(policy: Policy, case: Case, engine: Engine | None = None) -> Verdict:
    """The verdict of a case whose answers do not contradict each other.

    The engine (by default durable-rules) derives it; the reference engine must agree. Raises `EnginesDisagree`.
    """
    program = compile_policy(policy)
    engine = engine or default_engine(policy)
    reference = ReferenceEngine(program)
    given_view = as_given(policy, case)
    given = _situation(program, given_view, engine, reference)
    presumed = _situation(program, as_presumed(given_view), engine, reference)
    return _verdict(case, given, presumed, engine.name, IncrementalEngine(program))


def _situation(program: Program, view: View, engine: Engine, reference: Engine) -> Situation:
    inference = engine.infer(view)
    if engine is not reference and inference != reference.infer(view):
        raise EnginesDisagree(_difference(inference, reference.infer(view)))
    return Situation(program, view, inference)


def _difference(one: Inference, other: Inference) -> str:
    return f"sure: {sorted(one.sure ^ other.sure)}, possible: {sorted(one.possible ^ other.possible)}"


def _verdict(case: Case, given: Situation, presumed: Situation, engine: str, supposing: Engine) -> Verdict:
    policy = given.program.policy
    reading = Reading(given, presumed, ruling_of(policy, presumed.inference.sure), {})
    denied = tuple(denied_lines(reading))
    refused = {Target("claim", line.claim) for line in denied if line.claim in policy.claims}
    possible = possible_targets(policy, given.inference.possible | presumed.inference.possible)
    targets = tuple(target for target in headline_targets(policy) if target in possible or target in refused)
    firm = {target: firmness(target, given, presumed, supposing.infer, target in refused) for target in targets}
    reading = replace(reading, firmness=firm)
    responsible = tuple(responsible_lines(reading))
    claims = tuple(claim_lines(reading))
    clashing = tuple(clashes(reading))
    now = headline_of(presumed)
    demanded = steps(targets, given, now, supposing)
    open_ = open_lines(reading, claims)
    waiting = tuple(dict.fromkeys([*(line.fact for line in open_), *(step.fact for step in demanded)]))
    rules = tuple(rule_lines(reading))
    way = route(given, presumed)
    layered = layered_lines(reading, claims, rules, demanded, way)
    return Verdict(
        policy=policy.id,
        version=policy.version,
        hash=policy.hash,
        engine=engine,
        now=case.now,
        status=overall(reading, responsible, claims, denied, clashing),
        next_change=next_change(given.program, case, presumed.view, now, supposing),
        responsible=responsible,
        clashes=clashing,
        findings=tuple(finding_lines(reading)),
        claims=claims,
        possible_claims=tuple(_possible_claims(reading, tuple(line.claim for line in claims))),
        denied=denied,
        presumed=presumed_lines(reading, responsible, claims, denied),
        steps=demanded,
        chain=chain(tuple(line.claim for line in claims), waiting, given.view, now, supposing),
        route=way,
        warnings=tuple(warning_lines(reading, way)),
        open=open_,
        rules=rules,
        citations=citations(reading, responsible, rules, claims, denied, layered),
        trace=Trace(
            _rules(given.inference.sure, policy),
            _rules(given.inference.possible, policy),
            _rules(presumed.inference.sure, policy),
            _rules(presumed.inference.possible, policy),
        ),
        over=policy.over,
        layered=layered,
    )


def _rules(clauses: frozenset[str], policy: Policy) -> tuple[str, ...]:
    return tuple(rule for rule in policy.rules if rule in clauses)


def _possible_claims(reading: Reading, standing: tuple[str, ...]) -> Iterator[str]:
    """Claims that do not stand as presumed, but would if some open fact came out one way."""
    for target, firm in reading.firmness.items():
        if target.kind == "claim" and target.name not in standing and firm.open:
            yield target.name
