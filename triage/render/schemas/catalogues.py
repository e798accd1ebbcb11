"""parameters.yaml, sources.yaml, evidence.yaml, claims.yaml, channels.yaml and letters.yaml as JSON Schema."""

from __future__ import annotations

from triage.parse.letters import WORDING
from triage.policy import Cost, SourceKind
from triage.render.schemas.conditions import condition
from triage.render.schemas.vocabulary import (
    BOOLEAN,
    CAPITALS,
    LOWER_CASE,
    WORDS,
    Schema,
    Vocabulary,
    listed,
    mapping,
    named,
    one_or_more,
)

FAVOURS: Schema = {"type": "string", "enum": ["higher", "lower"]}


def _file(key: str, pattern: str, entry: Schema, words: Vocabulary) -> Schema:
    return mapping(words.keys({key: named(pattern, entry)}), [key])


def version_of(value: Schema, words: Vocabulary) -> Schema:
    """One version of a parameter."""
    return mapping({**words.keys({"value": value, "cites": words.sources()}), **words.in_force()}, ["value"])


def parameters_schema(words: Vocabulary) -> Schema:
    """parameters.yaml: either a value or versions."""
    value: Schema = {"type": "number"}
    version = version_of(value, words)
    keys: dict[str, Schema] = {
        "title": words.text(),
        "unit": WORDS,
        "value": value,
        "versions": {"type": "array", "items": version, "minItems": 1},
        "convenience": BOOLEAN,
        "cites": words.sources(),
        "favours": FAVOURS,
        "mandatory": BOOLEAN,
    }
    alone: Schema = {"dependencies": {"value": {"properties": {"versions": False}}}}
    return _file("parameters", LOWER_CASE, {**mapping(words.keys(keys), ["title", "unit"]), **alone}, words)


def sources_schema(words: Vocabulary) -> Schema:
    """sources.yaml."""
    keys: dict[str, Schema] = {
        "title": words.text(),
        "article": WORDS,
        "in_force": mapping(words.in_force()),
        "link": {"type": "string", "pattern": "^https?://"},
        "in_letters": BOOLEAN,
        "kind": words.one_of({kind.value: words.say(f"source-{kind.value}") for kind in SourceKind}),
        "effect": words.text(),
        "verified": BOOLEAN,
    }
    return _file("sources", CAPITALS, mapping(words.keys(keys), ["title", "article", "effect", "verified"]), words)


def evidence_schema(words: Vocabulary) -> Schema:
    """evidence.yaml."""
    strength: Schema = {"type": "integer", "minimum": 1, "maximum": 3}
    links = {name: {"title": words.both(text), **strength} for name, text in words.policy.links.items()}
    keys: dict[str, Schema] = {
        "title": words.text(),
        "links": mapping(links),
        "proves": listed(words.facts()),
        "holder": words.text(),
        "note": words.text(),
        "cost": words.one_of({cost.value: words.say(f"cost-{cost.value}") for cost in Cost}),
        "afterwards": BOOLEAN,
    }
    return _file("evidence", CAPITALS, mapping(words.keys(keys), ["title", "links", "holder"]), words)


def claims_schema(words: Vocabulary) -> Schema:
    """claims.yaml."""
    block = {"when": condition(), "because": words.text(), "cites": words.sources()}
    keys: dict[str, Schema] = {
        "title": words.text(),
        "demand": words.text(),
        "amount": words.formula(),
        "includes": listed(words.claims()),
        "otherwise": words.claims(),
        "needs": listed(words.texts(words.policy.links)),
        "blocks": {"type": "array", "items": mapping(words.keys(block), ["when", "because"])},
        "voluntary": BOOLEAN,
        "estimate": BOOLEAN,
        "tone": words.text(),
        "cites": words.sources(),
        "favours": FAVOURS,
        "mandatory": BOOLEAN,
    }
    entry = mapping(words.keys(keys), ["title", "demand"])
    return _file("claims", LOWER_CASE, entry, words)


