"""Sessions at a real terminal (a pseudo-terminal), typed as a person would."""

from __future__ import annotations

import os
import re
import signal
from pathlib import Path

import pytest
from at_terminal import PLAIN, ask_tiny, terminal
from running import CASES, ROOT, TINY, triage
from wcwidth import wcswidth

from triage.cli.saving import write_whole
from triage.parse import load_case, load_policy
from triage.policy import Policy


def shipped() -> Policy:
    policy = load_policy(ROOT / "rules" / "cn-digital-goods").policy
    assert policy is not None
    return policy


USED_CODE = {
    "scam_signals": "0",
    "goods_type": "licence_key",
    "issue": "code_used",
    "seller_is_business": "是",
    "reported_at": "2026-05-10 14:30",
    "price_paid": "２９元",
    "activation_result": "used",
    "claimed_genuine": "y",
    "redeem_account_is_user": "no",
    "source_proof": "none",
}
"""A licence key "100 % genuine" whose code is already used, and a seller who shows no source; all else is not known."""


MOST_QUESTIONS = 30


def reply(shown: str, policy: Policy, language: str) -> str:
    """What to type to the question that is shown; questions are recognised by their text."""
    joined = "".join(shown.split())
    for name, line in USED_CODE.items():
        if "".join(policy.facts[name].ask[language].split()) in joined:
            return line
    exceptions = next(iter(policy.screens.values())).ask[language]
    return "" if "".join(exceptions.split()) in joined else "u"


@pytest.mark.parametrize(("language", "columns"), [("zh", 80), ("en", 80), ("zh", 40)])
def test_the_flagship_case_ends_in_its_sum(language: str, columns: int, tmp_path: Path) -> None:
    policy, target = shipped(), tmp_path / "案件.yaml"
    locale = {"zh": "zh_CN.UTF-8", "en": "en_US.UTF-8"}[language]
    with terminal(
        "ask", "--now", "2026-05-12T15:00+08:00", cwd=tmp_path, columns=columns, env={**PLAIN, "LC_ALL": locale}
    ) as session:
        for _ in range(MOST_QUESTIONS):
            shown = session.wait()
            if "529.00" in shown:
                break
            session.send(reply(shown, policy, language))
        assert "529.00" in session.seen, session.seen
        session.send(str(target))
        session.wait()
        session.send("")  # no letter
        assert session.end() == 0
    assert "\x1b" not in session.seen
    foreign = (tmp_path.name, "://")
    own = [line for line in session.seen.splitlines() if line[:1] != ">" and not any(each in line for each in foreign)]
    assert max(map(wcswidth, own)) <= columns
    saved = load_case(target.read_text(encoding="utf-8"), target.name, policy, None)
    assert saved.problems == ()
    assert triage("decide", target, "--json", "--engine", "reference").out.count('"529.00"') >= 1


# --- On the tiny pack --------------------------------------------------------------------------


def test_words_numbers_ids_and_titles_are_understood_and_misreadings_explained(tmp_path: Path) -> None:
    with terminal(*ask_tiny(), cwd=tmp_path) as session:
        session.type("flim", "3", "", "a film")
        session.type("1;2", "?", "b", "late_fine，", "b", "b", "b")
        session.type("book", "1 9", "都没有")
        session.press("c")
        assert session.end() == 130
    for text in (
        'There is no choice "flim". Did you mean "film"?',
        'There is no choice "3".',
        "Nothing was typed.",
        "= a fine for lateness, a fine for damage",
        "= a fine for lateness\r",
        "These are rare.",
        'There is no choice "9".',
        "= none of these",
    ):
        assert text in session.seen
    assert "This is the first question." in session.seen
    assert session.seen.count("What went wrong?") == 3  # asked, asked again after going back to it, and then kept
    assert "As before: what went wrong: a fine for lateness" in session.seen


def test_back_asks_the_question_before_again() -> None:
    with terminal(*ask_tiny()) as session:
        session.type("book", "b", "film")
        assert session.wait("2. What went wrong?")
        assert session.seen.count("1. What did you borrow?") == 2
        session.press("c")
        assert session.end() == 130


def test_a_contradiction_is_said_with_the_earlier_answer_and_asked_again() -> None:
    with terminal(*ask_tiny()) as session:
        session.type("book", "1", "0", "2027-01-01", "2026-08-01")
        session.press("c")
        assert session.end() == 130
    first, again, after = session.seen.split("When was it due?")
    assert "does not fit" not in first
    assert 'does not fit together yet: "due" would lie after "now"' in again
    assert "- due: 2027-01-01 00:00" in again
    assert "does not fit" not in after


