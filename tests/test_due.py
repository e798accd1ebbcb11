"""Deadlines of saved cases: in order, as a calendar that repeats byte for byte, bad cases named and not in the way."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from triage.cli import cli

CASE = """
policy: cn-digital-goods
now: 2026-05-10T15:00+08:00
facts:
  scam_signals: []
  goods_type: licence_key
  issue: [code_used]
  price_paid: 29.00
  seller_is_business: true
  claimed_genuine: true
  activation_result: used
  redeem_account_is_user: false
  source_proof: none
  reported_at: 2026-05-10T14:30+08:00
evidence: [E_TXN]
"""
NOW = "2026-05-10T15:00+08:00"


def due(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(cli, ["due", *arguments, "--now", NOW, "--lang", "en"])
    return (getattr(result.exception, "exit_code", result.exit_code) if result.exception else 0), result.stdout


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "mine.yaml").write_text(CASE, "utf-8")
    return tmp_path


def test_the_nearest_comes_first(folder: Path) -> None:
    code, text = due(str(folder))
    moments = [line[:16] for line in text.splitlines()]
    assert code == 0
    assert moments == sorted(moments)
    assert "2026-05-12 14:30  you may go to 12315 (market supervision) now  [mine]" in text


def test_what_an_authority_owes_is_counted_in_working_days(folder: Path) -> None:
    """From a Sunday on: seven working days, a weekend left out. What nobody has sent in has no date."""
    sent = folder / "sent.yaml"
    sent.write_text(CASE.replace("evidence:", "  complained_to_12315_at: 2026-05-10T14:50+08:00\nevidence:"), "utf-8")
    _, text = due(str(sent))
    assert "2026-05-19 23:59  the last moment for 12315 (market supervision) to accept or refuse the complaint" in text
    assert "accept or refuse" not in due(str(folder / "mine.yaml"))[1]


def test_a_bad_case_is_named_and_the_others_are_listed(folder: Path) -> None:
    (folder / "bad.yaml").write_text("policy: cn-digital-goods\nfacts: {price_paid: -1}\n", "utf-8")
    code, text = due(str(folder))
    assert code == 4
    assert "[mine]" in text


def test_the_calendar_has_the_same_entries_and_repeats(folder: Path) -> None:
    calendars = []
    for name in ("a.ics", "b.ics"):
        code, text = due(str(folder / "mine.yaml"), "--ics", str(folder / name))
        assert code == 0
        calendars.append((folder / name).read_bytes())
        assert calendars[-1].count(b"BEGIN:VEVENT") == len(text.splitlines())
    assert calendars[0] == calendars[1]


def test_a_calendar_that_is_there_stays(folder: Path) -> None:
    (folder / "a.ics").write_text("mine", "utf-8")
    code, _ = due(str(folder / "mine.yaml"), "--ics", str(folder / "a.ics"))
    assert code == 2
    assert (folder / "a.ics").read_text("utf-8") == "mine"
