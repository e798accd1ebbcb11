"""calendar.yaml as JSON Schema."""

from __future__ import annotations

from triage.parse.calendar import WEEKDAYS
from triage.render.schemas.vocabulary import DAY, Schema, Vocabulary, listed, mapping

YEAR = "^[0-9]{4}$"


def calendar_schema(words: Vocabulary) -> Schema:
    """calendar.yaml: year by year the days that differ from the week's."""
    days = listed({"type": "string", "pattern": DAY})
    year = mapping(words.keys({"holidays": days, "workdays": days}), ["holidays"])
    keys: dict[str, Schema] = {
        "weekend": listed({"type": "string", "enum": list(WEEKDAYS)}),
        "beyond": words.text(),
        "years": {"type": "object", "patternProperties": {YEAR: year}, "additionalProperties": False},
    }
    return mapping(words.keys(keys), list(keys))
