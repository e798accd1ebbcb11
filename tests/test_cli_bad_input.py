"""Bad input through the real program: the right exit code, the place, a hint; no traceback, no hang."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner
from running import CASES, TINY, process, triage

from triage.cli import cli

HEAD = "policy: tiny\nnow: 2026-08-04T15:00+02:00\n"
LAUGHS = "policy: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{new}: &{new} [{', '.join(['*' + old] * 9)}]\n" for old, new in zip("abcdefgh", "bcdefghi", strict=True)
)

BAD_CASES = {
    "malformed": (HEAD + "facts: {item: book\n", 3, ""),
    "not a mapping": ("- policy\n- tiny\n", 1, ""),
    "wrong kind: money": (HEAD + "facts:\n  fine_paid: lots\n", 4, "fine_paid"),
    "wrong kind: yes/no": (HEAD + "facts:\n  returned: yes\n", 4, "true"),
    "wrong kind: moment": (HEAD + "facts:\n  due_at: 12:30\n", 4, "2026-05-10T14:30"),
    "wrong kind: list": (HEAD + "facts:\n  item: [book]\n", 4, "item"),
    "unknown key": (HEAD + "fcats: {}\n", 3, "facts"),
    "unknown fact": (HEAD + "facts:\n  isue: [late_fine]\n", 4, "issue"),
    "unknown choice": (HEAD + "facts:\n  item: bok\n", 4, "book"),
    "unknown evidence": (HEAD + "evidence: [E_SLP]\n", 3, "E_SLIP"),
    "twice the same key": (HEAD + "facts:\n  item: book\n  item: film\n", 5, "item"),
    "negative price": (HEAD + "facts:\n  fine_paid: -3\n", 4, "fine_paid"),
    "above the bound": (HEAD + "facts:\n  fine_paid: 1000.01\n", 4, "1000"),
    "not a number": (HEAD + "facts:\n  fine_paid: .nan\n", 4, "fine_paid"),
    "infinite": (HEAD + "facts:\n  fine_paid: .inf\n", 4, "fine_paid"),
    "ten to the 400": (HEAD + f"facts:\n  fine_paid: 1{'0' * 400}\n", 4, "fine_paid"),
    "with an exponent": (HEAD + "facts:\n  fine_paid: 1e400\n", 4, "fine_paid"),
    "no such day": (HEAD + "facts:\n  due_at: 2026-02-30\n", 4, "due_at"),
    "lone surrogate": (HEAD + 'facts:\n  story: "\\ud800"\n', 4, ""),
    "dates out of order": (HEAD + "facts:\n  due_at: 2026-08-03\n  complained_at: 2026-08-02\n", 0, "due_at"),
    "date after now": (HEAD + "facts:\n  complained_at: 2026-08-05\n", 4, "complained_at"),
    "contradiction": (HEAD + "facts:\n  returned: false\n  closed_that_day: true\n  loans: 0\n", 0, "Nothing was lent"),
    "both given and unknown": (HEAD + "facts:\n  item: book\nunknown: [item]\n", 0, "item"),
    "empty": ("", 0, "empty"),
    "only a comment": ("# nothing\n", 0, ""),
    "tag": ("policy: !!python/object/apply:os.system [ls]\n", 1, ""),
    "several documents": (HEAD + "---\n" + HEAD, 0, ""),
    "control character": (HEAD + "facts: {item: \x07}\n", 3, ""),
}


@pytest.mark.parametrize(("text", "line", "says"), BAD_CASES.values(), ids=BAD_CASES)
def test_a_bad_case_ends_with_4_the_place_and_a_word_of_help(text: str, line: int, says: str, tmp_path: Path) -> None:
    file = tmp_path / "case.yaml"
    file.write_bytes(text.encode())
    ran = triage("decide", file, "--pack", TINY)
    assert (ran.code, ran.out) == (4, ""), ran.err
    assert (f"case.yaml:{line}:" if line else "case.yaml") in ran.err
    assert says in ran.err


EXHAUSTING = {
    "billion laughs": (LAUGHS, ""),
    "deeply nested": ("[" * 5_000 + "]" * 5_000, ":1:"),
    "deeply indented": ("".join("  " * depth + "a:\n" for depth in range(1_000)), ""),
}


@pytest.mark.parametrize(("text", "place"), EXHAUSTING.values(), ids=EXHAUSTING)
def test_a_case_that_would_exhaust_the_process_ends_with_4(text: str, place: str, tmp_path: Path) -> None:
    file = tmp_path / "case.yaml"
    file.write_bytes(text.encode())
    ran = process("decide", file, "--pack", TINY)
    assert (ran.code, ran.out) == (4, ""), ran.err
    assert f"case.yaml{place}" in ran.err


BAD_BYTES = {
    "binary": b"\x7fELF\x02\x01\x00\x00" + bytes(range(256)),
    "not UTF-8": HEAD.encode() + "facts: {story: 退款}".encode("gb18030"),
    "surrogate in UTF-8": HEAD.encode() + b"facts: {story: \xed\xa0\x80}",
    "50 MB": b"policy: tiny\n# " + b"x" * 50_000_000,
    "UTF-16": HEAD.encode("utf-16"),
}


@pytest.mark.parametrize("content", BAD_BYTES.values(), ids=BAD_BYTES)
def test_a_file_that_is_no_text_ends_with_4(content: bytes, tmp_path: Path) -> None:
    file = tmp_path / "case.yaml"
    file.write_bytes(content)
    for ran in (process("decide", file, "--pack", TINY), triage("decide", "-", "--pack", TINY, stdin=content)):
        assert (ran.code, ran.out) == (4, "")
        assert ran.err


def test_a_folder_a_missing_file_and_a_device_end_with_4(tmp_path: Path) -> None:
    for name in (tmp_path, tmp_path / "none.yaml", "/dev/null", "/dev/zero", "a\nb"):
        ran = process("decide", name, "--pack", TINY)
        assert (ran.code, ran.out) == (4, "")
        assert ran.err


def test_a_file_that_may_not_be_read_ends_with_4(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "case.yaml"
    file.write_text(HEAD)
    file.chmod(0)
    if os.access(file, os.R_OK):  # root may read everything

        def refuse(self: Path, *_: object, **__: object) -> object:
            raise PermissionError(13, "Permission denied", str(self))

        pack = TINY
        assert CliRunner().invoke(cli, ["decide", str(CASES / "in-time.yaml"), "--pack", str(pack)]).exit_code == 0
        monkeypatch.setattr("triage.cli.opening.open_policy", lambda *_: None)
        monkeypatch.setattr(Path, "open", refuse)
    result = CliRunner().invoke(cli, ["decide", str(file), "--pack", str(TINY)])
    assert result.exit_code == 4
    assert "may not be read" in result.stderr


def test_facts_of_the_command_line_are_checked_like_those_of_a_file() -> None:
    for assignment, says in {
        "isue=late_fine": "issue",
        "item=bok": "book",
        "fine_paid=-1": "fine_paid",
        "fine_paid=NaN": "fine_paid",
        "returned=yes": "true",
        "item": "=",
        "=book": "=",
        "due_at=2027-01-01": "due_at",
    }.items():
        ran = triage("decide", CASES / "in-time.yaml", "--pack", TINY, "--set", assignment)
        assert (ran.code, ran.out) == (4, ""), (assignment, ran)
        assert says in ran.err


def test_wrong_usage_ends_with_2(tmp_path: Path) -> None:
    case = CASES / "in-time.yaml"
    for arguments in (
        ["nonsense"],
        ["decide"],
        ["decide", case, "--pack", TINY, "--lang", "xx"],
        ["decide", case, "--pack", TINY, "--now", "tomorrow"],
        ["decide", case, "--pack", TINY, "--now", "2026-02-30"],
        ["decide", case, "--pack", TINY, "--why-not", "fine_bak"],
        ["decide", case, "--pack", TINY, "--json", "--explain"],
        ["decide", case, "--pack", TINY, "--width", "3"],
        ["test", tmp_path / "none"],
        ["test", tmp_path, "--pack", TINY],
        ["ask", "--pack", TINY, "--save", tmp_path / "none" / "case.yaml"],
    ):
        ran = triage(*arguments)
        assert (ran.code, ran.out) == (2, ""), (arguments, ran)
        assert ran.err


# --- Packs -------------------------------------------------------------------------------------

NESTED = "{not: " * 1_000 + "{has: E_SLIP}" + "}" * 1_000

RULE_FILE = "file: {matter: fine, tier: conduct}\nrules:\n"
MEASURE = 'measures: {{a: {{kind: number, is: "{}"}}}}'

BAD_PACKS = {
    "malformed": ("facts.yaml", "facts: {item: {kind: choice\n", "facts.yaml:"),
    "unknown key": ("pack.yaml", "ide: tiny\n", "pack.yaml:1:1"),
    "binary": ("claims.yaml", "\0\0\0", "claims.yaml"),
    "empty": ("pack.yaml", "", "pack.yaml"),
    "laughs": ("facts.yaml", LAUGHS, "facts.yaml"),
    "nested not": ("10-late.yaml", f"{RULE_FILE}- {{rule: a, when: {NESTED}}}\n", "10-late"),
    "nested formula": ("facts.yaml", MEASURE.format("(" * 5_000 + "1" + ")" * 5_000), "facts.yaml"),
    "code in a formula": ("facts.yaml", MEASURE.format("__import__('os').getcwd()"), "facts.yaml"),
    "50 MB": ("facts.yaml", "# " + "x" * 50_000_000, "facts.yaml"),
    "not a number": ("parameters.yaml", "parameters:\n  h_grace: {value: .nan}\n", "parameters.yaml:2:20"),
    "ten to the 400": ("parameters.yaml", f"parameters:\n  h_grace: {{value: 1{'0' * 400}}}\n", "parameters.yaml:2:20"),
    "lone surrogate": ("parameters.yaml", 'parameters:\n  h_grace: {title: {en: "\\ud800"}}\n', "parameters.yaml:2:"),
}


@pytest.mark.parametrize(("file", "text", "says"), BAD_PACKS.values(), ids=BAD_PACKS)
def test_a_bad_pack_ends_with_3_and_check_with_1(file: str, text: str, says: str, tmp_path: Path) -> None:
    pack = tmp_path / "tiny"
    shutil.copytree(TINY, pack)
    (pack / file).write_text(text, encoding="utf-8")
    ran = process("decide", CASES / "in-time.yaml", "--pack", pack)
    assert (ran.code, ran.out) == (3, "")
    assert says in ran.err
    checked = triage("check", pack)
    assert (checked.code, checked.err) == (1, "")
    assert says in checked.out


def test_a_pipe_or_a_device_in_a_pack_is_not_waited_for(tmp_path: Path) -> None:
    pack = shutil.copytree(TINY, tmp_path / "tiny")
    for name, make in (("claims.yaml", os.mkfifo), ("pack.yaml", lambda path: path.symlink_to("/dev/zero"))):
        (pack / name).unlink()
        make(pack / name)
        ran = process("decide", CASES / "in-time.yaml", "--pack", pack)
        assert (ran.code, ran.out) == (3, "")
        assert f"tiny/{name} not-a-file" in ran.err
        assert process("check", pack).code == 1


@pytest.mark.parametrize(
    "name", ["..", "../..", "../../etc", "/etc", "no-such-pack", "", ".", "a\0b", "cn-digital-goods/.."]
)
def test_a_pack_that_is_none_ends_with_3(name: str, tmp_path: Path) -> None:
    if "\0" in name:
        result = CliRunner().invoke(cli, ["decide", str(CASES / "in-time.yaml"), "--pack", name])
        assert (result.exit_code, result.stdout) == (3, "")
        return
    ran = triage("decide", CASES / "in-time.yaml", "--pack", name, cwd=tmp_path)
    assert (ran.code, ran.out) == (3, "")
    assert ran.err


@pytest.mark.parametrize("name", ["..", "../../etc/passwd", "no-such-pack", "/etc", '"a/../b"'])
def test_a_case_cannot_lead_out_of_the_shipped_packs(name: str) -> None:
    ran = triage("decide", "-", stdin=f"policy: {name}\n".encode())
    assert ran.code in (3, 4)
    assert ran.out == ""
    assert ran.err
