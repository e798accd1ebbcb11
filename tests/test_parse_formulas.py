"""Formulas: exact numbers, Python's precedence and nothing else of Python."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from triage.document import Scalar
from triage.parse import load_policy
from triage.parse.formulas import Sort, read_formula
from triage.parse.scope import scope_of
from triage.policy import Arithmetic, Call, Formula, Name, Negative, Number
from triage.problem import Place, Problems

POLICY = load_policy(Path(__file__).resolve().parent / "packs" / "tiny").policy


def read(text: str, sort: Sort | None = None) -> tuple[Formula, Sort | None, list[str]]:
    assert POLICY is not None
    scope = scope_of(POLICY, Problems())
    formula, found = read_formula(Scalar(text, True, Place("f", 1, 1), True), "the formula", scope, sort)
    return formula, found, [problem.code for problem in scope.problems.sorted()]


def number(text: str) -> Number:
    return Number(Decimal(text))


@pytest.mark.parametrize(
    ("text", "formula", "sort"),
    [
        ("0.1", number("0.1"), "number"),
        ("123456789012345.123456789012", number("123456789012345.123456789012"), "number"),
        ("1 + 2 * 3", Arithmetic("+", number("1"), Arithmetic("*", number("2"), number("3"))), "number"),
        ("(1 + 2) * 3", Arithmetic("*", Arithmetic("+", number("1"), number("2")), number("3")), "number"),
        ("1 - 2 - 3", Arithmetic("-", Arithmetic("-", number("1"), number("2")), number("3")), "number"),
        ("-loans / 2", Arithmetic("/", Negative(Name("loans")), number("2")), "number"),
        (" fine_paid\n", Name("fine_paid"), "number"),
        ("now", Name("now"), "moment"),
        ("max(1, loans,hours_late)", Call("max", (number("1"), Name("loans"), Name("hours_late"))), "number"),
        ("earliest(due_at, now)", Call("earliest", (Name("due_at"), Name("now"))), "moment"),
        ("otherwise(due_at, answer_due)", Call("otherwise", (Name("due_at"), Name("answer_due"))), "moment"),
        ("otherwise(loans, 1)", Call("otherwise", (Name("loans"), number("1"))), "number"),
    ],
)
def test_a_formula(text: str, formula: Formula, sort: Sort) -> None:
    assert read(text) == (formula, sort, [])


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1 +",
        "1 2",
        "010",
        "1.",
        ".5",
        "1_000",
        "1j",
        "0x10",
        "2 ** 3",
        "7 // 2",
        "7 % 2",
        "+1",
        "True",
        "None",
        "not loans",
        "loans and 1",
        "loans < 3",
        "1 if loans else 2",
        "[1]",
        "(1, 2)",
        "loans.real",
        "loans[0]",
        "max(*loans)",
        "max(a=1)",
        "lambda: 1",
        "(loans := 1)",
        "'a'",
        "max(1)(2)",
        "loans # 1",
        "退款",
    ],
)
def test_what_is_no_formula(text: str) -> None:
    assert read(text)[2] == ["bad-formula"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("(" * 51 + "1" + ")" * 51, "formula-too-deep"),
        ("1" + " + 1" * 60, "formula-too-deep"),
        ("-" * 490 + "1", "formula-too-deep"),
        ("1 + " * 200 + "1", "formula-too-long"),
        ("1" + "0" * 400, "number-too-long"),
    ],
)
def test_limits(text: str, code: str) -> None:
    assert read(text)[2] == [code]


@given(st.text(alphabet="01.+-*/(), nowmax_loansé\n'", max_size=40))
def test_any_text_is_a_formula_or_a_problem(text: str) -> None:
    formula, _, codes = read(text)
    assert codes or formula is not None


def test_a_problem_is_placed_at_the_name() -> None:
    assert POLICY is not None
    scope = scope_of(POLICY, Problems())
    read_formula(Scalar(" loans * lones", False, Place("f", 3, 5), True), "it", scope, None)
    (problem,) = scope.problems.found
    assert problem.place == Place("f", 3, 15)
