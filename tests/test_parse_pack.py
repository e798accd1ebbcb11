"""A good pack to a policy: what the types say, what does not change its hash, and folders that are no packs."""

from __future__ import annotations

import shutil
from datetime import date, datetime, timezone
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from triage.parse import load_policy
from triage.policy import (
    All,
    Any,
    Arithmetic,
    Bound,
    Call,
    ConcludesFinding,
    ConcludesOutcome,
    ConcludesWarning,
    Condition,
    Expectation,
    Found,
    Has,
    Known,
    Name,
    Not,
    Number,
    OneOf,
    Period,
    Policy,
    Proved,
    Within,
)
from triage.problem import Place

TINY = Path(__file__).resolve().parent / "packs" / "tiny"


@pytest.fixture(scope="module")
def tiny() -> Policy:
    loaded = load_policy(TINY)
    assert loaded.problems == ()
    assert loaded.policy is not None
    return loaded.policy


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(TINY, tmp_path / "tiny"))


LATE_FINE = OneOf("issue", ("late_fine",))
DAMAGE_FINE = OneOf("issue", ("damage_fine",))

CONDITIONS: dict[str, Condition] = {
    "late-after-grace": All((LATE_FINE, Within("hours_late", Bound(Name("h_grace"), False), None))),
    "late-reader-answers": All((LATE_FINE, Found("returned_late"), Not(OneOf("closed_that_day", (True,))))),
    "not-late": All((LATE_FINE, Not(Found("returned_late")))),
    "no-exact-record": All((DAMAGE_FINE, OneOf("state_record", ("none", "vague")))),
    "photo-at-the-desk": All((DAMAGE_FINE, Proved("damaged_before", (True,)))),
    "careless-both": All(
        (
            DAMAGE_FINE,
            Any(
                (
                    All((OneOf("state_record", ("exact",)), OneOf("damaged_before", (True,)))),
                    All(
                        (
                            Within(
                                "fine_paid",
                                Bound(Number(Decimal(10)), True),
                                Bound(
                                    Arithmetic(
                                        "+",
                                        Arithmetic("*", Number(Decimal(2)), Name("least_back")),
                                        Number(Decimal(1)),
                                    ),
                                    True,
                                ),
                            ),
                            Within("loans", Bound(Number(Decimal(3)), True), Bound(Number(Decimal(10)), False)),
                            Not(Has(("E_SLIP", "E_PHOTO"))),
                        )
                    ),
                )
            ),
        )
    ),
    "hint-of-goodwill": All(
        (
            DAMAGE_FINE,
            All((Within("loans", Bound(Number(Decimal(50)), False), None), Known("complained_at"))),
        )
    ),
}


@pytest.mark.parametrize("rule", CONDITIONS)
def test_given_when_and_unless_make_one_condition(rule: str, tiny: Policy) -> None:
    assert tiny.rules[rule].when == CONDITIONS[rule]


def test_conclusions(tiny: Policy) -> None:
    third = Fraction(1, 3)
    assert tiny.rules["late-after-grace"].then == ConcludesFinding(("returned_late",))
    assert tiny.rules["late-reader-answers"].then == ConcludesOutcome((("borrower", Fraction(1)),), (), (), (), True)
    assert tiny.rules["careless-both"].then == ConcludesOutcome(
        (("lender", third), ("borrower", 1 - third)), (("lender", "jointly"),), (), ("fine_back_double",), False
    )
    assert tiny.rules["do-not-claim-twice"].then == ConcludesWarning("W_TWICE")


def test_a_rule_has_what_its_file_says_unless_it_says_otherwise(tiny: Policy) -> None:
    assert (tiny.rules["not-late"].matter, tiny.rules["not-late"].tier) == ("fine", "conduct")
    assert tiny.rules["closed-day"].tier == "safety"
    assert tiny.rules["closed-day"].cites == ("HR-1", "HR-2")


def test_the_reason_is_by_default_the_effect_of_what_is_cited_first(tiny: Policy) -> None:
    assert tiny.rules["closed-day"].because == tiny.sources["HR-1"].effect
    assert tiny.rules["not-late"].because["en"] == "It came back in time."


