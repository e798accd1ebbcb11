"""Case files: what they say, what `--set` says, and that a written case reads back as the same case."""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from triage.case import Answer, Case, Contested, Given, NotKnown
from triage.parse import (
    LoadedCase,
    case_policy_id,
    case_to_yaml,
    load_case,
    load_policy,
    parse_assignment,
    read_value,
)
from triage.parse.expect import ExpectedClaim, Names
from triage.policy import Kind, Policy, Value
from triage.problem import Place, Problem
from triage.verdict import Status

HERE = Path(__file__).resolve().parent
CASES = sorted((HERE / "scenarios" / "tiny").glob("*.yaml"))
NOW = datetime(2026, 8, 4, 13, tzinfo=timezone.utc)
PARIS = ZoneInfo("Europe/Paris")
HEAD = "policy: tiny\nnow: 2026-08-04T15:00+02:00\n"


def read_tiny() -> Policy:
    policy = load_policy(HERE / "packs" / "tiny").policy
    assert policy is not None
    return policy


TINY = read_tiny()


def load(text: str, default_now: datetime | None = None) -> LoadedCase:
    return load_case(text, "case.yaml", TINY, default_now)


def case_of(text: str) -> Case:
    loaded = load(HEAD + text)
    assert loaded.problems == ()
    assert loaded.case is not None
    return loaded.case


def scenario(name: str) -> LoadedCase:
    path = HERE / "scenarios" / "tiny" / name
    loaded = load(path.read_text("utf-8"))
    assert loaded.problems == ()
    return loaded


# --- What a case says --------------------------------------------------------------------------


def test_a_case() -> None:
    case = scenario("no-record.yaml").case
    assert case is not None
    assert case.policy == "tiny"
    assert case.now == NOW
    assert case.answers["issue"] == Given(frozenset({"damage_fine"}))
    assert case.answers["fine_paid"] == Given(Decimal("12.50"))
    assert case.answers["damaged_before"] == Given(True, ("E_PHOTO",))
    assert case.answers["loans"].place == Place("case.yaml", 7, 3)
    assert case.notes["merchant"] == "City library"


def test_moments_stand_in_the_packs_time_zone_where_they_name_none() -> None:
    case = case_of("facts: {due_at: 2026-08-01T18:00, complained_at: 2026-08-02, returned_at: 2026-12-01T10:00:30Z}")
    assert case.answers["due_at"] == Given(datetime(2026, 8, 1, 16, tzinfo=timezone.utc))
    assert case.answers["complained_at"] == Given(datetime(2026, 8, 1, 22, tzinfo=timezone.utc))
    assert case.answers["returned_at"] == Given(datetime(2026, 12, 1, 10, 0, 30, tzinfo=timezone.utc))


def test_unknown_and_contested() -> None:
    case = scenario("in-time.yaml").case
    assert case is not None
    assert case.answers["complained_at"] == NotKnown()
    assert case.answers["loans"] == Contested({"library": Decimal(2), "reader": Decimal(3)})


@pytest.mark.parametrize(
    ("text", "evidence"),
    [
        ("", {}),
        ("evidence: []", {"E_SLIP": False, "E_PHOTO": False}),
        ("evidence: [E_PHOTO]", {"E_SLIP": False, "E_PHOTO": True}),
        ("evidence: {E_PHOTO: false}", {"E_PHOTO": False}),
    ],
)
def test_evidence(text: str, evidence: dict[str, bool]) -> None:
    assert case_of(text).evidence == evidence


def test_now_may_come_from_outside_unless_the_case_says_it() -> None:
    later = NOW + timedelta(days=1)
    without = load("policy: tiny\n", later).case
    assert without is not None
    assert without.now == later
    within = load(HEAD, later).case
    assert within is not None
    assert within.now == NOW


def test_what_a_scenario_expects() -> None:
    loaded = scenario("no-record.yaml")
    assert loaded.shows == "without a record of its state the lender answers for a damaged book"
    expect = loaded.expect
    assert expect is not None
    assert expect.responsible == Names(("library",), Place("case.yaml", 18, 3))
    assert expect.claims is not None
    assert expect.claims.claims == (
        ExpectedClaim("fine_back_double", Decimal("25.00"), "fine_back", None, Place("case.yaml", 19, 12)),
    )
    assert expect.denied == Names((), Place("case.yaml", 20, 3))
    assert expect.status is None


