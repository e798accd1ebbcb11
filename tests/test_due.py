"""Deadlines of saved cases: in order, as a calendar that repeats byte for byte, bad cases named and not in the way."""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from click.testing import CliRunner
from msgspec.structs import replace
from sample_verdict import NOW as NOW_OF_SAMPLE
from sample_verdict import step, stop, verdict
from test_letter import policy

from triage.agenda import Entry, Occasion, agenda
from triage.cli import cli
from triage.render.agenda import due_line

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
    assert "2026-05-12 14:30 Tuesday  you may go to 12315 (market supervision) now  [mine]" in text


def test_what_an_authority_owes_is_counted_in_working_days(folder: Path) -> None:
    """From a Sunday on: seven working days, a weekend left out. What nobody has sent in has no date."""
    sent = folder / "sent.yaml"
    sent.write_text(CASE.replace("evidence:", "  complained_to_12315_at: 2026-05-10T14:50+08:00\nevidence:"), "utf-8")
    _, text = due(str(sent))
    assert (
        "2026-05-19 23:59 Tuesday  the last moment for 12315 (market supervision) to accept or refuse the complaint"
        in text
    )
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


def test_a_calendar_program_reads_the_same_moments_and_words(folder: Path) -> None:
    icalendar = pytest.importorskip("icalendar")
    (folder / "other").mkdir()
    (folder / "other" / "mine.yaml").write_text(CASE, "utf-8")
    _code, text = due(str(folder), str(folder / "other"), "--ics", str(folder / "a.ics"))
    content = (folder / "a.ics").read_bytes()
    events = icalendar.Calendar.from_ical(content).walk("VEVENT")
    zone = timezone(timedelta(hours=8))
    read = sorted(
        (f"{event.decoded('dtstart').astimezone(zone):%Y-%m-%d %H:%M}", str(event["summary"])) for event in events
    )
    assert read == sorted((line[:16], line.split("  ", 1)[1].replace("  [", " [")) for line in text.splitlines())
    assert len({str(event["uid"]) for event in events}) == len(events)
    assert all(event.walk("VALARM") for event in events)
    assert {event.decoded("dtstamp") for event in events} == {datetime.fromisoformat(NOW)}
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))
    assert b"\n" not in content.replace(b"\r\n", b"")


def test_an_event_keeps_its_name_when_its_moment_moves(folder: Path) -> None:
    pytest.importorskip("icalendar")
    (folder / "mine.yaml").write_text(CASE.replace("14:30+08:00", "14:45+08:00"), "utf-8")
    due(str(folder), "--ics", str(folder / "later.ics"))
    (folder / "mine.yaml").write_text(CASE, "utf-8")
    due(str(folder), "--ics", str(folder / "first.ics"))
    names = [re.findall(rb"UID:(\S+)", (folder / name).read_bytes()) for name in ("first.ics", "later.ics")]
    assert names[0] == names[1] != []


def test_what_is_overdue_says_so() -> None:
    entry = Entry(datetime.fromisoformat("2026-05-09T15:00+08:00"), Occasion.STEP_DUE, "source_proof", {}, True)
    line = due_line("mine", entry, policy(), "en")
    assert line.startswith("2026-05-09 15:00 Saturday  OVERDUE the time is up for: ask the seller to show")


def test_the_agenda_keeps_what_is_owed_and_drops_what_has_passed() -> None:
    past = NOW_OF_SAMPLE - timedelta(hours=1)
    owed = replace(step(past, overdue=True))
    passed = replace(verdict(), steps=(owed,), route=(stop("CH_CITY", "waiting", past),), next_change=None)
    assert [(each.occasion, each.overdue) for each in agenda(passed)] == [(Occasion.STEP_DUE, True)]


def test_a_calendar_that_is_there_stays(folder: Path) -> None:
    (folder / "a.ics").write_text("mine", "utf-8")
    code, _ = due(str(folder / "mine.yaml"), "--ics", str(folder / "a.ics"))
    assert code == 2
    assert (folder / "a.ics").read_text("utf-8") == "mine"


def test_saved_sessions_go_by_their_names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert due() == (0, "nothing is due\n")
    sessions = tmp_path / "triage" / "sessions"
    sessions.mkdir(parents=True)
    (sessions / "key1.yaml").write_text(CASE, "utf-8")
    code, text = due()
    assert code == 0
    assert "[key1]" in text
    assert due("key1") == (0, text)
    for command in ("decide", "letter", "evidence"):
        result = CliRunner().invoke(cli, [command, "key1", "--now", NOW, "--lang", "en"])
        assert result.exit_code == 0, result.output
    missing = CliRunner().invoke(cli, ["letter", "key2", "--now", NOW, "--lang", "en"])
    assert "there is no file key2, nor a saved session of that name; there are: key1" in missing.stderr
