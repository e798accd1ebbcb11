"""From text to nodes: the strict subset of YAML in which packs and cases are written.

YAML 1.2 (https://yaml.org/spec/1.2.2/) without tags, merge keys, several documents and keys that are not
scalars, and without what YAML 1.1 reads otherwise (see `triage.document.traps`).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Protocol

import yaml
from msgspec import Struct
from yaml import events
from yaml.error import MarkedYAMLError, YAMLError
from yaml.parser import Parser
from yaml.reader import Reader
from yaml.scanner import Scanner
from yaml.tokens import ScalarToken

from triage.document.nodes import Mapping, Node, Scalar, Sequence
from triage.document.traps import MAY_BE_TRAP, TRAPS
from triage.problem import Place, Problems, Related

DEEPEST = 100
"""Levels of lists and mappings inside each other."""
TOO_DEEP = f"lists and mappings may stand inside each other {DEEPEST} times, not more"
LESS_DEEP = "move a part into a finding or a rule of its own"
MOST_NODES = 100_000
"""Nodes of a document, after its aliases have been replaced by what they stand for."""


class EventSource(Protocol):
    """What gives the events of a YAML text, one at a time (the parsers of PyYAML have no types of their own)."""

    def get_event(self) -> Any:
        """The next event."""

    def dispose(self) -> None:
        """Free what the parser holds."""


class PythonParser(Reader, Scanner, Parser):
    """The parser for where libyaml is missing, taught to accept what libyaml and YAML 1.2 accept."""

    def __init__(self, text: str) -> None:
        self._plain = False
        Reader.__init__(self, text)
        Scanner.__init__(self)
        Parser.__init__(self)

    def scan_plain(self) -> ScalarToken:
        """As inherited; inside braces `en: Did it work?` is plain text too."""
        self._plain = True
        try:
            return super().scan_plain()
        finally:
            self._plain = False

    def peek(self, index: int = 0) -> str:
        """As inherited; the inherited `scan_plain` would stop at a question mark."""
        character: str = super().peek(index)
        return "_" if self._plain and character == "?" else character

    def dispose(self) -> None:
        """Nothing to free."""


FASTEST: Callable[[str], EventSource] = getattr(getattr(yaml, "cyaml", None), "CParser", PythonParser)
"""libyaml's parser where PyYAML was built with it."""


class _Unusable(Exception):
    """The rest of the text is not read; the reason is among the problems."""


def parse_yaml(text: str, file: str, problems: Problems, parser: Callable[[str], EventSource] = FASTEST) -> Node | None:
    """The nodes of the one document of `text`; None where there is none that could be read further."""
    if not _printable(text, file, problems):
        return None
    source = parser(text)
    try:
        return _Composer(source, file, problems).document()
    except _Unusable:
        return None
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = Place(file, mark.line + 1, mark.column + 1) if mark else Place(file)
        if "nesting depth" in (error.problem or ""):  # libyaml 0.2.6 looks ahead, and has a limit of its own
            problems.add(place, "too-deep", TOO_DEEP, LESS_DEEP)
            return None
        message = f"this is not YAML: {error.problem or error.context}"
        problems.add(place, "yaml-syntax", message, _syntax_hint(error), _begun(error, file))
    except YAMLError as error:
        problems.add(Place(file), "yaml-syntax", f"this is not YAML: {error}")
    finally:
        source.dispose()
    return None


def _syntax_hint(error: MarkedYAMLError) -> str:
    """What mostly stands behind the parser's words."""
    said = f"{error.problem} {error.context}"
    if "mapping values are not allowed" in said or "unexpected ':'" in said:
        return 'put text that has a colon in it in quotes: "so: like this"'
    if "cannot start any token" in said:
        return "indent with spaces, and put text that begins with % @ ` in quotes"
    return ""


def _begun(error: MarkedYAMLError, file: str) -> tuple[Related, ...]:
    """Where the list, mapping or text begins in which the parser gave up."""
    mark = error.context_mark
    if mark is None or not error.problem:
        return ()
    return (Related(f"{error.context}, which begins here", Place(file, mark.line + 1, mark.column + 1)),)


UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufeff\ufffe\uffff]"
)
"""Control characters, lone surrogates, line separators, and characters that turn the direction of writing."""


def _printable(text: str, file: str, problems: Problems) -> bool:
    found = UNPRINTABLE.search(text)
    if found is None:
        return True
    before = re.split("\r\n|\r|\n", text[: found.start()])
    place = Place(file, len(before), len(before[-1]) + 1)
    _refuse_character(found.group(), place, problems)
    return False


def _refuse_character(character: str, place: Place, problems: Problems) -> None:
    message = f"the invisible character U+{ord(character):04X} may not stand in a text"
    problems.add(place, "control-character", message, "remove it")


class _Anchored(Struct, frozen=True):
    """A node that aliases may repeat, with what each repetition costs: its nodes, and its levels."""

    node: Node
    size: int
    height: int


