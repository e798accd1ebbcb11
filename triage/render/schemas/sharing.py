"""Parts that a schema says more than once, said once: `$ref` to a definition named after its content.

Title and description stay where they are: validators pass over what stands beside `$ref`, and editors show it.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterator

from triage.render.schemas.vocabulary import Schema

TOLD = ("title", "description")
SHORTEST = 160
"""Characters below which a part is rather said again."""


def shared(schema: Schema) -> Schema:
    """The same schema with its repeated parts among its definitions."""
    counts = Counter(_content(part) for part in _parts(schema))
    definitions: dict[str, Schema] = {}

    def share(part: Schema) -> Schema:
        content = _content(part)
        if counts[content] < 2 or len(content) < SHORTEST:
            return _mapped(part, share)
        name = f"shared-{hashlib.sha256(content.encode()).hexdigest()[:8]}"
        if name not in definitions:
            definitions[name] = {}
            definitions[name] = _mapped(_body(part), share)
        return {**{key: part[key] for key in TOLD if key in part}, "$ref": f"#/definitions/{name}"}

    whole = _mapped(schema, share)
    known = {**whole.get("definitions", {}), **dict(sorted(definitions.items()))}
    return {**whole, "definitions": known} if known else whole


def _body(part: Schema) -> Schema:
    return {key: value for key, value in part.items() if key not in TOLD}


def _content(part: Schema) -> str:
    return json.dumps(_body(part), sort_keys=True)


def _parts(schema: Schema) -> Iterator[Schema]:
    """All parts of a schema, itself left out."""
    found: list[Schema] = []

    def note(part: Schema) -> Schema:
        found.append(part)
        return part

    _mapped(schema, note)
    for part in found:
        yield part
        yield from _parts(part)


def _mapped(schema: Schema, change: Callable[[Schema], Schema]) -> Schema:
    """The schema with each of its direct parts changed; `true` and `false` are no parts."""

    def changed(part: object) -> object:
        return change(part) if isinstance(part, dict) else part

    result = dict(schema)
    for key in ("items", "additionalProperties"):
        if key in result:
            result[key] = changed(result[key])
    for key in ("properties", "definitions", "dependencies"):
        if key in result:
            result[key] = {name: changed(part) for name, part in result[key].items()}
    if "anyOf" in result:
        result["anyOf"] = [changed(part) for part in result["anyOf"]]
    return result
