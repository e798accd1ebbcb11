"""A session over an overlay: the law pack's questions and words, and the platform's terms where they give more."""

from __future__ import annotations

from pathlib import Path

import pytest
from running import ROOT
from typists import transcript

from triage.parse import load_policy
from triage.render.words import words

BRIGHT = ROOT / "examples" / "rules" / "bright-market"

LINES = {
    "story": ["在明亮市集买的激活码，29元，显示已被使用", ""],
    "scam_signals": ["0"],
    "goods_type": [""],
    "issue": [""],
    "seller_is_business": ["是"],
    "price_paid": ["29元"],
    "activation_result": ["已被使用"],
    "claimed_genuine": ["是"],
    "redeem_account_is_user": ["否"],
    "source_proof": ["什么也没有"],
    "exceptions": ["0"],
    "evidence": ["1"],
}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_own_words_suggest_answers_and_the_better_sum_stands_in_the_first_lines(language: str, tmp_path: Path) -> None:
    policy = load_policy(BRIGHT).policy
    assert policy is not None
    shown = transcript(policy, ["--pack", BRIGHT, "--now", "2026-05-12T15:00+08:00"], language, LINES, folder=tmp_path)
    assert shown.endswith("[0]\n")
    said, flat = words(language), "".join(shown.split())
    for fact, choice in (("goods_type", "licence_key"), ("issue", "code_used")):
        title = policy.facts[fact].choices[choice][language]
        assert "".join(said.say("ask.suggested", answer=title).split()) in flat
    head = shown[shown.index(said.say("who-answers")) :].split("\n\n")[0]
    assert len(head.splitlines()) <= 7  # below the line with the date
    assert "829.00" in head  # 29 back, and 800 at least by the platform's terms
    assert policy.version in shown
