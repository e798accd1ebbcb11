"""Packs in short: a mapping says what matters, and the rest of what a pack has to say is filled in.

Everything is read without types (`true` stays the text `true`) and written back without quotes, so that the pack's own
reader sees what the file had.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from triage.checks import structure
from triage.parse import load_policy
from triage.policy import Policy

FRAME = """
version: 1.0.0
languages: [en]
title: a small pack
disclaimer: made up
currency: {code: CNY, symbol: ¥, minor_unit: 2}
timezone: Asia/Shanghai
matters: {code: the code}
tiers: [upper, lower]
parties: {shop: the shop, buyer: the buyer}
roles: {seller: {title: the seller, seats: [{party: shop}]}, user: {title: the user, seats: [{party: buyer}]}}
links: {L1: a deal was made}
proof_strength: 2
"""
SOURCES = "S-1: {title: a statute, article: 1, effect: something follows, verified: true}"
DEFAULTS = """
facts: {title: a fact, ask: "What of it?"}
measures: {title: a measure, kind: number}
findings: {title: a finding}
parameters: {title: a parameter, unit: hours, convenience: true}
evidence: {title: an item, links: {L1: 2}, proves: [], holder: you}
claims: {title: a claim, demand: Do it., cites: [S-1]}
channels: {title: a channel, action: Go there., needs: [], cites: [S-1], verified: true}
roles: {title: a role}
rules: {because: it is so, cites: [S-1]}
never: {says: it cannot be}
"""
IN_FACTS_YAML = {"facts", "measures", "findings", "never", "ordered"}
FILES = ("parameters", "evidence", "claims", "channels")
FOR_PEOPLE = {"title", "ask", "says", "because", "demand", "disclaimer", "effect", "action", "holder"}
NAMED_TEXTS = ("matters", "parties", "links")


class _Plain(yaml.SafeDumper):
    """Writes every scalar without quotes, where YAML allows it."""


_Plain.yaml_implicit_resolvers = {}


def untyped(text: str) -> Any:
    """YAML of which every scalar is a string."""
    return yaml.load(text, yaml.BaseLoader)


def dumped(content: Any) -> str:
    """YAML from what `untyped` read."""
    return yaml.dump(content, Dumper=_Plain, sort_keys=False, allow_unicode=True, width=1000)


def written(pack: dict[str, Any], folder: Path) -> Path:
    """The folder of the pack, written out in full."""
    folder.mkdir(parents=True, exist_ok=True)
    full = {key: _filled(key, content) for key, content in pack.items()}
    for key in FILES:
        _write(folder / f"{key}.yaml", {key: full.pop(key, {})})
    rules = full.pop("rules")
    _write(folder / "10-rules.yaml", {"file": {"matter": "code", "tier": "lower"}, "rules": rules})
    _write(folder / "facts.yaml", {key: full.pop(key) for key in list(full) if key in IN_FACTS_YAML})
    _write(folder / "sources.yaml", {"sources": untyped(SOURCES)})
    frame = {"id": folder.name, **untyped(FRAME), **full}
    titles = {key: {name: {"en": title} for name, title in frame[key].items()} for key in NAMED_TEXTS}
    _write(folder / "pack.yaml", frame | titles)
    return folder


def read(folder: Path) -> Policy:
    """The policy of a folder without mistakes."""
    loaded = load_policy(folder)
    problems = loaded.problems or (structure(loaded.policy) if loaded.policy else ())
    if loaded.policy is None or problems:
        raise AssertionError("\n".join(f"{p.place} {p.code} {p.message}" for p in problems))
    return loaded.policy


def _filled(section: str, content: Any) -> Any:
    """Every entry of a section with what it must say to people."""
    needed = untyped(DEFAULTS).get(section)
    if needed is None:
        return content
    if isinstance(content, list):
        return [{**needed, **entry} for entry in content]
    return {name: {**needed, **(entry or {})} for name, entry in content.items()}


def _write(path: Path, content: Any) -> None:
    path.write_text(dumped(_in_english(content)), "utf-8")


def _in_english(value: Any, key: str = "") -> Any:
    """The same, with its language before each text for people."""
    if isinstance(value, dict):
        return {k: _in_english(v, k) for k, v in value.items()}
    if key == "choices":
        return {name: {"en": name} for name in value}
    if isinstance(value, list):
        return [_in_english(each) for each in value]
    return {"en": value} if key in FOR_PEOPLE else value
