"""Parts that the schemas of a pack say more than once, said once, in a schema of their own that the others refer to.

Title and description stay where they are: validators pass over what stands beside `$ref`, and editors show it.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping

from triage.render.schemas.vocabulary import Schema, reference

TOLD = ("title", "description")
SHORTEST = 160
"""Characters below which a part is rather said again."""


def shared(schemas: Mapping[str, Schema], definitions: Schema) -> dict[str, Schema]:
    """The same schemas, then the definitions with every repeated part, each named after its content."""
    counts = Counter(_content(part) for schema in (*schemas.values(), definitions) for part in _parts(schema))
    found: dict[str, Schema] = {}

    def share(part: Schema) -> Schema:
        content = _content(part)
        if counts[content] < 2 or len(content) < SHORTEST:
            return _mapped(part, share)
        name = f"part-{hashlib.sha256(content.encode()).hexdigest()[:8]}"
        if name not in found:
            found[name] = {}
            found[name] = _mapped(_body(part), share)
        return {**{key: part[key] for key in TOLD if key in part}, **reference(name)}

    changed = {name: _mapped(schema, share) for name, schema in schemas.items()}
    known = _mapped(definitions, share)["definitions"]
    return {**changed, "vocabulary": {"definitions": {**known, **dict(sorted(found.items()))}}}


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
