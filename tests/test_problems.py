"""Problems as their author sees them."""

from __future__ import annotations

import re
from operator import ne

import pytest
from wcwidth import wcswidth

from triage.case import NotKnown
from triage.policy import Known, OneOf
from triage.problem import Place, Problem, Related, Severity
from triage.render.problems import render_problems

TEXT = "facts:\n  price: {kind: mony}\n\t退款: {kind: mony}\n" + "x" * 200 + " here " + "y" * 200


def at(line: int, column: int, message: str = "there is no kind `mony`", hint: str = "") -> Problem:
    return Problem(Place("a.yaml", line, column), "unknown-kind", message, hint)


def shown(*problems: Problem, width: int = 80) -> str:
    return render_problems(problems, {"a.yaml": TEXT}, width)


def test_nothing_is_nothing() -> None:
    assert shown() == ""


def test_a_problem_with_all_its_parts() -> None:
    problem = Problem(
        Place("a.yaml", 2, 17),
        "unknown-kind",
        "there is no kind `mony`",
        "did you mean `money`?",
        (Related("declared here", Place("b.yaml", 8, 3)),),
    )
    assert shown(problem) == (
        "a.yaml:2:17 unknown-kind there is no kind `mony`\n"
        "  2 |   price: {kind: mony}\n"
        "    |                 ^\n"
        "  b.yaml:8:3 declared here\n"
        "  hint: did you mean `money`?\n"
        "\n"
        "1 error\n"
    )


def test_counts_by_severity() -> None:
    warning = Problem(Place("a.yaml"), "odd", "this is odd", severity=Severity.WARNING)
    assert shown(at(2, 1), at(3, 1), warning).endswith("a.yaml warning odd this is odd\n\n2 errors, 1 warning\n")


def test_the_caret_stands_under_wide_characters_and_after_tabs() -> None:
    line, caret = shown(at(3, 6)).splitlines()[1:3]
    assert line == "  3 |  退款: {kind: mony}"
    assert wcswidth(caret.partition("^")[0]) == wcswidth(line.partition("{")[0])


@pytest.mark.parametrize("width", [20, 40, 80, 120])
@pytest.mark.parametrize("column", [1, 50, 202, 203, 300, 406])
def test_a_long_line_is_cut_around_the_caret(width: int, column: int) -> None:
    line, caret = shown(at(4, column), width=width).splitlines()[1:3]
    assert wcswidth(line) <= max(width, 30)
    assert line[caret.index("^")] == TEXT.splitlines()[3][column - 1]


@pytest.mark.parametrize(("line", "column"), [(0, 0), (9, 1), (2, 999)])
def test_a_place_outside_the_text_is_no_harm(line: int, column: int) -> None:
    assert "unknown-kind" in shown(at(line, column))


def test_a_text_that_is_not_there_is_not_shown() -> None:
    assert render_problems([at(2, 1)], {}).count("\n") == 3


def test_nothing_moves_the_cursor() -> None:
    out = render_problems([at(1, 1, "bad \x1b[31m\nname", "\x07hint")], {"a.yaml": "a\x1b[2J\u202eb"})
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f\u202e]", out)


def test_a_message_is_not_endless() -> None:
    assert len(shown(at(1, 1, "x" * 100_000))) < 600


def test_colour_changes_no_text() -> None:
    problems = [at(2, 17, hint="a hint"), at(3, 5)]
    coloured = render_problems(problems, {"a.yaml": TEXT}, colour=True)
    assert "\x1b[" in coloured
    assert re.sub("\x1b\\[[0-9;]*m", "", coloured) == shown(*problems)


# --- Places --------------------------------------------------------------------------------------


def test_what_says_the_same_is_the_same_wherever_it_stands() -> None:
    here, there = Place("a.yaml", 1, 1), Place("b.yaml", 9, 9)
    assert here != there
    assert OneOf("paid", (True,), here) == OneOf("paid", (True,), there)
    assert ne(OneOf("paid", (True,), here), OneOf("paid", (True,), there)) is False  # `!=` has an answer of its own
    assert len({OneOf("paid", (True,), here), OneOf("paid", (True,), there)}) == 1
    assert OneOf("paid", (True,), here) != OneOf("paid", (False,), here)
    assert Known("paid", here) != OneOf("paid", (), here)
    assert {NotKnown(here)} == {NotKnown(there)}  # nothing but a place
