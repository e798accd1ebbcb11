"""Orders from an export: what they say of a case, and what is wrong with them, cell by cell."""

from __future__ import annotations

import json
import shutil
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pytest
from at_terminal import PLAIN, terminal
from hypothesis import given, settings
from hypothesis import strategies as st
from running import ROOT, TINY, triage
from test_typed import shipped

from triage.case import Given
from triage.cli.orders import Order, read_order
from triage.parse import load_policy

NOW = datetime.fromisoformat("2026-05-12T15:00+08:00")
EXAMPLE = ROOT / "examples" / "order.csv"
GOOD = {"订单号": "A1", "店铺": "某店", "实付金额": "29.00", "付款时间": "2026-05-10 10:02:30", "商品类型": "激活码"}
SAYS = {
    "goods_type": Given("licence_key"),
    "price_paid": Given(Decimal("29.00")),
    "paid_at": Given(datetime.fromisoformat("2026-05-10T10:02:30+08:00")),
}


def read(folder: Path, content: str | bytes, wanted: str | None = None, name: str = "order.csv") -> object:
    file = folder / name
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_order(file, wanted, shipped(), NOW)


def as_csv(*rows: dict[str, str], delimiter: str = ",") -> str:
    lines = [list(rows[0]), *(list(row.values()) for row in rows)]
    return "".join(delimiter.join(cells) + "\r\n" for cells in lines)


def codes(found: object) -> list[str]:
    assert isinstance(found, tuple)
    return [problem.code for problem in found]


FORMS: dict[str, str | bytes] = {
    "commas": as_csv(GOOD),
    "semicolons": as_csv(GOOD, delimiter=";"),
    "tabs": as_csv(GOOD, delimiter="\t"),
    "a byte order mark": "\ufeff" + as_csv(GOOD),
    "what spreadsheets write": as_csv(GOOD).encode("gb18030"),
    "numbers as text": as_csv(GOOD).replace("A1", '="A1"'),
    "a blank line": as_csv(GOOD) + "\r\n",
    "words of the currency": as_csv({**GOOD, "实付金额": "29元"}),
    "a currency": as_csv({**GOOD, "币种": "人民币"}),
    "another column": as_csv({**GOOD, "收货地址": "某地"}),
    "a moment in words": as_csv({**GOOD, "付款时间": "2026年5月10日 10:02"}),
    "json": json.dumps(GOOD),
    "a list": json.dumps([GOOD]),
    "numbers": json.dumps({**GOOD, "实付金额": 29}),
    "deeper": json.dumps({**GOOD, "shop": {"name": "某店"}, "店铺": ""}),
}


@pytest.mark.parametrize("form", FORMS)
def test_an_order_says_facts_and_notes(form: str, tmp_path: Path) -> None:
    order = read(tmp_path, FORMS[form])
    assert isinstance(order, Order), order
    assert order.notes == {"order": "A1", "merchant": "某店"}
    exact = form != "a moment in words"
    assert {name: answer for name, answer in order.answers.items() if exact or name != "paid_at"} == {
        name: answer for name, answer in SAYS.items() if exact or name != "paid_at"
    }


BAD: dict[str, tuple[str | bytes, str, str]] = {
    "a sum": (as_csv({**GOOD, "实付金额": "二十几"}), "bad-cell", ":2:3"),
    "too exact a sum": (as_csv({**GOOD, "实付金额": "29.001"}), "bad-cell", ":2:3"),
    "below nothing": (as_csv({**GOOD, "实付金额": "-29"}), "bad-cell", ":2:3"),
    "no such day": (as_csv({**GOOD, "付款时间": "2026-02-30"}), "bad-cell", ":2:4"),
    "a moment to be guessed": (as_csv({**GOOD, "付款时间": "5月10日"}), "bad-cell", ":2:4"),
    "another currency": (as_csv({**GOOD, "币种": "USD"}), "other-order", ":2:6"),
    "none of the columns": ("a,b\n1,2\n", "no-columns", ":2:1"),
    "a cell too many": (as_csv(GOOD).replace("激活码", "激活码,x"), "bad-row", ":2:1"),
    "two columns of one name": ("订单号,订单号\n1,2\n", "name-taken", ":1"),
    "an open quote": ('订单号,实付金额\n"1,2\n', "not-csv", ""),
    "no order": ("订单号,实付金额\n", "no-order", ""),
    "nothing": ("", "not-text", ""),
    "no text": (b"PK\x03\x04\x00\x00", "not-text", ""),
    "broken json": ('{"订单号": ', "not-json", ":1:"),
    "json of no order": ("[1]", "not-json", ""),
    "deep json": ('{"a":' * 100_000, "not-json", ""),
}


