"""`triage check --prove` at the command line: exit codes, the cases that it writes, what it says without a solver."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from running import process

pytest.importorskip("z3")

TINY = Path(__file__).resolve().parent / "packs" / "tiny"
CLASH = """
- rule: kind-reader
  when: {returned_late: true}
  unless: {closed_that_day: true}
  then: {responsible: lender}
"""


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """A pack in which two rules disagree."""
    folder = tmp_path / "tiny"
    shutil.copytree(TINY, folder)
    rules = folder / "10-late.yaml"
    rules.write_text(rules.read_text("utf-8").rstrip() + CLASH, "utf-8")
    return folder


def prove(pack: Path, *options: str) -> tuple[int, str, str]:
    ran = process(
        "check", pack, "--prove", "--lang", "en", *options, env={"XDG_CACHE_HOME": str(pack.parent / "cache")}
    )
    return ran.code, ran.out, ran.err


def test_a_conflict_fails_and_its_case_runs_as_a_scenario(pack: Path, tmp_path: Path) -> None:
    found = tmp_path / "found"
    code, out, err = prove(pack, "--write", str(found))
    assert code == 1
    assert "REFUTED conflict:fine:responsible:late-reader-answers+kind-reader" in out
    assert "Traceback" not in err
    (file,) = found.iterdir()
    assert process("test", file, "--pack", pack).code == 0


def test_nothing_that_is_there_is_written_over(pack: Path, tmp_path: Path) -> None:
    found = tmp_path / "found"
    prove(pack, "--write", str(found))
    (file,) = found.iterdir()
    file.write_text("mine", "utf-8")
    code, _, err = prove(pack, "--write", str(found))
    assert code == 1
    assert file.read_text("utf-8") == "mine"
    assert "is there already" in err


def test_the_second_run_says_the_same_from_what_was_kept(pack: Path) -> None:
    first = prove(pack)
    assert (pack.parent / "cache" / "triage" / "prove-tiny.json").is_file()
    assert prove(pack) == first == prove(pack, "--no-cache")


@pytest.mark.parametrize("options", [("--limit", "3"), ("--no-cache",), ("--write", "x")])
def test_options_of_proofs_alone_are_wrong_usage(pack: Path, options: tuple[str, ...]) -> None:
    ran = process("check", pack, *options)
    assert ran.code == 2
    assert "--prove" in ran.err


def test_a_folder_that_cannot_be_written_is_wrong_usage(pack: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", "utf-8")
    code, _, err = prove(pack, "--write", str(tmp_path / "file" / "below"))
    assert code == 2
    assert "--write" in err


def test_without_the_solver_one_line_names_what_to_install(pack: Path, tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text(
        "import importlib.util as u\nold = u.find_spec\nu.find_spec = lambda n, *a: None if n == 'z3' else old(n, *a)\n"
    )
    root = Path(__file__).resolve().parent.parent
    ran = process("check", pack, "--prove", env={"PYTHONPATH": f"{tmp_path}:{root}"})
    assert ran.code == 2
    assert "pip install 'triage-digital-goods[prove]'" in ran.err
