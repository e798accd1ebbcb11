"""The headline is the same however the rules come to it, and moments are instants whatever clock shows them."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from random_packs import NOW, TEXT
from small_packs import blames, case, fact, policy, rule

from triage.decide import decide
from triage.engines import ReferenceEngine
from triage.leaves import leaf_value
from triage.policy import Kind, Not, OneOf, Period, Production
from triage.program import compile_policy
from triage.view import as_given

YES = OneOf("b0", (True,))


def test_the_order_of_parties_does_not_hang_on_which_rule_names_them() -> None:
    """Either way both answer, in a conflict: there is nothing to demand."""
    rules = [rule("r1", YES, blames("seller")), rule("r2", then=blames("user")), rule("r3", Not(YES), blames("seller"))]
    pack = policy([fact("b0", production=Production("shop", TEXT, None))], rules)
    assert decide(pack, case(), ReferenceEngine(compile_policy(pack))).steps == ()


def test_a_rule_that_takes_the_place_of_another_is_no_change() -> None:
    day = NOW.date()
    first, then = Period(None, day + timedelta(days=3)), Period(day + timedelta(days=4), None)
    rules = [
        rule("r1", then=blames("seller"), period=first),
        rule("r2", then=blames("user")),
        rule("r3", then=blames("seller"), period=then),
    ]
    pack = policy([fact("b0")], rules)
    assert decide(pack, case(), ReferenceEngine(compile_policy(pack))).next_change is None


@pytest.mark.parametrize(
    ("moment", "same"),
    [
        (datetime(2026, 10, 25, 2, 30, tzinfo=ZoneInfo("Europe/Berlin")), True),
        (datetime(2026, 10, 25, 0, 30, tzinfo=timezone.utc), True),
        (datetime(2026, 10, 25, 2, 30, tzinfo=ZoneInfo("Europe/Berlin"), fold=1), False),  # an hour later
    ],
)
def test_an_hour_that_the_clock_goes_through_twice_is_two(moment: datetime, same: bool) -> None:
    at = OneOf("m", (datetime(2026, 10, 25, 2, 30, tzinfo=ZoneInfo("Europe/Berlin")),))
    assert leaf_value(at, as_given(policy([fact("m", Kind.MOMENT)], []), case(m=moment))) is same
