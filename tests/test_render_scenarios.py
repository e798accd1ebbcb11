"""The screens of real verdicts: some whole, as golden files, and what must hold of every shipped scenario."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from wcwidth import wcswidth

from triage.case import Case
from triage.decide import decide
from triage.engines import ReferenceEngine
from triage.explain import proofs, why_not
from triage.parse import load_case, load_policy
from triage.policy import Policy
from triage.program import compile_policy
from triage.render.as_json import verdict_json
from triage.render.explanation import render_proofs, render_why_not
from triage.render.screen import render_verdict
from triage.verdict import Verdict

ROOT = Path(__file__).resolve().parent.parent
PACK = "cn-digital-goods"
SCENARIOS = sorted(path.stem for path in (ROOT / "scenarios" / PACK).glob("*.yaml"))
SHOWN = (
    "fp10-used-code-without-source",
    "fp10-source-not-demanded",
    "fp12-valid-source",
    "fp13-contested",
    "fp13-user-redeemed",
    "fp25-no-confirm-step",
    "fp51-gift-card-scam",
    "two-matters-silent-merchant",
)
FLAGSHIP = "fp10-used-code-without-source"


@cache
def pack() -> Policy:
    policy = load_policy(ROOT / "rules" / PACK).policy
    assert policy is not None
    return policy


@cache
def case_of(name: str) -> Case:
    path = ROOT / "scenarios" / PACK / f"{name}.yaml"
    case = load_case(path.read_text(encoding="utf-8"), path.name, pack(), None).case
    assert case is not None
    return case


@cache
def verdict_of(name: str) -> Verdict:
    return decide(pack(), case_of(name), ReferenceEngine(compile_policy(pack())))


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("name", SHOWN)
def test_the_whole_screen(name: str, language: str, golden: Callable[[str, str], None]) -> None:
    text = render_verdict(verdict_of(name), pack(), language, 80)
    golden(f"verdict/{name}-{language}.txt", without_hash(text))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_whole_screen_on_a_narrow_terminal(language: str, golden: Callable[[str, str], None]) -> None:
    text = render_verdict(verdict_of(FLAGSHIP), pack(), language, 40)
    golden(f"verdict/{FLAGSHIP}-{language}-40.txt", without_hash(text))


def without_hash(text: str) -> str:
    """A golden file does not change with every edit of the pack."""
    return text.replace(pack().hash[:12], "#" * 12)


@pytest.mark.parametrize("name", SCENARIOS)
def test_every_screen_keeps_its_promises(name: str) -> None:
    verdict = verdict_of(name)
    for language in ("zh", "en"):
        wide = render_verdict(verdict, pack(), language, 80)
        assert len(wide.split("\n\n", 1)[0].split("\n")) <= 8
        narrow = render_verdict(verdict, pack(), language, 40)
        for screen, width in ((wide, 80), (narrow, 40)):  # a link stands on a line of its own, and is never cut
            lines = [line for line in screen.split("\n") if not line.lstrip().startswith("http")]
            assert [line for line in lines if wcswidth(line) > width] == []


@pytest.mark.parametrize("name", SHOWN)
def test_the_json_is_the_same_each_time(name: str) -> None:
    assert verdict_json(verdict_of(name), pack()) == verdict_json(
        decide(pack(), case_of(name), ReferenceEngine(compile_policy(pack()))), pack()
    )


def test_the_flagship_shows_its_arithmetic() -> None:
    text = render_verdict(verdict_of(FLAGSHIP), pack(), "en", 80)
    assert "29.00 + max(3 × 29.00, 500.00) = 529.00" in text
    assert '"arithmetic": "29.00 + max(3 × 29.00, 500.00) = 529.00"' in verdict_json(verdict_of(FLAGSHIP), pack())


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_rule_of_a_proof_has_its_place(language: str) -> None:
    explained = proofs(pack(), case_of(FLAGSHIP), verdict_of(FLAGSHIP))
    text = " ".join(render_proofs(explained, pack(), language, 200).split())
    winners = {rule for line in verdict_of(FLAGSHIP).claims for rule in line.rules}
    assert winners
    assert [rule for rule in winners if f"{rule} {pack().rules[rule].place}" not in text] == []


def test_why_not_says_what_is_missing() -> None:
    text = render_why_not(why_not(pack(), case_of("fp12-valid-source"), "refund_3x"), pack(), "en", 120)
    assert "is not granted here" in text
    assert "[ ] " in text
