"""Working days: counted as a person with a calendar on the wall would, and honest where the calendar ends."""

from __future__ import annotations

import importlib.util
import shutil
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from random_packs import NOW, ZONE
from running import ROOT, TINY
from small_packs import fact, policy
from strategies import bounded

from triage.decide import decide
from triage.engines import ReferenceEngine
from triage.formula import beyond_calendar, compute
from triage.holding import INFINITY, Held, Origin, Range, View
from triage.instant import moment_of, seconds
from triage.parse import load_case, load_policy
from triage.policy import Calendar, Call, Kind, Name, Number, Policy
from triage.program import compile_policy
from triage.workdays import moved

FIRST, LAST = date(2026, 1, 1), date(2026, 3, 31)
SPAN = [FIRST + timedelta(days=n) for n in range((LAST - FIRST).days + 1)]
CN = ROOT / "rules" / "cn-digital-goods"


def walked(working: set[date], day: date, count: int, unknown_work: bool) -> date | None:
    """Day by day, as on a calendar on the wall; None where it never ends."""
    step = timedelta(days=1 if count > 0 else -1)
    left = abs(count)
    for _ in range(400):
        if left == 0:
            return day
        day += step
        left -= day in working if FIRST <= day <= LAST else unknown_work
    return None


@bounded(300)
@given(
    working=st.sets(st.sampled_from(SPAN)),
    start=st.integers(-20, 110).map(lambda n: FIRST + timedelta(days=n)),
    count=st.integers(-60, 60),
)
def test_a_bound_is_where_a_finger_on_the_wall_stops(working: set[date], start: date, count: int) -> None:
    calendar = Calendar(FIRST, LAST, tuple(sorted(day.toordinal() for day in working)), {})
    near, far = walked(working, start, count, True), walked(working, start, count, False)
    assert moved(calendar, start, count) == ((near, far) if count >= 0 else (far, near))


def known(*holidays: date) -> Calendar:
    days = [day for day in SPAN if day.weekday() < 5 and day not in holidays]
    return Calendar(FIRST, LAST, tuple(day.toordinal() for day in days), {"en": "beyond"})


def pack(calendar: Calendar | None = None) -> Policy:
    return replace(policy([fact("d", Kind.MOMENT)], []), calendar=calendar or known(date(2026, 1, 5)))


def after(start: str, count: str, there: Policy) -> tuple[Call, View]:
    moment = datetime.fromisoformat(start).replace(tzinfo=ZONE)
    view = View(there, NOW, {"d": Held(moment, Origin.GIVEN)}, {})
    return Call("plus_working_days", (Name("d"), Number(Decimal(count)))), view


@pytest.mark.parametrize(
    ("start", "count", "expected"),
    [
        ("2026-01-02T09:00", "1", "2026-01-06T23:59:59"),  # Friday; Monday is a holiday
        ("2026-01-03T09:00", "1", "2026-01-06T23:59:59"),  # Saturday
        ("2026-01-06T23:59", "1", "2026-01-07T23:59:59"),
        ("2026-01-06T00:00", "7", "2026-01-15T23:59:59"),
        ("2026-01-06T09:00", "0", "2026-01-06T23:59:59"),
        ("2026-01-06T09:00", "-1", "2026-01-02T23:59:59"),
    ],
)
def test_it_ends_with_the_last_second_of_the_day(start: str, count: str, expected: str) -> None:
    formula, view = after(start, count, pack())
    computed = compute(formula, view)
    assert isinstance(computed, Range)
    assert computed.point is not None
    found = moment_of(computed.point, ZONE)
    assert found is not None
    assert found.strftime("%Y-%m-%dT%H:%M:%S") == expected
    assert not beyond_calendar(formula, view)


def test_beyond_the_calendar_it_is_a_range_and_says_so() -> None:
    formula, view = after("2026-03-30T09:00", "3", pack())
    computed = compute(formula, view)
    assert isinstance(computed, Range)
    low = moment_of(computed.low, ZONE)
    assert low is not None
    assert low.date() == date(2026, 4, 2)  # 31 March, then 1 and 2 April if nobody rests
    assert computed.high == INFINITY
    assert beyond_calendar(formula, view)


@bounded(100)
@given(first=st.integers(0, 80), gap=st.integers(0, 20), count=st.integers(-10, 10))
def test_who_starts_later_is_never_earlier(first: int, gap: int, count: int) -> None:
    """Interval arithmetic takes it from the ends of a range."""
    days = [known(date(2026, 1, 5)), FIRST + timedelta(days=first), FIRST + timedelta(days=first + gap)]
    one, other = moved(days[0], days[1], count), moved(days[0], days[2], count)  # type: ignore[arg-type]
    for before, then in zip(one, other, strict=True):
        assert before is None or then is None or before <= then


# --- As the solver sees it -------------------------------------------------------------------------


