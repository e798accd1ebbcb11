"""Nobody is asked about a fact before it is clear whether it makes sense at all."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from shipped_packs import shipped

from triage.bundled import scenario_folder
from triage.case import Case
from triage.constraints import facts_of_leaf
from triage.interview import Session, Topic, answer, never_asked, objections
from triage.interview.outlook import Outlook, outlook
from triage.interview.questions import questions
from triage.leaves import leaf_value
from triage.logic import undecided_leaves
from triage.parse import load_case
from triage.policy import Policy
from triage.rehearsal.sessions import spoken
from triage.scenario import scenario_files

EVERY = 25
"""One scenario in so many is played."""


def with_cases(pack: str) -> tuple[Policy, list[Case]]:
    policy, scenarios = shipped(pack), scenario_folder(pack)
    assert scenarios is not None
    found = (load_case(f.read_text("utf-8"), f.name, policy, None).case for f in scenario_files(scenarios)[::EVERY])
    return policy, [case for case in found if case is not None]


def open_gates(name: str, ahead: Outlook) -> Iterator[str]:
    """The facts that could be asked about first, and that decide whether this one applies."""
    condition = ahead.policy.facts[name].applies_when
    for leaf in undecided_leaves(condition, lambda leaf: leaf_value(leaf, ahead.given)):
        for gate in facts_of_leaf(leaf, ahead.policy):
            if gate in ahead.askable and gate not in never_asked(ahead.policy):
                yield gate


def asked_too_early(policy: Policy, case: Case) -> Iterator[tuple[str, str]]:
    """The questions of a session that came before one that could have made them needless."""
    told = {name: said for name, said in case.answers.items() if name in never_asked(policy)}
    session = Session(policy, Case(policy.id, case.now, told))
    while True:
        ahead = outlook(session)
        question = next(questions(ahead), None)
        if question is None:
            return
        if question.topic is Topic.FACT and not policy.facts[question.names[0]].first:
            yield from ((question.names[0], gate) for gate in open_gates(question.names[0], ahead))
        moved = answer(session, question, spoken(question, case, policy))
        session = answer(session, question, None) if objections(moved) else moved


@pytest.mark.parametrize("pack", ["cn-digital-goods", "eu-digital-content"])
def test_whether_a_fact_applies_is_asked_first(pack: str) -> None:
    policy, cases = with_cases(pack)
    assert len(cases) > 5
    assert {found for case in cases for found in asked_too_early(policy, case)} == set()


def test_a_silent_merchant_is_not_asked_after_how_long_he_answered() -> None:
    policy = shipped("cn-digital-goods")
    head = "policy: cn-digital-goods\nnow: 2026-05-12T15:00+08:00\n"
    text = head + "facts: {goods_type: licence_key, issue: [merchant_silent]}"
    case = load_case(text, "silent", policy, None).case
    assert case is not None
    assert "merchant_replied_h" not in dict(asked_too_early(policy, case))
