"""What must not change a verdict: other names, other order, a finding for a condition, a weaker rule, more answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta, timezone
from random import Random
from typing import Any, TypeVar

import pytest
from completions import space_of_case, worlds_of
from hypothesis import assume, example, given
from msgspec import Struct
from msgspec.structs import asdict, replace
from oracle import NOTHING
from random_packs import NOW, random_answer
from strategies import ANY, SMALL, Drawn, bounded, drawn

from triage.case import Answer, Case, Contested, Given, NotKnown
from triage.constraints import is_stated, may_be
from triage.decide import decide
from triage.decide.ruling import ruling_of
from triage.decide.status import Situation
from triage.decide.targets import Target, headline_targets
from triage.engines import ReferenceEngine
from triage.holding import Held, NotApplicable, Unknown
from triage.policy import (
    ALWAYS,
    All,
    ConcludesFinding,
    ConcludesOutcome,
    Condition,
    Finding,
    Found,
    Period,
    Policy,
    Rule,
)
from triage.program import compile_policy
from triage.verdict import Status, Trace, Verdict
from triage.view import as_given, contradictions

T = TypeVar("T")


def verdict_of(policy: Policy, case: Case) -> Verdict:
    return decide(policy, case, ReferenceEngine(compile_policy(policy)))


def settled_in(policy: Policy, case: Case) -> dict[Target, object]:
    """The conclusions that are settled as given, with their outcomes."""
    program = compile_policy(policy)
    view = as_given(policy, case)
    here = Situation(program, view, ReferenceEngine(program).infer(view))
    return {target: here.outcome(target) for target in headline_targets(policy) if here.stable(target)}


# --- One more answer ---------------------------------------------------------------------------


@given(drawn(SMALL))
@bounded(150)
def test_one_more_answer_never_unsettles_a_conclusion_nor_changes_it(it: Drawn) -> None:
    assume(not contradictions(it.policy, it.case))
    before = settled_in(it.policy, it.case)
    further = told_more(it)
    assume(further is not None)
    assert further is not None
    space = space_of_case(further, as_given(it.policy, further))
    assume(any(worlds_of(space, it.random, 2000)[0]))  # a contradiction may need more than one step to see
    after = settled_in(it.policy, further)
    for target, outcome in before.items():
        assert after.get(target) == outcome, target


def told_more(it: Drawn) -> Case | None:
    """The case with one more answer that the earlier ones allow, or None where there is none."""
    random = it.random
    for name in random.sample(list(it.policy.facts), len(it.policy.facts)):
        if name not in it.case.answers:
            answer = random_answer(random, it.policy.facts[name], it.policy, it.case.evidence)
            case = it.case.with_answer(name, answer)
            if not contradictions(it.policy, case) and was_possible(name, answer, it):
                return case
    missing = [item for item in it.policy.evidence if item not in it.case.evidence]
    if not missing:
        return None
    return replace(it.case, evidence={**it.case.evidence, missing[0]: random.random() < 0.5})


def was_possible(name: str, answer: Answer, it: Drawn) -> bool:
    """Whether what was known left room for the answer, and the answer leaves sense in what was stated."""
    before = as_given(it.policy, it.case).facts
    after = as_given(it.policy, it.case.with_answer(name, answer)).facts
    stated = [n for n, holding in before.items() if is_stated(holding)]
    if any(isinstance(after[n], NotApplicable) for n in stated):
        return False
    match before[name], answer:
        case Held(value), Given(given_value):
            return value == given_value
        case Unknown() as holding, Given(given_value):
            return may_be(given_value, holding)
        case Unknown() as holding, Contested(values):
            return all(may_be(value, holding) for value in values.values())
        case Unknown(), NotKnown():
            return True
        case _:
            return False


# --- Order -------------------------------------------------------------------------------------


@given(drawn(SMALL))
@bounded(60)
def test_the_order_of_rules_and_of_answers_means_nothing(it: Drawn) -> None:
    assume(not contradictions(it.policy, it.case))
    shuffled = replace(it.policy, rules=in_other_order(it.policy.rules, it.random))
    case = replace(it.case, answers=in_other_order(it.case.answers, it.random))
    assert unordered(verdict_of(shuffled, case)) == unordered(verdict_of(it.policy, it.case))


@given(drawn(SMALL))
@bounded(60)
def test_the_order_of_facts_and_constraints_means_nothing_but_the_order_of_lists(it: Drawn) -> None:
    assume(not contradictions(it.policy, it.case))
    # of two presumptions that exclude each other the author's first counts
    assume(not any(fact.presume for fact in it.policy.facts.values()))
    shuffled = replace(
        it.policy,
        facts=in_other_order(it.policy.facts, it.random),
        measures=in_other_order(it.policy.measures, it.random),
        nevers=it.policy.nevers[::-1],
    )
    assert unordered(verdict_of(shuffled, it.case)) == unordered(verdict_of(it.policy, it.case))


def in_other_order(mapping: Mapping[str, T], random: Random) -> dict[str, T]:
    names = list(mapping)
    random.shuffle(names)
    return {name: mapping[name] for name in names}


def unordered(value: object) -> object:
    """The value without the order of its tuples."""
    if isinstance(value, Struct):
        return tuple((name, unordered(each)) for name, each in asdict(value).items())
    if isinstance(value, tuple):
        return frozenset(unordered(each) for each in value)
    if isinstance(value, Mapping):
        return frozenset((key, unordered(each)) for key, each in value.items())
    return value


# --- Names -------------------------------------------------------------------------------------


@given(drawn(SMALL))
@bounded(60)
def test_names_mean_nothing(it: Drawn) -> None:
    assume(not contradictions(it.policy, it.case))
    renamed = renaming(it.policy)
    policy = rebuilt(it.policy, renamed)
    case = replace(it.case, answers={renamed(name): answer for name, answer in it.case.answers.items()})
    assert verdict_of(policy, case) == rebuilt(verdict_of(it.policy, it.case), renamed)


def renaming(policy: Policy) -> Callable[[str], str]:
    """Other names for facts, rules, findings and measures, that sort the other way round."""
    names = sorted([*policy.facts, *policy.rules, *policy.findings, *policy.measures], reverse=True)
    table = {name: f"x{index:02}" for index, name in enumerate(names)}
    return lambda name: table.get(name, name)


def rebuilt(value: Any, renamed: Callable[[str], str]) -> Any:
    """A copy in which every string that is a name is another name."""
    if isinstance(value, str):
        return ":".join(renamed(part) for part in value.split(":"))
    if isinstance(value, Struct):
        return replace(value, **{name: rebuilt(each, renamed) for name, each in asdict(value).items()})
    if isinstance(value, tuple):
        return tuple(rebuilt(each, renamed) for each in value)
    if isinstance(value, Mapping):
        return {rebuilt(key, renamed): rebuilt(each, renamed) for key, each in value.items()}
    return value


# --- Findings ----------------------------------------------------------------------------------


@given(drawn(SMALL))
@bounded(100)
def test_a_condition_can_be_moved_into_a_finding(it: Drawn) -> None:
    assume(not contradictions(it.policy, it.case))
    policy = with_finding(it.policy, it.random)
    before, after = verdict_of(it.policy, it.case), verdict_of(policy, it.case)
    findings = tuple(line for line in after.findings if line.finding != "moved")
    rules = tuple(line for line in after.rules if line.rule != "concludes-moved")
    trace = Trace(
        **{
            name: tuple(rule for rule in found if rule != "concludes-moved")
            for name, found in asdict(after.trace).items()
        }
    )
    assert replace(after, findings=findings, rules=rules, trace=trace) == before


def with_finding(policy: Policy, random: Random) -> Policy:
    """The policy in which a part of some rule's condition, or all of it, is concluded by a rule of its own."""
    rule = random.choice(list(policy.rules.values()))
    whole = rule.when
    parts = whole.parts if isinstance(whole, All) and whole.parts else (whole,)
    moved = random.choice(parts)
    found = Found("moved")
    when: Condition = found if moved is whole else All(tuple(found if part is moved else part for part in parts))
    concluding = Rule(
        "concludes-moved", rule.matter, rule.tier, moved, ConcludesFinding(("moved",)), {}, (), (), Period(), ()
    )
    return replace(
        policy,
        rules={**policy.rules, rule.id: replace(rule, when=when), concluding.id: concluding},
        findings={**policy.findings, "moved": Finding("moved", {})},
    )