@pytest.mark.parametrize("function", ["plus_working_days", "plus_months"])
@bounded(12)
@given(second=st.integers(0, 120 * 86400), count=st.sampled_from([-7, 0, 1, 12]))
def test_the_solver_counts_as_the_engines_do(function: str, second: int, count: int) -> None:
    from triage.prove.spans import compute as encoded
    from triage.prove.spans import one
    from triage.prove.terms import number
    from triage.prove.walks import evaluate

    there = pack()
    start = int(seconds(datetime(2025, 12, 20, tzinfo=ZONE))) + second
    formula = Call(function, (Name("d"), Number(Decimal(count))))
    moment = moment_of(Fraction(start), ZONE)
    assert moment is not None
    computed = compute(formula, View(there, NOW, {"d": Held(moment, Origin.GIVEN)}, {}))
    assert isinstance(computed, Range)
    span = encoded(formula, lambda _: one(number(start)), there)
    for end, expected in ((span.low, computed.low), (span.high, computed.high)):
        finite = evaluate(end.finite, {})
        assert finite is isinstance(expected, Fraction)
        if finite:
            assert evaluate(end.term, {}) == expected


# --- In a pack -------------------------------------------------------------------------------------


def test_the_calendar_of_the_mainland_is_the_librarys() -> None:
    spec = importlib.util.spec_from_file_location("working_days", ROOT / "tools" / "working_days.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    text = (CN / "calendar.yaml").read_text("utf-8")
    assert module.up_to_date(text) == text


@pytest.fixture(scope="module")
def mainland() -> Policy:
    loaded = load_policy(CN)
    assert loaded.policy is not None
    return loaded.policy


CASE = """
policy: cn-digital-goods
now: {now}
facts:
  goods_type: card_code
  issue: [code_invalid]
  price_paid: 100.00
  seller_is_business: true
  reported_at: 2023-09-20T09:00+08:00
  {fact}: {at}
evidence: [E_TXN]
"""


@pytest.mark.parametrize(
    ("fact_", "at", "now", "due"),
    [
        # National Day, with a weekend that is worked for it; the Spring Festival, with two Saturdays.
        ("complained_to_12315_at", "2023-09-28T10:00+08:00", "2023-09-28T12:00+08:00", ["2023-10-13T23:59:59"]),
        ("complained_to_12315_at", "2026-02-13T10:00+08:00", "2026-02-13T12:00+08:00", ["2026-03-02T23:59:59"]),
        # Before and after the day on which the term of mediation changed: working days, then days.
        ("accepted_at", "2024-06-28T10:00+08:00", "2024-07-02T12:00+08:00", ["2024-08-30T23:59:59"]),
        ("accepted_at", "2024-07-01T10:00+08:00", "2024-07-02T12:00+08:00", ["2024-08-30T10:00:00"]),
    ],
)
def test_the_clocks_of_the_authority_run_in_working_days(
    mainland: Policy, fact_: str, at: str, now: str, due: list[str]
) -> None:
    case = load_case(CASE.format(fact=fact_, at=at, now=now), "case.yaml", mainland, None)
    assert case.case is not None, case.problems
    verdict = decide(mainland, case.case, ReferenceEngine(compile_policy(mainland)))
    (stop,) = (stop for stop in verdict.route if stop.channel == "CH_12315")
    given_ = [f"{each.at:%Y-%m-%dT%H:%M:%S}" for each in stop.answers if not each.if_now]
    assert given_ == due
    assert "CALENDAR" not in [warned.code for warned in verdict.warnings]


def test_a_year_that_is_not_announced_yet_is_a_warning(mainland: Policy) -> None:
    assert mainland.calendar is not None
    last = mainland.calendar.last
    text = CASE.format(fact="complained_to_12315_at", at=f"{last}T10:00+08:00", now=f"{last}T12:00+08:00")
    case = load_case(text, "case.yaml", mainland, None)
    assert case.case is not None, case.problems
    verdict = decide(mainland, case.case, ReferenceEngine(compile_policy(mainland)))
    (warned,) = (warned for warned in verdict.warnings if warned.code == "CALENDAR")
    assert "earliest" in warned.text["en"]


IN_FORCE = "    when: {returned: true}\n"


@pytest.mark.parametrize(
    ("period", "there"), [("until: 2026-05-12", True), ("until: 2026-05-11", False), ("from: 2026-05-13", False)]
)
def test_a_channel_is_open_while_it_is_in_force(tmp_path: Path, period: str, there: bool) -> None:
    folder = Path(shutil.copytree(TINY, tmp_path / "tiny"))
    channels = folder / "channels.yaml"
    text = channels.read_text("utf-8")
    assert IN_FORCE in text
    channels.write_text(text.replace(IN_FORCE, f"    in_force: {{{period}}}\n{IN_FORCE}"), "utf-8")
    loaded = load_policy(folder)
    assert loaded.policy is not None, loaded.problems
    told = "policy: tiny\nnow: 2026-05-12T15:00+02:00\nfacts: {issue: [late_fine], returned: true}\n"
    case = load_case(told, "case.yaml", loaded.policy, None)
    assert case.case is not None, case.problems
    verdict = decide(loaded.policy, case.case, ReferenceEngine(compile_policy(loaded.policy)))
    assert ("CH_BOARD" in [stop.channel for stop in verdict.route if stop.state != "closed"]) is there