def test_everything_knows_its_place_wherever_the_folder_is(tiny: Policy, copy: Path) -> None:
    loaded = load_policy(copy)
    assert loaded.policy is not None
    for policy in (tiny, loaded.policy):
        assert policy.rules["photo-at-the-desk"].place == Place("tiny/20-damage.yaml", 10, 3)
        assert policy.facts["loans"].place == Place("tiny/facts.yaml", 23, 3)
    assert set(loaded.texts) == {f"tiny/{path.name}" for path in TINY.glob("*.yaml")}


def test_periods(tiny: Policy) -> None:
    until, since = (version.period for version in tiny.parameters["h_grace"].versions)
    assert until == Period(None, date(2026, 6, 30), "due_at", True)
    assert since == Period(date(2026, 7, 1), None, "due_at", True)
    assert tiny.rules["hint-of-goodwill"].period == Period(date(2026, 1, 1), None, "due_at", True)
    assert tiny.rules["not-late"].period.always


def test_facts(tiny: Policy) -> None:
    record = tiny.facts["state_record"]
    assert list(record.choices) == ["none", "vague", "exact"]
    assert record.applies_when == DAMAGE_FINE
    assert record.production is not None
    assert (record.production.within, record.production.since) == (Name("h_record"), "complained_at")
    assert record.burden is not None
    assert (record.burden.party, record.burden.unproved) == ("library", "none")
    assert (tiny.facts["fine_paid"].low, tiny.facts["fine_paid"].high) == (Decimal(0), Decimal(1000))
    presumed = tiny.facts["closed_that_day"].presume
    assert presumed is not None
    assert presumed.value is False
    assert list(tiny.facts)[:2] == ["item", "issue"]


def test_claims_know_their_group(tiny: Policy) -> None:
    assert {name: claim.group for name, claim in tiny.claims.items()} == {
        "fine_back": "remedy",
        "fine_back_double": "remedy",
        "voucher": None,
    }
    assert tiny.claims["fine_back_double"].amount == Call(
        "max", (Arithmetic("*", Name("double"), Name("fine_paid")), Name("least_back"))
    )


def test_examples(tiny: Policy, copy: Path) -> None:
    (example,) = tiny.rules["photo-at-the-desk"].examples
    assert example.expects is Expectation.WINS
    assert [(fact.name, fact.value, fact.by) for fact in example.facts] == [("damaged_before", True, ("E_PHOTO",))]
    file = copy / "20-damage.yaml"
    file.write_text(file.read_text("utf-8").replace("{wins: {state", "{beaten: {now: 2026-05-01, state"), "utf-8")
    loaded = load_policy(copy)
    assert loaded.policy is not None
    changed = loaded.policy.rules["no-exact-record"].examples[0]
    assert changed.expects is Expectation.BEATEN
    assert changed.now == datetime(2026, 4, 30, 22, tzinfo=timezone.utc)


# --- The hash ----------------------------------------------------------------------------------


def test_the_hash_is_that_of_the_files(tiny: Policy, copy: Path) -> None:
    (copy / "README.txt").write_text("not a part of the pack")
    same = load_policy(copy).policy
    assert same is not None
    assert same.hash == tiny.hash
    with (copy / "10-late.yaml").open("a") as file:
        file.write("# a remark\n")
    other = load_policy(copy).policy
    assert other is not None
    assert other.hash != tiny.hash


def test_the_order_of_rules_and_files_changes_no_rule(tiny: Policy, copy: Path) -> None:
    (copy / "20-damage.yaml").rename(copy / "05-damage.yaml")
    renamed = load_policy(copy).policy
    assert renamed is not None
    assert renamed.rules == tiny.rules
    assert renamed.hash != tiny.hash


# --- All mistakes in one run -------------------------------------------------------------------


