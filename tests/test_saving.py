"""Sessions on disk: nothing is lost, nothing is trusted, and a changed pack takes what still fits."""

from __future__ import annotations

import shutil
import signal
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pytest
from at_terminal import PLAIN, ask_tiny, terminal
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from running import TINY, triage
from test_interview import NOW, possible_answers, start, tiny
from test_session_transcripts import KEY, SHIPPED, policy_of
from test_terminal import MOST_QUESTIONS, reply, shipped
from typists import transcript

from triage.case import Contested, Given
from triage.cli.locking import Busy, lock
from triage.interview import Said, Session, Topic, answer, ask, back, change, objections, restored, saved
from triage.parse import load_session, session_to_yaml

LATER = datetime.fromisoformat("2026-08-05T09:00+02:00")


def written(session: Session) -> str:
    return session_to_yaml(session.case, session.policy, saved(session))


def read_back(text: str) -> Session:
    found = load_session(text, "session.yaml", tiny(), NOW)
    assert found.loaded.problems == ()
    assert found.lost == ()
    assert found.loaded.case is not None
    again = restored(tiny(), found.loaded.case, found.loaded.session)
    assert again.lost == ()
    return again.session


def bare(session: Session) -> tuple[object, ...]:
    """What a session is, places and the words of the questions left out."""
    history = tuple((turn.question.id, turn.question.names, turn.said, turn.case) for turn in session.history)
    return session.case, history, session.passed, session.denied, session.kept


@settings(deadline=None, max_examples=25)
@given(st.lists(st.integers(0, 11), min_size=1, max_size=12), st.integers(0, 5), st.integers(0, 11))
def test_a_session_that_is_read_back_is_the_same(picks: list[int], backs: int, other: int) -> None:
    session = start()
    for pick in picks:
        question = ask(session)
        if question is None:
            break
        choices = possible_answers(question)
        moved = answer(session, question, choices[pick % len(choices)])
        session = session if objections(moved) else moved
    for _ in range(backs):
        session = back(session)
    if session.history:
        index = other % len(session.history)
        choices = possible_answers(session.history[index].question)
        session = change(session, index, choices[other % len(choices)])
    if not objections(session):
        assert bare(read_back(written(session))) == bare(session)


def test_disputed_facts_and_notes_are_kept_too() -> None:
    question = ask(start())
    assert question is not None
    session = answer(start(), question, Contested({"reader": "book", "library": "film"}))
    session = replace(session, case=replace(session.case, notes={"story": '"quoted": {x}\nand two lines #1'}))
    assert read_back(written(session)).case == session.case


def test_a_list_that_was_asked_twice_about_different_facts_is_read_back_as_two_turns() -> None:
    session = start()
    while (question := ask(session)) is not None and question.topic is not Topic.SCREEN:
        session = answer(session, question, possible_answers(question)[0])
    assert question is not None
    assert len(question.names) > 1
    first, rest = question.names[:1], question.names[1:]
    session = answer(session, replace(question, names=first), frozenset())
    session = answer(session, replace(question, names=rest), frozenset())
    again = read_back(written(session))
    assert [turn.question.names for turn in again.history[-2:]] == [first, rest]


def test_a_case_file_is_a_session_in_which_nothing_was_asked() -> None:
    text = "policy: tiny\nnow: 2026-08-04T15:00+02:00\nfacts: {item: book}\nevidence: {E_SLIP: true}\n"
    session = read_back(text)
    assert session.case.answers == {"item": Given("book")}
    assert session.case.evidence == {"E_SLIP": True}
    assert [turn.told for turn in session.history] == [True]


# --- Not trusted -------------------------------------------------------------------------------

GOOD = """policy: tiny
now: 2026-08-04T15:00+02:00
facts: {item: book, from_partner: true, closed_that_day: false}
session:
  version: "1.0.0"
  hash: HASH
  asked: [item, {list: rare, names: [from_partner, closed_that_day], picked: [from_partner]}]
  kept: [{fact: fine_paid, value: 3}]
"""


