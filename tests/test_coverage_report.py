"""`triage test --coverage`: the report, the JSON, the least shares, and pages that stand alone and escape all text."""

from __future__ import annotations

import json
import re
import shutil
from html.parser import HTMLParser
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from triage.cli import cli
from triage.coverage import cover
from triage.parse import load_policy
from triage.policy import Policy
from triage.render.coverage_pages import PackCoverage, coverage_pages
from triage.render.naming import naming
from triage.render.words import words

HERE = Path(__file__).parent
TINY, CASES = HERE / "packs" / "tiny", HERE / "scenarios" / "tiny"


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(
        cli, ["test", *map(str, arguments), "--pack", str(TINY), "--engine", "reference", "--lang", "en"]
    )


# --- The report --------------------------------------------------------------------------------


def test_without_coverage_nothing_is_said_of_leaves() -> None:
    ran = run(CASES)
    assert ran.exit_code == 0, ran.output
    assert "tests that decided" not in ran.output


def test_coverage_names_rules_and_tests_by_file_line_and_column() -> None:
    ran = run(CASES, "--coverage", "--width", "200")
    assert ran.exit_code == 0, ran.output
    assert re.search(r"^tiny: rules that won in some scenario: \d of 9 \(\d\d\.\d\d %\)$", ran.stdout, re.MULTILINE)
    assert re.search(r"tiny/10-late.yaml:\d+:3 closed-day: never fired", ran.stdout)
    assert re.search(r"tiny/20-damage.yaml:\d+:\d+ .* \(.*never decided when (true|false)", ran.stdout)
    assert ran.stdout.splitlines()[-1] == "2 passed, 0 failed"


def test_the_json_has_each_rule_and_leaf_and_is_the_same_again() -> None:
    ran, again = run(CASES, "--coverage", "--json"), run(CASES, "--coverage", "--json")
    assert ran.stdout == again.stdout
    found = json.loads(ran.stdout)["detailed_coverage"]["tiny"]
    assert found["cases"] == 2
    assert {rule["rule"] for rule in found["rules"]["each"]} == set(_tiny().rules)
    assert found["rules"]["covered"] == sum(bool(rule["won"]) for rule in found["rules"]["each"])
    won = {rule["rule"]: [Path(file).name for file in rule["won"]] for rule in found["rules"]["each"]}
    assert won["no-exact-record"] == ["no-record.yaml"]
    sides = [leaf[side] for leaf in found["leaves"]["each"] for side in ("true", "false") if leaf[side] is not None]
    assert (found["leaves"]["covered"], found["leaves"]["all"]) == (sum(map(bool, sides)), len(sides))
    assert all(re.fullmatch(r"tiny/[0-9a-z.-]+:\d+:\d+", leaf["place"]) for leaf in found["leaves"]["each"])


def _tiny() -> Policy:
    policy = load_policy(TINY).policy
    assert policy is not None
    return policy


# --- Least shares ------------------------------------------------------------------------------


@pytest.mark.parametrize("option", ["--min-rule-coverage", "--min-leaf-coverage"])
def test_less_than_the_least_share_fails_and_says_so(option: str) -> None:
    short, enough = run(CASES, option, "100"), run(CASES, option, "1.5")
    assert (short.exit_code, enough.exit_code) == (1, 0)
    assert "less than 100 %" in short.stderr
    assert enough.stderr == ""


def test_a_share_just_below_is_not_rounded_up() -> None:
    """Of nine rules six are 66.666... per cent."""
    ratio = json.loads(run(CASES, "--coverage", "--json").stdout)["detailed_coverage"]["tiny"]["rules"]
    exactly = 100 * ratio["covered"] / ratio["all"]
    assert run(CASES, "--min-rule-coverage", f"{exactly - 0.001:.6f}").exit_code == 0
    assert run(CASES, "--min-rule-coverage", f"{exactly + 0.001:.6f}").exit_code == 1


@pytest.mark.parametrize("share", ["-1", "100.1", "nan", "inf", "much", "", "1e999"])
def test_a_share_that_is_none_is_wrong_usage(share: str) -> None:
    ran = run(CASES, "--min-leaf-coverage", share)
    assert ran.exit_code == 2
    assert "0 to 100" in ran.stderr


def test_failing_scenarios_fail_whatever_is_covered(tmp_path: Path) -> None:
    text = (CASES / "in-time.yaml").read_text("utf-8").replace("responsible: [library]", "responsible: [reader]")
    (tmp_path / "wrong.yaml").write_text(text, "utf-8")
    assert run(tmp_path, "--min-rule-coverage", "0").exit_code == 1


# --- Pages -------------------------------------------------------------------------------------


