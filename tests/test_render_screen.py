"""A verdict on a terminal: eight lines say what matters, every part says its own, every status is said kindly."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from fractions import Fraction

import pytest
from msgspec.structs import replace
from sample_verdict import ZONE, answering, claimed, double, exact, policy, step, stop, verdict
from wcwidth import wcswidth

from triage.policy import Name
from triage.render.screen import render_verdict
from triage.render.style import Style
from triage.verdict import (
    Amount,
    Chain,
    Change,
    Claimed,
    Clash,
    Denied,
    Fallback,
    FindingLine,
    Ground,
    Missing,
    Open,
    Status,
    Stop,
    Trace,
    Verdict,
)

LATER = datetime(2026, 6, 1, 9, 0, tzinfo=ZONE)


def screen(shown: Verdict, language: str = "en", width: int = 80) -> str:
    return render_verdict(shown, policy(), language, width)


def head(shown: Verdict, language: str = "en") -> str:
    return "\n".join(screen(shown, language).split("\n")[:8])


def nothing(status: Status = Status.SETTLED) -> Verdict:
    """The sample verdict without anything to claim."""
    return replace(verdict(), status=status, responsible=(), claims=(), steps=(), open=(), denied=(), presumed=())


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("width", [40, 80])
def test_the_whole_screen(language: str, width: int, golden: Callable[[str, str], None]) -> None:
    golden(f"screen/sample-{language}-{width}.txt", screen(verdict(), language, width))


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("width", [20, 40, 80, 200])
def test_every_line_fits(language: str, width: int) -> None:
    assert max(wcswidth(line) for line in screen(verdict(), language, width).split("\n")) <= width


@pytest.mark.parametrize("language", ["zh", "en", "fr"])
def test_the_same_verdict_gives_the_same_text(language: str) -> None:
    assert screen(verdict(), language) == screen(verdict(), language)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (
            "en",
            ["the shop", "double refund", "¥529.00", "¥29.00", "stands if", "ask the shop for the repair log", "05-13"],
        ),
        ("zh", ["车行", "加倍退款", "¥529.00", "¥29.00", "推定属实", "要求车行出示维修记录", "05-13"]),
    ],
)
def test_the_first_eight_lines_hold_what_matters(language: str, said: list[str]) -> None:
    assert [each for each in said if each not in head(verdict(), language)] == []


def test_long_claims_are_clipped_so_that_the_next_action_stays_in_the_first_eight_lines() -> None:
    many = tuple(claimed("double", exact("529.00")) for _ in range(12))
    assert "Do next" in head(replace(verdict(), claims=many))
    assert "..." in head(replace(verdict(), claims=many))


# --- Who answers


def test_a_seat_that_is_not_decided_names_both_parties() -> None:
    assert "the shop or the maker (not clear yet which)" in head(
        replace(verdict(), responsible=(answering("shop", "maker"),))
    )


def test_matters_with_different_parties_are_told_apart() -> None:
    shown = replace(verdict(), responsible=(answering("shop"), answering("maker", matter="deposit")))
    assert "the bicycle: the shop; the deposit: the maker" in head(shown)
    assert "Who answers for what" in screen(shown)
    assert "Who answers  the shop\n" in head(
        replace(verdict(), responsible=(answering("shop", matter="deposit"), answering("shop")))
    )


def test_shares_and_joint_liability_are_named() -> None:
    half = Fraction(1, 2)
    lines = (answering("shop", share=half, how="shared"), answering("rider", share=half, how="shared"))
    assert "the shop (1/2), the rider (1/2)" in head(replace(verdict(), responsible=lines))
    jointly = (answering("shop"), answering("maker", how="jointly"))
    assert "the shop, the maker (jointly)" in head(replace(verdict(), responsible=jointly))
    guarantor = (answering("shop"), answering("maker", how="as guarantor"))
    assert "the maker (as guarantor)" in head(replace(verdict(), responsible=guarantor))


# --- Nothing to claim


@pytest.mark.parametrize("status", list(Status))
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_status_can_be_said_with_nothing_to_claim(status: Status, language: str) -> None:
    text = screen(nothing(status), language)
    assert "{" not in text
    assert len(head(nothing(status), language).split("\n\n")[0].split("\n")) == 5


def test_nothing_to_claim_is_said_kindly_with_the_reason() -> None:
    refusal = Denied("all", {"en": "the rider broke it", "zh": "骑行人自己弄坏的"}, (), ("HIRE-8",))
    text = screen(replace(nothing(), denied=(refusal,)))
    assert "nothing by right, on these facts" in text
    assert "We are sorry" in text
    assert "any claim: the rider broke it [Hire Act 8(1)]" in text


def test_goodwill_is_offered_where_there_is_no_right() -> None:
    text = screen(replace(verdict(), claims=(claimed("ride", None),)))
    assert "nothing by right; as goodwill you can ask for: a free ride" in text
    assert "This is goodwill, not a right" in text


def test_an_open_verdict_names_what_is_possible_and_asks_what_decides() -> None:
    shown = replace(
        nothing(Status.OPEN), possible_claims=("double", "refund"), open=(Open("days", ("claim:double",), False, None),)
    )
    assert "possible: double refund, refund" in head(shown)
    assert "find out: days of hire?" in head(shown)


# --- What to do next


def test_an_open_emergency_channel_comes_before_everything() -> None:
    shown = replace(verdict(), route=(stop("CH_ALARM"), stop()))
    assert "Do next      the ambulance: tell the ambulance what happened" in head(shown)


def test_an_emergency_channel_that_is_closed_does_not() -> None:
    shown = replace(verdict(), route=(stop("CH_ALARM", "closed"), stop()))
    assert "Do next      ask the shop for the repair log" in head(shown)


def test_without_steps_the_first_open_channel_is_next() -> None:
    assert "Do next      the shop: tell the shop what happened" in head(replace(verdict(), steps=()))
    assert "(before Sunday 2026-05-31 00:00)" in " ".join(head(replace(verdict(), steps=())).split())


def test_a_right_goes_to_the_channel_whose_waiting_time_is_over() -> None:
    waited = replace(policy().channels["CH_CITY"], opens=Name("asked_at"))
    pack = replace(policy(), channels={**policy().channels, "CH_CITY": waited})
    route = (stop("CH_SHOP"), stop("CH_CITY"))
    assert "Do next      the city's hotline" in render_verdict(replace(verdict(), steps=(), route=route), pack, "en")
    kindly = replace(verdict(), steps=(), route=route, claims=(claimed("ride", None),))
    assert "Do next      the shop" in render_verdict(kindly, pack, "en")


def test_a_demand_whose_time_has_run_out_gives_way_to_a_channel() -> None:
    shown = replace(verdict(), steps=(step(overdue=True),))
    assert "Do next      the shop: tell the shop" in head(shown)
    assert "overdue since Wednesday 2026-05-13 15:00" in " ".join(screen(shown).split())
    assert "overdue since Wednesday 2026-05-13 15:00" in " ".join(head(replace(shown, route=())).split())


def test_a_channel_that_opens_later_is_waited_for() -> None:
    shown = replace(verdict(), steps=(), route=(stop("CH_CITY", "waiting", LATER),))
    assert "wait until Monday 2026-06-01 09:00, then go to the city's hotline" in head(shown)


# --- Sums, evidence, route, and the rest


def test_a_range_says_what_would_make_it_exact() -> None:
    unknown = Amount(None, None, Name("fee"), {}, ("fee",))
    text = screen(replace(verdict(), claims=(claimed("refund", unknown),)))
    assert "refund, the fee" in text
    assert "The exact sum needs: the fee" in text


def test_a_conclusion_firmer_or_weaker_than_the_verdict_says_so() -> None:
    text = screen(replace(verdict(), claims=(claimed("refund", exact("29.00"), Status.SETTLED),)))
    assert "refund, ¥29.00 (settled)" in text


def test_a_fallback_of_nothing_is_left_out() -> None:
    paid = claimed("double", exact("500.00"), fallback=Fallback("refund", exact("0.00", due="0.00")))
    assert "if refused" not in screen(replace(verdict(), claims=(paid,)))


def test_what_can_be_asked_though_nobody_is_responsible() -> None:
    assert "Who answers  not established; this can be asked for" in head(replace(verdict(), responsible=()))


def test_alternatives_and_what_is_covered_are_named() -> None:
    shown = replace(claimed("double", exact("529.00")), alternatives=("ride",), includes=("refund",))
    text = screen(replace(verdict(), claims=(shown,)))
    assert "Instead you may choose: a free ride" in text
    assert "do not ask for it again: refund" in text


def test_a_contested_fact_says_who_has_to_prove_it() -> None:
    lines = (Open("brake", ("responsible:bike",), True, "shop"), Open("days", (), True, None))
    text = screen(replace(verdict(), open=lines))
    assert "the brake; could change: who answers (for the bicycle)" in text
    assert "The parties differ on this; the shop has to prove it." in text
    assert "The parties differ on this.\n" in text


@pytest.mark.parametrize(
    ("conclusion", "said"),
    [
        ("claim:double", "double refund"),
        ("amount:double", "the sum of double refund"),
        ("responsible:bike", "who answers (for the bicycle)"),
        ("also:bike:owner", "whether the owner is liable too (for the bicycle)"),
        ("channel:CH_SHOP", "the shop"),
    ],
)
def test_what_an_open_fact_could_change_is_named(conclusion: str, said: str) -> None:
    shown = replace(verdict(), open=(Open("days", (conclusion,), False, None),))
    assert f"days of hire; could change: {said}\n" in render_verdict(shown, policy(), "en", 120)


def test_a_conflict_names_both_rules() -> None:
    shown = replace(nothing(Status.CONFLICT), clashes=(Clash("bike", "refund", ("broken-brake", "old-bike")),))
    text = screen(shown)
    assert "On refund (for the bicycle), these rules stand and disagree: broken-brake, old-bike" in " ".join(
        text.split()
    )
    assert "old-bike: the bicycle is over ten years old" in text
    assert text.index("Conflict between rules") < text.index("Why" if "Why\n" in text else "What to ask for")


def route_of(*stops: Stop) -> str:
    text = screen(replace(verdict(), route=stops))
    return text[text.index("Where to take it") : text.index("What to demand next\n")]


def test_the_route_is_a_dated_ladder() -> None:
    possible = Stop("CH_ALARM", "possible", None, None, (), Status.OPEN)
    text = route_of(stop("CH_SHOP"), stop("CH_CITY", "waiting", LATER), possible)
    rungs = ["  Now\n    1. the shop", "  If there is no answer by Monday 2026-06-01 09:00\n    2. the city's hotline"]
    rungs.append("  Perhaps, depending on what is still open\n    3. the ambulance\n")
    assert [text.index(rung) for rung in rungs] == sorted(text.index(rung) for rung in rungs)


def test_a_rung_says_that_its_waiting_time_is_over_or_does_not_count() -> None:
    past = replace(stop("CH_CITY"), earliest=datetime(2026, 5, 11, 9, 0, tzinfo=ZONE))
    assert "the time to wait ended on Monday 2026-05-11 09:00" in " ".join(route_of(past).split())
    at_once = (Ground("unsafe", True, True), Ground("brake", "broken", True))
    text = route_of(replace(stop("CH_CITY"), at_once=at_once))
    assert "No need to wait: the bicycle was unsafe; the brake: broken" in text


def test_a_closed_channel_says_why() -> None:
    barred = (Ground("unsafe", False, False), Ground("days", None, False))
    closed = replace(stop("CH_CITY", "closed"), barred=barred)
    text = route_of(stop("CH_SHOP", "closed"), closed)
    assert "Not open to you\n  - the shop\n    closed since Sunday 2026-05-31 00:00\n" in text
    assert (
        "- the city's hotline\n    because: not so: the bicycle was unsafe; days of hire: nobody here can say" in text
    )


def test_each_gap_of_the_chain_says_what_would_close_it_and_what_that_would_change() -> None:
    refund = (("refund", exact("29.00")),)
    log = Missing("E_LOG", ("L2",), ("brake",), (), (Change("brake", "fine", ("rider",), refund),))
    photo = Missing("E_PHOTO", ("L1", "L2"), (), ("double",), (Change(None, None, ("shop",), ()),))
    chain = Chain({"L1": "missing", "L2": "missing"}, {}, (log, photo))
    text = screen(replace(verdict(), chain=chain, steps=()))
    text = " ".join(text[text.index("The chain") : text.index("Where to take")].split())
    assert "L1 [missing] the hire: nothing yet + photographs makes the evidence complete for: double refund" in text
    assert "with it the result becomes: nothing to claim | L2 [missing]" in text
    assert 'closes L2; still to be proved after that: L1 if it shows "the brake: fine", the result' in text
    assert "becomes: refund, ¥29.00 (who answers: the rider)" in text
    assert text.endswith("+ photographs as above")


def test_reasons_that_may_not_apply_come_last_and_say_so() -> None:
    lines = (claimed("double", double()), replace(claimed("refund", None), rules=("old-bike",)))
    trace = Trace((), (), ("broken-brake",), ("broken-brake", "old-bike"))
    text = screen(replace(verdict(), claims=lines, trace=trace))
    assert "Whether these apply depends on what is still open:\n  - the bicycle is over ten years old" in text
    assert text.index("the brake was broken when") < text.index("Whether these apply")


def test_what_nobody_has_demanded_yet_says_how_long_it_would_take() -> None:
    shown = replace(verdict(), steps=(replace(step(), from_now=True),))
    assert "if you do so now, the time runs out on Wednesday 2026-05-13 15:00" in " ".join(head(shown).split())


def test_the_route_makes_sense_for_what_can_be_claimed() -> None:
    gated = replace(policy().channels["CH_CITY"], opens=Name("asked_at"))
    pack = replace(policy(), channels={**policy().channels, "CH_CITY": gated})
    stops = (stop("CH_ALARM"), stop("CH_SHOP"), stop("CH_CITY"))

    def shown(*claims: Claimed) -> list[str]:
        text = render_verdict(replace(nothing(), route=stops, claims=claims), pack, "en", 80)
        return [name for name in ("the ambulance", "the shop (", "the city's hotline (") if f". {name}" in text]

    assert shown(claimed("refund", exact("29.00"))) == ["the ambulance", "the shop (", "the city's hotline ("]
    assert shown(claimed("ride", None)) == ["the ambulance", "the shop ("]
    assert shown() == ["the ambulance"]


def test_a_number_that_no_law_gives_says_so() -> None:
    thumb = replace(policy().parameters["factor"], convenience=True)
    pack = replace(policy(), parameters={**policy().parameters, "factor": thumb})
    assert "multiple 3 (a rule of thumb, not law)" in render_verdict(verdict(), pack, "en", 120)


def test_a_reason_is_given_once() -> None:
    refusal = Denied("ride", policy().rules["broken-brake"].because, ("broken-brake",), ("HIRE-8",))
    text = screen(replace(verdict(), denied=(refusal,)))
    assert text.count("the brake was broken when") == 1
    assert "- a free ride (for the reason above)" in text


def test_findings_that_are_ruled_out_are_left_out() -> None:
    assert "Found on the way" not in screen(replace(verdict(), findings=(FindingLine("unsafe", False, ()),)))
    assert "the bicycle was unsafe (not known yet)" in screen(
        replace(verdict(), findings=(FindingLine("unsafe", None, ()),))
    )


def test_an_unverified_source_is_marked() -> None:
    assert "Hire Act 7 (in force from 2001-01-01 to 2013-12-31, not verified)" in screen(verdict())


def test_a_language_that_the_pack_does_not_have_falls_back() -> None:
    text = screen(verdict(), "fr")
    assert "Who answers  车行" in text


def test_moments_are_in_the_time_zone_of_the_pack() -> None:
    utc = datetime.fromisoformat("2026-05-12T20:00+00:00")
    assert "Verdict as of Wednesday 2026-05-13 04:00" in head(replace(verdict(), now=utc))


def test_colour_changes_no_text() -> None:
    painted = render_verdict(verdict(), policy(), "zh", 80, Style(colour=True))
    assert "\x1b[" in painted
    assert "\x1b[" not in screen(verdict(), "zh")
