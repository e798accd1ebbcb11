"""`triage new`: what it makes passes the checks; nothing is overwritten, and what fails changes nothing."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from triage.cli import cli
from triage.cli.saving import write_whole
from triage.parse import load_policy
from triage.policy import Kind, Policy
from triage.render.schemas import FOLDER

HERE = Path(__file__).parent
TINY = HERE / "packs" / "tiny"
KINDS = [kind.value for kind in Kind]


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(cli, list(map(str, arguments)))


def new(*arguments: str | Path) -> Result:
    ran = run("new", *arguments)
    assert ran.exit_code == 0, ran.output
    return ran


def contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def policy_of(folder: Path) -> Policy:
    loaded = load_policy(folder)
    assert loaded.policy is not None, loaded.problems
    return loaded.policy


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """A new pack where packs stand."""
    (tmp_path / "rules").mkdir()
    new("pack", "library", "-o", tmp_path / "rules")
    return tmp_path / "rules" / "library"


def check(folder: Path) -> None:
    ran = run("check", folder)
    assert ran.exit_code == 0, ran.output


# --- Packs -------------------------------------------------------------------------------------


def test_a_new_pack_passes_the_checks_and_has_its_schemas(pack: Path) -> None:
    check(pack)
    assert run("schema", pack, "--check").exit_code == 0
    for path in pack.glob("*.yaml"):
        assert path.read_text("utf-8").startswith("# yaml-language-server: $schema=schema/")
    assert [path.name for path in pack.parent.iterdir()] == ["library"]


def test_the_checks_tell_how_many_texts_are_left_to_write(pack: Path) -> None:
    before = run("check", pack).output
    assert before.endswith(" texts to be written\n")
    facts = pack / "facts.yaml"
    facts.write_text(facts.read_text("utf-8").replace('"to be written: ', '"', 1), "utf-8")
    left = int(before.split(", ")[-1].split()[0])
    assert run("check", pack).output.endswith(f", {left - 1} texts to be written\n")
    assert "to be written" not in run("check", HERE.parent / "examples" / "rules" / "code-shop").output


@pytest.mark.parametrize("name", ["Library", "a b", "../x", "", "-x", "x-", "a/b", "bücher", "a" * 300, "x\0y"])
def test_a_pack_needs_a_name_that_leads_nowhere_else(name: str, tmp_path: Path) -> None:
    ran = run("new", "pack", "-o", tmp_path, "--", name)
    assert ran.exit_code == 2
    assert list(tmp_path.iterdir()) == []


def test_a_pack_is_not_overwritten(pack: Path) -> None:
    before = contents(pack)
    assert run("new", "pack", "library", "-o", pack.parent).exit_code == 2
    (pack.parent / "file").write_text("x", "utf-8")
    assert run("new", "pack", "file", "-o", pack.parent).exit_code == 2
    assert run("new", "pack", "x", "-o", pack.parent / "nowhere").exit_code == 2
    assert contents(pack) == before


# --- Rules and facts ---------------------------------------------------------------------------


def test_a_new_rule_stands_at_the_end_of_its_file_and_comments_stay(pack: Path) -> None:
    file = pack / "10-first.yaml"
    file.write_text(file.read_text("utf-8") + "  # the last word\n", "utf-8")
    before = file.read_text("utf-8")
    new("rule", "third-rule", "--in", "10-first.yaml", "--when", "first_sum", "--pack", pack)
    assert file.read_text("utf-8").startswith(before)
    assert list(policy_of(pack).rules) == ["first-rule", "second-rule", "third-rule"]
    check(pack)
    assert run("schema", pack, "--check").exit_code == 0
    assert "third-rule" in (pack / FOLDER / "vocabulary.json").read_text("utf-8")


def test_the_first_rule_of_a_new_file_brings_its_head(pack: Path) -> None:
    new("rule", "x-rule", "--in", "20-more.yaml", "--pack", pack)
    new("rule", "y-rule", "--in", "20-more.yaml", "--pack", pack)
    text = (pack / "20-more.yaml").read_text("utf-8")
    assert text.count("matter:") == 1
    check(pack)


def test_a_rule_says_itself_what_its_file_does_not(pack: Path) -> None:
    file = pack / "10-first.yaml"
    text = file.read_text("utf-8").replace("matter: first_matter, ", "")
    file.write_text(text.replace("  then:", "  matter: first_matter\n  then:"), "utf-8")
    new("rule", "third-rule", "--in", "10-first.yaml", "--pack", pack)
    added = file.read_text("utf-8").partition("- rule: third-rule")[2]
    assert "matter: first_matter" in added
    assert "tier:" not in added
    check(pack)


@pytest.mark.parametrize("kind", KINDS)
def test_a_new_fact_of_any_kind_passes_the_checks(kind: str, pack: Path) -> None:
    choices = ("--choice", "red", "--choice", "blue") if kind in ("choice", "choices") else ()
    ran = new("fact", "second_fact", "--kind", kind, *choices, "--in", "10-first.yaml", "--pack", pack)
    check(pack)
    assert policy_of(pack).facts["second_fact"].kind.value == kind
    assert ("note-second-fact" in ran.stdout) == ("note-second-fact" in policy_of(pack).rules) == (kind != "text")


def test_the_shipped_way_of_writing_is_kept(tmp_path: Path) -> None:
    """The tiny pack has problems already; a new rule and a new fact add none."""
    folder = tmp_path / "tiny"
    shutil.copytree(TINY, folder)
    before = (folder / "facts.yaml").read_text("utf-8")
    known = run("check", folder).stdout.count("\ntiny/")
    new("fact", "torn_pages", "--kind", "count", "--in", "20-damage.yaml", "--pack", folder)
    after = (folder / "facts.yaml").read_text("utf-8")
    cut = before.index("\nmeasures:")
    assert after.startswith(before[:cut])
    assert after.endswith(before[cut:])
    assert run("check", folder).stdout.count("\ntiny/") == known
    assert not (folder / FOLDER).exists()


BAD = {
    "rule that is there": ("rule", "first-rule", "--in", "10-first.yaml"),
    "bad rule id": ("rule", "First_Rule", "--in", "10-first.yaml"),
    "no file": ("rule", "x"),
    "file elsewhere": ("rule", "x", "--in", "../10-first.yaml"),
    "file of facts": ("rule", "x", "--in", "facts.yaml"),
    "unknown fact": ("rule", "x", "--in", "10-first.yaml", "--when", "frst_fact"),
    "fact that is there": ("fact", "first_fact", "--in", "10-first.yaml"),
    "bad fact name": ("fact", "First", "--in", "10-first.yaml"),
    "reserved word": ("fact", "not", "--in", "10-first.yaml"),
    "choice without choices": ("fact", "x", "--kind", "choice", "--in", "10-first.yaml"),
    "choices of a number": ("fact", "x", "--kind", "count", "--choice", "a", "--in", "10-first.yaml"),
    "bad choice": ("fact", "x", "--kind", "choice", "--choice", "A b", "--in", "10-first.yaml"),
    "unknown kind": ("fact", "x", "--kind", "boolean", "--in", "10-first.yaml"),
    "scenario with a bad name": ("scenario", "../x"),
    "scenario of an unknown rule": ("scenario", "x", "--rule", "frst-rule"),
}


@pytest.mark.parametrize("arguments", BAD.values(), ids=BAD)
def test_what_fails_changes_nothing(arguments: tuple[str, ...], pack: Path) -> None:
    before = contents(pack.parent.parent)
    ran = run("new", *arguments, "--pack", pack)
    assert ran.exit_code in (2, 3)
    assert ran.exit_code == 2 or "reserved-name" in ran.stderr
    assert ran.stdout == ""
    assert contents(pack.parent.parent) == before


def test_a_misspelt_name_gets_the_one_that_was_meant(pack: Path) -> None:
    assert "did you mean first_fact?" in run("new", *BAD["unknown fact"], "--pack", pack).stderr
    assert "did you mean first-rule?" in run("new", *BAD["scenario of an unknown rule"], "--pack", pack).stderr


def test_a_file_in_brackets_is_left_alone(pack: Path) -> None:
    (pack / "20-more.yaml").write_text(
        "file: {matter: first_matter, tier: ordinary}\n"
        "rules: [{rule: a, when: {first_fact: true}, then: {claim: first_claim}, cites: [SOURCE-1]}]\n",
        "utf-8",
    )
    before = contents(pack)
    ran = run("new", "rule", "b", "--in", "20-more.yaml", "--pack", pack)
    assert (ran.exit_code, contents(pack)) == (3, before)
    assert "not-in-lines" in ran.stderr


def test_both_files_are_written_or_neither(pack: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = contents(pack)

    def failing(path: Path, text: str) -> None:
        if path.name != "facts.yaml":
            raise OSError(28, "No space left on device")
        write_whole(path, text)

    monkeypatch.setattr("triage.cli.adding.write_whole", failing)
    ran = run("new", "fact", "second_fact", "--in", "20-more.yaml", "--pack", pack)
    assert ran.exit_code == 3
    assert "No space left" in ran.stderr
    assert contents(pack) == before


# --- Scenarios ---------------------------------------------------------------------------------


def test_a_new_scenario_passes_and_tells_editors_its_schema(pack: Path) -> None:
    new("scenario", "one", "--pack", pack)
    new("scenario", "two", "--rule", "second-rule", "--pack", pack)
    folder = pack.parent.parent / "scenarios" / "library"
    ran = run("test", folder, "--pack", pack, "--engine", "reference", "--json")
    assert ran.exit_code == 0, ran.output
    assert json.loads(ran.stdout)["passed"] == 2
    line = (folder / "one.yaml").read_text("utf-8").splitlines()[0]
    assert (folder / line.partition("=")[2]).resolve() == (pack / FOLDER / "case.json").resolve()
    assert "rules: [second-rule]" in (folder / "two.yaml").read_text("utf-8")


def test_a_new_scenario_of_rules_that_disagree_says_so(pack: Path) -> None:
    rules = pack / "10-first.yaml"
    assert "careful" not in new("scenario", "before", "--pack", pack).stderr
    other = "- rule: contrary\n  when: {first_fact: true}\n  then: {responsible: second_role}\n  cites: [SOURCE-1]\n"
    rules.write_text(rules.read_text("utf-8") + other, "utf-8")
    assert "careful: that verdict is a conflict" in new("scenario", "after", "--pack", pack).stderr


def test_a_scenario_is_not_overwritten(pack: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    where = pack.parent / "elsewhere"
    new("scenario", "one", "--pack", pack, "-o", where)
    (where / "one.yaml").write_text("mine", "utf-8")
    assert run("new", "scenario", "one", "--pack", pack, "-o", where).exit_code == 2
    monkeypatch.setattr("triage.cli.creating.is_there", lambda path: path.name != "one.yaml" and path.exists())
    assert run("new", "scenario", "one", "--pack", pack, "-o", where).exit_code == 2  # somebody was faster
    assert contents(where) == {"one.yaml": b"mine"}


@pytest.mark.parametrize("what", ["rule", "fact", "scenario"])
def test_a_pack_that_is_none_ends_with_3(what: str, tmp_path: Path) -> None:
    extra = () if what == "scenario" else ("--in", "10-first.yaml")
    assert run("new", what, "x", *extra, "--pack", "no-such-pack").exit_code == 3
    (tmp_path / "empty").mkdir()
    assert run("new", what, "x", *extra, "--pack", tmp_path / "empty").exit_code == 3
    assert list((tmp_path / "empty").iterdir()) == []