# --- Weaker rules ------------------------------------------------------------------------------


@given(drawn(SMALL))
@bounded(100)
def test_a_rule_of_a_lower_tier_never_takes_a_slot_from_a_higher_one(it: Drawn) -> None:
    assume(not contradictions(it.policy, it.case))
    policy = replace(it.policy, tiers=(*it.policy.tiers, "lowest"))
    model = it.random.choice(list(policy.rules.values()))
    assume(isinstance(model.then, ConcludesOutcome))
    weak = replace(model, id="weak", tier="lowest", when=ALWAYS, period=Period(), overrides=())
    with_weak = replace(policy, rules={**policy.rules, "weak": weak})
    before, after = settled_in(policy, it.case), settled_in(with_weak, it.case)
    for target, outcome in before.items():
        if target.kind != "claim" and outcome != NOTHING:
            assert after.get(target) == outcome, target
    for matter, claim in settled_slots(policy, it.case):
        assert (matter, claim) in settled_slots(with_weak, it.case)


def settled_slots(policy: Policy, case: Case) -> set[tuple[str, str]]:
    """The matters and claims on which a rule that surely fires has its say, be it a yes or a no."""
    program = compile_policy(policy)
    sure = ReferenceEngine(program).infer(as_given(policy, case)).sure
    ruling = ruling_of(policy, sure - {"weak"})
    found = ruling_of(policy, sure)
    return {
        (matter, claim)
        for matter in policy.matters
        for claim in policy.claims
        if any((values := ruling.values(("claim", matter, claim))).values())
        and values == found.values(("claim", matter, claim))
    }