def test_everything_that_can_be_expected() -> None:
    loaded = load(
        HEAD + "expect: {status: presumed, denied: all, findings: [returned_late], presumed: [from_partner],"
        " open: loans, steps: [state_record], route: [CH_DESK, CH_BOARD], warnings: W_TWICE, conflict: false,"
        " next_change: 2026-08-05, claims: {voucher: {status: open}, fine_back: {}}}"
    )
    assert loaded.problems == ()
    expect = loaded.expect
    assert expect is not None
    assert expect.status is not None
    assert expect.status.status is Status.PRESUMED
    assert expect.denied is not None
    assert expect.denied.names == ("all",)
    assert expect.route is not None
    assert expect.route.names == ("CH_DESK", "CH_BOARD")
    assert expect.conflict is not None
    assert expect.conflict.conflict is False
    assert expect.next_change is not None
    assert expect.next_change.moment == datetime(2026, 8, 4, 22, tzinfo=timezone.utc)
    assert expect.claims is not None
    assert [claim.status for claim in expect.claims.claims] == [Status.OPEN, None]


# --- The policy that a case names --------------------------------------------------------------


def test_the_policy_of_a_case() -> None:
    assert case_policy_id("policy: tiny\nfacts: {a: yes}\n", "case.yaml") == "tiny"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("policy: ../tiny", "bad-policy-id"),
        ("policy: /etc", "bad-policy-id"),
        ("policy: [tiny]", "bad-policy-id"),
        ("policy: ''", "bad-policy-id"),
        ("facts: {}", "missing-key"),
        ("- policy", "not-a-mapping"),
        ("policy: [", "yaml-syntax"),
        ("# nothing", "empty-file"),
    ],
)
def test_a_case_without_a_usable_policy(text: str, code: str) -> None:
    found = case_policy_id(text, "case.yaml")
    assert isinstance(found, Problem)
    assert found.code == code


def test_without_a_case_there_is_no_expectation_either() -> None:
    loaded = load("policy: [\n")
    assert (loaded.case, loaded.expect, len(loaded.problems)) == (None, None, 1)
    assert loaded.texts == {"case.yaml": "policy: [\n"}


# --- One answer --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("assignment", "answer"),
    [
        ("fine_paid=12.50", Given(Decimal("12.50"))),
        (" returned = false ", Given(False)),
        ("item=film", Given("film")),
        ("issue=late_fine, damage_fine", Given(frozenset({"late_fine", "damage_fine"}))),
        ("issue=", Given(frozenset())),
        ("due_at=2026-08-01T18:00", Given(datetime(2026, 8, 1, 16, tzinfo=timezone.utc))),
        ("story=a=b", Given("a=b")),
        ("loans=unknown", NotKnown()),
    ],
)
def test_an_assignment(assignment: str, answer: Answer) -> None:
    assert parse_assignment(TINY, assignment, PARIS) == (assignment.partition("=")[0].strip(), answer)


@pytest.mark.parametrize(
    ("assignment", "code"),
    [
        ("loans", "bad-assignment"),
        ("=3", "bad-assignment"),
        ("loan=3", "unknown-fact"),
        ("hours_late=3", "unknown-fact"),
        ("loans=-3", "out-of-bounds"),
        ("loans=many", "wrong-kind"),
        ("item=bok", "unknown-choice"),
        ("fine_paid=1" + "0" * 400, "number-too-long"),
        ("returned=yes", "wrong-kind"),
        ("story=", "empty-value"),
        ("due_at=soon", "not-a-moment"),
    ],
)
def test_an_assignment_that_sets_nothing(assignment: str, code: str) -> None:
    found = parse_assignment(TINY, assignment, PARIS)
    assert isinstance(found, Problem)
    assert found.code == code


def test_a_value_alone() -> None:
    assert read_value(TINY, "fine_paid", "3") == Decimal(3)
    assert isinstance(read_value(TINY, "fine_paid", "3.005"), Problem)
    assert isinstance(read_value(TINY, "fine", "3"), Problem)


