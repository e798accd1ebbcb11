"""The message catalogues: the same keys and placeholders in each language, each said somewhere, each said rightly."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from string import Formatter

import pytest

import triage
from triage.render.words import FALLBACK, LANGUAGES, words

SOURCE = Path(triage.__file__).parent


def placeholders(message: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(message) if name}


@cache
def literals() -> tuple[str, ...]:
    """Every string of the program as a pattern; an f-string has a name for each of its values."""
    return tuple(pattern for path in sorted(SOURCE.rglob("*.py")) for pattern in _patterns(path))


def _patterns(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield re.escape(node.value)
        elif isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant):
            yield _pattern(node)


def _pattern(node: ast.JoinedStr) -> str:
    return "".join(re.escape(str(part.value)) if isinstance(part, ast.Constant) else "[a-z_-]+" for part in node.values)


@cache
def calls() -> tuple[tuple[str, str, frozenset[str]], ...]:
    """Every `say("key", name=...)` of the program: file and line, key, names."""
    found = []
    for path in sorted(SOURCE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and _says(node.func) and node.args and all(k.arg for k in node.keywords):
                for key in _keys(node.args[0]):
                    found.append((f"{path.name}:{node.lineno}", key, frozenset(str(k.arg) for k in node.keywords)))
    return tuple(found)


def _says(function: ast.expr) -> bool:
    return (function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")) == "say"


def _keys(argument: ast.expr) -> Iterator[str]:
    if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
        yield argument.value
    elif isinstance(argument, ast.IfExp):
        yield from _keys(argument.body)
        yield from _keys(argument.orelse)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_catalogue_has_the_same_keys_and_placeholders(language: str) -> None:
    other = words(FALLBACK).entries
    assert {key: placeholders(message) for key, message in words(language).entries.items()} == {
        key: placeholders(message) for key, message in other.items()
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_message_is_text(language: str) -> None:
    entries: Mapping[str, object] = words(language).entries
    assert [key for key, message in entries.items() if not isinstance(message, str) or not message] == []


def test_every_message_is_said_somewhere() -> None:
    said = re.compile("|".join(f"(?:{pattern})" for pattern in literals()))
    unused = [key for key in words("en").entries if not said.fullmatch(key)]
    assert unused == []


def test_every_key_that_is_said_exists_with_its_placeholders() -> None:
    known = words("en").entries
    dotted = [call for call in calls() if call[1] in known or re.fullmatch(r"[a-z_]+(\.[a-z_-]+)+", call[1])]
    assert len(dotted) > 50
    assert [(where, key) for where, key, _ in dotted if key not in known] == []
    assert [(where, key) for where, key, names in dotted if not placeholders(known[key]) <= names] == []


def test_an_unknown_language_falls_back_to_english() -> None:
    assert words("tlh").say("value.yes") == words("en").say("value.yes") == "yes"


def test_a_key_that_is_not_there_is_our_mistake() -> None:
    with pytest.raises(KeyError):
        words("en").say("no.such-key")
