"""pack.yaml as JSON Schema."""

from __future__ import annotations

from triage.policy import Kind
from triage.render.schemas.conditions import condition
from triage.render.schemas.vocabulary import LOWER_CASE, WORDS, Schema, Vocabulary, listed, mapping, named

REQUIRED = (
    "id",
    "version",
    "languages",
    "title",
    "disclaimer",
    "currency",
    "timezone",
    "matters",
    "tiers",
    "parties",
    "roles",
    "links",
    "proof_strength",
)
REQUIRED_OF_OVERLAY = ("id", "over", "version", "title")
OVERLAY = ("id", "version", "title", "disclaimer", "matters", "parties", "roles", "links", "groups", "screens")
"""What an overlay says of itself and adds; the rest is its law pack's."""


def pack_schema(words: Vocabulary) -> Schema:
    """pack.yaml."""
    currency: dict[str, Schema] = {
        "code": {"type": "string", "pattern": "^[A-Z]{3}$"},
        "symbol": WORDS,
        "minor_unit": {"type": "integer", "minimum": 0, "maximum": 4},
        "words": {"type": "object", "additionalProperties": {"type": "number", "exclusiveMinimum": 0}},
    }
    names = named(LOWER_CASE, words.text())
    properties: dict[str, Schema] = {
        "id": {"type": "string", "enum": [words.policy.id]},
        "version": WORDS,
        "languages": listed({"type": "string"}),
        "title": words.text(),
        "disclaimer": words.text(),
        "currency": mapping(words.keys(currency), ["code", "symbol", "minor_unit"]),
        "timezone": WORDS,
        "matters": names,
        "person": words.texts(words.policy.parties),
        "tiers": listed({"type": "string", "pattern": LOWER_CASE}),
        "parties": names,
        "roles": named(LOWER_CASE, _role(words)),
        "links": {"type": "object", "additionalProperties": words.text()},
        "proof_strength": {"type": "integer", "minimum": 1, "maximum": 3},
        "groups": named(LOWER_CASE, _group(words)),
        "screens": named(LOWER_CASE, mapping(words.keys({"ask": words.text(), "title": words.text()}), ["ask"])),
    }
    if words.policy.over is not None:
        own = {name: part for name, part in properties.items() if name in OVERLAY}
        over: Schema = {"type": "string", "pattern": "^[a-z0-9-]+$"}
        return mapping(words.keys({**own, "over": over}), REQUIRED_OF_OVERLAY)
    return mapping(words.keys(properties), REQUIRED)


def _role(words: Vocabulary) -> Schema:
    seat = mapping(words.keys({"party": words.texts(words.policy.parties), "when": condition()}), ["party"])
    seats: Schema = {"type": "array", "items": seat, "minItems": 1}
    return mapping(words.keys({"title": words.text(), "seats": seats}), ["title", "seats"])


def _group(words: Vocabulary) -> Schema:
    return mapping(words.keys({"claims": listed(words.claims()), "chosen_by": words.facts(Kind.CHOICE)}), ["claims"])
