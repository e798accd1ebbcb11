"""What was kept of earlier proofs says after any change of the policy just what would be found out without it."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from random import Random

import pytest
from msgspec.structs import replace
from random_packs import Taste, random_policy

from triage.policy import ALWAYS, All, ConcludesOutcome, Fact, Kind, Never, Not, OneOf, Policy, Rule

pytest.importorskip("z3")

from triage.prove import kept, prove

SMALL = Taste(most_facts=6, most_rules=7)


def some_rule(policy: Policy, random: Random) -> Rule:
    return policy.rules[random.choice(list(policy.rules))]


def with_rule(policy: Policy, rule: Rule) -> Policy:
    return replace(policy, rules={**policy.rules, rule.id: rule})


def a_rule_turned_round(policy: Policy, random: Random) -> Policy:
    rule = some_rule(policy, random)
    return with_rule(policy, replace(rule, when=Not(rule.when)))


def a_rule_narrowed(policy: Policy, random: Random) -> Policy:
    rule = some_rule(policy, random)
    facts = [name for name, fact in policy.facts.items() if fact.kind is Kind.YES_NO]
    return with_rule(policy, replace(rule, when=All((rule.when, OneOf(random.choice(facts), (True,))))))


def a_rule_less(policy: Policy, random: Random) -> Policy:
    gone = some_rule(policy, random).id
    return with_rules(policy, [name for name in policy.rules if name != gone])


def one_rule_alone(policy: Policy, random: Random) -> Policy:
    return with_rules(policy, [some_rule(policy, random).id])


def with_rules(policy: Policy, names: list[str]) -> Policy:
    kept = {name: policy.rules[name] for name in names}
    rules = {
        name: replace(rule, overrides=tuple(other for other in rule.overrides if other in kept))
        for name, rule in kept.items()
    }
    return replace(policy, rules=rules)


def another_conclusion(policy: Policy, random: Random) -> Policy:
    outcomes = [rule.then for rule in policy.rules.values() if isinstance(rule.then, ConcludesOutcome)]
    return with_rule(policy, replace(some_rule(policy, random), then=random.choice(outcomes)))


def another_tier(policy: Policy, random: Random) -> Policy:
    return with_rule(policy, replace(some_rule(policy, random), tier=random.choice(policy.tiers)))


def constraints_dropped(policy: Policy, random: Random) -> Policy:  # noqa: ARG001
    return replace(policy, nevers=policy.nevers[1:], ordered=policy.ordered[1:])


def a_constraint_more(policy: Policy, random: Random) -> Policy:
    fact = random.choice([name for name, fact in policy.facts.items() if fact.kind is Kind.YES_NO])
    never = Never(OneOf(fact, (random.random() < 0.5,)), {"en": "never"})
    return replace(policy, nevers=(*policy.nevers, never))


def a_fact_that_always_applies(policy: Policy, random: Random) -> Policy:
    return with_fact(policy, replace(some_fact(policy, random), applies_when=ALWAYS))


def a_presumption_dropped(policy: Policy, random: Random) -> Policy:
    return with_fact(policy, replace(some_fact(policy, random), presume=None))


def some_fact(policy: Policy, random: Random) -> Fact:
    return policy.facts[random.choice(list(policy.facts))]


def with_fact(policy: Policy, fact: Fact) -> Policy:
    return replace(policy, facts={**policy.facts, fact.name: fact})


def other_parameters(policy: Policy, random: Random) -> Policy:  # noqa: ARG001
    return replace(
        policy,
        parameters={
            name: replace(p, versions=tuple(replace(v, value=v.value + Decimal(1)) for v in p.versions))
            for name, p in policy.parameters.items()
        },
    )


CHANGES: tuple[Callable[[Policy, Random], Policy], ...] = (
    a_rule_turned_round,
    a_rule_narrowed,
    a_rule_less,
    one_rule_alone,
    another_conclusion,
    another_tier,
    constraints_dropped,
    a_constraint_more,
    a_fact_that_always_applies,
    a_presumption_dropped,
    other_parameters,
)


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("change", CHANGES)
def test_after_a_change_the_kept_answers_say_what_new_ones_would(
    change: Callable[[Policy, Random], Policy], seed: int, tmp_path: Path
) -> None:
    random = Random(seed)
    policy = random_policy(random, SMALL)
    changed = change(policy, random)
    file = tmp_path / "kept.json"
    prove(policy, 60, kept=file, processes=1)
    assert prove(changed, 60, kept=file, processes=1).results == prove(changed, 60, processes=1).results


def test_a_case_that_no_longer_serves_is_not_believed(tmp_path: Path) -> None:
    """The rule can fire, and then it cannot: the case that showed it is tried, and is no case of it any more."""
    random = Random(1)
    policy = random_policy(random, SMALL)
    rule = some_rule(policy, random)
    file = tmp_path / "kept.json"
    prove(policy, 60, kept=file, processes=1)
    assert kept.Kept(file).example(f"full:dead:{rule.id}") is not None
    never = All((rule.when, Not(rule.when)))
    after = prove(with_rule(policy, replace(rule, when=never)), 60, kept=file, processes=1)
    assert f"dead:{rule.id}" in {each.question.id for each in after.failures}


def test_what_was_kept_of_another_policy_serves_where_it_says_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from triage.prove import solving

    policy = random_policy(Random(2), SMALL)
    first = prove(policy, 60, kept=tmp_path / "law.json", processes=1)
    monkeypatch.setattr(solving.Solver, "__init__", None)  # whoever needs a solver now fails
    lent = (tmp_path / "law.json", tmp_path / "not there.json")
    assert prove(policy, 60, kept=tmp_path / "own.json", processes=1, lent=lent).results == first.results
    assert prove(policy, 60, kept=tmp_path / "own.json", processes=1).results == first.results


def test_a_change_that_is_taken_back_asks_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from triage.prove import solving

    random = Random(3)
    policy = random_policy(random, SMALL)
    file = tmp_path / "kept.json"
    first = prove(policy, 60, kept=file, processes=1)
    prove(a_rule_turned_round(policy, random), 60, kept=file, processes=1)
    monkeypatch.setattr(solving.Solver, "__init__", None)
    assert prove(policy, 60, kept=file, processes=1).results == first.results
