"""Formulas: exact where everything is known, a range that contains every possible value where it is not."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import TypeAlias
from zoneinfo import ZoneInfo

import pytest
from completions import space_of_case, worlds_of
from hypothesis import given
from random_packs import ZONE
from small_packs import case, fact, policy
from strategies import SMALL, Drawn, bounded, drawn

from triage.decide.amounts import decimal_of
from triage.formula import compute, lookup, names_in
from triage.holding import (
    ANYTHING,
    INFINITY,
    Doubt,
    Extended,
    Held,
    Holding,
    NotApplicable,
    Origin,
    Range,
    Unknown,
    View,
)
from triage.instant import moment_of, seconds
from triage.intervals import Computed
from triage.period import in_force
from triage.policy import (
    Arithmetic,
    Call,
    Formula,
    Kind,
    Name,
    Negative,
    Number,
    Parameter,
    ParameterVersion,
    Period,
    Policy,
)
from triage.view import as_given

KINDS = {"x": Kind.NUMBER, "y": Kind.NUMBER, "d": Kind.MOMENT, "e": Kind.MOMENT}
X, Y, D, E = Name("x"), Name("y"), Name("d"), Name("e")
NOT = NotApplicable()
Facts: TypeAlias = Mapping[str, Holding]


def between(low: Extended, high: Extended, may_not_apply: bool = False) -> Unknown:
    """An unknown number between two others."""
    first, last = (end if abs(end) == INFINITY else Fraction(end) for end in (low, high))
    return Unknown(Doubt.NOT_ASKED, (), Range(first, last), may_not_apply)


def at(text: str) -> Held:
    """A known moment, in the pack's time zone."""
    return Held(datetime.fromisoformat(text).replace(tzinfo=ZONE), Origin.GIVEN)


def number(value: object) -> Held:
    return Held(Decimal(str(value)), Origin.GIVEN)


def view(facts: Facts | None = None, now: str = "2026-05-12T15:00", pack: Policy | None = None) -> View:
    clock = datetime.fromisoformat(now).replace(tzinfo=ZONE)
    return View(pack or policy([fact(n, k) for n, k in KINDS.items()], []), clock, facts or {}, {})


def n(value: object) -> Number:
    return Number(Decimal(str(value)))


def range_of(low: Extended, high: Extended, may_not_apply: bool = False) -> Range:
    bounds = between(low, high).bounds
    return Range(bounds.low, bounds.high, may_not_apply)


@pytest.mark.parametrize(
    ("formula", "facts", "expected"),
    [
        (Arithmetic("+", X, Y), {"x": between(1, 2), "y": number(10)}, range_of(11, 12)),
        (Arithmetic("-", X, Y), {"x": between(1, 2), "y": between(10, 20)}, range_of(-19, -8)),
        (Arithmetic("*", X, Y), {"x": between(-1, 2), "y": between(-3, 5)}, range_of(-6, 10)),
        (Arithmetic("*", X, n(0)), {"x": between(0, INFINITY)}, range_of(0, 0)),
        (Arithmetic("/", n(1), X), {"x": between(2, 4)}, Range(Fraction(1, 4), Fraction(1, 2))),
        (Arithmetic("/", n(1), X), {"x": between(2, INFINITY)}, Range(Fraction(0), Fraction(1, 2))),
        (Arithmetic("/", n(1), X), {"x": between(0, 4)}, range_of(-INFINITY, INFINITY, True)),
        (Arithmetic("/", n(1), X), {"x": number(0)}, NOT),
        (Arithmetic("/", n(1), n(3)), {}, Range(Fraction(1, 3), Fraction(1, 3))),
        (Negative(X), {"x": between(1, INFINITY)}, range_of(-INFINITY, -1)),
        (Call("max", (Arithmetic("*", n(3), X), n(500))), {"x": between(0, 166)}, range_of(500, 500)),
        (Call("max", (Arithmetic("*", n(3), X), n(500))), {"x": between(0, 200)}, range_of(500, 600)),
        (Call("min", (X, Y)), {"x": between(0, INFINITY), "y": number(7)}, range_of(0, 7)),
        (Arithmetic("+", X, Y), {"x": NOT, "y": number(1)}, NOT),
        (Arithmetic("+", X, Y), {"x": between(1, 1, True), "y": number(1)}, range_of(2, 2, True)),
        (Call("max", (X, n(30))), {"x": between(0, 10, True)}, range_of(30, 30, True)),
        (Call("otherwise", (X, n(5))), {"x": NOT}, range_of(5, 5)),
        (Call("otherwise", (X, n(5))), {"x": between(1, 2)}, range_of(1, 2)),
        (Call("otherwise", (X, n(5))), {"x": between(1, 2, True)}, range_of(1, 5)),
        (Call("otherwise", (X, Y)), {"x": between(1, 2, True), "y": NOT}, range_of(1, 2, True)),
        (Call("latest", (X, Y)), {"x": NOT, "y": number(3)}, range_of(3, 3)),
        (Call("latest", (X, Y)), {"x": NOT, "y": NOT}, NOT),
        (Call("latest", (X, Y)), {"x": between(5, 9, True), "y": between(1, 2)}, range_of(1, 9)),
        (Call("earliest", (X, Y)), {"x": between(5, 9, True), "y": between(7, 8)}, range_of(5, 8)),
        (Call("earliest", (X, Y)), {"x": between(5, 9, True), "y": between(7, 8, True)}, range_of(5, 9, True)),
    ],
)
def test_ranges(formula: Formula, facts: Facts, expected: Computed) -> None:
    assert compute(formula, view(facts)) == expected


