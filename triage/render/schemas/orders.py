"""orders.yaml as JSON Schema."""

from __future__ import annotations

from triage.render.schemas.facts import VALUE
from triage.render.schemas.vocabulary import WORDS, Schema, Vocabulary, mapping, one_or_more


def orders_schema(words: Vocabulary) -> Schema:
    """orders.yaml: what the columns of an export say."""
    keys: dict[str, Schema] = {
        "column": one_or_more(WORDS),
        "fact": words.facts(),
        "note": WORDS,
        "must_be": one_or_more(WORDS),
        "values": {"type": "object", "additionalProperties": VALUE},
        "others": {"type": "string", "enum": ["ignored"]},
    }
    column = mapping({name: words.key(f"order-{name}", part) for name, part in keys.items()}, ["column"])
    columns: Schema = {"type": "array", "items": column}
    parts = {"order": one_or_more(WORDS), "columns": columns}
    return mapping({name: words.key(f"order-{name}", part) for name, part in parts.items()}, ["order", "columns"])
