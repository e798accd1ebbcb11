"""Cases and scenarios as JSON Schema."""

from __future__ import annotations

from triage.policy import BEYOND_CALENDAR, ConcludesWarning
from triage.render.schemas.vocabulary import (
    BOOLEAN,
    LOWER_CASE,
    MOMENT,
    WORDS,
    Schema,
    Vocabulary,
    listed,
    mapping,
    named,
)
from triage.verdict import Status


def case_schema(words: Vocabulary) -> Schema:
    """A case; with `expect` it is a scenario."""
    moment: Schema = {"type": "string", "pattern": MOMENT}
    items = words.policy.evidence.values()
    properties: dict[str, Schema] = {
        "policy": {"type": "string", "enum": [words.policy.id]},
        "now": moment,
        "facts": mapping(words.all_given()),
        "unknown": listed(words.facts()),
        "contested": mapping(_contested(words)),
        "evidence": {
            "type": ["array", "object"],
            "items": words.evidence(),
            "additionalProperties": False,
            "properties": {item.id: {"title": words.both(item.title), **BOOLEAN} for item in items},
        },
        "notes": named(LOWER_CASE, WORDS),
        "expect": _expect(words, moment),
        "shows": WORDS,
        "turns_on": listed(words.facts()),
        "decided": _decided(words),
        "session": {"type": "object"},  # written by the program, for the program
    }
    return mapping(words.keys(properties), ["policy"])


def _contested(words: Vocabulary) -> dict[str, Schema]:
    """Each fact with what the parties say of it."""
    return {
        name: {
            **words.about(fact),
            **mapping({party: words.value(fact) for party in words.policy.parties}),
            "minProperties": 2,
        }
        for name, fact in words.policy.facts.items()
    }


def _decided(words: Vocabulary) -> Schema:
    """How a real dispute ended."""
    parties = listed(words.texts(words.policy.parties))
    properties: dict[str, Schema] = {
        "source": WORDS,
        "responsible": parties,
        "claims": listed(words.claims()),
        "refused": listed(words.claims()),
        "because": WORDS,
    }
    return mapping(words.keys(properties), ["source", "responsible", "because"])


def _expect(words: Vocabulary, moment: Schema) -> Schema:
    status: Schema = {"type": "string", "enum": [each.value for each in Status]}
    claim: Schema = mapping(words.keys({"amount": {"type": "number"}, "otherwise": words.claims(), "status": status}))
    codes = [BEYOND_CALENDAR] if words.policy.calendar else []
    codes += [rule.then.code for rule in words.policy.rules.values() if isinstance(rule.then, ConcludesWarning)]
    properties: dict[str, Schema] = {
        "responsible": listed(words.texts(words.policy.parties)),
        "status": status,
        "claims": mapping(
            {name: {"title": words.both(each.title), **claim} for name, each in words.policy.claims.items()}
        ),
        "denied": listed(words.claims("all")),
        "rules": listed(words.rules()),
        "not_rules": listed(words.rules()),
        "findings": listed(words.findings()),
        "presumed": listed(words.facts()),
        "open": listed(words.facts()),
        "steps": listed(words.facts()),
        "route": listed(words.channels()),
        "law_holds": listed(WORDS),
        "terms_hold": listed(WORDS),
        "warnings": listed({"type": "string", "enum": list(dict.fromkeys(codes))}),
        "conflict": BOOLEAN,
        "next_change": moment,
    }
    return mapping(words.keys(properties))