@given(drawn(SMALL))
@bounded(150)
def test_a_range_contains_what_the_formula_is_in_every_completion(it: Drawn) -> None:
    given_view = as_given(it.policy, it.case)
    worlds, _ = worlds_of(space_of_case(it.case, given_view), it.random, 300)
    for name in (*it.policy.measures, *it.policy.parameters):
        computed = lookup(name, given_view)
        for value in {world.named(name) for world in worlds}:
            if isinstance(computed, NotApplicable) or value is None:
                assert value is None
                assert isinstance(computed, NotApplicable) or computed.may_not_apply
            else:
                assert computed.low <= value <= computed.high


# --- The calendar ------------------------------------------------------------------------------


def moment(formula: Formula, facts: Facts) -> str:
    """The moment that the formula names, as a clock in the pack's time zone shows it."""
    computed = compute(formula, view(facts))
    assert isinstance(computed, Range)
    assert computed.point is not None
    found = moment_of(computed.point, ZONE)
    assert found is not None
    return found.strftime("%Y-%m-%dT%H:%M:%S")


@pytest.mark.parametrize(
    ("function", "start", "count", "expected"),
    [
        ("plus_hours", "2026-05-12T15:00", "24", "2026-05-13T15:00:00"),
        ("plus_hours", "2026-05-12T15:00", "0.5", "2026-05-12T15:30:00"),
        ("plus_days", "2026-02-27T09:00", "2", "2026-03-01T09:00:00"),
        ("plus_days", "2026-03-01T09:00", "-1", "2026-02-28T09:00:00"),
        ("plus_months", "2026-05-12T15:00", "13", "2027-06-12T15:00:00"),
        ("plus_months", "2026-01-31T15:00", "1", "2026-02-28T15:00:00"),
        ("plus_months", "2026-03-31T15:00", "-1", "2026-02-28T15:00:00"),
        ("plus_years", "2026-05-12T15:00", "3", "2029-05-12T15:00:00"),
        ("plus_years", "2024-02-29T15:00", "1", "2025-02-28T15:00:00"),
        ("plus_years", "2024-02-29T15:00", "4", "2028-02-29T15:00:00"),
    ],
)
def test_adding_to_a_moment(function: str, start: str, count: str, expected: str) -> None:
    assert moment(Call(function, (D, n(count))), {"d": at(start)}) == expected


@pytest.mark.parametrize(
    ("function", "start", "end", "expected"),
    [
        ("hours_between", "2026-05-10T15:00", "2026-05-12T15:00", 48),
        ("hours_between", "2026-05-12T15:00", "2026-05-10T15:00", -48),
        ("hours_between", "2026-05-12T15:00:00", "2026-05-12T15:00:01", Fraction(1, 3600)),
        ("days_between", "2026-05-10T23:59", "2026-05-11T00:00", 1),
        ("days_between", "2026-05-10T00:00", "2026-05-10T23:59", 0),
        ("days_between", "2026-05-11T00:00", "2026-05-10T23:59", -1),
        ("days_between", "2024-02-28T12:00", "2024-03-01T12:00", 2),
    ],
)
def test_between_two_moments(function: str, start: str, end: str, expected: Fraction) -> None:
    assert compute(Call(function, (D, E)), view({"d": at(start), "e": at(end)})) == Range(
        Fraction(expected), Fraction(expected)
    )


def test_calendar_days_are_those_of_the_packs_time_zone() -> None:
    in_utc = datetime.fromisoformat("2026-05-10T16:30+00:00")  # half past midnight on the 11th in the pack's zone
    facts: Facts = {"d": Held(in_utc, Origin.GIVEN), "e": at("2026-05-11T12:00")}
    assert compute(Call("days_between", (D, E)), view(facts)) == range_of(0, 0)


def test_a_day_with_a_change_of_the_clock_is_a_day() -> None:
    paris = policy([fact("d", Kind.MOMENT), fact("e", Kind.MOMENT)], [], timezone=ZoneInfo("Europe/Paris"))
    start = datetime(2026, 3, 28, 12, tzinfo=paris.timezone)  # the clocks go forward in the night
    there = View(paris, start, {"d": Held(start, Origin.GIVEN)}, {})
    next_day = start + timedelta(days=1)
    assert compute(Call("plus_days", (D, n(1))), there) == Range(seconds(next_day), seconds(next_day))
    assert compute(Call("plus_hours", (D, n(24))), there) != compute(Call("plus_days", (D, n(1))), there)
    assert compute(Call("hours_between", (D, Call("plus_days", (D, n(1))))), there) == range_of(23, 23)


