"""What differs between two versions of a policy: entries by name, never lines of text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import Enum
from typing import Any

from msgspec import Struct

from triage.policy import NOWHERE, Policy
from triage.problem import Place


class Sort(Enum):
    """The sorts of entries that a policy has, in the order in which a report names them."""

    RULE = "rules"
    PARAMETER = "parameters"
    FACT = "facts"
    MEASURE = "measures"
    FINDING = "findings"
    CLAIM = "claims"
    GROUP = "groups"
    ROLE = "roles"
    CHANNEL = "channels"
    EVIDENCE = "evidence"
    SOURCE = "sources"
    LETTER = "letters"
    SCREEN = "screens"
    MATTER = "matters"
    LINK = "links"
    PARTY = "parties"

    def entries(self, policy: Policy) -> Mapping[str, Any]:
        """The entries of this sort, by name."""
        entries: Mapping[str, Any] = getattr(policy, self.value)
        return entries


class How(Enum):
    """What became of an entry; `WORDED`: only what people read of it is different."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    WORDED = "worded"


class Change(Struct, frozen=True):
    """One entry that is not what it was. `sort` is None for what is said of the pack as a whole ("tiers")."""

    sort: Sort | None
    name: str
    how: How
    place: Place


AS_A_WHOLE = ("tiers", "nevers", "ordered", "proof_strength", "timezone", "currency", "minor_unit")
"""What a policy says once, and what decides verdicts."""


def changes(old: Policy, new: Policy) -> tuple[Change, ...]:
    """Every entry that differs, by sort, in the order of the new policy; removed ones come last."""
    return (*_of_the_pack(old, new), *(change for sort in Sort for change in _of_sort(sort, old, new)))


def _of_the_pack(old: Policy, new: Policy) -> Iterator[Change]:
    for name in AS_A_WHOLE:
        if getattr(old, name) != getattr(new, name):
            yield Change(None, name, How.CHANGED, new.place)


def _of_sort(sort: Sort, old: Policy, new: Policy) -> Iterator[Change]:
    before, after = sort.entries(old), sort.entries(new)
    for name, entry in after.items():
        if name not in before:
            yield Change(sort, name, How.ADDED, _place(entry))
        elif entry != before[name]:
            worded = meaning(entry) == meaning(before[name])
            yield Change(sort, name, How.WORDED if worded else How.CHANGED, _place(entry))
    for name in before:
        if name not in after:
            yield Change(sort, name, How.REMOVED, _place(before[name]))


def _place(entry: object) -> Place:
    place = getattr(entry, "place", NOWHERE)
    return place if isinstance(place, Place) else NOWHERE


def meaning(value: object) -> object:
    """The value without the texts that people read and without places: equal where only words differ."""
    if isinstance(value, Struct):
        return type(value), tuple(meaning(getattr(value, name)) for name in value.__struct_fields__ if name != "place")
    if isinstance(value, Mapping):
        return None if _is_text(value) else {name: meaning(each) for name, each in value.items()}
    return tuple(map(meaning, value)) if isinstance(value, tuple) else value


def _is_text(value: Mapping[Any, object]) -> bool:
    return all(isinstance(each, str) for each in value.values())