# --- Any case ----------------------------------------------------------------------------------


@given(drawn(ANY))
@bounded(150)
def test_a_verdict_is_the_same_each_time_and_makes_sense(it: Drawn) -> None:
    verdict = verdict_of(it.policy, it.case)  # also where the answers contradict each other: it never fails
    assert verdict == verdict_of(it.policy, it.case)
    check_shares(verdict)
    check_statuses(verdict, it)
    assert verdict.now == NOW
    assert verdict.next_change is None or verdict.next_change > NOW


@given(drawn(SMALL))
@example(Drawn(4301, 76, 0.3, SMALL))  # a disputed moment: a test is open first, and comes out one way later
@example(Drawn(8, 8, 0.55, SMALL))  # the change is a second away
@example(Drawn(234, 2269, 0.55, SMALL))  # whoever answers is liable in a second way later
@example(Drawn(13328, 1, 0.55, SMALL))  # a presumption ends with a test of time in a constraint
@bounded(30)
def test_until_its_next_change_a_verdict_stays_as_it_is(it: Drawn) -> None:
    assume(not contradictions(it.policy, it.case))
    verdict = verdict_of(it.policy, it.case)
    end = verdict.next_change or NOW + timedelta(days=400)
    length = int((end - NOW).total_seconds())
    for seconds in (min(1, length - 1), it.random.randrange(length), it.random.randrange(length), length - 1):
        later = verdict_of(it.policy, replace(it.case, now=NOW + timedelta(seconds=seconds)))
        assert shown(later) == shown(verdict)
    if verdict.next_change is not None:
        assert said(verdict_of(it.policy, replace(it.case, now=end))) != said(verdict)


def shown(verdict: Verdict) -> object:
    """Who surely answers and what is claimed."""
    return [(line.matter, line.role) for line in verdict.responsible], [(c.claim, c.amount) for c in verdict.claims]


def said(verdict: Verdict) -> object:
    """All of the verdict but the moment that it is of and that at which it changes."""
    return replace(verdict, now=NOW, next_change=None)


@pytest.mark.parametrize("now", [datetime.min, datetime(9999, 12, 31, 23, 59, 59)])
def test_there_is_a_verdict_at_either_end_of_the_calendar(now: datetime) -> None:
    for seed in range(20):
        it = Drawn(seed, seed, 0.5, ANY)
        verdict_of(it.policy, replace(it.case, now=now.replace(tzinfo=timezone.utc)))


def check_shares(verdict: Verdict) -> None:
    """In each matter the shares of the responsible sum to 1, and each line has a party."""
    for matter in {line.matter for line in verdict.responsible if line.how in ("alone", "shared")}:
        lines = [line for line in verdict.responsible if line.matter == matter and line.how in ("alone", "shared")]
        assert sum(line.share for line in lines) == 1
        assert (len(lines) > 1) == (lines[0].how == "shared")
    assert all(line.parties for line in verdict.responsible)


def check_statuses(verdict: Verdict, it: Drawn) -> None:
    """The status of the whole, what is presumed and what is open fit together."""
    lines = [line.status for line in verdict.responsible] + [line.status for line in verdict.claims]
    if verdict.status in (Status.SETTLED, Status.PRESUMED):
        assert not verdict.open
        assert set(lines) <= {Status.SETTLED, Status.PRESUMED}
    if verdict.status is Status.SETTLED:
        assert not verdict.presumed
    if verdict.status in (Status.OPEN, Status.UNCOVERED):
        assert not verdict.responsible
        assert all(it.policy.claims[line.claim].voluntary for line in verdict.claims)
    assert (verdict.status is Status.CONFLICT) == bool(verdict.clashes)
    for each in verdict.presumed:
        assert not isinstance(it.case.answers.get(each.fact), Given)
    for claim in verdict.claims:
        assert claim.rules
        assert claim.matters
        if claim.amount is not None and claim.amount.low is not None and claim.amount.high is not None:
            assert 0 <= claim.amount.low <= claim.amount.high
    assert {claim.claim for claim in verdict.claims}.isdisjoint(verdict.possible_claims)