def test_five_mistakes_in_four_files_are_five_problems(copy: Path) -> None:
    for file, right, wrong in (
        ("10-late.yaml", "h_grace", "h_graze"),
        ("20-damage.yaml", "damaged_before: {proved", "damaged_befor: {proved"),
        ("20-damage.yaml", "then: {claim: voucher}", "then: {claim: vouchers}"),
        ("claims.yaml", "needs: [L1]", "needs: [L7]"),
        ("pack.yaml", "minor_unit: 2", "minor_unit: two"),
    ):
        path = copy / file
        path.write_text(path.read_text("utf-8").replace(right, wrong, 1), "utf-8")
    loaded = load_policy(copy)
    assert loaded.policy is None
    assert [f"{problem.place.file}: {problem.code}" for problem in loaded.problems] == [
        "tiny/10-late.yaml: unknown-parameter",
        "tiny/20-damage.yaml: unknown-fact",
        "tiny/20-damage.yaml: unknown-claim",
        "tiny/claims.yaml: unknown-link",
        "tiny/pack.yaml: not-a-number",
    ]


@pytest.mark.parametrize("file", sorted(path.name for path in TINY.glob("*.yaml")))
def test_an_unreadable_file_is_one_problem_and_hides_none(file: str, copy: Path) -> None:
    other = copy / ("20-damage.yaml" if file != "20-damage.yaml" else "10-late.yaml")
    other.write_text(other.read_text("utf-8").replace("rules:", "roles:", 1), "utf-8")
    (copy / file).write_text("a: [", "utf-8")
    codes = [problem.code for problem in load_policy(copy).problems]
    assert sorted(codes) == ["unknown-key", "yaml-syntax"]


@pytest.mark.parametrize("file", ["pack.yaml", "facts.yaml"])
def test_a_missing_file_is_one_problem(file: str, copy: Path) -> None:
    (copy / file).unlink()
    assert [problem.code for problem in load_policy(copy).problems] == ["no-file"]


def test_files_that_are_no_text_are_problems(copy: Path) -> None:
    (copy / "claims.yaml").write_bytes(b"\0\1")
    (copy / "10-late.yaml").unlink()
    (copy / "10-late.yaml").mkdir()
    assert [problem.code for problem in load_policy(copy).problems] == ["is-a-folder", "not-text"]


def test_folders_that_are_none(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("x")
    assert [problem.code for problem in load_policy(tmp_path / "missing").problems] == ["no-folder"]
    assert [problem.code for problem in load_policy(file).problems] == ["not-a-folder"]
    assert [problem.code for problem in load_policy(tmp_path).problems] == ["no-file", "no-file"]


# --- Whatever is in the file -------------------------------------------------------------------

WORDS = [
    "when",
    "then",
    "rule",
    "rules",
    "file",
    "facts",
    "kind",
    "choice",
    "issue",
    "loans",
    "any",
    "not",
    "all",
    "is",
]
SCALARS = st.sampled_from([*WORDS, "true", "1", "2026-05-10", "x", "", "hours_late", "lender", "fine_back", "1/2"])
NODES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(lambda items: f"[{', '.join(items)}]"),
        st.dictionaries(st.sampled_from(WORDS), inner, max_size=3).map(
            lambda entries: f"{{{', '.join(f'{key}: {value}' for key, value in entries.items())}}}"
        ),
    ),
    max_leaves=12,
)
KEYS = {
    "pack.yaml": ["roles", "tiers", "currency", "languages", "groups", "screens", "id", "timezone"],
    "facts.yaml": ["facts", "measures", "findings", "never", "ordered"],
    "claims.yaml": ["claims"],
    "evidence.yaml": ["evidence"],
    "sources.yaml": ["sources"],
    "parameters.yaml": ["parameters"],
    "channels.yaml": ["channels"],
    "10-late.yaml": ["file", "rules"],
}


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(data=st.data())
def test_no_file_raises(data: st.DataObject, tmp_path: Path) -> None:
    """Any key of any file with anything under it: problems, or a policy, never an exception."""
    file = data.draw(st.sampled_from(sorted(KEYS)))
    key = data.draw(st.sampled_from(KEYS[file]))
    pack = tmp_path / "tiny"
    shutil.copytree(TINY, pack, dirs_exist_ok=True)
    value = data.draw(st.one_of(NODES, NODES.map(lambda node: f"[{node}]"), NODES.map(lambda node: f"{{a: {node}}}")))
    (pack / file).write_text(f"{key}: {value}\n", "utf-8")
    loaded = load_policy(pack)
    assert loaded.policy is not None or loaded.problems
