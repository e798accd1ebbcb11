"""The commands through the real program, without a terminal: output, exit codes, languages, streams."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from pathlib import Path

import pytest
from running import CASES, ROOT, TINY, command, environment, process, triage

from triage.bundled import pack_names
from triage.parse import load_case, load_policy

CASE = CASES / "no-record.yaml"


def test_help_and_version() -> None:
    for arguments in (["--help"], ["-h"], ["ask", "-h"], ["decide", "-h"], ["check", "-h"], ["test", "-h"]):
        ran = triage(*arguments)
        assert (ran.code, ran.err) == (0, "")
        assert "Usage: triage" in ran.out
    assert triage("--version").out.startswith("triage ")


def test_starting_imports_nothing_but_click() -> None:
    code = (
        "import sys, click; before = set(sys.modules); import triage.cli\n"
        "print(sorted(m for m in set(sys.modules) - before if m.split('.')[0] != 'triage'))\n"
        "print(sorted(m for m in sys.modules if m.startswith('triage')))\n"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    others, own = map(ast.literal_eval, ran.stdout.splitlines())
    small = {"_locale", "locale", "signal", "decimal", "_decimal", "numbers", "gc"}
    assert {name.split(".")[0] for name in others} <= small
    assert {name for name in own if not name.startswith("triage.cli")} == {"triage"}


# --- decide ------------------------------------------------------------------------------------


def test_decide_shows_the_verdict_on_stdout_and_nothing_else() -> None:
    ran = process("decide", CASE, "--pack", TINY, "--lang", "en")
    assert (ran.code, ran.err) == (0, "")
    assert "€25.00" in "\n".join(ran.out.splitlines()[:8])
    assert "\x1b" not in ran.out


def test_decide_reads_standard_input() -> None:
    from_file = triage("decide", CASE, "--pack", TINY)
    assert triage("decide", "-", "--pack", TINY, stdin=CASE.read_bytes()) == from_file
    assert process("decide", "-", "--pack", TINY, stdin=CASE.read_bytes()) == from_file


def test_json_is_one_object_and_the_same_bytes_each_time() -> None:
    first, second = (process("decide", CASE, "--pack", TINY, "--json") for _ in range(2))
    assert first == second
    verdict = json.loads(first.out)
    assert verdict["schema"] == "triage.verdict/1"
    assert [(each["claim"], each["amount"]) for each in verdict["claims"]] == [("fine_back_double", "25.00")]


def test_the_engines_give_the_same_verdict() -> None:
    durable, reference = (
        json.loads(triage("decide", CASE, "--pack", TINY, "--json", "--engine", engine).out)
        for engine in ("durable", "reference")
    )
    assert durable.pop("engine").startswith("durable")
    assert reference.pop("engine") == "reference"
    assert durable == reference


def test_set_and_now_change_the_case() -> None:
    ran = triage(
        "decide", CASE, "--pack", TINY, "--json", "--set", "fine_paid=10", "--set", "state_record=vague",
        "--now", "2026-08-05T16:00",
    )  # fmt: skip
    verdict = json.loads(ran.out)
    assert verdict["claims"][0]["amount"] == "20.00"
    unset = json.loads(triage("decide", CASE, "--pack", TINY, "--json", "--set", "fine_paid=unknown").out)
    assert unset["claims"][0]["amount"] is None


def test_explain_and_why_not_name_rules_with_their_places() -> None:
    explained = triage("decide", CASE, "--pack", TINY, "--explain", "--lang", "en")
    assert "tiny/20-damage.yaml:3:3" in explained.out
    missing = triage("decide", CASE, "--pack", TINY, "--why-not", "voucher", "--lang", "en")
    assert (missing.code, missing.err) == (0, "")
    assert "hint-of-goodwill tiny/20-damage.yaml:" in missing.out


@pytest.mark.parametrize(
    ("env", "shown"),
    [
        ({"LC_ALL": "zh_CN.UTF-8"}, "图书馆罚款"),
        ({"LC_ALL": "en_GB.UTF-8"}, "Library fines"),
        ({"LC_ALL": "", "LANG": "zh_CN.UTF-8"}, "图书馆罚款"),
        ({"LC_ALL": "de_DE.UTF-8"}, "Library fines"),
        ({"LC_ALL": "C"}, "Library fines"),
        ({"LC_ALL": "POSIX"}, "Library fines"),
    ],
)
def test_the_locale_picks_the_language_else_the_pack_does(env: dict[str, str], shown: str) -> None:
    assert shown in triage("decide", CASE, "--pack", TINY, env=env).out


def test_output_is_utf_8_whatever_the_locale() -> None:
    for env in ({"LC_ALL": "C"}, {"LC_ALL": "C", "PYTHONUTF8": "0"}, {"PYTHONIOENCODING": "ascii"}):
        assert "图书馆罚款" in process("decide", CASE, "--pack", TINY, "--lang", "zh", env=env).out


def test_colour_is_for_terminals_unless_it_is_asked_for() -> None:
    assert "\x1b[" in triage("decide", CASE, "--pack", TINY, "--color", "always").out
    assert "\x1b[" not in triage("decide", CASE, "--pack", TINY, "--color", "auto").out


def test_width_is_respected() -> None:
    for language, width in (("en", 40), ("zh", 40), ("en", 100)):
        shown = triage("decide", CASE, "--pack", TINY, "--lang", language, "--width", str(width)).out
        assert all(len(line) <= width for line in shown.splitlines())


def test_a_reader_that_goes_away_ends_the_program_quietly() -> None:
    env = {"PYTHONPATH": str(ROOT), **environment()}
    arguments = command("decide", CASE, "--pack", TINY, "--explain")
    with subprocess.Popen(arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT, env=env) as ran:
        assert ran.stdout is not None
        assert ran.stderr is not None
        ran.stdout.close()
        assert ran.stderr.read() == b""


# --- check and test ----------------------------------------------------------------------------


def test_check_finds_nothing_in_the_shipped_packs() -> None:
    ran = triage("check")
    assert (ran.code, ran.err) == (0, "")
    lines = ran.out.splitlines()
    assert [line.split()[0] for line in lines] == list(pack_names())
    assert all("no problems" in line and "rules" in line for line in lines)


def test_check_prints_all_problems_and_ends_with_1(tmp_path: Path) -> None:
    pack = tmp_path / "odd"
    pack.mkdir()
    for file in TINY.iterdir():
        (pack / file.name).write_text(file.read_text(encoding="utf-8").replace("id: tiny", "id: odd"), encoding="utf-8")
    facts = (pack / "facts.yaml").read_text(encoding="utf-8")
    broken = facts.replace("kind: money", "kind: mony", 1).replace("ask: {en: What went wrong?", "aks: {en: What?", 1)
    (pack / "facts.yaml").write_text(broken, encoding="utf-8")
    ran = triage("check", pack)
    assert ran.code == 1
    assert "did you mean `money`?" in ran.out
    assert "`aks`" in ran.out
    assert "odd/facts.yaml:" in ran.out


def test_test_runs_scenarios_of_a_folder(tmp_path: Path) -> None:
    ran = triage("test", CASES, "--pack", TINY, "--lang", "en")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.splitlines()[-1] == "2 passed, 0 failed"
    wrong = CASE.read_text(encoding="utf-8").replace("amount: 25.00", "amount: 24.00")
    (tmp_path / "a.yaml").write_text(wrong, encoding="utf-8")
    (tmp_path / "b.yaml").write_text("facts: [", encoding="utf-8")
    failed = triage("test", ".", CASE, "--pack", TINY, "--lang", "en", cwd=tmp_path)
    assert failed.code == 1
    assert failed.out.splitlines()[-1] == "1 passed, 2 failed"
    assert "FAILED a.yaml:" in failed.out
    assert "claims.fine_back_double.amount" in failed.out
    report = json.loads(triage("test", tmp_path, CASE, "--pack", TINY, "--json").out)
    assert (report["passed"], report["failed"]) == (1, 2)


def test_test_ends_with_3_for_an_invalid_pack(tmp_path: Path) -> None:
    (tmp_path / "pack.yaml").write_text("id: [", encoding="utf-8")
    ran = triage("test", CASES, "--pack", tmp_path)
    assert (ran.code, ran.out) == (3, "")
    assert "pack.yaml" in ran.err


def test_a_scenario_of_a_pack_that_is_not_shipped_fails_with_a_hint() -> None:
    ran = triage("test", CASE)
    assert ran.code == 1
    assert "--pack" in ran.out


# --- ask without a terminal --------------------------------------------------------------------


def test_without_a_terminal_the_first_missing_fact_is_named() -> None:
    ran = triage("ask", "--pack", TINY, "--lang", "en")
    assert (ran.code, ran.out) == (5, "")
    assert "`item`" in ran.err
    further = triage("ask", "--pack", TINY, "--lang", "en", "--set", "item=book")
    assert further.code == 5
    assert "`issue`" in further.err


def test_answers_of_a_file_make_a_session_that_reads_like_one(tmp_path: Path) -> None:
    target = tmp_path / "case.yaml"
    ran = triage("ask", "--pack", TINY, "--lang", "en", "--answers", CASE, "--save", target)
    assert ran.code == 0, ran.err
    assert "€25.00" in "\n".join(ran.out.splitlines()[:8])
    assert (
        "1. What did you borrow?\n   1) a book\n   2) a film\n   0) none of these fits\n   One number.\n> a book\n"
        in ran.err
    )
    policy = load_policy(TINY).policy
    assert policy is not None
    saved = load_case(target.read_text(encoding="utf-8"), "case.yaml", policy, None)
    assert saved.problems == ()
    assert triage("decide", target, "--pack", TINY, "--json").code == 0


def test_a_fact_that_the_file_lacks_ends_with_5(tmp_path: Path) -> None:
    file = tmp_path / "answers.yaml"
    file.write_text(CASE.read_text(encoding="utf-8").replace("  fine_paid: 12.50\n", ""), encoding="utf-8")
    ran = triage("ask", "--pack", TINY, "--answers", file, "--lang", "en")
    assert (ran.code, ran.out) == (5, "")
    assert "`fine_paid`" in ran.err.splitlines()[-1]


def test_what_a_file_says_of_facts_that_are_never_asked_holds(tmp_path: Path) -> None:
    file = tmp_path / "answers.yaml"
    text = CASE.read_text(encoding="utf-8")
    file.write_text(text.replace("  fine_paid:", "  wanted_remedy: fine_back_double\n  fine_paid:"), encoding="utf-8")
    for name, presumed in ((CASE, True), (file, False)):
        ran = triage("ask", "--pack", TINY, "--answers", name, "--json")
        assert ("wanted_remedy" in [each["fact"] for each in json.loads(ran.out)["presumed"]]) is presumed


def test_nothing_is_overwritten_without_asking(tmp_path: Path) -> None:
    target = tmp_path / "case.yaml"
    target.write_text("precious")
    ran = triage("ask", "--pack", TINY, "--answers", CASE, "--save", target)
    assert (ran.code, ran.out) == (2, "")
    assert target.read_text() == "precious"
    assert [each.name for each in tmp_path.iterdir()] == ["case.yaml"]


def test_a_file_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    ran = triage("ask", "--pack", TINY, "--answers", CASE, "--save", tmp_path / ("x" * 300), "--lang", "en")
    assert ran.code == 1
    assert "could not be written" in ran.err


def test_the_session_of_the_example_ends_in_its_verdict() -> None:
    ran = triage("ask", "--answers", ROOT / "examples" / "used-licence.yaml", "--json")
    assert ran.code == 0, ran.err
    verdict = json.loads(ran.out)
    assert [each["party"] for each in verdict["responsible"]] == ["merchant"]
    assert [(c["claim"], c["amount"], c["otherwise"]) for c in verdict["claims"]] == [
        ("refund_3x", "529.00", "full_refund")
    ]
