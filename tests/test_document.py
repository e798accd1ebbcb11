"""Files to text and text to nodes: places, limits, and no exception whatever is in the file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from triage.document import (
    DEEPEST,
    FASTEST,
    LARGEST,
    Mapping,
    Node,
    PythonParser,
    Scalar,
    Sequence,
    decode,
    parse_yaml,
    read_text,
)
from triage.document.strict import EventSource
from triage.problem import Place, Problem, Problems

HERE = Path(__file__).resolve().parent
SAMPLES = sorted([*(HERE / "packs").rglob("*.yaml"), *(HERE / "scenarios").rglob("*.yaml")])
PARSERS = [pytest.param(FASTEST, id="fastest"), pytest.param(PythonParser, id="python")]
Parser = Callable[[str], EventSource]


def parse(text: str, parser: Parser = FASTEST) -> tuple[Node | None, list[tuple[int, int, str]]]:
    problems = Problems()
    node = parse_yaml(text, "f.yaml", problems, parser)
    return node, [(p.place.line, p.place.column, p.code) for p in problems.sorted()]


def code_of(found: str | bytes | Problem) -> str:
    assert isinstance(found, Problem)
    return found.code


# --- Files -------------------------------------------------------------------------------------


def test_a_file_is_read_without_its_byte_order_mark(tmp_path: Path) -> None:
    file = tmp_path / "a.yaml"
    file.write_bytes("\ufeffa: 退款\n".encode())
    assert read_text(file) == "a: 退款\n"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty-file"),
        (b" \n\n", "empty-file"),
        (b"a: \xff\n", "not-utf-8"),
        (b"\x7fELF\x00\x01", "not-text"),
        ("a: b".encode("utf-16"), "not-text"),
        (b"a" * (LARGEST + 1), "file-too-large"),
    ],
)
def test_bytes_that_are_no_text_are_a_problem(data: bytes, code: str, tmp_path: Path) -> None:
    file = tmp_path / "a.yaml"
    file.write_bytes(data)
    assert code_of(read_text(file)) == code
    assert code_of(decode(data, "<stdin>")) == code


def test_the_first_byte_that_is_not_utf_8_is_pointed_at() -> None:
    found = decode("a: 1\n退款: \udc80".encode("utf-8", "surrogateescape"), "a.yaml")
    assert isinstance(found, Problem)
    assert found.place == Place("a.yaml", 2, 5)


@pytest.mark.parametrize(
    ("name", "code"),
    [("missing.yaml", "no-file"), (".", "is-a-folder"), ("a\0b", "unreadable"), ("a" * 300, "unreadable")],
)
def test_a_path_that_cannot_be_read_is_a_problem(name: str, code: str, tmp_path: Path) -> None:
    assert code_of(read_text(tmp_path / name)) == code


def test_a_refused_permission_is_a_problem(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr(Path, "open", refuse)
    assert code_of(read_text(tmp_path / "a.yaml")) == "no-permission"


def test_an_endless_file_is_not_read_to_its_end() -> None:
    zero = Path("/dev/zero")
    if not zero.exists():
        pytest.skip("there is no endless file here")
    assert code_of(read_text(zero)) == "file-too-large"


# --- Nodes -------------------------------------------------------------------------------------


@pytest.mark.parametrize("parser", PARSERS)
def test_nodes_know_their_place(parser: Parser) -> None:
    node, problems = parse("a: 1\n退款:\n- x\n- {b: 'y z'}\n", parser)
    assert problems == []
    assert isinstance(node, Mapping)
    assert node.get("a") == Scalar("1", True, Place("f.yaml", 1, 4), True)
    items = node.get("退款")
    assert isinstance(items, Sequence)
    assert items.place == Place("f.yaml", 3, 1)
    inner = items.items[1]
    assert isinstance(inner, Mapping)
    assert inner.get("b") == Scalar("y z", False, Place("f.yaml", 4, 7), True)
    assert inner.get("c") is None


@pytest.mark.parametrize(
    ("text", "offset", "place"),
    [
        ("a: x + yy", 4, (1, 8)),
        ("a: 'x + yy'", 4, (1, 9)),
        ('a: "x\\t+ yy"', 4, (1, 4)),  # an escape: the offset is lost, and the scalar itself pointed at
        ("a: >\n  x + yy", 4, (1, 4)),
        ("a: x\n   + yy", 4, (1, 4)),
    ],
)
def test_an_offset_is_a_place_where_the_source_says_the_same(text: str, offset: int, place: tuple[int, int]) -> None:
    node, _ = parse(text)
    assert isinstance(node, Mapping)
    value = node.get("a")
    assert isinstance(value, Scalar)
    found = value.at(offset)
    assert (found.line, found.column) == place


def test_there_are_samples() -> None:
    assert len(SAMPLES) >= 11


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.name)
def test_both_parsers_read_the_same(path: Path) -> None:
    text = path.read_text("utf-8")
    assert parse(text, FASTEST) == parse(text, PythonParser)
    assert parse(text)[1] == []


@pytest.mark.parametrize("parser", PARSERS)
@pytest.mark.parametrize("text", ["{en: Did it work?}", "[really?, a?b]", "{a?: b}"])
def test_a_question_mark_is_plain_text_inside_braces(text: str, parser: Parser) -> None:
    assert parse(text, parser)[1] == []


@pytest.mark.parametrize(
    "text", ["no one", "on time", "1.2.3", "2026-05-10", "2026-05-10T14:30", "0", "0.5", "-3", "0x"]
)
def test_what_only_looks_like_a_trap_is_none(text: str) -> None:
    assert parse(f"a: {text}")[1] == []


@pytest.mark.parametrize(
    "text", ["yes", "No", "ON", "010", "0.10_0", "12:30", "1:30:00", "-.INF", ".nan", "0b1", "1_000"]
)
def test_traps_are_refused_unquoted_and_allowed_in_quotes(text: str) -> None:
    assert len(parse(f"a: {text}")[1]) == 1
    assert parse(f"a: '{text}'")[1] == []


def test_keys_are_no_traps() -> None:
    """`on` is a key of the rule language."""
    assert parse("burden: {on: merchant}")[1] == []


def test_all_mistakes_are_found_at_once() -> None:
    _, problems = parse("a: yes\nb: 010\na: 2\n<<: {}\nc: !t 1\nd: *x\n")
    assert problems == [
        (1, 4, "yaml-yes-no"),
        (2, 4, "yaml-leading-zero"),
        (3, 1, "duplicate-key"),
        (4, 1, "yaml-merge"),
        (5, 4, "yaml-tag"),
        (6, 4, "unknown-anchor"),
    ]


# --- Limits ------------------------------------------------------------------------------------


@pytest.mark.parametrize("parser", PARSERS)
@pytest.mark.parametrize(
    "text",
    [
        "[" * 100_000,
        "{a: " * 10_000,
        "- " * 1_000 + "x",
        "".join(f"{' ' * level}not:\n" for level in range(1_000)),
    ],
    ids=["brackets", "braces", "dashes", "not"],
)
def test_what_is_nested_too_deeply_is_refused_where_it_goes_too_deep(text: str, parser: Parser) -> None:
    node, problems = parse(text, parser)
    assert node is None
    assert [code for _, _, code in problems] == ["too-deep"]


def test_the_greatest_depth_is_allowed() -> None:
    assert parse("[" * DEEPEST + "]" * DEEPEST)[1] == []


def test_aliases_repeat_what_is_anchored() -> None:
    node, problems = parse("a: &x [1, 2]\nb: *x\n")
    assert problems == []
    assert isinstance(node, Mapping)
    assert node.get("a") == node.get("b")


def test_a_billion_laughs_are_refused() -> None:
    lines = ["a: &a [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]"]
    lines += [f"{b}: &{b} [{', '.join([f'*{a}'] * 10)}]" for a, b in zip("abcdefgh", "bcdefghi", strict=True)]
    assert [code for _, _, code in parse("\n".join(lines))[1]] == ["too-many-values"]


def test_aliases_cannot_hide_depth() -> None:
    deep = "a: &a " + "[" * 60 + "]" * 60
    assert [code for _, _, code in parse(f"{deep}\nb: {'[' * 60}*a{']' * 60}")[1]] == ["too-deep"]


def test_what_stands_after_an_anchor_is_counted_from_the_outside() -> None:
    text = f"a: {'[' * 90}&a [1]{']' * 90}\nb: {'[' * 60}*a{']' * 60}"
    assert parse(text)[1] == []


# --- Whatever is in the file -------------------------------------------------------------------


@given(st.binary(max_size=200))
def test_random_bytes_never_raise(data: bytes) -> None:
    text = decode(data, "f.yaml")
    if isinstance(text, str):
        node, problems = parse(text)
        assert node is not None or problems


@given(st.text(alphabet="ab:-?{}[],'\"#&*!|>%@ \n\t01.~<\\x退\u202e\ud800", max_size=60))
def test_random_yaml_never_raises(text: str) -> None:
    for parser in (FASTEST, PythonParser):
        node, problems = parse(text, parser)
        assert node is not None or problems
