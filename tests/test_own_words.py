"""What is said of a person's own words, and what is not: the word lists of the packs, sums, dates, codes."""

from __future__ import annotations

import re

import pytest
from msgspec.structs import replace
from running import triage
from test_letter import CASE, case, policy

from triage.decide import decide
from triage.own_words import Cautioned, CodeShown, DatesTurned, NotYet, OtherOrder, Remark, StraySum, remarks

CALM = "On 2026-05-10 I paid ¥29.00; the seller has not answered since."


def found(story: str, channel: str = "CH_PLATFORM_TICKET", **notes: str) -> tuple[Remark, ...]:
    of = replace(case(), notes={"order": "202605103344", "merchant": "shop A", **notes, "story": story})
    return remarks(policy(), of, decide(policy(), of), policy().letters[channel])


def cautions(story: str, channel: str = "CH_PLATFORM_TICKET", **notes: str) -> list[str]:
    return [each.caution.name for each in found(story, channel, **notes) if isinstance(each, Cautioned)]


@pytest.mark.parametrize(
    "story",
    [
        CALM,
        "逾期不退的，我将向12315投诉或者起诉。",  # a lawful announcement
        "如果24小时内不退款29元，请平台介入。",
        "I will complain to 12315 if there is no answer.",
        "客服说系统故障，让我等24小时。",
        "退款29元并按三倍赔偿，合计529元。",
        "The justices of the peace shop sells keys.",  # a word within a word
    ],
)
def test_who_writes_calmly_is_told_nothing(story: str) -> None:
    assert found(story) == ()


@pytest.mark.parametrize(
    ("story", "caution"),
    [
        ("请给我个说法。", "vague-demand"),
        ("You people do something!", "vague-demand"),
        ("这家店就是骗子。", "insult"),
        ("Such scammers.", "insult"),
        ("不退钱我就曝光你们。", "threat"),
        ("Pay or I will expose you.", "threat"),
        ("要是不赔我就报警！", "police-for-money"),
        ("卖家已构成欺诈。", "fraud-as-fact"),
        ("还要赔精神损失。", "distress"),
        ("给封口费我就算了。", "hush-money"),
        ("请平台把罚款给我。", "fine-to-me"),
    ],
)
def test_each_list_of_the_pack_finds_its_words(story: str, caution: str) -> None:
    assert cautions(story) == [caution]


@pytest.mark.parametrize("story", ["我已经报警。", "They expose their keys on a page. Answer me."])
def test_a_threat_needs_its_condition_in_the_same_sentence(story: str) -> None:
    assert cautions(story) == []


def test_a_missing_order_number_and_respondent_are_named_where_they_matter() -> None:
    assert cautions(CALM, order="", merchant="") == ["no-order-number"]
    assert cautions(CALM, "CH_12315", order="", merchant=" ") == ["no-order-number", "no-respondent"]
    assert cautions(CALM, "CH_ISSUER", order="", merchant="") == []


def test_a_second_complaint_to_another_body_is_named() -> None:
    text = CASE.replace("  reported_at:", "  handled_elsewhere: association\n  reported_at:")
    of = replace(case(text), notes={"order": "1", "merchant": "A"})
    told = remarks(policy(), of, decide(policy(), of), policy().letters["CH_12315"])
    assert [each.caution.name for each in told if isinstance(each, Cautioned)] == ["second-body"]


@pytest.mark.parametrize(
    ("story", "sums"),
    [
        ("赔我1000元", ["1000"]),
        ("Refund ¥28.50 at once", ["28.50"]),
        ("要￥1,529.00或者529元", ["1529.00"]),
        ("退29元，赔500元", []),
        ("24小时内答复，第2次了", []),
    ],
)
def test_a_sum_that_does_not_reconcile_is_named(story: str, sums: list[str]) -> None:
    told = [each for each in found(story) if isinstance(each, StraySum)]
    assert [each.sum for each in told] == [pytest.approx(float(each)) for each in sums]
    assert all([str(each) for each in one.expected] == ["29.00", "529.00"] for one in told)


def test_dates_out_of_order_and_dates_to_come_are_named() -> None:
    turned = found("2026年5月11日投诉，2026-05-10付款，10.05.2026收到")
    assert [type(each) for each in turned] == [DatesTurned]
    assert [str(each.day) for each in found("2026/06/01发货") if isinstance(each, NotYet)] == ["2026-06-01"]
    assert found("2026-13-45") == ()


def test_codes_and_other_orders_are_named() -> None:
    assert found("码是 ABCD1-EFGH2-IJKL3") == (CodeShown("****JKL3"),)
    assert found("另一个订单202605109999也没到") == (OtherOrder("202605109999"),)
    assert found("订单202605103344") == ()


def test_only_what_goes_into_the_letter_is_looked_at() -> None:
    assert found("这家店就是骗子，赔我1000元", "CH_ISSUER") == ()


def test_the_command_says_it_on_stderr_and_lint_has_an_exit_code(tmp_path) -> None:  # type: ignore[no-untyped-def]
    file = tmp_path / "case.yaml"
    file.write_text(CASE.replace("**bold**", "赔我1000元, 不退就曝光"), "utf-8")
    written = triage("letter", str(file), "--lang", "zh", "--channel", "CH_PLATFORM_TICKET")
    assert written.code == 0
    assert "曝光" in written.err
    assert "对不上" in written.err
    lint = triage("letter", str(file), "--lint", "--lang", "zh", "--channel", "CH_PLATFORM_TICKET")
    assert (lint.code, lint.err) == (1, "")
    assert lint.out == written.err
    complete = CASE.replace("evidence: [", "evidence: [E_REC, E_PAYEE, ")
    file.write_text(complete.replace("story:", "nothing:"), "utf-8")
    calm = triage("letter", str(file), "--lint", "--channel", "CH_MERCHANT")
    assert (calm.code, calm.out) == (0, "")


def test_missing_evidence_and_a_missing_sum_are_remarked_on(tmp_path) -> None:  # type: ignore[no-untyped-def]
    file = tmp_path / "case.yaml"
    file.write_text(re.sub(r"  price_paid: .*\n", "", CASE.replace("story:", "nothing:")), "utf-8")
    lint = triage("letter", str(file), "--lint", "--lang", "en", "--channel", "CH_MERCHANT")
    assert lint.code == 1
    assert "nothing shows yet: whose side it came from" in lint.out
    assert "the demand has no sum yet" in lint.out