# --- There and back ----------------------------------------------------------------------------


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_a_written_case_reads_back(path: Path) -> None:
    case = scenario(path.name).case
    assert case is not None
    text = case_to_yaml(case, TINY)
    assert load(text).case == case
    assert load(text).problems == ()


TEXTS = st.text(
    alphabet=st.characters(exclude_categories=("C", "Zl", "Zp"), include_characters="\n\t"), min_size=1, max_size=30
).filter(lambda text: bool(text.strip()))
MOMENTS = st.datetimes(
    datetime(1901, 1, 1),
    datetime(2199, 12, 31),
    timezones=st.sampled_from([timezone.utc, timezone(timedelta(hours=8)), timezone(timedelta(hours=-9, minutes=-30))]),
)
VALUES: dict[Kind, st.SearchStrategy[Value]] = {
    Kind.YES_NO: st.booleans(),
    Kind.COUNT: st.integers(0, 10**15 - 1).map(Decimal),
    Kind.NUMBER: st.decimals(-1000, 1000, places=12),
    Kind.MONEY: st.decimals(0, 1000, places=2),
    Kind.MOMENT: MOMENTS,
    Kind.TEXT: TEXTS,
}


@st.composite
def cases(draw: st.DrawFn) -> Case:
    answers: dict[str, Answer] = {}
    for fact in TINY.facts.values():
        choice = st.sampled_from(sorted(fact.choices)) if fact.choices else st.nothing()
        own: dict[Kind, st.SearchStrategy[Value]] = {Kind.CHOICE: choice, Kind.CHOICES: st.frozensets(choice)}
        values = own[fact.kind] if fact.kind in own else VALUES[fact.kind]
        match draw(st.integers(0, 3)):
            case 1:
                by = ("E_PHOTO",) if fact.name == "damaged_before" and draw(st.booleans()) else ()
                answers[fact.name] = Given(draw(values), by)
            case 2:
                answers[fact.name] = NotKnown()
            case 3:
                said = draw(st.lists(values, min_size=2, max_size=2, unique=True))
                answers[fact.name] = Contested(dict(zip(("library", "reader"), said, strict=True)))
    evidence = draw(st.dictionaries(st.sampled_from(sorted(TINY.evidence)), st.booleans()))
    notes = draw(st.dictionaries(st.sampled_from(["merchant", "order", "story"]), TEXTS))
    return Case("tiny", draw(MOMENTS), answers, evidence, notes)


@given(cases())
def test_any_written_case_reads_back(case: Case) -> None:
    text = case_to_yaml(case, TINY)
    loaded = load(text)
    assert loaded.problems == ()
    assert loaded.case == case
    assert case_to_yaml(loaded.case, TINY) == text


def test_a_case_is_written_in_the_policys_order() -> None:
    case = case_of("facts: {loans: 1, item: book}\nevidence: {E_PHOTO: true, E_SLIP: false}\nnotes: {story: 'no'}")
    assert case_to_yaml(replace(case, now=NOW), TINY) == (
        "policy: tiny\nnow: 2026-08-04T13:00+00:00\nfacts:\n  item: book\n  loans: 1\n"
        'evidence: [E_PHOTO]\nnotes:\n  story: "no"\n'
    )


# --- Whatever is in the file -------------------------------------------------------------------

WHOLE = CASES[0].read_text("utf-8")
SPOILERS = [
    "[",
    "{",
    "}",
    ":",
    "- ",
    "'",
    '"',
    "yes",
    "1e999999",
    "\x1b",
    "\ud800",
    "&a ",
    "*a",
    "!!x ",
    "\n",
    "NaN",
    "",
]


@given(st.text(max_size=80))
def test_random_text_never_raises(text: str) -> None:
    loaded = load(text)
    assert loaded.case is not None or loaded.problems


@given(st.integers(0, len(WHOLE)), st.integers(0, 12), st.sampled_from(SPOILERS))
def test_a_spoilt_case_never_raises(start: int, length: int, spoiler: str) -> None:
    loaded = load(WHOLE[:start] + spoiler + WHOLE[start + length :])
    assert (loaded.case is None) == bool(loaded.problems)


def test_a_case_is_no_place_for_a_path() -> None:
    assert not re.search(r"[./\\]", str(case_policy_id("policy: tiny", "f")))
