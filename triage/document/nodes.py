"""What a YAML text is made of; each node knows its place. Scalars stay text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

from msgspec import Struct

from triage.problem import Place


class Scalar(Struct, frozen=True):
    """A leaf of the text. `plain` tells whether it was written without quotes.

    `verbatim`: the source has the same characters in the same order on one line, so that an offset into
    `text` is an offset into the source.
    """

    text: str
    plain: bool
    place: Place
    verbatim: bool = False

    def at(self, offset: int) -> Place:
        """The place of the character at `offset` of the text, as exactly as the source allows."""
        if not self.verbatim:
            return self.place
        return Place(self.place.file, self.place.line, self.place.column + offset + (0 if self.plain else 1))


class Sequence(Struct, frozen=True):
    """A list."""

    items: tuple[Node, ...]
    place: Place

    def __iter__(self) -> Iterator[Node]:
        return iter(self.items)


class Mapping(Struct, frozen=True):
    """Keys and values in the author's order; keys are unique scalars."""

    entries: tuple[tuple[Scalar, Node], ...]
    place: Place

    def __iter__(self) -> Iterator[tuple[Scalar, Node]]:
        return iter(self.entries)

    def get(self, key: str) -> Node | None:
        """The value of `key`, or None."""
        return next((value for name, value in self.entries if name.text == key), None)


Node: TypeAlias = Scalar | Sequence | Mapping
