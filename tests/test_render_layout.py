"""Lines by terminal cells: Chinese and English mixed, hanging indents, clipping, colour."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wcwidth import wcswidth

from triage.render.layout import NARROWEST, Paragraph, clip, lay_out, page, wrap
from triage.render.style import PLAIN, Style, Tone, style_for

MIXED = "商家（平台内经营者）应当退还价款 29.00 元，并按 55(1) 增加赔偿；the sum is at least 500.00 yuan。"
CANNOT_START = set("、。，．：；？！）》」』】〉〕…,.;:!?)]}%")
text = st.text(st.sampled_from("退款赔偿、。，；（）《》「」ab c.-1×¥“”\n\u0301\U0001f600"), max_size=80)


@pytest.mark.parametrize("width", [20, 40, 80])
def test_lines_fit_and_lose_nothing(width: int) -> None:
    lines = wrap(MIXED, width)
    assert max(wcswidth(line) for line in lines) <= width
    assert "".join(lines).replace(" ", "") == MIXED.replace(" ", "")


@given(text, st.integers(8, 40))
def test_no_line_is_too_wide_and_no_sign_is_lost(mixed: str, width: int) -> None:
    lines = wrap(mixed, width)
    assert all(wcswidth(line) <= width for line in lines)
    assert "".join("".join(lines).split()) == "".join(mixed.split())


@pytest.mark.parametrize("width", range(20, 60))
def test_closing_punctuation_never_starts_a_line(width: int) -> None:
    lines = wrap("退款，赔偿（三倍），补发。更换；道歉！" * 5 + MIXED, width)
    assert not [line for line in lines if line[0] in CANNOT_START]
    assert not [line for line in lines if line[-1] in "（《「"]


def test_english_breaks_at_blanks_only() -> None:
    assert wrap("refund and threefold compensation", 12) == ["refund and", "threefold", "compensation"]


def test_a_word_longer_than_a_line_is_cut() -> None:
    assert wrap("x" * 25, 10) == ["x" * 10, "x" * 10, "x" * 5]


def test_a_moment_stays_on_one_line() -> None:
    assert wrap("最迟 2026-05-12 15:00", 16) == ["最迟", "2026-05-12 15:00"]


def test_an_empty_text_is_one_empty_line() -> None:
    assert wrap("", 40) == [""]


def test_control_and_direction_signs_are_dropped() -> None:
    assert wrap("a\x1b[2Jb\u202ec\td", 40) == ["a[2Jbc d"]


def test_clipping_says_so_and_fits() -> None:
    assert clip(["退款退款退款", "赔偿赔偿赔偿", "更换"], 2, 12) == ["退款退款退款", "赔偿赔偿..."]
    assert clip(["one", "two"], 2, 12) == ["one", "two"]


def test_later_lines_hang_under_the_first() -> None:
    paragraph = Paragraph("退款和赔偿以及补发还有更换", lead="要求  ", indent=2)
    assert lay_out(paragraph, 24) == ["  要求  退款和赔偿以及补", "        发还有更换"]


def test_a_lead_that_leaves_no_room_stands_above_its_text() -> None:
    assert lay_out(Paragraph("refund", lead="a-rule-with-a-long-name: "), 30) == [
        "a-rule-with-a-long-name:",
        "  refund",
    ]


def test_deep_indents_leave_room_on_a_narrow_screen() -> None:
    lines = lay_out(Paragraph(MIXED, lead="[x] ", indent=200), 40)
    assert max(map(wcswidth, lines)) <= 40


def test_no_screen_is_narrower_than_the_narrowest() -> None:
    assert max(map(wcswidth, lay_out(Paragraph(MIXED), 1))) <= NARROWEST


def test_colour_surrounds_text_and_changes_nothing_else() -> None:
    paragraph = Paragraph(MIXED, lead="- ", tone=Tone.STRONG, lead_tone=Tone.BAD)
    painted = page([paragraph], 40, Style(colour=True))
    assert painted != page([paragraph], 40, PLAIN)
    for code in ("\x1b[1m", "\x1b[1;31m", "\x1b[0m"):
        painted = painted.replace(code, "")
    assert painted == page([paragraph], 40, PLAIN)


@pytest.mark.parametrize(
    ("environ", "terminal", "colour"),
    [
        ({}, True, True),
        ({}, False, False),
        ({"NO_COLOR": "1"}, True, False),
        ({"NO_COLOR": ""}, True, True),
        ({"TERM": "dumb"}, True, False),
        ({"TERM": "xterm"}, True, True),
    ],
)
def test_colour_is_for_terminals_that_want_it(environ: dict[str, str], terminal: bool, colour: bool) -> None:
    assert style_for(environ, terminal) == Style(colour)


def test_a_link_is_never_cut_so_that_it_can_be_followed() -> None:
    link = "https://example.org/" + "a" * 60
    assert wrap(f"链接：{link}, see there", 40) == ["链接：", link + ",", "see there"]
