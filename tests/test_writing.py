"""`triage letter` and `triage agree` at the command line: what goes where, and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest
from running import ROOT, TINY, Ran, triage

CASE = ROOT / "examples" / "used-licence.yaml"
REPORT = ROOT / "docs" / "real-cases.md"


def letter(*arguments: str | Path) -> Ran:
    return triage("letter", CASE, "--lang", "en", *arguments)


def test_a_letter_is_written_once(tmp_path: Path) -> None:
    shown = letter().out
    assert "1. What happened" in shown
    file = tmp_path / "letter.txt"
    assert (letter("-o", file).code, letter("-o", file).code) == (0, 2)
    assert file.read_text("utf-8") == shown
    assert "not overwritten" in letter("-o", file).err
    assert "cannot be written" in letter("-o", tmp_path / "nowhere" / "letter.txt").err


@pytest.mark.parametrize(("form", "begins"), [("txt", ""), ("md", "# "), ("html", "<!doctype html>")])
def test_a_letter_comes_in_several_forms(form: str, begins: str) -> None:
    ran = letter("--format", form)
    assert ran.code == 0
    assert ran.out.startswith(begins)


def test_a_docx_goes_to_a_file(tmp_path: Path) -> None:
    pytest.importorskip("docx")
    refused = letter("--format", "docx")
    assert (refused.code, refused.out) == (2, "")
    assert letter("--format", "docx", "-o", tmp_path / "letter.docx").code == 0
    assert (tmp_path / "letter.docx").read_bytes().startswith(b"PK")


def test_receipts_stand_for_every_sentence_instead_of_the_letter() -> None:
    ran = letter("--receipts")
    assert ran.code == 0
    assert "sources: " in ran.out
    assert ran.out != letter().out


def test_a_channel_without_a_letter_is_refused_with_the_nearest_name() -> None:
    assert "did you mean CH_MERCHANT?" in letter("--channel", "CH_MERCHNT").err
    assert letter("--channel", "CH_MERCHNT").code == 2
    assert "nothing to report" in letter("--report", "--channel", "CH_MERCHANT").err


# --- agree -------------------------------------------------------------------------------------


def test_the_report_on_real_disputes_is_printed_or_written_over_the_one_before(tmp_path: Path) -> None:
    file = tmp_path / "report.md"
    file.write_text("old", "utf-8")
    ran = triage("agree", "cn-digital-goods", "--lang", "en", "-o", file)
    assert (ran.code, ran.out) == (0, "")
    assert file.read_bytes() == REPORT.read_bytes()
    assert ran.err.startswith("27 ")
    assert triage("agree", "cn-digital-goods", "--lang", "en").out == file.read_text("utf-8")


def test_a_pack_without_real_disputes_has_no_report(tmp_path: Path) -> None:
    assert "no real disputes" in triage("agree", TINY).err
    assert triage("agree", TINY).code == 2
    assert triage("agree", tmp_path).code == 3
    nowhere = triage("agree", "cn-digital-goods", "-o", tmp_path / "nowhere" / "report.md")
    assert nowhere.code == 2
    assert "cannot be written" in nowhere.err
