"""What would secure a claim: it really does, nothing smaller does, and nobody is sent for what cannot be changed."""

from __future__ import annotations

from itertools import combinations

from hypothesis import given
from msgspec.structs import replace
from random_packs import ITEMS
from shipped_packs import shipped
from strategies import SMALL, Drawn, bounded, drawn

from triage.case import Case, Given
from triage.decide import decide
from triage.decide.steps import proving
from triage.engines import ReferenceEngine
from triage.parse import load_case
from triage.policy import Cost, Evidence, Policy
from triage.program import compile_policy
from triage.reach import Obtain, Produce, Reach, reach
from triage.view import as_given, contradictions

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


def policy() -> Policy:
    return shipped()


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


LINKS = ("L1", "L2", "L3")


def with_random_evidence(drawn: Drawn) -> Policy:
    """The random pack with three links, claims that need some of them, and six items that no rule reads."""
    random = drawn.random
    items = {
        f"E_{number}": Evidence(
            f"E_{number}",
            {"en": "item"},
            {link: random.randint(1, 3) for link in LINKS if random.random() < 0.5},
            (),
            {},
            {},
            random.choice(list(Cost)),
            random.random() < 0.8,
        )
        for number in range(6)
    }
    claims = {
        name: replace(claim, needs=tuple(link for link in LINKS if random.random() < 0.6))
        for name, claim in drawn.policy.claims.items()
    }
    evidence = {**drawn.policy.evidence, **items}
    return replace(drawn.policy, links={key: {"en": "link"} for key in LINKS}, evidence=evidence, claims=claims)


def cheapest(claim: str, pack: Policy, of: Case) -> float | None:
    """The least that proves all links which the claim needs, by trying every set of items."""
    free = [item for item in pack.evidence.values() if not of.evidence.get(item.id)]
    free = [item for item in free if item.afterwards or of.evidence.get(item.id) is None]
    held = [item for item in pack.evidence.values() if of.evidence.get(item.id)]
    costs = [
        sum(item.cost.weight for item in chosen)
        for count in range(len(free) + 1)
        for chosen in combinations(free, count)
        if all(
            any(item.links.get(link, 0) >= pack.proof_strength for item in (*held, *chosen))
            for link in pack.claims[claim].needs
        )
    ]
    return min(costs, default=None)


@given(drawn(SMALL))
@bounded(60)
def test_no_set_of_items_is_cheaper(one: Drawn) -> None:
    pack, random = with_random_evidence(one), one.random
    said = {item: random.random() < 0.4 for item in pack.evidence if random.random() < 0.7}
    of = replace(one.case, evidence={**said, **{item: one.case.evidence.get(item, False) for item in ITEMS}})
    if contradictions(pack, of):
        return
    for each in reach(pack, of, decide(pack, of, ReferenceEngine(compile_policy(pack)))):
        if each.stands:
            least = cheapest(each.claim, pack, of)
            costs = [pack.evidence[a.item].cost.weight for a in each.needs or () if isinstance(a, Obtain)]
            assert (None if each.needs is None else sum(costs)) == least
            assert costs == sorted(costs)
