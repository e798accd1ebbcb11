"""The program's own words, from the message catalogues in `words/`. Words of a dispute come from the pack."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files

import yaml
from msgspec import Struct

FALLBACK = "en"
LANGUAGES = ("zh", "en")
"""The languages that have a catalogue."""

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Words(Struct, frozen=True):
    """The message catalogue of one language."""

    language: str
    entries: Mapping[str, str]

    def say(self, key: str, **values: object) -> str:
        """The message `key` with its placeholders filled. Raises `KeyError` for an unknown key or placeholder."""
        return self.entries[key].format_map(values)

    def has(self, key: str) -> bool:
        """Whether the catalogue has the message."""
        return key in self.entries


@cache
def words(language: str) -> Words:
    """The catalogue of `language`; English where the program does not speak it (the pack's texts may still do)."""
    known = language if language in LANGUAGES else FALLBACK
    text = files("triage.render").joinpath(f"words/{known}.yaml").read_text(encoding="utf-8")
    return Words(known, yaml.load(text, Loader=_Loader))