def session_text() -> str:
    return GOOD.replace("HASH", tiny().hash)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("asked: [item", "asked: [itme", "unknown-fact"),
        ("asked: [item", "asked: [issue", "asked-not-answered"),
        ("asked: [item", "asked: [item, item", "said-twice"),
        ("picked: [from_partner]", "picked: [item]", "not-in-the-list"),
        ("names: [from_partner, closed_that_day]", "names: rare", "not-a-list"),
        ("value: 3", "value: three", "wrong-kind"),
        ("fact: fine_paid, value: 3", "fact: fine_paid", "missing-key"),
        ("value: 3", "value: 3, use: never", "unknown-use"),
        ("item: book", "item: boat", "unknown-choice"),
        ("  version:", "  versoin:", "unknown-key"),
        ("policy: tiny", "policy: tiny\n  x: [", "yaml"),
        ("{list: rare", "{list: rarely", "do not fit together"),
        ("facts: {", "facts: {returned: false, loans: 0, ", ""),
    ],
)
def test_what_is_wrong_with_a_saved_session_is_said_with_its_place(
    old: str, new: str, says: str, tmp_path: Path
) -> None:
    file = tmp_path / "session.yaml"
    file.write_text(session_text(), "utf-8")
    assert triage("ask", "--resume", file, "--pack", TINY).code == 5  # all is well but for the next question
    text = session_text().replace(old, new)
    assert text != session_text()
    if not says:  # a contradiction: nothing was lent, though the library was closed
        text = text.replace("closed_that_day: false", "closed_that_day: true").replace(
            "picked: [", "picked: [closed_that_day, "
        )
    file.write_text(text, "utf-8")
    ran = triage("ask", "--resume", file, "--pack", TINY)
    assert (ran.code, ran.out) == (4, "")
    assert says in ran.err
    assert "session.yaml" in ran.err


@settings(deadline=None, max_examples=60)
@given(st.integers(0, 400), st.integers(0, 60), st.text(max_size=12), st.booleans())
def test_whatever_becomes_of_the_file_it_is_a_session_or_problems(at: int, cut: int, put: str, same: bool) -> None:
    text = GOOD.replace("HASH", tiny().hash if same else "another")
    broken = text[:at] + put + text[at + cut :]
    found = load_session(broken, "session.yaml", tiny(), LATER)
    if found.loaded.case is None:
        assert found.loaded.problems
    else:
        again = restored(tiny(), found.loaded.case, found.loaded.session)
        assert set(again.session.case.answers) <= set(tiny().facts)
        assert again.session.case.now == LATER


def test_resuming_what_is_not_there_is_wrong_usage(tmp_path: Path) -> None:
    env = {"XDG_DATA_HOME": str(tmp_path)}
    for arguments in (["--resume"], ["--resume", "nothing"], ["--resume", "../x"], ["--resume", tmp_path]):
        assert triage("ask", *arguments, env=env).code == 2
    assert triage("ask", "--resume", "--set", "item=book", env=env).code == 2
    assert list(tmp_path.iterdir()) == []


# --- A changed pack ----------------------------------------------------------------------------


def changed_pack(folder: Path, **changes: str) -> Path:
    pack = folder / "tiny"
    shutil.copytree(TINY, pack)
    text = (pack / "facts.yaml").read_text("utf-8")
    for old, new in changes.items():
        assert old in text
        text = text.replace(old, new)
    (pack / "facts.yaml").write_text(text, "utf-8")
    return pack


def test_under_another_version_of_the_pack_what_fits_is_kept_and_the_rest_is_named_and_asked(tmp_path: Path) -> None:
    pack = changed_pack(tmp_path, film="record")
    file = tmp_path / "session.yaml"
    text = session_text().replace("facts: {item: book", "facts: {item: film, issue: [damage_fine], vanished: 1")
    file.write_text(text.replace("asked: [item,", "asked: [item, issue, vanished,"), "utf-8")
    with terminal("ask", "--pack", pack, "--lang", "en", "--resume", file) as session:
        session.wait()
        session.send("book")
        session.type("r")
        session.press("c")
        assert session.end() == 130
    before, after = session.seen.split("What did you borrow?")
    assert "The pack has changed" in before
    assert "- kind of item" in before
    assert "- vanished" in before
    assert "2) what went wrong: a fine for damage" not in before
    assert "what went wrong: a fine for damage" in after
    assert "lent by a partner library" in after