def channels_schema(words: Vocabulary) -> Schema:
    """channels.yaml."""
    answer: dict[str, Schema] = {"says": words.text(), "by": words.formula()}
    keys: dict[str, Schema] = {
        "title": words.text(),
        "action": words.text(),
        "stage": {"type": "integer", "minimum": 0, "maximum": 1000},
        "when": condition(),
        "opens": words.formula(),
        "at_once": condition(),
        "closes": words.formula(),
        "in_force": mapping(words.in_force()),
        "answers": {"type": "array", "items": mapping(words.keys(answer), ["says", "by"])},
        "needs": listed(words.evidence()),
        "clock": words.text(),
        "limits": words.text(),
        "cites": words.sources(),
        "verified": BOOLEAN,
    }
    entry = mapping(words.keys(keys), ["title", "action", "stage"])
    return _file("channels", CAPITALS, entry, words)


def letters_schema(words: Vocabulary) -> Schema:
    """letters.yaml: a form for each channel that is written to, and how the person's own words are looked through."""
    report = _sheet(words, ("title", "limit", "sources", "head", "problem", "closing"))
    form = _sheet(words, ("title", "limit", "sources", "deadline", "omit", "head", "problem", "demand", "closing"))
    keys = {**form, "report": words.key("letter-report", mapping(report, ["title", "problem"]))}
    entry = mapping(keys, ["title", "problem", "demand"])
    forms = {name: {"title": words.both(channel.title), **entry} for name, channel in words.policy.channels.items()}
    wording = mapping(dict.fromkeys(WORDING, words.text()))
    of_file = {"letters": mapping(forms), "own_words": _own_words(words), "wording": wording}
    return mapping(words.keys(of_file), ["letters"])


def _sheet(words: Vocabulary, names: tuple[str, ...]) -> dict[str, Schema]:
    """The keys of a letter, or of the report beside it."""
    passages: Schema = {"type": "array", "items": _passage(words)}
    blank = mapping(words.keys({"label": words.text(), "fill": {"type": "string"}}), ["label", "fill"])
    keys: dict[str, Schema] = {
        "title": words.text(),
        "limit": {"type": "integer", "minimum": 1},
        "sources": {"type": "integer", "minimum": 0, "maximum": 20},
        "deadline": words.formula(),
        "omit": one_or_more(
            words.one_of({name: words.both(claim.title) for name, claim in words.policy.claims.items()})
        ),
        "head": {"type": "array", "items": blank},
        "problem": passages,
        "demand": passages,
        "closing": passages,
    }
    return {name: words.key(f"letter-{name}", keys[name]) for name in names}


def _own_words(words: Vocabulary) -> Schema:
    """What to tell a person about words that weaken a complaint."""
    of_a_language: Schema = {"type": "array", "items": {"type": "string"}}
    either: Schema = {"type": ["array", "object"], "items": {"type": "string"}, "additionalProperties": of_a_language}
    titles = {name: words.both(channel.title) for name, channel in words.policy.channels.items()}
    keys: dict[str, Schema] = {
        "says": words.text(),
        "words": either,
        "beside": either,
        "without": {"type": "string"},
        "when": condition(),
        "channels": one_or_more(words.one_of(titles)),
    }
    caution = mapping({name: words.key(f"caution-{name}", part) for name, part in keys.items()}, ["says"])
    return mapping(words.keys({"money": either, "cautions": named(".", caution)}), ["cautions"])


def _passage(words: Vocabulary) -> Schema:
    """A sentence, or ways to say one thing."""
    titles = {name: words.both(item.title) for name, item in words.policy.evidence.items()}
    titles |= {name: words.both(source.title) for name, source in words.policy.sources.items()}
    rests_on = one_or_more(words.one_of(titles))
    sentence = words.keys({"say": words.text(), "when": condition(), "rests_on": rests_on})
    ways: Schema = {"type": "array", "minItems": 1, "items": mapping(sentence, ["say"])}
    return mapping({**sentence, **words.keys({"first_of": ways, "optional": BOOLEAN})})
