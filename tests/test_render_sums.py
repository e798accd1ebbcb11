"""Sums in words: exact, ranges, and formulas with their values put in."""

from __future__ import annotations

from decimal import Decimal

import pytest
from sample_verdict import DEPOSIT_TWICE, double, exact, policy

from triage.policy import Arithmetic, Call, Formula, Name, Negative, Number
from triage.render.naming import Naming, naming
from triage.render.sums import amount_in_words, arithmetic, spell
from triage.verdict import Amount

FEE, DAYS = Name("fee"), Name("days")


@pytest.fixture
def said() -> Naming:
    return naming(policy(), "en")


def between(low: str | None, high: str | None) -> Amount:
    return Amount(Decimal(low) if low else None, Decimal(high) if high else None, FEE, {}, ("fee",))


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        (exact("529"), "¥529.00"),
        (exact("0"), "¥0.00"),
        (between("19", "29"), "between ¥19.00 and ¥29.00"),
        (between("19", None), "at least ¥19.00"),
        (between(None, "29"), "at most ¥29.00"),
        (between("0", "29"), "at most ¥29.00"),
        (between(None, None), "the fee"),
        (between("0", None), "the fee"),
    ],
)
def test_an_amount_in_words(amount: Amount, words: str, said: Naming) -> None:
    assert amount_in_words(amount, said) == words


def test_an_amount_in_chinese() -> None:
    assert amount_in_words(between("19", "29"), naming(policy(), "zh")) == "¥19.00至¥29.00之间"


def test_the_arithmetic_of_a_claim(said: Naming) -> None:
    assert arithmetic(double(), said) == "29.00 + max(3 × 29.00, 500.00) = 529.00"


def test_nothing_to_reckon_is_not_shown(said: Naming) -> None:
    assert arithmetic(exact("29.00", due="29.00"), said) == ""


def test_a_value_that_is_missing_is_named(said: Naming) -> None:
    inputs = {"factor": Decimal(3), "floor": Decimal(500), "due": Decimal(29)}
    amount = Amount(Decimal(529), None, DEPOSIT_TWICE, inputs, ("fee",))
    assert arithmetic(amount, said) == "29.00 + max(3 × the fee, 500.00)"
    assert arithmetic(amount, said, by_id=True) == "29.00 + max(3 × fee, 500.00)"


def test_a_sum_without_bounds_is_its_formula_in_words(said: Naming) -> None:
    amount = Amount(None, None, DEPOSIT_TWICE, {"factor": Decimal(3), "floor": Decimal(500)}, ("due", "fee"))
    assert amount_in_words(amount, said) == "amount due + max(3 × the fee, ¥500.00)"
    assert arithmetic(amount, said) == ""


@pytest.mark.parametrize(
    ("formula", "text"),
    [
        (Arithmetic("-", FEE, Arithmetic("-", FEE, FEE)), "10.00 - (10.00 - 10.00)"),
        (Arithmetic("-", Arithmetic("-", FEE, FEE), FEE), "10.00 - 10.00 - 10.00"),
        (Arithmetic("+", FEE, Arithmetic("+", FEE, FEE)), "10.00 + 10.00 + 10.00"),
        (Arithmetic("*", Arithmetic("+", FEE, FEE), DAYS), "(10.00 + 10.00) × 4"),
        (Arithmetic("/", FEE, Arithmetic("*", DAYS, DAYS)), "10.00 / (4 × 4)"),
        (Arithmetic("*", FEE, Arithmetic("-", Number(Decimal(1)), Number(Decimal("0.5")))), "10.00 × (1 - 0.5)"),
        (Negative(Arithmetic("+", FEE, FEE)), "-(10.00 + 10.00)"),
        (Call("min", (FEE, Number(Decimal(7)))), "min(10.00, 7.00)"),
        (
            Arithmetic("*", Call("hours_between", (Name("asked_at"), Name("now"))), FEE),
            "hours from asked at to now × 10.00",
        ),
        (Call("otherwise", (Name("due"), FEE)), "10.00"),
        (Call("otherwise", (FEE, Name("due"))), "10.00"),
    ],
)
def test_operators_keep_their_meaning(formula: Formula, text: str, said: Naming) -> None:
    assert spell(formula, said, {"fee": Decimal(10), "days": Decimal(4)}) == text


def test_otherwise_names_both_while_it_is_not_known_which(said: Naming) -> None:
    amount = Amount(None, None, Call("otherwise", (Name("due"), FEE)), {"fee": Decimal(10)}, ("due",))
    assert amount_in_words(amount, said) == "amount due (where that does not apply: ¥10.00)"


def test_more_decimals_than_the_minor_unit_are_kept(said: Naming) -> None:
    assert spell(FEE, said, {"fee": Decimal("166.666")}) == "166.666"
