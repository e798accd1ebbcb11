"""A file of rules as JSON Schema."""

from __future__ import annotations

from triage.render.schemas.conditions import condition
from triage.render.schemas.vocabulary import (
    BOOLEAN,
    CAPITALS,
    KEBAB_CASE,
    MOMENT,
    Schema,
    Vocabulary,
    listed,
    mapping,
    one_or_more,
)

OUTCOME = ("responsible", "also_liable", "claim", "deny")


def rules_schema(words: Vocabulary) -> Schema:
    """`NN-<subject>.yaml`."""
    file = mapping(words.keys({**_places(words), "given": condition(), "cites": words.sources()}))
    properties = words.keys({"file": file, "rules": {"type": "array", "items": _rule(words)}})
    return mapping(properties, ["rules"])


def _moment(words: Vocabulary) -> Schema:
    return words.key("now", {"type": "string", "pattern": MOMENT})


def _places(words: Vocabulary) -> dict[str, Schema]:
    return {"matter": words.texts(words.policy.matters), "tier": words.tiers()}


def _rule(words: Vocabulary) -> Schema:
    facts = mapping({**words.all_given(), "now": _moment(words)})
    example = mapping(words.keys(dict.fromkeys(("wins", "silent", "beaten"), facts)))
    properties: dict[str, Schema] = {
        "rule": {"type": "string", "pattern": KEBAB_CASE},
        **_places(words),
        "when": condition(),
        "unless": condition(),
        "then": _then(words),
        "because": words.text(),
        "cites": words.sources(),
        "overrides": one_or_more(words.rules()),
        "in_force": mapping(words.in_force()),
        "mandatory": BOOLEAN,
        "examples": {"type": "array", "items": {**example, "minProperties": 1, "maxProperties": 1}},
    }
    return mapping(words.keys(properties), ["rule", "then"])


def _then(words: Vocabulary) -> Schema:
    """One kind of conclusion: a finding, an outcome or a warning."""
    roles = words.roles()
    share: Schema = {"type": ["string", "number"]}
    shares = {**mapping({role: {"title": title, **share} for role, title in roles.items()}), "minProperties": 1}
    how: Schema = {"type": "string", "enum": ["jointly", "secondarily"]}
    properties: dict[str, Schema] = {
        "finding": one_or_more(words.findings()),
        "responsible": {"anyOf": [words.one_of(roles), shares]},
        "also_liable": mapping({role: {"title": title, **how} for role, title in roles.items()}),
        "claim": one_or_more(words.claims()),
        "deny": {"anyOf": [words.claims("all"), listed(words.claims())]},
        "warn": {"type": "string", "pattern": CAPITALS},
    }
    alone = {
        "finding": {"properties": dict.fromkeys((*OUTCOME, "warn"), False)},
        "warn": {"properties": dict.fromkeys((*OUTCOME, "finding"), False)},
    }
    return {**mapping(words.keys(properties)), "minProperties": 1, "dependencies": alone}