@pytest.mark.parametrize("function", ["plus_days", "plus_months", "plus_years"])
@pytest.mark.parametrize("sign", [1, -1])
@pytest.mark.parametrize("size", ["1e9", "1e400"])
def test_what_is_outside_the_calendar_is_later_or_earlier_than_everything_in_it(
    function: str, sign: int, size: str
) -> None:
    facts = {"d": at("2026-05-12T15:00")}
    far = Call(function, (D, Number(sign * Decimal(size))))
    beyond = Range(sign * INFINITY, sign * INFINITY)
    assert compute(far, view(facts)) == beyond
    assert compute(Call("hours_between", (D, far)), view(facts)) == beyond
    assert compute(Call("days_between", (D, far)), view(facts)) == beyond
    assert compute(Call("plus_days", (far, n(1))), view(facts)) == beyond


def test_numbers_of_any_size_are_exact() -> None:
    huge = n("1e400")
    facts: Facts = {"x": between(0, INFINITY), "y": number("1e-400")}
    assert compute(Arithmetic("+", X, huge), view(facts)) == Range(Fraction(10**400), INFINITY)
    assert compute(Arithmetic("*", X, huge), view(facts)) == Range(Fraction(0), INFINITY)
    assert compute(Arithmetic("*", Y, huge), view(facts)) == range_of(1, 1)
    assert compute(Arithmetic("-", huge, X), view(facts)) == Range(-INFINITY, Fraction(10**400))


# --- Parameters and periods --------------------------------------------------------------------


def dated(otherwise_now: bool) -> Policy:
    """A parameter of 24 until 10 May, by the date d, and 48 from 11 May."""
    old = Period(None, date(2026, 5, 10), "d", otherwise_now)
    new = Period(date(2026, 5, 11), None, "d", otherwise_now)
    term = Parameter(
        "term", {}, "h", True, (ParameterVersion(Decimal(24), old, ()), ParameterVersion(Decimal(48), new, ()))
    )
    return policy([fact(name, kind) for name, kind in KINDS.items()], [], parameters={"term": term})


@pytest.mark.parametrize(
    ("date_", "otherwise_now", "expected"),
    [
        (at("2026-05-10T23:59:59"), False, range_of(24, 24)),
        (at("2026-05-11T00:00"), False, range_of(48, 48)),
        (between(-INFINITY, INFINITY), False, range_of(24, 48)),
        (between(-INFINITY, INFINITY, True), False, range_of(24, 48, True)),
        (between(-INFINITY, INFINITY, True), True, range_of(24, 48)),
        (NOT, False, NOT),
        (NOT, True, range_of(48, 48)),
    ],
)
def test_a_parameter_takes_the_version_of_its_date(date_: Holding, otherwise_now: bool, expected: Computed) -> None:
    assert lookup("term", view({"d": date_}, pack=dated(otherwise_now))) == expected


@pytest.mark.parametrize(
    ("now", "date_", "otherwise_now", "expected"),
    [
        ("2026-05-12T15:00", between(-INFINITY, INFINITY, True), True, None),
        ("2026-05-10T15:00", between(-INFINITY, INFINITY, True), True, None),
        ("2026-05-12T15:00", between(seconds(datetime(2026, 5, 12, tzinfo=ZONE)), INFINITY, True), True, True),
        ("2026-05-12T15:00", between(seconds(datetime(2026, 5, 12, tzinfo=ZONE)), INFINITY, True), False, None),
        ("2026-05-12T15:00", between(-INFINITY, seconds(datetime(2026, 5, 1, tzinfo=ZONE)), True), False, False),
        ("2026-05-12T15:00", between(-INFINITY, seconds(datetime(2026, 5, 1, tzinfo=ZONE)), True), True, None),
        ("2026-05-12T15:00", NOT, False, False),
        ("2026-05-12T15:00", NOT, True, True),
    ],
)
def test_whether_a_date_that_may_make_no_sense_is_in_force(
    now: str, date_: Holding, otherwise_now: bool, expected: bool | None
) -> None:
    assert in_force(Period(date(2026, 5, 11), None, "d", otherwise_now), view({"d": date_}, now)) is expected


def test_a_period_may_end_with_the_calendar() -> None:
    assert in_force(Period(date.min, date.max), view()) is True


# --- The rest ----------------------------------------------------------------------------------


def test_names_are_read_from_left_to_right() -> None:
    formula = Call("max", (Arithmetic("*", n(3), X), Negative(Y), X))
    assert list(names_in(formula)) == ["x", "y", "x"]


def test_an_unknown_number_without_bounds_is_anything() -> None:
    here = as_given(policy([fact("x", Kind.NUMBER), fact("y", Kind.MONEY)], []), case())
    assert lookup("x", here) == ANYTHING
    assert lookup("y", here) == Range(Fraction(0), INFINITY)


@pytest.mark.parametrize(
    ("value", "expected"), [(Fraction(1, 4), "0.25"), (Fraction(2, 3), "0.666667"), (Fraction(5), "5")]
)
def test_a_fraction_is_shown_as_a_decimal(value: Fraction, expected: str) -> None:
    assert str(decimal_of(value)) == expected
