"""Why and why not as trees: marks, actual values, places, and what lies behind findings."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
from msgspec.structs import replace
from sample_verdict import NOW, policy
from wcwidth import wcswidth

from triage.explain import Proof, RuleExplained, WhyNot
from triage.logic import Explained
from triage.policy import All, Any, Bound, Condition, Found, Has, InForce, Name, Not, OneOf, Period, Value, Within
from triage.render.explanation import render_proofs, render_why_not
from triage.verdict import Outcome

BROKEN = OneOf("brake", ("broken",))
STAFF = OneOf("employee", (True,))
LONG = Within("days", Bound(Name("wait"), False), None)


def met(condition: Condition, actual: Value | None = None, origin: str = "given") -> Explained:
    return Explained(condition, True, actual, origin)


def tree() -> Explained:
    """brake: broken, and not employee, and (days > 24 or the repair log), and unsafe."""
    either = Any((LONG, Has(("E_LOG",))))
    return Explained(
        All((BROKEN, Not(STAFF), either, Found("unsafe"))),
        True,
        parts=(
            met(BROKEN, "broken", "burden"),
            Explained(Not(STAFF), True, parts=(Explained(STAFF, False, False, "presumed"),)),
            Explained(
                either,
                True,
                parts=(Explained(LONG, None, "not_asked"), met(Has(("E_LOG",)), frozenset({"E_LOG"}), "given")),
            ),
            Explained(Found("unsafe"), True),
        ),
    )


def explained() -> RuleExplained:
    behind = RuleExplained("is-unsafe", True, Outcome.WON, (), met(BROKEN, "broken", "burden"))
    return RuleExplained("broken-brake", True, Outcome.WON, (), tree(), (behind,))


def beaten() -> RuleExplained:
    leaf = Explained(BROKEN, False, "worn", "given")
    return RuleExplained("old-bike", True, Outcome.BEATEN, ("broken-brake",), leaf)


def why_not() -> WhyNot:
    failed = RuleExplained("broken-brake", False, None, (), Explained(BROKEN, False, "worn", "given"))
    return WhyNot("double", False, (failed,), (Explained(STAFF, False, False, "presumed"),), (beaten(),))


PROOFS = (
    Proof("bike", "responsible", (explained(),)),
    Proof("double", "claim", (explained(), beaten())),
    Proof("unsafe", "finding", (explained(),)),
    Proof("ride", "denied", ()),
)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_whole_proof(language: str, golden: Callable[[str, str], None]) -> None:
    golden(f"explanation/proofs-{language}.txt", render_proofs(PROOFS, policy(), language, 80))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_whole_why_not(language: str, golden: Callable[[str, str], None]) -> None:
    golden(f"explanation/why-not-{language}.txt", render_why_not(why_not(), policy(), language, 80))


@pytest.mark.parametrize("width", [20, 40, 80])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_line_fits(language: str, width: int) -> None:
    text = render_proofs(PROOFS, policy(), language, width) + render_why_not(why_not(), policy(), language, width)
    assert max(wcswidth(line) for line in text.split("\n")) <= width


def test_every_rule_has_its_place_and_its_sources() -> None:
    text = render_proofs(PROOFS[:1], policy(), "en", 120)
    assert "[x] broken-brake 10-bike.yaml:4:3 (fires)" in text
    assert "[HIRE-8 Hire Act 8(1)]" in text


def test_the_rules_behind_a_finding_stand_below_the_rule_that_reads_it() -> None:
    lines = render_proofs(PROOFS[:1], policy(), "en", 120).split("\n")
    outer = next(line for line in lines if "broken-brake" in line)
    inner = next(line for line in lines if "is-unsafe" in line)
    assert lines.index(inner) > lines.index(outer)
    assert lines[lines.index(inner) - 1].strip() == "[x] found: the bicycle was unsafe"
    assert len(inner) - len(inner.lstrip()) > len(outer) - len(outer.lstrip())


def test_a_rule_is_spelled_out_once() -> None:
    text = render_proofs(PROOFS, policy(), "en", 120)
    assert text.count("[HIRE-8 Hire Act 8(1)]") == 3  # broken-brake, is-unsafe, old-bike
    assert text.count("[x] broken-brake 10-bike.yaml:4:3 (fires, see above)") == 2


@pytest.mark.parametrize(
    ("leaf", "line"),
    [
        (met(BROKEN, "broken"), "[x] the brake: broken -- here: broken\n"),
        (met(BROKEN, "broken", "burden"), "[x] the brake: broken -- here: broken (taken as unproved)"),
        (Explained(BROKEN, False, "worn", "given"), "[ ] the brake: broken -- here: worn"),
        (Explained(BROKEN, None, "not_asked"), "[?] the brake: broken -- here: not asked"),
        (Explained(BROKEN, None, "not_known"), "[?] the brake: broken -- here: nobody here can say"),
        (Explained(BROKEN, None, "contested"), "[?] the brake: broken -- here: the parties differ"),
        (Explained(BROKEN, False, "not_applicable"), "[ ] the brake: broken -- here: does not apply"),
        (Explained(STAFF, False, False, "presumed"), "[ ] works for the shop: yes -- here: no (assumed)"),
        (
            Explained(Within("due", None, None), False, Decimal(29), "follows"),
            "-- here: ¥29.00 (follows from other answers)",
        ),
        (Explained(Has(("E_LOG",)), False, frozenset(), "given"), "evidence at hand: the repair log -- here: none"),
        (Explained(Has(("E_LOG",)), True, frozenset({"E_LOG"}), "given"), "-- here: the repair log"),
        (Explained(InForce(Period(NOW.date())), True, NOW), "in force from 2026-05-12 -- here: 2026-05-12 15:00"),
        (Explained(Found("unsafe"), None), "[?] found: the bicycle was unsafe\n"),
    ],
)
def test_a_test_with_what_the_case_says(leaf: Explained, line: str) -> None:
    rule = replace(explained(), tree=leaf, through=())
    assert line in render_proofs([Proof("bike", "responsible", (rule,))], policy(), "en", 120)


def test_why_not_shows_ways_bars_and_denials() -> None:
    text = render_why_not(why_not(), policy(), "en", 120)
    assert "double refund is not granted here." in text
    assert "[ ] broken-brake 10-bike.yaml:4:3 (does not fire)" in text
    assert "[x] old-bike 10-bike.yaml:12:3 (beaten by broken-brake)" in text
    bars = text.index("What bars it")
    assert text.index("Rules that can give it") < bars < text.index("Rules that deny it")


def test_why_not_of_a_claim_that_is_granted_or_that_no_rule_gives() -> None:
    granted = render_why_not(replace(why_not(), granted=True, blocks=(), denied_by=()), policy(), "en", 80)
    assert "double refund is granted here." in granted
    assert "bars" not in granted
    assert "No rule can give it." in render_why_not(replace(why_not(), routes=()), policy(), "en", 80)
