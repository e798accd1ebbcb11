"""changes.yaml of an overlay as JSON Schema."""

from __future__ import annotations

from triage.policy import Text
from triage.render.schemas.catalogues import version_of
from triage.render.schemas.vocabulary import Schema, Vocabulary, mapping

TEXTS = {
    "parameters": ("title",),
    "claims": ("title", "demand", "tone"),
    "channels": ("title", "action", "clock", "limits"),
    "facts": ("title", "ask", "help"),
}


def changes_schema(words: Vocabulary) -> Schema:
    """What an overlay says in the place of its law pack: only what that pack has."""
    return mapping(words.keys({section: _section(section, words) for section in TEXTS}))


def _section(section: str, words: Vocabulary) -> Schema:
    change = {
        "minProperties": 1,
        **mapping(words.keys({**dict.fromkeys(TEXTS[section], words.text()), **_values(section, words)})),
    }
    titles = _titles(section, words)
    return mapping({name: {"title": words.both(title), **change} for name, title in titles.items()})


def _titles(section: str, words: Vocabulary) -> dict[str, Text]:
    """The entries of the law pack, which alone can be changed."""
    policy = words.policy
    entries = {
        "parameters": [(each.name, each.title, each.place) for each in policy.parameters.values()],
        "claims": [(each.name, each.title, each.place) for each in policy.claims.values()],
        "channels": [(each.id, each.title, each.place) for each in policy.channels.values()],
        "facts": [(each.name, each.title, each.place) for each in policy.facts.values()],
    }[section]
    return {name: title for name, title, place in entries if not policy.owns(place)}


def _values(section: str, words: Vocabulary) -> dict[str, Schema]:
    of_value: dict[str, Schema] = {"cites": words.sources(), "note": words.text()}
    if section == "parameters":
        value: Schema = {"type": "number"}
        versions: Schema = {"type": "array", "items": version_of(value, words), "minItems": 1}
        return {"value": value, "versions": versions, **of_value}
    return {"amount": words.formula(), **of_value} if section == "claims" else {}
