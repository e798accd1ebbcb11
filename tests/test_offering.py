"""After the verdict of a session the letter is offered, and written where the person says yes."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from test_letter import case, policy

from triage.cli import voice as speaking
from triage.cli.offering import offer_letter
from triage.cli.voice import Voice
from triage.decide import decide
from triage.render.naming import naming
from triage.render.style import PLAIN


def offered(lines: list[str], monkeypatch: pytest.MonkeyPatch, language: str = "zh") -> None:
    """The offer after the verdict of the sample case, to a person who types these lines and then leaves."""
    typed: Iterator[str] = iter(lines)

    monkeypatch.setattr(speaking, "read_line", lambda _: next(typed, None))
    voice = Voice(naming(policy(), language), lambda: 80, PLAIN)
    offer_letter(policy(), case(), decide(policy(), case()), voice)
    assert list(typed) == []


@pytest.mark.parametrize("answer", ["", "n", "否", "no", "later"])
def test_who_does_not_say_yes_is_left_alone(
    answer: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    offered([answer], monkeypatch)
    assert capsys.readouterr().out == ""


def test_the_channel_that_is_due_is_written_to_and_only_what_is_missing_is_asked(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    offered(["是"], monkeypatch)
    shown = capsys.readouterr()
    assert "写给平台投诉入口" in shown.err
    assert "店铺名称？" not in shown.err  # the case has it
    assert shown.out.startswith("\n平台投诉书\n\n订单号：202605103344\n店铺名称：shop A\n")
    assert "529.00" in shown.out
    assert "遮住（****YZ99）" in shown.err


def test_what_the_head_lacks_is_asked_and_may_stay_empty(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    of = case()
    bare = {name: text for name, text in of.notes.items() if name == "story"}
    monkeypatch.setattr("test_offering.case", lambda: type(of)(of.policy, of.now, of.answers, of.evidence, bare))
    offered(["y", "TB1", "", "market B"], monkeypatch, "en")
    shown = capsys.readouterr()
    assert "Order number? (Enter" in shown.err
    assert "Order number: TB1\nShop: ____________\nPlatform: market B\n" in shown.out
    assert "please fill in before you send it: Shop" in shown.err


def test_what_is_said_for_the_head_comes_back_and_the_saved_case_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    of = case()
    bare = type(of)(of.policy, of.now, of.answers, of.evidence, {})
    typed = iter(["y", "TB1", "shop B", "market B"])
    monkeypatch.setattr(speaking, "read_line", lambda _: next(typed, None))
    voice = Voice(naming(policy(), "en"), lambda: 80, PLAIN)
    after = offer_letter(policy(), bare, decide(policy(), bare), voice, "key1")
    assert set(after.notes.values()) == {"TB1", "shop B", "market B"}
    assert "triage letter key1" in capsys.readouterr().err