class Page(HTMLParser):
    """Tags, addresses, ids and text of a page, and the file that it shows; fails on tags that are not closed."""

    VOID = frozenset({"meta"})

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str] = []
        self.ids: set[str] = set()
        self.marks: list[tuple[str, str]] = []
        self.text = ""
        self.source = ""
        self._open: list[str] = []
        self._mark = ""
        self._aside = False
        self.feed(text)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        values = dict(attrs)
        self.links += [value for name, value in attrs if name in ("href", "src") and value]
        self.ids |= {values["id"] or ""} if "id" in values else set()
        if tag not in self.VOID:
            self._open.append(tag)
        if tag == "mark":
            self._mark = values.get("class") or ""
        self._aside = tag == "sup" or values.get("class") == "number"

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag
        self._aside = False

    def handle_data(self, data: str) -> None:
        self.text += data
        if "pre" in self._open and not self._aside:
            self.source += data
        if self._open and self._open[-1] == "mark":
            self.marks.append((self._mark, data))


@pytest.fixture
def pages(tmp_path: Path) -> dict[str, str]:
    ran = run(CASES, "--html", str(tmp_path / "pages"))
    assert ran.exit_code == 0, ran.output
    root = tmp_path / "pages"
    return {path.relative_to(root).as_posix(): path.read_text("utf-8") for path in root.rglob("*") if path.is_file()}


def test_there_is_a_page_for_each_file_with_rules_or_tests(pages: dict[str, str]) -> None:
    assert {"index.html", "tiny/10-late.yaml.html", "tiny/20-damage.yaml.html", "tiny/claims.yaml.html"} <= set(pages)
    assert "tiny/sources.yaml.html" not in pages


def test_pages_fetch_nothing_and_their_links_lead_somewhere(pages: dict[str, str]) -> None:
    for name, text in pages.items():
        page = Page(text)
        assert not {"script", "link", "img", "iframe", "object"} & set(page.tags)
        assert "url(" not in text
        assert "@import" not in text
        for link in page.links:
            file, _, line = link.partition("#")
            target = (Path(name).parent / file).as_posix().replace("tiny/../", "")
            assert target in pages, link
            assert not line or line in Page(pages[target]).ids


def test_a_page_shows_the_file_whole(pages: dict[str, str]) -> None:
    lines = (TINY / "20-damage.yaml").read_text("utf-8").splitlines()
    assert Page(pages["tiny/20-damage.yaml.html"]).source == "".join(lines)


def test_tests_are_coloured_by_what_they_decided(pages: dict[str, str]) -> None:
    marks = Page(pages["tiny/20-damage.yaml.html"]).marks
    assert ("part", "state_record") in marks
    assert ("none", "wanted_remedy") in marks
    assert {name for _, name in marks} >= {"issue", "damaged_before", "fine_paid", "loans", "has"}


NASTY = '<script>alert("x")</script>&amp;\'"'


def test_everything_of_the_pack_is_escaped(tmp_path: Path) -> None:
    folder = tmp_path / "tiny"
    shutil.copytree(TINY, folder)
    for file in ("10-late.yaml", "facts.yaml"):
        text = (folder / file).read_text("utf-8")
        (folder / file).write_text(f"# {NASTY}\n{text}", "utf-8")
    facts = (folder / "facts.yaml").read_text("utf-8").replace("en: kind of item,", f"en: {json.dumps(NASTY)},")
    (folder / "facts.yaml").write_text(facts, "utf-8")
    loaded = load_policy(folder)
    assert loaded.policy is not None, loaded.problems
    said = naming(loaded.policy, "en")
    made = coverage_pages((PackCoverage(cover(loaded.policy, []), loaded.texts, said),), words("en"))
    assert NASTY in Page(made["tiny/10-late.yaml.html"]).text
    for text in made.values():
        assert "<script" not in text
        assert "script" not in Page(text).tags


def test_pages_speak_the_language(tmp_path: Path) -> None:
    arguments = ["test", str(CASES), "--pack", str(TINY), "--engine", "reference", "--lang", "zh"]
    assert CliRunner().invoke(cli, [*arguments, "--html", str(tmp_path / "zh")]).exit_code == 0
    index = (tmp_path / "zh" / "index.html").read_text("utf-8")
    assert 'lang="zh"' in index
    assert words("zh").say("coverage.title") in index


def test_where_pages_cannot_go_is_wrong_usage(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", "utf-8")
    for place in (tmp_path / "file", tmp_path / "file" / "below"):
        ran = run(CASES, "--html", str(place))
        assert ran.exit_code == 2, ran.output
        assert "file" in ran.stderr
