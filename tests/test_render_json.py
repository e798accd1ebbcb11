"""The JSON of a verdict: one object with fixed keys, the same bytes for the same verdict."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from msgspec.structs import replace
from sample_verdict import answering, claimed, policy, step, stop, verdict

from triage.policy import Name, Value
from triage.render.as_json import verdict_json
from triage.verdict import Amount, Chain, Change, Clash, Ground, Missing, Presumed, Status, Verdict

KEYS = [
    "schema",
    "policy",
    "engine",
    "status",
    "next_change",
    "responsible",
    "findings",
    "claims",
    "denied",
    "presumed",
    "steps",
    "evidence",
    "route",
    "not_open",
    "warnings",
    "layered",
    "open",
    "rules",
    "citations",
]
NO_LISTS = ("schema", "policy", "engine", "status", "next_change", "evidence", "not_open")
LISTS = [key for key in KEYS if key not in NO_LISTS]


def read(shown: Verdict) -> Any:
    return json.loads(verdict_json(shown, policy()))


def test_the_whole_object(golden: Callable[[str, str], None]) -> None:
    golden("json/sample.json", verdict_json(verdict(), policy()))


def test_the_keys_of_the_schema() -> None:
    assert list(read(verdict())) == KEYS
    assert read(verdict())["schema"] == "triage.verdict/1"


def test_equal_verdicts_give_equal_bytes() -> None:
    assert verdict_json(verdict(), policy()) == verdict_json(verdict(), policy())


def test_lists_are_empty_rather_than_absent() -> None:
    empty: dict[str, Any] = dict.fromkeys(LISTS, ())
    shown = replace(verdict(), chain=Chain({}, {}, ()), next_change=None, **empty)
    assert {key: read(shown)[key] for key in LISTS} == {key: [] for key in LISTS}
    assert read(shown)["evidence"] == {"links": {}, "missing": []}
    assert read(shown)["next_change"] is None


def test_sums_are_strings_to_the_minor_unit_and_null_where_not_exact() -> None:
    vague = Amount(Decimal(19), None, Name("fee"), {}, ("fee",))
    claim = read(replace(verdict(), claims=(claimed("refund", vague),)))["claims"][0]
    assert (claim["amount"], claim["amount_low"], claim["amount_high"]) == (None, "19.00", None)
    assert claim["arithmetic"] == "fee"
    first = read(verdict())["claims"][0]
    assert (first["amount"], first["otherwise"], first["otherwise_amount"]) == ("529.00", "refund", "29.00")


def test_a_claim_without_a_sum() -> None:
    claim = read(replace(verdict(), claims=(claimed("ride", None),)))["claims"][0]
    assert (claim["amount"], claim["amount_low"], claim["arithmetic"], claim["otherwise"]) == (None, None, "", None)


@pytest.mark.parametrize(
    ("fact", "value", "written"),
    [
        ("fee", Decimal("29"), "29.00"),
        ("days", Decimal("3.0"), "3"),
        ("employee", True, True),
        ("brake", "worn", "worn"),
        ("extras", frozenset({"lock", "light"}), ["light", "lock"]),
        ("asked_at", datetime.fromisoformat("2026-05-12T07:00+00:00"), "2026-05-12T15:00:00+08:00"),
    ],
)
def test_values_by_kind(fact: str, value: Value, written: object) -> None:
    shown = replace(verdict(), presumed=(Presumed(fact, value, {}),))
    assert read(shown)["presumed"][0]["value"] == written


def test_a_seat_that_is_not_decided_gives_a_row_for_each_party() -> None:
    shown = replace(verdict(), responsible=(answering("shop", "maker", share=Fraction(1, 2), how="shared"),))
    assert [(row["party"], row["share"]) for row in read(shown)["responsible"]] == [("shop", "1/2"), ("maker", "1/2")]


def test_a_conflict_is_a_warning_that_names_both_rules_in_each_language() -> None:
    clash = Clash("bike", "refund", ("broken-brake", "old-bike"))
    warning = read(replace(verdict(), status=Status.CONFLICT, clashes=(clash,)))["warnings"][-1]
    assert warning["code"] == "CONFLICT"
    assert list(warning["text"]) == ["zh", "en"]
    assert all("broken-brake" in text and "old-bike" in text for text in warning["text"].values())


def test_closed_channels_are_not_on_the_route_but_apart_with_the_reason() -> None:
    barred = replace(stop("CH_SHOP", "closed"), latest=None, barred=(Ground("brake", "worn", False),))
    shown = read(replace(verdict(), route=(stop("CH_CITY"), barred)))
    assert [each["channel"] for each in shown["route"]] == ["CH_CITY"]
    because = [{"name": "brake", "value": "worn", "held": False}]
    assert shown["not_open"] == [{"channel": "CH_SHOP", "closed": None, "because": because}]


def test_a_missing_item_tells_what_it_would_change() -> None:
    change = Change("brake", "fine", ("rider",), ())
    missing = Missing("E_LOG", ("L2",), ("brake",), ("double",), (change,))
    shown = read(replace(verdict(), chain=Chain({}, {}, (missing,))))["evidence"]["missing"][0]
    assert (shown["proves"], shown["completes"]) == (["L2", "brake"], ["double"])
    assert shown["changes"] == [{"fact": "brake", "value": "fine", "parties": ["rider"], "claims": []}]


def test_a_demand_that_nobody_made_yet_has_no_date_of_its_own() -> None:
    shown = read(replace(verdict(), steps=(replace(step(), from_now=True),)))["steps"][0]
    assert (shown["due"], shown["due_if_demanded_now"]) == (None, "2026-05-13T15:00:00+08:00")
