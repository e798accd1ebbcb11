"""facts.yaml as JSON Schema."""

from __future__ import annotations

from triage.parse.asked import HOW_OFTEN
from triage.policy import NUMERIC, Cost, Kind
from triage.render.schemas.conditions import condition
from triage.render.schemas.vocabulary import BOOLEAN, LOWER_CASE, WORDS, Schema, Vocabulary, listed, mapping, named

VALUE: Schema = {"type": ["boolean", "string", "number", "array"]}
"""A value of a fact whose kind the same file declares."""


def facts_schema(words: Vocabulary) -> Schema:
    """facts.yaml."""
    title: Schema = {"title": words.text()}
    kinds = [kind.value for kind in Kind if kind in NUMERIC or kind is Kind.MOMENT]
    measure = {**title, "kind": {"type": "string", "enum": kinds}, "is": {"type": ["string", "number"]}}
    never = {"when": condition(findings=False), "says": words.text()}
    ordered: Schema = {**listed(words.moments()), "minItems": 2}
    properties: dict[str, Schema] = {
        "facts": named(LOWER_CASE, mapping(words.keys(_fact(words)), ["kind", "title"])),
        "measures": named(LOWER_CASE, mapping(words.keys(measure), ["title", "kind", "is"])),
        "findings": named(LOWER_CASE, mapping(words.keys(title), ["title"])),
        "never": {"type": "array", "items": mapping(words.keys(never), ["when", "says"])},
        "ordered": {"type": "array", "items": ordered},
    }
    return mapping(words.keys(properties), ["facts"] if words.policy.over is None else [])


def _fact(words: Vocabulary) -> dict[str, Schema]:
    kinds = {kind.value: words.say(f"kind-{kind.value}") for kind in Kind}
    screens = {name: words.both(screen.ask) for name, screen in words.policy.screens.items()}
    return {
        "kind": words.one_of(kinds),
        "title": words.text(),
        "ask": words.text(),
        "help": words.text(),
        "choices": named(LOWER_CASE, words.text()),
        "min": {"type": "number"},
        "max": {"type": "number"},
        "applies_when": condition(findings=False),
        "presume": _presume(words),
        "produced_by": _produced_by(words),
        "burden": _burden(words),
        "first": BOOLEAN,
        "screen": words.one_of(screens),
        "keywords": named(LOWER_CASE, listed(WORDS)),
        "worded": named(LOWER_CASE, words.text()),
        "headings": {"type": "array", "items": _heading(words)},
        "none": WORDS,
        "cost": words.one_of({cost.value: words.say(f"cost-{cost.value}") for cost in Cost}),
        "unknown": {
            "anyOf": [{"type": "string", "enum": list(HOW_OFTEN)}, {"type": "number", "minimum": 0, "maximum": 1}]
        },
    }


def _heading(words: Vocabulary) -> Schema:
    keys = {"title": words.text(), "choices": listed(WORDS)}
    return mapping(words.keys(keys), ["title", "choices"])


def _presume(words: Vocabulary) -> Schema:
    keys = {"value": VALUE, "because": words.text(), "cites": words.sources()}
    return mapping(words.keys(keys), ["value", "because"])


def _produced_by(words: Vocabulary) -> Schema:
    keys = {
        "party": words.texts(words.policy.parties),
        "demand": words.text(),
        "within": words.formula(),
        "since": words.facts(Kind.MOMENT),
    }
    return mapping(words.keys(keys), ["party", "demand"])


def _burden(words: Vocabulary) -> Schema:
    keys = {"on": words.texts(words.policy.parties), "unproved": VALUE, "cites": words.sources()}
    return mapping(words.keys(keys), ["on"])
