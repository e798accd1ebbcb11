"""Conditions in words, in both languages."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from sample_verdict import policy

from triage.policy import (
    ALWAYS,
    All,
    Any,
    Bound,
    Condition,
    Found,
    Has,
    InForce,
    Known,
    Name,
    Not,
    Number,
    OneOf,
    Period,
    Proved,
    Within,
)
from triage.render.conditions import condition_in_words
from triage.render.naming import naming

BROKEN = OneOf("brake", ("broken",))
STAFF = OneOf("employee", (True,))
TEN, TWENTY = Number(Decimal(10)), Number(Decimal(20))

CASES = [
    (ALWAYS, "always", "总是"),
    (Any(()), "never", "从不"),
    (BROKEN, "the brake: broken", "刹车：损坏"),
    (OneOf("brake", ("worn", "broken")), "the brake: worn or broken", "刹车：磨损 或 损坏"),
    (STAFF, "works for the shop: yes", "是车行员工：是"),
    (Not(STAFF), "not: works for the shop: yes", "并非：是车行员工：是"),
    (OneOf("days", (Decimal(3),)), "days of hire: 3", "租期天数：3"),
    (OneOf("extras", ("lock",)), "extras: a lock", "配件：车锁"),
    (Within("fee", Bound(TEN, False), None), "the fee: more than ¥10.00", "租金：超过¥10.00"),
    (
        Within("fee", Bound(TEN, True), Bound(TWENTY, True)),
        "the fee: at least ¥10.00 and at most ¥20.00",
        "租金：至少¥10.00，且至多¥20.00",
    ),
    (Within("fee", Bound(TEN, True), Bound(TEN, True)), "the fee: ¥10.00", "租金：¥10.00"),
    (
        Within("days", None, Bound(Name("wait"), False)),
        "days of hire: less than 24 hours (waiting time)",
        "租期天数：不到24小时（等待时间）",
    ),
    (Known("asked_at"), "asked at: known", "索要时间：已知"),
    (Proved("brake", ("broken",)), "the brake: broken, with evidence for it", "刹车：损坏，且有证据证明"),
    (Has(("E_PHOTO", "E_LOG")), "evidence at hand: photographs or the repair log", "手头有证据：照片 或 维修记录"),
    (
        InForce(Period(date(2026, 4, 15), None, "asked_at")),
        "in force from 2026-04-15, decided by: asked at",
        "2026-04-15起施行，以此为准：索要时间",
    ),
    (Found("unsafe"), "found: the bicycle was unsafe", "已认定：车辆不安全"),
    (
        All((BROKEN, Any((STAFF, Known("days"))))),
        "the brake: broken, and (works for the shop: yes, or days of hire: known)",
        "刹车：损坏，并且（是车行员工：是，或者租期天数：已知）",
    ),
    (All((Any((BROKEN,)),)), "the brake: broken", "刹车：损坏"),
]


@pytest.mark.parametrize(("condition", "english", "chinese"), CASES)
def test_a_condition_in_words(condition: Condition, english: str, chinese: str) -> None:
    assert condition_in_words(condition, naming(policy(), "en")) == english
    assert condition_in_words(condition, naming(policy(), "zh")) == chinese
