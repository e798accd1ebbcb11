"""Whole sessions, word for word, in both languages: what is typed, and what is said to it."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from running import ROOT, TINY
from typists import transcript
from wcwidth import wcswidth

from triage.parse import load_policy
from triage.policy import Policy
from triage.render.words import words

CHANGING = re.compile(r"[(（][0-9a-f]{12}[)）]|tiny-\d{8}-\d{6}|cn-digital-goods-\d{8}-\d{6}")
SHIPPED = ROOT / "rules" / "cn-digital-goods"


@cache
def policy_of(folder: Path) -> Policy:
    policy = load_policy(folder).policy
    assert policy is not None
    return policy


BOOK = {
    "item": ["?", "2", "b", "", "b", "1"],
    "issue": ["a fine", "maybe", "2"],
    "rare": ["0"],
    "fine_paid": ["twelve", "v", "vv", "w", "2", "1", "r", "2", "1", "r", "2", "2", "12 euros 5"],
    "damaged_before": ["d", "n", "1"],
    "state_record": ["0", "a stamp"],
    "evidence": ["1 and 2"],
}
"""A damaged book: each command once, misreadings, an answer changed, and back to what it was."""

KEY = {
    "story": ["4月买了个正版软件激活码，显示已被使用，", "卖家不回复。", ""],
    "scam_signals": ["没有"],
    "goods_type": [""],
    "issue": ["没收到、已被使用", "b", "", "卖家", "8-19", "8"],
    "seller_is_business": ["d", "b", "是"],
    "reported_at": ["前天下午2点半"],
    "price_paid": ["二十九块"],
    "activation_result": ["used"],
    "claimed_genuine": ["有"],
    "redeem_account_is_user": ["不是"],
    "source_proof": ["none"],
    "exceptions": [""],
    "evidence": ["1,3"],
}
"""A licence key whose code is already used, from the person's own words to the sum."""

DELIVERY = {
    "story": [""],
    "scam_signals": ["0"],
    "goods_type": ["1"],
    "issue": ["1"],
    "seller_is_business": ["y"],
    "reported_at": ["2026-05-10 14:30", ""],
    "exceptions": ["0"],
    "price_paid": ["29"],
    "delivered": ["d", "n", "2"],
    "evidence": ["1, 3"],
}
"""Nothing arrived, and the seller says that it did."""

SESSIONS: dict[str, tuple[Path, str, dict[str, list[str]]]] = {
    "book": (TINY, "2026-08-04T15:00+02:00", BOOK),
    "key": (SHIPPED, "2026-05-12T15:00+08:00", KEY),
    "delivery": (SHIPPED, "2026-05-12T15:00+08:00", DELIVERY),
}


def with_the_head_of_the_verdict_alone(shown: str, language: str) -> str:
    """Whole verdicts of the shipped pack have goldens of their own, and change as the pack does."""
    said = words(language)
    until = shown.rindex(said.say("head.in-short"))
    begin = shown.rindex(said.say("who-answers"), 0, until)
    head = shown[begin:until].partition("\n\n")[0]
    return f"{shown[:begin]}{head}\n...\n\n{shown[until:]}"


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("name", SESSIONS)
def test_a_session_is_what_it_was(name: str, language: str, golden: Callable[[str, str], None], tmp_path: Path) -> None:
    pack, now, lines = SESSIONS[name]
    shown = transcript(policy_of(pack), ["--pack", pack, "--now", now], language, lines, folder=tmp_path)
    if pack is SHIPPED:
        shown = with_the_head_of_the_verdict_alone(shown, language)
    golden(f"session/{name}-{language}.txt", CHANGING.sub("(...)", shown))
    assert list(tmp_path.rglob("*.yaml")) == []


def test_the_session_of_the_key_ends_in_its_sum_also_at_40_columns(tmp_path: Path) -> None:
    pack, now, lines = SESSIONS["key"]
    arguments: list[str | Path] = ["--pack", pack, "--now", now]
    shown = transcript(policy_of(pack), arguments, "zh", lines, columns=40, folder=tmp_path)
    assert "529.00" in shown
    own = [line for line in shown.splitlines() if not line.startswith(">") and "://" not in line]
    assert max(map(wcswidth, own)) <= 40
