"""At a real terminal: resizing, stopping and going on, contradictions, disputed facts, and where the width is right."""

from __future__ import annotations

import os
from pathlib import Path

import pexpect
import pytest
from at_terminal import PLAIN, SECONDS, ask_tiny, terminal
from running import ROOT, TINY, command, environment, triage
from test_interview import tiny
from test_typed import shipped
from typists import transcript
from wcwidth import wcswidth

from triage.render.naming import naming
from triage.render.questions import first_of


def widest(shown: str) -> int:
    return max(wcswidth(line) for line in shown.splitlines() if not line.startswith(">") and "://" not in line)


def test_after_a_resize_the_next_question_fits_the_new_width() -> None:
    with terminal(*ask_tiny(language="zh"), columns=100) as session:
        session.wait()
        session.send("?")
        assert widest(session.wait()) > 60
        session.resize(40)
        session.send("?")
        assert widest(session.wait()) <= 40
        session.send("1")
        assert widest(session.wait()) <= 40
        session.resize(90)
        session.send("?")
        assert widest(session.wait()) > 60
        session.send("q")
        session.type("")
        assert session.end() == 0


def test_stopped_with_ctrl_z_a_session_goes_on_with_fg(tmp_path: Path) -> None:
    line = " ".join(command(*ask_tiny()))
    env = {"PYTHONPATH": str(ROOT), "XDG_DATA_HOME": str(tmp_path), **environment(**PLAIN), "PS1": "shell$ "}
    shell = pexpect.spawn("bash", ["--norc", "-i"], env=env, cwd=str(ROOT), encoding="utf-8", timeout=SECONDS)
    try:
        shell.expect_exact("shell$ ")
        shell.sendline(line)
        shell.expect_exact("\n> ")
        shell.sendline("book")
        shell.expect_exact("2. What went wrong?")
        shell.expect_exact("\n> ")
        shell.sendcontrol("z")
        shell.expect_exact("shell$ ")
        shell.sendline("fg")
        shell.expect_exact("> ")  # the prompt is there again
        shell.sendline("1")
        shell.expect_exact("3. Does any of these apply?")
        shell.sendline("q")
        shell.sendline("")
        shell.expect_exact("Not saved.")
        shell.expect_exact("shell$ ")
    finally:
        shell.close(force=True)


NOW: tuple[str | Path, ...] = ("--pack", TINY, "--now", "2026-08-04T15:00+02:00")


def test_of_answers_that_do_not_fit_either_can_be_changed(tmp_path: Path) -> None:
    """Complained about a day before it was due: one of the two days is wrong, and it is the earlier one."""
    lines = {"item": ["1"], "issue": ["2"], "rare": ["0"], "complained_at": ["2026-08-02", "2", "2026-08-01"]}
    shown = transcript(tiny(), [*NOW, "--set", "due_at=2026-08-03"], "en", lines, folder=tmp_path)
    before, after = shown.split('"due" would lie after "complained at"')
    assert "When did you complain?" in before
    assert "- due: 2026-08-03 00:00" in after
    assert "1) complained at: 2026-08-02 00:00" in after
    assert "2) due: 2026-08-03 00:00" in after
    assert "As before: complained at: 2026-08-02 00:00" in after
    assert "When did you complain?" not in after


def test_a_disputed_fact_is_kept_with_both_stories(tmp_path: Path) -> None:
    lines = {"item": ["1"], "issue": ["2"], "rare": ["0"], "damaged_before": ["d", "n", "1"]}
    case = tmp_path / "case.yaml"
    shown = transcript(tiny(), [*NOW, "--save", case], "en", lines, folder=tmp_path)
    assert "contested:\n  damaged_before: {reader: false, library: true}" in case.read_text("utf-8")
    assert "The parties differ on this." in shown


def test_wide_characters_and_many_pasted_lines_are_read_whole(tmp_path: Path) -> None:
    story = "卖家说“正版”😀，" * 30
    env = {**PLAIN, "XDG_DATA_HOME": str(tmp_path)}
    with terminal("ask", "--lang", "zh", columns=40, env=env) as session:
        session.wait()
        session.send("\n".join([story, "激活码已被使用", "", "0", "", "", "是", "s"]))
        assert session.end() == 0
    (file,) = (tmp_path / "triage" / "sessions").iterdir()
    saved = file.read_text("utf-8")
    assert story in saved
    for answer in ("goods_type: licence_key", "issue: [code_used]", "seller_is_business: true"):
        assert answer in saved
    assert widest(session.seen.split("1. 先确认安全")[1]) <= 40
    assert os.linesep not in story


def test_where_no_choice_is_right_it_is_noted_and_the_session_ends_sensibly(tmp_path: Path) -> None:
    lines = {
        "story": [""],
        "scam_signals": ["0"],
        "goods_type": ["0", "a ringtone for a doorbell"],
        "issue": ["0", "it is too quiet"],
        "exceptions": [""],
    }
    case = tmp_path / "case.yaml"
    arguments: list[str | Path] = ["--now", "2026-05-12T15:00+08:00", "--save", case]
    shown = transcript(shipped(), arguments, "en", lines, folder=tmp_path)
    assert shown.endswith("[0]\n")
    assert shown.count("Noted. The verdict goes as far as it can") == 2
    assert "this pack does not cover it yet; put it to the seller" in shown
    assert "The verdict goes as far as it can" in shown
    note = "goods_type: a ringtone for a doorbell; issue: it is too quiet"
    assert f'none_of_these: "{note}"' in case.read_text("utf-8")


