"""Which hypotheticals stand side by side in the lanes, and which of them are neighbours."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from triage.cells import Key, Variable


class Layout(Protocol):
    """Hypotheticals by number: in each of them every variable is in one of its cells."""

    @property
    def variables(self) -> tuple[Variable, ...]:
        """The variables that the hypotheticals give a cell."""

    @property
    def width(self) -> int:
        """The number of hypotheticals."""

    def pattern(self, key: Key, cell: int) -> int:
        """The lanes in which the variable is in that cell."""

    def side_by_side(self, key: Key, bits: int) -> list[int]:
        """For each cell of the variable its part of the bits; bit i of all parts differs in that variable alone."""

    def cells(self, lane: int) -> Mapping[Key, int]:
        """The cell of each variable in a lane of `side_by_side`; for the variable itself its first one."""


class Combinations:
    """All combinations of the cells."""

    def __init__(self, variables: tuple[Variable, ...]) -> None:
        self.variables = variables
        self.width = 1
        self._strides: dict[Key, tuple[int, int]] = {}
        for each in variables:
            self._strides[each.key] = (self.width, len(each.cells))
            self.width *= len(each.cells)
        self._full = (1 << self.width) - 1
        self._first: dict[Key, int] = {}

    def pattern(self, key: Key, cell: int) -> int:
        """The lanes in which the variable is in that cell: as many as its stride, over and over."""
        return self._in_first_cell(key) << (cell * self._strides[key][0])

    def _in_first_cell(self, key: Key) -> int:
        if key not in self._first:
            stride, count = self._strides[key]
            self._first[key] = ((1 << stride) - 1) * (self._full // ((1 << stride * count) - 1))
        return self._first[key]

    def side_by_side(self, key: Key, bits: int) -> list[int]:
        """For each cell of the variable its part of the bits, moved to where the first cell is."""
        stride, count = self._strides[key]
        first = self._in_first_cell(key)
        return [bits >> (cell * stride) & first for cell in range(count)]

    def cells(self, lane: int) -> Mapping[Key, int]:
        """The cell of each variable in that lane."""
        found: dict[Key, int] = {}
        for each in self.variables:
            lane, found[each.key] = divmod(lane, len(each.cells))
        return found


class Neighbours:
    """Some combinations, and for each of them all that differ from it in one variable.

    They lie in blocks, one for each cell of each variable; in each block are all combinations, with that variable in
    that cell. `combinations` has the cell of every variable; their number is rounded up to a multiple of eight.
    """

    def __init__(self, variables: tuple[Variable, ...], combinations: Sequence[Mapping[Key, int]]) -> None:
        self.variables = variables
        missing = -len(combinations) % 8
        self._combinations = [*combinations, *(combinations[0] for _ in range(missing))]
        self._room = len(self._combinations)
        self._blocks: dict[Key, tuple[int, int]] = {}
        blocks = 0
        for each in variables:
            self._blocks[each.key] = (blocks, len(each.cells))
            blocks += len(each.cells)
        self._count = blocks
        self._all = (1 << self._room) - 1
        self.width = blocks * self._room
        self._patterns: dict[tuple[Key, int], int] = {}
        self._blocked = _blocks(self._combinations)

    def pattern(self, key: Key, cell: int) -> int:
        """The lanes in which the variable is in that cell: those of its combinations, and all of its own block."""
        if (key, cell) not in self._patterns:
            self._patterns[key, cell] = self._pattern(key, cell)
        return self._patterns[key, cell]

    def _pattern(self, key: Key, cell: int) -> int:
        size, (start, count) = self._room // 8, self._blocks[key]
        block = self._blocked.get((key, cell), 0).to_bytes(size, "little")
        own = b"".join((b"\xff" if own == cell else b"\0") * size for own in range(count))
        return int.from_bytes(block * start + own + block * (self._count - start - count), "little")

    def side_by_side(self, key: Key, bits: int) -> list[int]:
        """For each cell of the variable the bits of its block."""
        start, count = self._blocks[key]
        own = bits >> (start * self._room) & ((1 << count * self._room) - 1)
        return [own >> (cell * self._room) & self._all for cell in range(count)]

    def cells(self, lane: int) -> Mapping[Key, int]:
        """The combination of that number."""
        return self._combinations[lane]


def _blocks(combinations: Sequence[Mapping[Key, int]]) -> Mapping[tuple[Key, int], int]:
    """For each cell the combinations that have it."""
    found: dict[tuple[Key, int], int] = {}
    for index, each in enumerate(combinations):
        for place in each.items():
            found[place] = found.get(place, 0) | 1 << index
    return found
