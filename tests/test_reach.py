"""What would secure a claim: it really does, nothing smaller does, and nobody is sent for what cannot be changed."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from triage.bundled import pack_folder
from triage.case import Case, Given
from triage.decide import decide
from triage.decide.steps import proving
from triage.parse import load_case, load_policy
from triage.policy import Policy
from triage.reach import Obtain, Produce, Reach, reach
from triage.view import as_given

CASE = """
policy: cn-digital-goods
now: 2026-05-12T15:00+08:00
facts:
  scam_signals: []
  goods_type: licence_key
  issue: [code_used]
  price_paid: 29.00
  seller_is_business: true
  claimed_genuine: true
  activation_result: used
  redeem_account_is_user: false
  reported_at: 2026-05-10T14:30+08:00
evidence: [E_TXN, E_LISTING, E_ANOM, E_COMM]
"""


@cache
def policy() -> Policy:
    folder = pack_folder("cn-digital-goods")
    assert folder is not None
    loaded = load_policy(folder).policy
    assert loaded is not None
    return loaded


def case(text: str = CASE) -> Case:
    loaded = load_case(text, "case.yaml", policy(), None)
    assert loaded.case is not None, loaded.problems
    return loaded.case


def found(of: Case) -> dict[str, Reach]:
    return {each.claim: each for each in reach(policy(), of, decide(policy(), of))}


def after(of: Case, needs: tuple[Obtain | Produce, ...]) -> Case:
    """The case once the person has done what was advised."""
    for action in needs:
        match action:
            case Obtain(item):
                of = replace(of, evidence={**of.evidence, item: True})
            case Produce(fact, value):
                proof = proving(policy().facts[fact], as_given(policy(), of))[:1]
                of = of.with_answer(fact, Given(value, proof))
                of = replace(of, evidence={**of.evidence, **dict.fromkeys(proof, True)})
    return of


def test_the_advice_secures_the_claim() -> None:
    for claim, each in found(case()).items():
        assert each.needs is not None
        verdict = decide(policy(), after(case(), each.needs))
        assert claim in {line.claim for line in verdict.claims}
        needed = policy().claims[claim].needs
        assert {verdict.chain.links[link] for link in needed} <= {"proved"}


def test_a_threefold_claim_within_reach_is_told_from_a_refund_that_stands() -> None:
    reached = found(case())
    assert not reached["refund_3x"].stands
    assert reached["full_refund"].stands
    assert any(isinstance(action, Produce) for action in reached["refund_3x"].needs or ())


def test_nothing_smaller_would_do() -> None:
    for claim, each in found(case()).items():
        for left_out in each.needs or ():
            fewer = tuple(action for action in each.needs or () if action != left_out)
            verdict = decide(policy(), after(case(), fewer))
            stands = claim in {line.claim for line in verdict.claims}
            proved = all(verdict.chain.links.get(link) == "proved" for link in policy().claims[claim].needs)
            assert not (stands and proved)


def test_what_the_person_did_is_no_advice() -> None:
    private = replace(case(), answers={**case().answers, "seller_is_business": Given(False)})
    assert "refund_3x" not in found(private)