@pytest.mark.parametrize("what", BAD)
def test_what_cannot_be_read_is_said_with_its_cell(what: str, tmp_path: Path) -> None:
    content, code, place = BAD[what]
    found = read(tmp_path, content)
    assert codes(found) == [code]
    assert isinstance(found, tuple)
    assert f"order.csv{place}" in str(found[0].place)


def test_all_bad_cells_are_said_at_once(tmp_path: Path) -> None:
    row = {**GOOD, "实付金额": "x", "付款时间": "y", "币种": "z"}
    assert sorted(codes(read(tmp_path, as_csv(row)))) == ["bad-cell", "bad-cell", "other-order"]


def test_of_several_orders_one_is_picked(tmp_path: Path) -> None:
    rows = as_csv(GOOD, {**GOOD, "订单号": "A2", "实付金额": "5"}, {**GOOD, "订单号": "A3"}, {**GOOD, "订单号": "A3"})
    assert codes(read(tmp_path, rows)) == ["several-orders"]
    second = read(tmp_path, rows, "A2")
    assert isinstance(second, Order)
    assert second.answers["price_paid"] == Given(Decimal(5))
    assert codes(read(tmp_path, rows, "A4")) == ["no-order"]
    assert codes(read(tmp_path, rows, "A3")) == ["several-orders"]


@settings(max_examples=150, deadline=None)
@given(content=st.one_of(st.binary(max_size=200), st.text(max_size=200).map(str.encode)))
def test_whatever_the_file_holds_it_is_an_order_or_a_problem(
    content: bytes, tmp_path_factory: pytest.TempPathFactory
) -> None:
    found = read(tmp_path_factory.mktemp("order"), content)
    assert isinstance(found, Order) or (isinstance(found, tuple) and found)


# --- In a session ------------------------------------------------------------------------------


def test_without_a_terminal_an_order_and_set_go_together() -> None:
    arguments = ("ask", "--order", EXAMPLE, "--order-id", "20260510000123456789", "--lang", "en")
    ran = triage(*arguments, "--set", "scam_signals=")
    assert ran.code == 5
    assert "`issue`" in ran.err
    for more in (["--answers", "x"], ["--resume"]):
        assert triage(*arguments, *more).code == 2
    assert triage("ask", "--order-id", "1").code == 2
    assert triage("ask", "--order", EXAMPLE).code == 4
    assert triage("ask", "--order", "none.csv").code == 4
    assert triage("ask", "--order", EXAMPLE, "--pack", TINY).code == 4


def test_what_an_order_says_is_shown_and_can_be_changed_in_review(tmp_path: Path) -> None:
    arguments = ("--order", EXAMPLE, "--order-id", "20260510000123456789", "--now", "2026-05-12T15:00+08:00")
    with terminal("ask", *arguments, "--lang", "en", "--save", tmp_path / "s.yaml", env=PLAIN) as session:
        session.type("", "b", "r", "2", "35", "s")
        assert session.end() == 0
    before, after = session.seen.split("1. Safety first", 1)
    assert "- price paid for the affected item: ¥29.00" in before
    assert "- kind of goods: software or game licence key" in before
    assert "This is the first question." in after
    saved = (tmp_path / "s.yaml").read_text("utf-8")
    assert "price_paid: 35" in saved
    assert 'order: "20260510000123456789"' in saved


# --- orders.yaml -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("column", "code"),
    [
        ("{column: a, fact: fine_pad}", "unknown-fact"),
        ("{column: a, fact: item, note: b}", "column-says"),
        ("{column: a}", "column-says"),
        ("{column: a, fact: item, values: {x: boat}}", "unknown-choice"),
        ("{column: a, fact: issue}", "missing-key"),
        ("{column: a, note: Big}", "bad-name"),
        ("{column: a, note: b, values: {x: y}}", "key-not-for-kind"),
        ("{column: a, fact: item, others: wrong}", "not-ignored"),
        ("{fact: item}", "missing-key"),
    ],
)
def test_mistakes_in_the_form_of_orders_are_problems(column: str, code: str, tmp_path: Path) -> None:
    pack = tmp_path / "tiny"
    shutil.copytree(TINY, pack)
    (pack / "orders.yaml").write_text(f"order: id\ncolumns:\n- {column}\n", "utf-8")
    assert [problem.code for problem in load_policy(pack).problems] == [code]
    (pack / "orders.yaml").write_text("order: id\ncolumns:\n- {column: a, fact: item, values: {x: book}}\n", "utf-8")
    assert load_policy(pack).problems == ()