def test_quitting_offers_to_save_what_was_answered(tmp_path: Path) -> None:
    with terminal(*ask_tiny(), cwd=tmp_path) as session:
        session.type("book", "1", "q", "case.yaml")
        assert session.end() == 0
    assert "item: book" in (tmp_path / "case.yaml").read_text(encoding="utf-8")
    assert [each.name for each in tmp_path.iterdir()] == ["case.yaml"]


def test_a_plain_no_is_no_file_name(tmp_path: Path) -> None:
    for line in ("n", "否", "q", ""):
        with terminal(*ask_tiny(), cwd=tmp_path) as session:
            session.type("book", "q", "y", line)
            assert session.end() == 0
        assert "Not saved." in session.seen
    assert list(tmp_path.iterdir()) == []


def test_saving_asks_before_it_overwrites_and_again_where_it_cannot_write(tmp_path: Path) -> None:
    (tmp_path / "case.yaml").write_text("precious")
    with terminal(*ask_tiny(), cwd=tmp_path) as session:
        session.type("book", "q", "case.yaml", "n", "none/case.yaml", "")
        assert session.end() == 0
    assert "could not be written" in session.seen
    assert (tmp_path / "case.yaml").read_text() == "precious"
    with terminal(*ask_tiny(), cwd=tmp_path) as session:
        session.type("book", "q", "case.yaml", "y")
        assert session.end() == 0
    assert "item: book" in (tmp_path / "case.yaml").read_text(encoding="utf-8")


def test_ctrl_c_ends_with_130_and_leaves_nothing_behind(tmp_path: Path) -> None:
    with terminal(*ask_tiny(), cwd=tmp_path) as session:
        session.type("book", "q")
        session.press("c")  # at the question where to save
        assert session.end() == 130
    assert list(tmp_path.iterdir()) == []
    assert "Traceback" not in session.seen


def test_the_end_of_the_input_names_what_is_missing(tmp_path: Path) -> None:
    with terminal(*ask_tiny(), cwd=tmp_path) as session:
        session.type("book")
        session.press("d")
        assert session.end() == 5
    assert "`issue`" in session.seen
    assert list(tmp_path.iterdir()) == []


def test_a_dumb_terminal_gets_no_colour_and_no_cursor_movement() -> None:
    for env, coloured in (
        ({"TERM": "dumb", "NO_COLOR": ""}, False),
        ({"NO_COLOR": "1"}, False),
        ({"NO_COLOR": ""}, True),
    ):
        with terminal(*ask_tiny(), env=env) as session:
            session.type("book", "1")
            session.press("c")
            assert session.end() == 130
        assert ("\x1b[" in session.seen) is coloured
        assert not set(re.findall(r"\x1b\[[0-9;]*(.)", session.seen)) - {"m"}


def test_ten_pasted_lines_answer_ten_prompts() -> None:
    with terminal(*ask_tiny()) as session:
        session.wait()
        session.send("book\n1\n0\n2026-08-01 18:00\ny\n2026-08-02 18:00\n3.00\n1\n\n")
        assert session.end() == 0
    assert "€3.00" in session.seen


def test_scenarios_show_progress_at_a_terminal_only() -> None:
    with terminal("test", CASES, "--pack", TINY) as session:
        assert session.end() == 0
    assert "2 passed, 0 failed" in session.seen
    assert "2/2" in session.seen
    assert "2/2" not in triage("test", CASES, "--pack", TINY).err


# --- Writing whole or not at all ---------------------------------------------------------------


def test_an_interrupt_while_writing_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "case.yaml"
    target.write_text("old")

    def interrupt(_: int) -> None:
        signal.raise_signal(signal.SIGINT)

    monkeypatch.setattr(os, "fsync", interrupt)
    with pytest.raises(KeyboardInterrupt):
        write_whole(target, "new")
    assert target.read_text() == "old"
    assert [each.name for each in tmp_path.iterdir()] == ["case.yaml"]


def test_a_new_file_has_the_usual_permissions(tmp_path: Path) -> None:
    mask = os.umask(0o022)
    try:
        write_whole(tmp_path / "case.yaml", "退款\n")
    finally:
        os.umask(mask)
    assert (tmp_path / "case.yaml").read_bytes() == "退款\n".encode()
    assert (tmp_path / "case.yaml").stat().st_mode & 0o777 == 0o644
