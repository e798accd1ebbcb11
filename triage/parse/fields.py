"""The shape of a mapping: which keys it must have, which it may have, and what to say about others."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from triage.document import Mapping, Node, Scalar, Sequence
from triage.problem import Place, Problems, did_you_mean


class Fields(Struct, frozen=True):
    """The entries of a mapping by key. `readable` is false where the node is no mapping at all.

    `meant` are missing keys that a misspelt one was to be: that they are missing is no second mistake.
    """

    entries: dict[str, tuple[Scalar, Node]]
    place: Place
    readable: bool = True
    meant: frozenset[str] = frozenset()

    def get(self, key: str) -> Node | None:
        """The value of the key, or None."""
        entry = self.entries.get(key)
        return entry[1] if entry else None

    def place_of(self, key: str) -> Place:
        """Where the key stands; the place of the mapping where it does not."""
        entry = self.entries.get(key)
        return entry[0].place if entry else self.place

    def __contains__(self, key: str) -> bool:
        return key in self.entries


def read_fields(
    node: Node, what: str, problems: Problems, required: tuple[str, ...] = (), optional: tuple[str, ...] = ()
) -> Fields:
    """The entries of a mapping (`what`: "the fact `price`"); unknown and missing keys become problems."""
    if not isinstance(node, Mapping):
        keys = ", ".join(required + optional)
        problems.add(node.place, "not-a-mapping", f"{what} must be a mapping", f"it has the keys {keys}")
        return Fields({}, node.place, readable=False)
    allowed = required + optional
    entries = {key.text: (key, value) for key, value in node if key.text in allowed}
    meant = {_unknown_key(key, what, allowed, problems) for key, _ in node if key.text not in allowed}
    for missing in (key for key in required if key not in entries and key not in meant):
        problems.add(node.place, "missing-key", f"{what} lacks `{missing}`")
    return Fields(entries, node.place, meant=frozenset(meant))


def _unknown_key(key: Scalar, what: str, allowed: tuple[str, ...], problems: Problems) -> str:
    """Report the key; returns the one that it was meant to be, or ""."""
    near = did_you_mean(key.text, allowed)
    hint = f"did you mean `{near}`?" if near else f"its keys are {', '.join(allowed)}"
    problems.add(key.place, "unknown-key", f"{what} has no key `{key.text}`", hint)
    return near


def entries_of(node: Node | None, what: str, problems: Problems) -> Iterator[tuple[Scalar, Node]]:
    """The entries of a mapping whose keys the author chooses; nothing where the key is missing."""
    if isinstance(node, Mapping):
        yield from node
    elif node is not None:
        problems.add(node.place, "not-a-mapping", f"{what} must be a mapping of names to what they are")


def items_of(node: Node | None, what: str, problems: Problems) -> Iterator[Node]:
    """The items of a list; nothing where the key is missing."""
    if isinstance(node, Sequence):
        yield from node
    elif node is not None:
        problems.add(node.place, "not-a-list", f"{what} must be a list", "write [a, b], or one item a line with `- `")