class _Composer:
    """Turns the events of a YAML parser into nodes, within the limits."""

    def __init__(self, parser: EventSource, file: str, problems: Problems) -> None:
        self._parser = parser
        self._file = file
        self._problems = problems
        self._nodes = 0
        self._deepest = 0
        self._anchors: dict[str, _Anchored | None] = {}

    def document(self) -> Node | None:
        """The only document of the stream."""
        self._next()  # the stream's start
        if isinstance(self._next(), events.StreamEndEvent):
            self._problems.add(Place(self._file), "empty-file", "the file says nothing")
            return None
        node = self._node(self._next(), 0)
        self._next()  # the document's end
        after = self._next()
        if not isinstance(after, events.StreamEndEvent):
            self._add(after, "several-documents", "a file holds one document; `---` starts another", "remove the line")
        return node

    def _next(self) -> Any:
        return self._parser.get_event()

    def _place(self, event: Any) -> Place:
        mark = event.start_mark
        return Place(self._file, mark.line + 1, mark.column + 1)

    def _add(self, event: Any, code: str, message: str, hint: str = "") -> None:
        self._problems.add(self._place(event), code, message, hint)

    def _node(self, event: Any, depth: int, key: bool = False) -> Node:
        if isinstance(event, events.AliasEvent):
            return self._alias(event, depth)
        self._count(event, 1, depth)
        if event.tag:
            self._add(event, "yaml-tag", f"the tag {event.tag} may not be used", "write the value without it")
        return self._anchored(event, depth, key) if event.anchor else self._content(event, depth, key)

    def _content(self, event: Any, depth: int, key: bool) -> Node:
        if isinstance(event, events.ScalarEvent):
            return self._scalar(event, key)
        if isinstance(event, events.SequenceStartEvent):
            return self._sequence(event, depth)
        return self._mapping(event, depth)

    def _count(self, event: Any, nodes: int, depth: int) -> None:
        """Stop where the text goes beyond a limit, before anything is built from it."""
        self._nodes += nodes
        if depth > self._deepest:
            self._deepest = depth
            if depth > DEEPEST:
                self._add(event, "too-deep", TOO_DEEP, LESS_DEEP)
                raise _Unusable
        if self._nodes > MOST_NODES:
            message = f"the file has more than {MOST_NODES} values (anchors count as often as they are used)"
            self._add(event, "too-many-values", message, "split it")
            raise _Unusable

    def _anchored(self, event: Any, depth: int, key: bool) -> Node:
        """A node with an anchor, measured on the way: every alias costs what it repeats."""
        anchor: str = event.anchor
        if anchor in self._anchors:
            self._add(event, "duplicate-anchor", f"the anchor &{anchor} is declared twice", "rename one of them")
        self._anchors[anchor] = None
        before, outside, self._deepest = self._nodes, self._deepest, depth
        node = self._content(event, depth, key)
        self._anchors[anchor] = _Anchored(node, self._nodes - before + 1, self._deepest - depth)
        self._deepest = max(outside, self._deepest)
        return node

    def _alias(self, event: Any, depth: int) -> Node:
        anchor: str = event.anchor
        repeated = self._anchors.get(anchor)
        if repeated is None:
            inside = anchor in self._anchors
            message = f"*{anchor} stands inside what it repeats" if inside else f"there is no anchor &{anchor} above"
            self._add(event, "alias-cycle" if inside else "unknown-anchor", message)
            return Scalar("", False, self._place(event))
        self._count(event, repeated.size, depth + repeated.height)
        return repeated.node

    def _scalar(self, event: Any, key: bool) -> Scalar:
        text: str = event.value
        style = event.style
        plain = not style
        start, end = event.start_mark, event.end_mark
        place = Place(self._file, start.line + 1, start.column + 1)
        width = end.column - start.column - (0 if plain else 2)
        verbatim = start.line == end.line and width == len(text) and style not in ("|", ">")
        if plain and not key:
            if MAY_BE_TRAP.match(text):
                self._refuse_traps(text, place)
        elif style == '"' and (found := UNPRINTABLE.search(text)):
            _refuse_character(found.group(), place, self._problems)
        return Scalar(text, plain, place, verbatim)

    def _refuse_traps(self, text: str, place: Place) -> None:
        """Report a scalar that YAML 1.1 reads otherwise than a person does."""
        for pattern, code, message, hint in TRAPS:
            if pattern.fullmatch(text):
                self._problems.add(place, code, message.format(text), hint.format(text))

    def _sequence(self, start: Any, depth: int) -> Sequence:
        items: list[Node] = []
        while not isinstance(event := self._next(), events.SequenceEndEvent):
            items.append(self._node(event, depth + 1))
        return Sequence(tuple(items), self._place(start))

    def _mapping(self, start: Any, depth: int) -> Mapping:
        entries: dict[str, tuple[Scalar, Node]] = {}
        while not isinstance(event := self._next(), events.MappingEndEvent):
            key = self._node(event, depth + 1, key=True)
            self._enter(key, self._node(self._next(), depth + 1), entries)
        return Mapping(tuple(entries.values()), self._place(start))

    def _enter(self, key: Node, value: Node, entries: dict[str, tuple[Scalar, Node]]) -> None:
        if not isinstance(key, Scalar):
            self._problems.add(key.place, "key-not-text", "a key is a single word, not a list or a mapping")
        elif key.text == "<<" and key.plain:
            message = "merge keys (<<) may not be used"
            self._problems.add(key.place, "yaml-merge", message, "write the entries out")
        elif key.text in entries:
            first = entries[key.text][0].place
            message = f"the key `{key.text}` stands twice in one mapping"
            self._problems.add(key.place, "duplicate-key", message, "keep one", [Related("first here", first)])
        else:
            entries[key.text] = (key, value)
