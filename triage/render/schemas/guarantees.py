"""guarantees.yaml as JSON Schema."""

from __future__ import annotations

from triage.policy import ANY_MATTER, ConcludesWarning, Kind
from triage.render.schemas.conditions import COMPARISONS, condition
from triage.render.schemas.vocabulary import KEBAB_CASE, WORDS, Schema, Vocabulary, listed, mapping, one_or_more


def guarantees_schema(words: Vocabulary) -> Schema:
    """guarantees.yaml: promises about every verdict, and what a proof may pass over."""
    matters = {name: {"title": words.both(text), **condition()} for name, text in words.policy.matters.items()}
    accepted = mapping(words.keys({"id": WORDS, "because": words.text()}), ["id", "because"])
    properties: dict[str, Schema] = {
        "raised_by": mapping({**matters, ANY_MATTER: condition()}),
        "guarantees": {"type": "array", "items": _guarantee(words)},
        "irrelevant": listed(words.facts()),
        "accepted": {"type": "array", "items": accepted},
    }
    return mapping(_described(properties, words))


def _described(properties: dict[str, Schema], words: Vocabulary) -> dict[str, Schema]:
    return {name: words.key(f"guarantee-{name}", part) for name, part in properties.items()}


def _guarantee(words: Vocabulary) -> Schema:
    tested = {name: fact for name, fact in words.policy.facts.items() if fact.kind is not Kind.TEXT}
    properties: dict[str, Schema] = {
        "guarantee": {"type": "string", "pattern": KEBAB_CASE},
        "says": words.text(),
        "when": condition(),
        "matter": words.texts(words.policy.matters),
        "changing": mapping({name: {**words.about(fact), **words.value(fact)} for name, fact in tested.items()}),
        **dict.fromkeys(("then", "never", "keeps"), _statements(words)),
    }
    return mapping(_described(properties, words), ["guarantee", "says"])


def _statements(words: Vocabulary) -> Schema:
    """What is said of a verdict; all of it together."""
    bounds = words.keys(dict.fromkeys(COMPARISONS, words.formula()))
    sums = {name: {"title": words.both(claim.title), **mapping(bounds)} for name, claim in words.policy.claims.items()}
    codes = [rule.then.code for rule in words.policy.rules.values() if isinstance(rule.then, ConcludesWarning)]
    properties: dict[str, Schema] = {
        "claim": one_or_more(words.claims("any")),
        "denied": one_or_more(words.claims("all")),
        "responsible": one_or_more(words.one_of(words.roles())),
        "party": one_or_more(words.texts(words.policy.parties)),
        "amount": mapping(sums),
        "warn": one_or_more({"type": "string", "enum": list(dict.fromkeys(codes))}),
    }
    return {**mapping(words.keys(properties)), "minProperties": 1}