def test_what_a_new_constraint_forbids_is_named_and_asked_again(tmp_path: Path) -> None:
    rule = "- {when: {from_partner: true, item: book}, says: {en: No., zh: 否。}}"
    pack = changed_pack(tmp_path, **{"- when: {returned": f"{rule}\n- when: {{returned"})
    file = tmp_path / "session.yaml"
    file.write_text(session_text(), "utf-8")
    ran = triage("ask", "--pack", pack, "--lang", "en", "--resume", file)
    assert ran.code == 5
    assert "- Does any of these apply?" in ran.err
    assert "`issue`" in ran.err


# --- At a terminal -----------------------------------------------------------------------------

DAMAGED = {
    "item": ["1"],
    "issue": ["2"],
    "rare": ["0"],
    "fine_paid": ["12.50"],
    "loans": ["5"],
    "damaged_before": ["n"],
    "state_record": ["1"],
    "evidence": ["1 2"],
}
"""A damaged book, and no record of its state before: the fine comes back twice."""
AT = ("--pack", TINY, "--now", "2026-08-04T15:00+02:00")


def test_killed_at_every_question_a_session_loses_nothing(tmp_path: Path) -> None:
    env = {**PLAIN, "XDG_DATA_HOME": str(tmp_path)}
    policy, shown, asked = shipped(), "", 0
    resume: list[str] = []
    while "529.00" not in shown and asked < MOST_QUESTIONS:
        with terminal("ask", "--lang", "en", "--now", "2026-05-12T15:00+08:00", *resume, env=env) as session:
            if not resume:
                session.type("", "0")  # no story, no sign of a scam
            shown = session.wait()
            asked += 1
            assert asked == 1 or f"\n{asked + 1}. " in shown, shown
            session.send(reply(shown, policy, "en"))
            shown = session.wait()
            session.kill(signal.SIGKILL)
            assert session.end() == 128 + signal.SIGKILL
        resume = ["--resume"]
    assert asked > 8
    assert "529.00" in shown
    (file,) = (tmp_path / "triage" / "sessions").glob("*.yaml")
    assert "529.00" in triage("decide", file, "--lang", "en", "--engine", "reference").out
    assert file.parent.stat().st_mode & 0o777 == 0o700


def test_ctrl_c_says_how_to_go_on_and_declining_to_save_leaves_nothing(tmp_path: Path) -> None:
    env = {**PLAIN, "XDG_DATA_HOME": str(tmp_path)}
    with terminal(*ask_tiny(), env=env) as session:
        session.type("book")
        session.press("c")
        assert session.end() == 130
    assert "triage ask --resume tiny-" in session.seen
    (file,) = (tmp_path / "triage" / "sessions").iterdir()
    with terminal(*ask_tiny("--resume", file.stem), env=env) as session:
        session.type("s")
        assert session.end() == 0
    assert f"Saved:{file}" in "".join(session.seen.split())
    file.unlink()
    with terminal(*ask_tiny(), env=env) as session:
        session.type("book", "q", "")
        assert session.end() == 0
    assert list(file.parent.iterdir()) == []


def test_a_session_is_open_in_one_terminal_only(tmp_path: Path) -> None:
    env = {**PLAIN, "XDG_DATA_HOME": str(tmp_path)}
    with terminal(*ask_tiny("--save", "mine"), env=env) as first:
        first.type("book")
        first.wait()
        with terminal(*ask_tiny("--resume", "mine"), env=env) as second:
            assert second.end() == 2
        assert "is open in another terminal" in " ".join(second.seen.split())
        first.send("s")
        assert first.end() == 0
    with terminal(*ask_tiny("--resume", "mine"), env=env) as third:
        assert "2. What went wrong?" in third.wait()
        third.kill(signal.SIGKILL)
        third.end()
    with terminal(*ask_tiny("--resume", "mine"), env=env) as fourth:  # a lock ends with whoever held it
        assert "2. What went wrong?" in fourth.wait()
        fourth.send("s")
        assert fourth.end() == 0
    assert [file.name for file in (tmp_path / "triage" / "sessions").iterdir()] == ["mine.yaml"]


