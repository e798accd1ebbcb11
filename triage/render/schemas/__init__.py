"""JSON Schemas of a pack's own vocabulary, for completion, hover and squiggles in any editor that knows them.

Draft 7 (https://json-schema.org/draft-07), which every editor's YAML support reads; `enumDescriptions` is what those
editors show beside a choice. What a schema cannot say, such as that shares sum to 1, is left to `triage check`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping

from triage.policy import Policy
from triage.render.schemas.calendar import calendar_schema
from triage.render.schemas.cases import case_schema
from triage.render.schemas.catalogues import (
    channels_schema,
    claims_schema,
    evidence_schema,
    letters_schema,
    parameters_schema,
    sources_schema,
)
from triage.render.schemas.changes import changes_schema
from triage.render.schemas.conditions import conditions
from triage.render.schemas.facts import facts_schema
from triage.render.schemas.guarantees import guarantees_schema
from triage.render.schemas.orders import orders_schema
from triage.render.schemas.pack import pack_schema
from triage.render.schemas.rules import rules_schema
from triage.render.schemas.sharing import shared
from triage.render.schemas.vocabulary import Schema, Vocabulary

SCHEMAS: Mapping[str, Callable[[Vocabulary], Schema]] = {
    "pack": pack_schema,
    "facts": facts_schema,
    "calendar": calendar_schema,
    "parameters": parameters_schema,
    "sources": sources_schema,
    "evidence": evidence_schema,
    "claims": claims_schema,
    "channels": channels_schema,
    "letters": letters_schema,
    "orders": orders_schema,
    "guarantees": guarantees_schema,
    "changes": changes_schema,
    "rules": rules_schema,
    "case": case_schema,
}
"""What each schema is of: the file of that name, all files of rules, and cases with scenarios."""

MODELINE = "# yaml-language-server: $schema="
"""How the line begins that tells editors the schema of a file, relative to it."""

FOLDER = "schema"
"""The folder of a pack in which its schemas stand."""


def schemas(policy: Policy) -> dict[str, str]:
    """The schemas by file name ("rules.json"), as text that ends in a newline; they refer to "vocabulary.json"."""
    words = Vocabulary(policy)
    wanted = {name: make for name, make in SCHEMAS.items() if name != "changes" or policy.over is not None}
    made = shared({name: make(words) for name, make in wanted.items()}, conditions(words))
    return {f"{name}.json": _text(name, schema, words) for name, schema in made.items()}


def _text(name: str, schema: Schema, words: Vocabulary) -> str:
    head = {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": f"{words.policy.id}: {name}",
        "description": words.say("of-file", file=name),
    }
    return json.dumps({**head, **schema}, ensure_ascii=False, indent=1) + "\n"


def modeline(file: str) -> str:
    """The first line of a pack's file, which tells editors its schema ("" for a file that has none)."""
    name = file.removesuffix(".yaml")
    kind = name if name in SCHEMAS and name not in ("rules", "case") else ("rules" if name[:2].isdecimal() else "")
    return f"{MODELINE}{FOLDER}/{kind}.json" if kind else ""
