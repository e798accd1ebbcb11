"""Conditions as JSON Schema: each fact, measure and finding with what it can be compared with."""

from __future__ import annotations

from triage.policy import NUMERIC, Fact, Kind
from triage.render.schemas.vocabulary import BOOLEAN, Schema, Vocabulary, listed, mapping, one_or_more, reference

WITH_FINDINGS, FACTS_ONLY = "condition", "condition_on_facts"
COMPARISONS = ("more_than", "at_least", "less_than", "at_most")


def condition(findings: bool = True) -> Schema:
    """A condition."""
    return reference(WITH_FINDINGS if findings else FACTS_ONLY)


def conditions(words: Vocabulary) -> Schema:
    """The definitions of conditions, which refer to themselves: `any`, `all` and `not` hold conditions."""
    return {"definitions": {WITH_FINDINGS: _condition(words, True), FACTS_ONLY: _condition(words, False)}}


def _condition(words: Vocabulary, findings: bool) -> Schema:
    inner = condition(findings)
    several: Schema = {"type": "array", "items": inner, "minItems": 1}
    properties = words.keys({"any": several, "all": several, "not": inner, "has": one_or_more(words.evidence())})
    properties |= {name: _fact(fact, words) for name, fact in words.policy.facts.items() if fact.kind is not Kind.TEXT}
    properties |= {
        name: {"title": words.both(measure.title), **mapping(_comparisons(words)), "minProperties": 1}
        for name, measure in words.policy.measures.items()
    }
    if findings:
        properties |= {
            name: {"title": words.both(finding.title), **BOOLEAN} for name, finding in words.policy.findings.items()
        }
    return {**mapping(properties), "minProperties": 1}


def _comparisons(words: Vocabulary) -> dict[str, Schema]:
    bound = words.formula()
    between: Schema = {"type": "array", "items": bound, "minItems": 2, "maxItems": 2}
    return words.keys({**dict.fromkeys(COMPARISONS, bound), "between": between})


def _fact(fact: Fact, words: Vocabulary) -> Schema:
    """What a test of the fact may be: a value, a list of values, or a mapping of tests."""
    value = words.choice(fact) if fact.kind is Kind.CHOICES else words.value(fact)
    tests = words.keys({"known": BOOLEAN, "proved": one_or_more(value) if "enum" in value else value})
    if fact.kind in NUMERIC:
        tests |= _comparisons(words)
    test: Schema = {**mapping(tests), "minProperties": 1}
    if "enum" in value:
        return {**words.about(fact), "anyOf": [value, {**listed(value), "minItems": 1}, test]}
    return {**words.about(fact), **value, **test, "items": value, "type": [value["type"], "array", "object"]}