def test_a_lock_is_held_once_and_given_back(tmp_path: Path) -> None:
    file = tmp_path / "a.yaml"
    held = lock(file)
    assert held is not None
    with pytest.raises(Busy):
        lock(file)
    held.release()
    assert list(tmp_path.iterdir()) == []
    assert lock(tmp_path / "no folder" / "a.yaml") is None


def test_a_named_session_is_kept_under_its_name_and_changed_at_its_end(tmp_path: Path) -> None:
    leaving = {"item": ["1"], "issue": ["2"], "rare": ["s"]}
    shown = transcript(tiny(), [*AT, "--save", "mine"], "en", leaving, folder=tmp_path)
    assert "triage ask --resume mine" in shown
    going_on = {name: lines for name, lines in DAMAGED.items() if name not in ("item", "issue")}
    going_on["closing"] = ["r", *_number_of("fine paid"), "20"]
    shown = transcript(tiny(), [*AT, "--resume", "mine"], "en", going_on, folder=tmp_path)
    assert "What did you borrow?" not in shown
    assert "€25.00" in shown
    assert "€40.00" in shown.split("€25.00")[-1]
    assert [each.name for each in (tmp_path / "triage" / "sessions").iterdir()] == ["mine.yaml"]
    again = transcript(tiny(), [*AT, "--resume"], "en", {}, folder=tmp_path)
    assert "€40.00" in again


def _number_of(title: str) -> list[str]:
    """The number that the session about the damaged book gives to an answer in review."""
    session = start()
    while (question := ask(session)) is not None:
        if tiny().facts.get(question.id) and tiny().facts[question.id].title["en"] == title:
            return [str(len(session.history) + 1)]
        session = answer(session, question, SAID[question.id])
    raise AssertionError(title)


SAID: dict[str, Said] = {
    "item": "book",
    "issue": frozenset({"damage_fine"}),
    "rare": frozenset(),
    "loans": Decimal(5),
    "damaged_before": False,
    "state_record": "none",
}


def test_at_the_end_an_answer_can_be_changed_and_the_session_goes_on(tmp_path: Path) -> None:
    (number,) = _number_of("fine paid")
    lines = {**DAMAGED, "save": ["w", number, "20", "r", number, "30", ""]}
    shown = transcript(tiny(), AT, "en", lines, folder=tmp_path)
    assert "then: twice the fine, €40.00" in shown
    assert "€60.00" in shown.split("what-if")[-1]
    assert list(tmp_path.rglob("*.yaml")) == []


def test_a_recorded_session_is_a_scenario_that_passes(tmp_path: Path) -> None:
    target = tmp_path / "damaged-book.yaml"
    lines = {**DAMAGED, "shows": ["A damaged book"]}
    transcript(tiny(), [*AT, "--record", target], "en", lines, folder=tmp_path)
    text = target.read_text("utf-8")
    assert "shows: A damaged book" in text
    assert "fine_back_double" in text.split("expect:")[1]
    assert triage("test", target, "--pack", TINY).code == 0
    assert triage("ask", "--record", target).code == 2


def test_what_is_typed_for_the_letter_is_kept_with_the_saved_session(tmp_path: Path) -> None:
    lines = {**KEY, "save": ["key1", "y", "TB1", "shop B", "market B"]}
    arguments: list[str | Path] = ["--pack", SHIPPED, "--now", "2026-05-12T15:00+08:00"]
    shown = transcript(policy_of(SHIPPED), arguments, "zh", lines, folder=tmp_path)
    kept = (tmp_path / "triage" / "sessions" / "key1.yaml").read_text("utf-8")
    assert "triage letter key1" in shown
    assert "TB1" in kept
    assert "shop B" in kept
