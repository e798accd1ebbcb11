"""Answers that decide how long a channel has to be waited for are asked, as long as it has to be waited for."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from short_packs import read, untyped, written

from triage.case import Case
from triage.interview import Said, Session, answer, ask, why
from triage.policy import Policy

PACK = """
facts:
  faulty: {kind: yes_no}
  told_at: {kind: moment, first: true, presume: {value: now, because: nobody was told yet}}
  refused: {kind: yes_no}
parameters: {h_wait: {value: 48}}
claims: {refund: {}}
channels:
  CH_SHOP: {stage: 1}
  CH_DESK: {stage: 2, opens: "plus_hours(told_at, h_wait)", at_once: {refused: true}}
rules:
- {rule: faulty, when: {faulty: true}, then: {responsible: seller, claim: refund}}
"""


@pytest.fixture
def policy(tmp_path: Path) -> Policy:
    return read(written(untyped(PACK), tmp_path / "tiny"))


def told(policy: Policy, hours: int) -> Session:
    """The session in which the shop was told so many hours ago."""
    now = datetime(2026, 5, 12, 15, tzinfo=policy.timezone)
    session = Session(policy, Case(policy.id, now, {}))
    answers: dict[str, Said] = {"faulty": True, "told_at": now - timedelta(hours=hours)}
    for name, said in answers.items():
        question = ask(session)
        assert question is not None
        assert question.id == name
        session = answer(session, question, said)
    return session


def test_since_when_the_time_runs_is_asked_though_it_moves_no_headline(policy: Policy) -> None:
    assert [turn.question.id for turn in told(policy, 1).history] == ["faulty", "told_at"]


def test_what_opens_the_channel_at_once_is_asked_while_it_is_closed(policy: Policy) -> None:
    session = told(policy, 1)
    question = ask(session)
    assert question is not None
    assert question.id == "refused"
    assert why(session, question).route == ("channel:CH_DESK",)
    assert ask(answer(session, question, True)) is None


def test_nothing_more_is_asked_once_the_time_is_over(policy: Policy) -> None:
    assert ask(told(policy, 48)) is None
