"""`triage show`: each page on the screen, in both languages and as Markdown; what is not there is wrong usage."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from triage.cli import cli
from triage.render.layout import cells
from triage.render.sheet import Grid, Heading, Line, as_markdown, on_screen
from triage.render.style import PLAIN

HERE = Path(__file__).parent
TINY = HERE / "packs" / "tiny"

SHOWN = {
    "rule": ("rule", "photo-at-the-desk"),
    "rule-any": ("rule", "careless-both"),
    "subject": ("subject", "damage"),
    "fact": ("fact", "state_record"),
    "measure": ("fact", "hours_late"),
    "finding": ("fact", "returned_late"),
    "source": ("source", "HR-3"),
}


def show(*arguments: str, lang: str = "en") -> Result:
    return CliRunner().invoke(cli, ["show", *arguments, "--pack", str(TINY), "--lang", lang, "--width", "80"])


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("page", SHOWN)
def test_pages_on_the_screen(page: str, lang: str, golden: Callable[[str, str], None]) -> None:
    ran = show(*SHOWN[page], lang=lang)
    assert ran.exit_code == 0, ran.output
    assert max(map(cells, ran.stdout.splitlines())) <= 80
    golden(f"show/{page}-{lang}.txt", ran.stdout)


@pytest.mark.parametrize("page", SHOWN)
def test_pages_as_markdown(page: str, golden: Callable[[str, str], None]) -> None:
    ran = show(*SHOWN[page], "--markdown")
    assert ran.exit_code == 0, ran.output
    assert ran.stdout.startswith("# ")
    golden(f"show/{page}.md", ran.stdout)


def test_a_rule_names_the_scenarios_that_fire_it() -> None:
    assert "wins in no-record.yaml" in show("rule", "no-exact-record").stdout
    assert "No scenario fires it." in show("rule", "hint-of-goodwill").stdout


def test_scenarios_can_be_looked_for_elsewhere(tmp_path: Path) -> None:
    text = (HERE / "scenarios" / "tiny" / "no-record.yaml").read_text("utf-8")
    (tmp_path / "other.yaml").write_text(text, "utf-8")
    (tmp_path / "broken.yaml").write_text("policy: [", "utf-8")
    ran = show("rule", "no-exact-record", "--scenarios", str(tmp_path))
    assert "wins in other.yaml" in ran.stdout
    assert show("rule", "no-exact-record", "--scenarios", str(tmp_path / "none")).exit_code == 2


@pytest.mark.parametrize(
    ("arguments", "meant"),
    [
        (("rule", "no-exact-recrd"), "did you mean no-exact-record?"),
        (("rule", ""), "no-exact-record"),
        (("fact", "state_recrd"), "did you mean state_record?"),
        (("fact", "x" * 10_000), "there are:"),
        (("source", "HR-4"), "did you mean HR-"),
        (("subject", "damge"), "did you mean damage?"),
        (("subject", "20-damge.yaml"), "did you mean 20-damage.yaml?"),
        (("subject", "../../etc/passwd"), "there are:"),
    ],
)
def test_a_name_that_is_not_there_is_wrong_usage(arguments: tuple[str, ...], meant: str) -> None:
    ran = show(*arguments)
    assert (ran.exit_code, ran.stdout) == (2, "")
    assert meant in ran.stderr


def test_wrong_usage_of_the_group() -> None:
    for arguments in (["rule"], ["rule", "a", "b"], ["rules", "a"], ["rule", "a", "--lang", "fr"]):
        assert CliRunner().invoke(cli, ["show", *arguments]).exit_code == 2


def test_a_pack_that_is_none_ends_with_3() -> None:
    assert CliRunner().invoke(cli, ["show", "rule", "x", "--pack", "no-such-pack"]).exit_code == 3


# --- Sheets ------------------------------------------------------------------------------------

WIDE = Grid(
    ("name", *(f"column {n}" for n in range(9))),
    (("一条规则", *("很长的内容" * 9 for _ in range(9))), ("b", *"123456789")),
)


@pytest.mark.parametrize("width", [40, 80, 120])
def test_a_grid_fits_and_repeats_its_first_column(width: int) -> None:
    lines = on_screen([WIDE], width, PLAIN).splitlines()
    assert max(map(cells, lines)) <= width
    stacks = sum(line.startswith("name") for line in lines)
    assert stacks == sum(line.startswith("一条规则") for line in lines) >= 2
    assert all(any(f"column {n}" in line for line in lines) for n in range(9))


def test_markdown_escapes_what_would_be_markup() -> None:
    nasty = "a|b *c* _d_ [e](f) <script> `g` # h \\ ~i~\nj"
    text = as_markdown([Heading(nasty, 1), Line(nasty), Line(nasty, 1), Line(nasty, 2), Grid(("x",), ((nasty,),))])
    assert "<script>" not in text
    assert re.search(r"(?<!\\)[*_`<>~]", text) is None
    row = text.splitlines()[-1]
    assert len(re.findall(r"(?<!\\)\|", row)) == 2


def test_lists_are_nested_and_kept_together() -> None:
    text = as_markdown([Line("a"), Line("b", 1), Line("c", 2), Line("d", 1), Heading("e"), Line("f", 1)])
    assert text == "a\n\n- b\n  - c\n- d\n\n## e\n\n- f\n"