AT: tuple[str | Path, ...] = ("--now", "2026-05-12T15:00+08:00")
BEGUN = {"story": [""], "scam_signals": ["0"], "goods_type": ["licence_key"]}


def test_help_at_an_opener_says_its_purpose_in_one_sentence(tmp_path: Path) -> None:
    lines = {**BEGUN, "goods_type": ["?", "q"]}
    shown = transcript(shipped(), AT, "en", lines, folder=tmp_path)
    helped = shown.split("> ?\n")[1].split("> q")[0]
    assert "it decides which rules can matter at all" in helped
    assert "on it hangs" not in helped
    assert len(helped.splitlines()) <= 12


@pytest.mark.parametrize(("command", "answered"), [("q", "[0]"), ("s", "Saved:"), ("v", "Still open: "), ("b", "1. ")])
def test_a_command_at_a_guess_is_obeyed(command: str, answered: str, tmp_path: Path) -> None:
    lines = {"item": ["1"], "issue": ["lateness", command, "q"], "rare": ["q"]}
    shown = transcript(tiny(), NOW, "en", lines, folder=tmp_path)
    before, after = shown.split(f"> {command}\n", 1)
    assert "Read as a fine for lateness, yes?" in before
    assert "once more" not in after.split("> ")[0]
    assert answered in after


def test_the_story_can_be_skipped_in_words(tmp_path: Path) -> None:
    case = tmp_path / "case.yaml"
    shown = transcript(
        shipped(), [*AT, "--save", case], "zh", {"story": ["跳过"], "scam_signals": ["q"]}, folder=tmp_path
    )
    assert "1. 先确认安全" in shown
    assert not case.exists() or "story" not in case.read_text("utf-8")


def test_a_long_list_of_reasons_names_the_first_five() -> None:
    said = naming(shipped(), "en")
    assert first_of("abcde", said) == "a, b, c, d, e"
    assert first_of("abcdefga", said) == "a, b, c, d, e and 2 more"


def test_the_verdict_so_far_is_short_and_says_how_to_see_all(tmp_path: Path) -> None:
    lines = {**BEGUN, "issue": ["code_used"], "exceptions": ["v", "vv", "q"]}
    shown = transcript(shipped(), AT, "en", lines, folder=tmp_path)
    brief, whole = shown.split("> v\n")[1].split("> vv\n")
    assert "Who answers" in brief
    assert "Still open: " in brief
    assert "vv" in brief
    assert len(brief.split(": vv\n")[0].splitlines()) <= 14
    assert "The chain of evidence" in whole
    assert "The chain of evidence" not in brief


def test_the_number_of_a_choice_that_was_not_shown_is_said_back(tmp_path: Path) -> None:
    lines = {**BEGUN, "issue": ["4", "n", "1-7", "4", "q"]}
    shown = transcript(shipped(), AT, "en", lines, folder=tmp_path)
    assert "Read as I paid, but there is no order, yes?" in shown
    assert "= I paid, but there is no order" in shown.split("Which of these?")[1]


def test_what_a_tick_implies_is_not_asked_again(tmp_path: Path) -> None:
    case = tmp_path / "case.yaml"
    lines = {**BEGUN, "goods_type": ["virtual_item"], "issue": ["minor_purchase"], "exceptions": [""]}
    shown = transcript(shipped(), [*AT, "--save", case], "zh", lines, folder=tmp_path)
    assert "付款的是未成年人\n" not in shown
    assert "minor_buyer" not in case.read_text("utf-8")


def test_two_stories_are_picked_from_the_choices_and_told_by_parties_that_can_tell_one(tmp_path: Path) -> None:
    lines = {**BEGUN, "issue": ["code_used"], "activation_result": ["d", "1", "2", "1", "q"]}
    shown = transcript(shipped(), AT, "zh", lines, folder=tmp_path)
    mine, theirs = shown.split("你怎么说？")[1].split("对方怎么说？")
    assert "1) " in mine
    assert "1) " in theirs.split("这是谁的说法？")[0]
    parties = theirs.split("这是谁的说法？")[1].split("> 1\n")[0]
    assert "1) 商家" in parties
    assert "无人负责" not in parties
    assert "盗用人" not in parties


def test_a_list_of_exceptions_is_called_by_its_title(tmp_path: Path) -> None:
    lines = {**BEGUN, "issue": ["code_used"], "exceptions": [""], "so_far": ["r", "", "q"]}
    shown = transcript(shipped(), AT, "zh", lines, folder=tmp_path)
    assert "少见的情形：都没有" in shown
    assert "。：" not in shown


def test_at_the_end_what_counts_stands_last(tmp_path: Path) -> None:
    lines = {"item": ["1"], "issue": ["2"], "rare": ["0"], "damaged_before": ["y"]}
    shown = transcript(tiny(), NOW, "en", lines, folder=tmp_path)
    last = shown.split("\nIn short\n")[1].split("Save the case?")[0]
    assert [line[:11] for line in last.splitlines() if line[:1].isalpha()] == [
        "Who answers",
        "Ask for    ",
        "Do next    ",
    ]
    assert shown.index("engine: ") < shown.index("In short")


def test_who_watches_a_check_sees_how_far_it_is() -> None:
    with terminal("check", TINY) as watched:
        watched.wait("reading")
        watched.wait("of 7: ")
        watched.wait("problem")
        assert watched.end() == 1  # its problems are told
    assert "reading" not in triage("check", TINY).err
