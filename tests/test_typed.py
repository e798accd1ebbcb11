"""Answers as people type them: numbers, sums, moments and choices, in either language."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from triage.case import Case
from triage.cli.numerals import read_numeral
from triage.cli.spoken import read_spoken
from triage.cli.sums import read_sum
from triage.cli.typed import Answered, Command, Guessed, Listed, Misread, read_typed
from triage.interview import Question, question_of
from triage.parse import load_policy
from triage.policy import Policy
from triage.render.naming import naming

ROOT = Path(__file__).parents[1]
NOW = datetime.fromisoformat("2026-05-12T15:00+08:00")  # a Tuesday


@cache
def shipped() -> Policy:
    policy = load_policy(ROOT / "rules" / "cn-digital-goods").policy
    assert policy is not None
    return policy


@cache
def question(fact: str) -> Question:
    found = question_of(shipped(), fact, (fact,))
    assert found is not None
    return found


def typed(line: str, fact: str, language: str = "zh") -> object:
    case = Case(shipped().id, NOW)
    return read_typed(line, question(fact), case, naming(shipped(), language))


NUMERALS = {
    "1200": "1200",
    "1,200": "1200",
    "１２": "12",
    "-3": "-3",
    "两": "2",
    "十": "10",
    "十五": "15",
    "二十": "20",
    "两百": "200",
    "两百五": "250",
    "一千二": "1200",
    "一千零二": "1002",
    "三千五百": "3500",
    "一万二": "12000",
    "二〇二六": "2026",
    "3万": "30000",
    "1.2万": "12000",
    "12,50": "12.50",
    "1,299.5": "1299.5",
    "1,2345": None,
    "1,299,5": None,
    "3三": None,
    "x": None,
    "": None,
    "½": None,
    "1.2.3": None,
    "一" * 30: None,
}


@pytest.mark.parametrize(("text", "number"), NUMERALS.items())
def test_numbers_are_read_in_digits_and_in_numerals(text: str, number: str | None) -> None:
    assert read_numeral(text) == (None if number is None else Decimal(number))


@given(st.integers(0, 10**9))
def test_every_number_in_digits_is_read_with_and_without_its_thousands(number: int) -> None:
    assert read_numeral(str(number)) == number
    assert read_numeral(f"{number:,}") == number


SUMS = {
    "29": "29",
    "２９元": "29",
    "¥29.00": "29.00",
    "29块": "29",
    "29块5": "29.5",
    "29块5毛": "29.5",
    "29块50": "29.50",
    "29元5角": "29.5",
    "两百": "200",
    "两百块钱": "200",
    "一千二": "1200",
    "人民币29元": "29",
    "RMB 29": "29",
    "29 yuan": "29",
    "cny29": "29",
    "1,299.00元": "1299.00",
    "5毛": "0.5",
    "300万": "3000000",
    "29$": None,
    "5毛29块": None,
    "元": None,
    "29元元": None,
    "a lot": None,
}


@pytest.mark.parametrize(("text", "amount"), SUMS.items())
def test_sums_are_read_in_the_words_of_the_pack(text: str, amount: str | None) -> None:
    assert read_sum(text, shipped()) == (None if amount is None else Decimal(amount))


CLEAR = {
    "昨天下午3点": "2026-05-11 15:00",
    "昨天下午三点半": "2026-05-11 15:30",
    "昨晚8点": "2026-05-11 20:00",
    "前天": "2026-05-10 00:00",
    "大前天中午": "2026-05-09 12:00",
    "今天上午十点": "2026-05-12 10:00",
    "2026年5月10日 14:30": "2026-05-10 14:30",
    "２０２６年５月１０日１４：３０": "2026-05-10 14:30",
    "二〇二六年五月十日": "2026-05-10 00:00",
    "2026/5/10": "2026-05-10 00:00",
    "48小时前": "2026-05-10 15:00",
    "两个小时前": "2026-05-12 13:00",
    "半小时前": "2026-05-12 14:30",
    "昨天15:00": "2026-05-11 15:00",
    "昨天 03:05": "2026-05-11 03:05",
    "yesterday 3pm": "2026-05-11 15:00",
    "3 p.m. yesterday": "2026-05-11 15:00",
    "Yesterday at 3:30 PM": "2026-05-11 15:30",
    "the day before yesterday at noon": "2026-05-10 12:00",
    "10 May 2026": "2026-05-10 00:00",
    "May 10th, 2026 at 14:30": "2026-05-10 14:30",
    "an hour ago": "2026-05-12 14:00",
    "48 hours ago": "2026-05-10 15:00",
}
GUESSES = {
    "5月10日": "2026-05-10 00:00",
    "12月25日": "2025-12-25 00:00",
    "5/10 14:00": "2026-05-10 14:00",
    "10 May": "2026-05-10 00:00",
    "3天前": "2026-05-09 15:00",
    "two days ago": "2026-05-10 15:00",
    "昨天3点": "2026-05-11 15:00",
    "昨天下午": "2026-05-11 15:00",
    "昨晚": "2026-05-11 20:00",
    "今天早上": "2026-05-12 08:00",
    "今晚": "2026-05-12 15:00",
    "今早": "2026-05-12 08:00",
    "早上": "2026-05-12 08:00",
    "晚上": "2026-05-11 20:00",
    "this morning": "2026-05-12 08:00",
    "yesterday morning": "2026-05-11 08:00",
    "last night": "2026-05-11 21:00",
    "昨天9点": "2026-05-11 09:00",
    "今天4点": "2026-05-12 04:00",
    "下午4点": "2026-05-11 16:00",
    "上周五": "2026-05-08 00:00",
    "周二": "2026-05-12 00:00",
    "last Tuesday": "2026-05-05 00:00",
    "last Friday": "2026-05-08 00:00",
    "上个星期三下午四点一刻": "2026-05-06 16:15",
}
NOTHING = (
    "2026年2月30日",
    "25点",
    "昨晚12点",
    "上午13点",
    "soon",
    "改天",
    "5000年前",
    "99999999小时前",
    "13/13",
)


@pytest.mark.parametrize(
    ("text", "moment", "guessed"),
    [*((*each, False) for each in CLEAR.items()), *((*each, True) for each in GUESSES.items())],
)
def test_moments_are_read_and_guesses_are_marked(text: str, moment: str, guessed: bool) -> None:
    spoken = read_spoken(text, NOW, shipped())
    assert spoken is not None
    assert (f"{spoken.moment:%Y-%m-%d %H:%M}", spoken.guessed) == (moment, guessed)
    assert spoken.moment.utcoffset() == NOW.utcoffset()


@pytest.mark.parametrize("text", NOTHING)
def test_what_is_no_moment_is_not_guessed_at(text: str) -> None:
    assert read_spoken(text, NOW, shipped()) is None


@given(st.text(max_size=30))
def test_nothing_that_can_be_typed_breaks_the_reading(text: str) -> None:
    for fact in ("price_paid", "reported_at", "goods_type", "issue", "seller_is_business"):
        assert isinstance(typed(text, fact), Answered | Guessed | Listed | Misread | Command)


NOT_THERE = (
    "not_delivered",
    "late_delivery",
    "partial_delivery",
    "paid_no_order",
    "price_dispute",
    "merchant_silent",
    "merchant_vanished",
)
"""The choices of the first heading of the issues."""


SAID = [
    ("issue", "1,3", Guessed(frozenset({"not_delivered", "partial_delivery"}))),
    ("issue", "1 3", Guessed(frozenset({"not_delivered", "partial_delivery"}))),
    ("issue", "1、3", Guessed(frozenset({"not_delivered", "partial_delivery"}))),
    ("issue", "1和3", Guessed(frozenset({"not_delivered", "partial_delivery"}))),
    ("issue", "1 and 3", Guessed(frozenset({"not_delivered", "partial_delivery"}))),
    ("issue", "提示已被使用，发货迟了", Answered(frozenset({"code_used", "late_delivery"}))),
    ("issue", "发货迟了和提示已被使用", Answered(frozenset({"code_used", "late_delivery"}))),
    ("issue", "已被使用", Guessed(frozenset({"code_used"}))),
    ("issue", "都不是", Answered(frozenset({"other"}), none=True)),
    ("issue", "0", Answered(frozenset({"other"}), none=True)),
    ("issue", "0, 2", Guessed(frozenset({"late_delivery"}))),
    ("issue", "1-3", None),
    ("issue", "１－７", Listed(NOT_THERE)),
    ("issue", "not delivered, late or incomplete", Listed(NOT_THERE)),
    ("issue", "账号或区服", Listed(("wrong_target_user", "wrong_target_seller"))),
    ("issue", "deleted lost", Guessed(frozenset({"user_deleted"}))),
    ("issue", "卖家跑路了", Guessed(frozenset({"merchant_vanished"}))),
    ("goods_type", "账号", Listed(("direct_topup", "account_sale"))),
    ("scam_signals", "没有", Answered(frozenset())),
    ("scam_signals", "perhaps not", None),
    ("scam_signals", "没有，都正常", Guessed(frozenset())),
    ("scam_signals", "无", Answered(frozenset())),
    ("goods_type", "软件或游戏激活码", Answered("licence_key")),
    ("goods_type", "激活码", Guessed("licence_key")),
    ("goods_type", "都不符合", Answered(None, none=True)),
    ("goods_type", "0", Answered(None, none=True)),
    ("source_proof", "none", Answered("none")),
    ("seller_is_business", "是", Answered(True)),
    ("seller_is_business", "对", Answered(True)),
    ("seller_is_business", "有", Answered(True)),
    ("seller_is_business", "Ｙ", Answered(True)),
    ("seller_is_business", "不是", Answered(False)),
    ("seller_is_business", "没有", Answered(False)),
    ("seller_is_business", "不知道", Answered(None)),
    ("price_paid", "29块5", Answered(Decimal("29.5"))),
    ("price_paid", "29.999", None),
    ("price_paid", "-1", None),
    ("reported_at", "昨天下午3点", Answered(datetime.fromisoformat("2026-05-11T15:00+08:00"))),
    ("reported_at", "昨天3点", Guessed(datetime.fromisoformat("2026-05-11T15:00+08:00"))),
    ("reported_at", "现在", Answered(NOW)),
    ("buyer_age", "12岁", Answered(Decimal(12))),
    ("buyer_age", "十二周岁", Answered(Decimal(12))),
    ("qty", "3张", Answered(Decimal(3))),
    ("qty", "3块", Guessed(Decimal(3))),
    ("qty", "3小时", None),
    ("qty", "3 xy", None),
    ("term_days", "30天", Answered(Decimal(30))),
    ("amount_proportionate", "不会", Answered(False)),
    ("seller_is_business", "不是，就是个人", Guessed(False)),
    ("seller_is_business", "no, a private person", Guessed(False)),
    ("seller_is_business", "是的。他开店的", Guessed(True)),
    ("seller_is_business", "maybe", None),
    ("loss_amount", "没有", Guessed(Decimal(0))),
    ("loss_amount", "none", Guessed(Decimal(0))),
    ("renewal_used", "没用过", Guessed(Decimal(0))),
    ("reported_at", "没有", Answered(None)),
    ("reported_at", "还没有", Answered(None)),
    ("reported_at", "not yet", Answered(None)),
    ("reported_at", "还没有，他不回", Guessed(None)),
    ("reported_at", "今天早上", Guessed(datetime.fromisoformat("2026-05-12T08:00+08:00"))),
    ("reported_at", "skip", Answered(None)),
    *(
        ("seller_is_business", line, Answered(None))
        for line in ("don't know", "Don’t know.", "I don't know", "dont know", "not sure", "I'm not sure", "不确定")
    ),
    *(("goods_type", word, Command.BACK) for word in ("b", "返回", "上一题", "Ｂ", "back")),
    *(("goods_type", word, Command.HELP) for word in ("?", "？", "帮助")),
    ("goods_type", "回顾", Command.REVIEW),
    ("goods_type", "对方不认", Command.DISPUTED),
    ("goods_type", "结论", Command.VERDICT),
    ("goods_type", "假如", Command.WHAT_IF),
    ("goods_type", "保存", Command.SAVE),
    ("goods_type", "退出", Command.QUIT),
]


@pytest.mark.parametrize(("fact", "line", "means"), SAID, ids=[f"{fact}-{line}" for fact, line, _ in SAID])
def test_a_line_is_an_answer_a_guess_or_a_command(fact: str, line: str, means: object) -> None:
    found = typed(line, fact)
    if means is None:
        assert isinstance(found, Misread)
    else:
        assert found == means


def test_what_a_session_begins_with_is_known() -> None:
    assert typed("u", "issue") == Misread("ask.must_say", {})
    assert typed("不知道", "goods_type") == Misread("ask.must_say", {})
    assert typed("u", "activation_result") == Answered(None)


def test_the_number_of_a_choice_that_was_shown_is_no_guess() -> None:
    case, said = Case(shipped().id, NOW), naming(shipped(), "zh")
    found = read_typed("1,3", question("issue"), case, said, frozenset(NOT_THERE))
    assert found == Answered(frozenset({"not_delivered", "partial_delivery"}))
    assert isinstance(read_typed("1,8", question("issue"), case, said, frozenset(NOT_THERE)), Guessed)


@pytest.mark.parametrize("word", ["跳过", "没有", "都没有", "skip", "0", ""])
def test_a_list_of_exceptions_can_be_gone_past(word: str) -> None:
    screen = question_of(shipped(), "exceptions", ("minor_buyer", "platform_self_operated"))
    assert screen is not None
    found = read_typed(word, screen, Case(shipped().id, NOW), naming(shipped(), "zh"))
    assert found == Answered(frozenset())


# --- A no among the choices ----------------------------------------------------------------------

DENIALS = {
    ("source_proof", "无"): Guessed("none"),
    ("source_proof", "什么都没有"): Guessed("none"),
    ("source_proof", "没有出示"): Guessed("none"),
    ("source_proof", "nothing at all"): Guessed("none"),
    ("source_proof", "什么也没有"): Answered("none"),  # its title
    ("source_proof", "都不是"): Answered(None, none=True),  # of the answers, not of what was shown
    ("source_proof", "none of these"): Answered(None, none=True),
    ("source_proof", "0"): Answered(None, none=True),
    ("merchant_reply", "没答复"): Guessed("silent"),
    ("merchant_reply", "都不符合"): Answered(None, none=True),
    ("odds_claim", "无"): Guessed("nothing"),  # another choice begins with a negation only
    ("damage_by", "none of these"): Answered(None, none=True),
    ("damage_by", "不知名的人"): Misread("ask.not_a_choice", {"typed": "不知名的人"}),  # a choice begins with 不
    ("warning_form", "notified by mail"): Misread("ask.not_a_choice", {"typed": "notified by mail"}),  # no negation
    ("activation_result", "normal"): Misread("ask.not_a_choice", {"typed": "normal"}),
    ("goods_type", "都没有"): Answered(None, none=True),  # no choice says no
    ("goods_type", "没有"): Misread("ask.not_a_choice", {"typed": "没有"}),
}


@pytest.mark.parametrize(("fact", "line"), DENIALS)
def test_a_no_is_the_choice_that_says_no_before_it_is_none_of_them(fact: str, line: str) -> None:
    assert typed(line, fact) == DENIALS[fact, line]
