"""Whatever a verdict says of a missing item or a closed channel comes true: the changed case is decided again."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from msgspec.structs import replace
from test_render_scenarios import SCENARIOS, case_of, pack, verdict_of

from triage.case import Case, Given
from triage.decide import decide
from triage.engines import ReferenceEngine
from triage.program import compile_policy
from triage.verdict import Amount, Change, Missing, Verdict

LOOKED_AT = SCENARIOS[::9]


def again(case: Case) -> Verdict:
    return decide(pack(), case, ReferenceEngine(compile_policy(pack())))


def sums(claims: tuple[tuple[str, Amount | None], ...]) -> list[tuple[str, object]]:
    return [(name, amount and (amount.low, amount.high)) for name, amount in claims]


def after(case: Case, missing: Missing, change: Change) -> Case:
    there = replace(case, evidence={**case.evidence, missing.item: True})
    if change.fact is None or change.value is None:
        return there
    return there.with_answer(change.fact, Given(change.value, (missing.item,)))


def helpful(name: str) -> Iterator[Missing]:
    yield from verdict_of(name).chain.missing


@pytest.mark.parametrize("name", LOOKED_AT)
def test_an_item_changes_what_it_is_said_to_change(name: str) -> None:
    for missing in helpful(name):
        for change in missing.branches:
            found = again(after(case_of(name), missing, change))
            assert sums(tuple((line.claim, line.amount) for line in found.claims)) == sums(change.claims)


@pytest.mark.parametrize("name", LOOKED_AT)
def test_an_item_completes_the_chain_that_it_is_said_to_complete(name: str) -> None:
    for missing in helpful(name):
        there = again(replace(case_of(name), evidence={**case_of(name).evidence, missing.item: True}))
        for claim in missing.completes:
            needed = pack().claims[claim].needs
            assert [link for link in needed if there.chain.links.get(link, "proved") != "proved"] == []
            assert [link for link in needed if verdict_of(name).chain.links[link] != "proved"] != []


@pytest.mark.parametrize("name", LOOKED_AT)
def test_every_channel_that_does_not_take_the_case_has_a_reason(name: str) -> None:
    for stop in verdict_of(name).route:
        closed = stop.state == "closed"
        assert bool(stop.barred or stop.latest) if closed else not stop.barred


def test_the_scenarios_have_something_to_look_at() -> None:
    verdicts = [verdict_of(name) for name in LOOKED_AT]
    assert sum(len(missing.branches) for each in verdicts for missing in each.chain.missing) > 10
    assert sum(len(missing.completes) for each in verdicts for missing in each.chain.missing) > 10
    assert sum(stop.state == "closed" for each in verdicts for stop in each.route) > 10
    assert sum(bool(stop.at_once) for each in verdicts for stop in each.route) > 5
