"""The engine that starts from its last answer gives the same answers as the one that starts afresh."""

from __future__ import annotations

from datetime import timedelta
from random import Random

import pytest

from triage.bundled import pack_folder, pack_names, scenario_folder
from triage.engines import ReferenceEngine
from triage.engines.incremental import IncrementalEngine
from triage.holding import Held, Holding, Origin, Unknown, View
from triage.parse import load_case, load_policy
from triage.program import compile_policy
from triage.view import as_given, as_presumed

EVERY = 9
"""Of the shipped scenarios one in so many is taken."""


def changed(view: View, random: Random) -> View:
    """The view with some unknown facts given, some items at hand or not, and maybe at another moment."""
    facts: dict[str, Holding] = {}
    for name in random.sample(list(view.facts), 5):
        holding = view.facts[name]
        if isinstance(holding, Unknown) and holding.values:
            facts[name] = Held(random.choice(holding.values), Origin.GIVEN)
    items = random.sample(list(view.policy.evidence), 2)
    supposed = view.supposing(facts=facts, evidence={item: random.random() < 0.5 for item in items})
    return supposed.at(view.now + timedelta(days=random.choice((-400, -1, 0, 0, 1, 400))))


@pytest.mark.parametrize("pack", pack_names())
def test_the_same_answers_from_view_to_view(pack: str) -> None:
    folder, scenarios = pack_folder(pack), scenario_folder(pack)
    assert folder is not None
    assert scenarios is not None
    policy = load_policy(folder).policy
    assert policy is not None
    random = Random(7)
    program = compile_policy(policy)
    afresh, onward = ReferenceEngine(program), IncrementalEngine(program)
    for file in sorted(scenarios.glob("*.yaml"))[::EVERY]:
        case = load_case(file.read_text("utf-8"), file.name, policy, None).case
        assert case is not None
        given = as_given(policy, case)
        views = [given, as_presumed(given)]
        views += [changed(random.choice(views), random) for _ in range(4)]
        random.shuffle(views)
        for view in views:
            assert onward.infer(view) == afresh.infer(view)
