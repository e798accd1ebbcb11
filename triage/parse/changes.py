"""changes.yaml: what an overlay says in the place of its law pack, and what of it holds.

A mandatory rule of law gives way to no platform's terms: where a changed value is worse for the consumer, the law's
value stays, and the policy carries both, so that a verdict that rests on them can say so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeVar

from msgspec import Struct, field
from msgspec.structs import replace

from triage.document import Node, Scalar
from triage.parse.catalogues import read_versions
from triage.parse.fields import Fields, entries_of, read_fields
from triage.parse.formulas import read_formula
from triage.parse.scope import Scope
from triage.parse.values import read_text
from triage.parse.versions import layered_versions
from triage.parse.yielding import yielding
from triage.policy import (
    Call,
    Channel,
    Claim,
    Fact,
    Formula,
    LayeredAmount,
    Parameter,
    ParameterVersion,
    Policy,
    Text,
)
from triage.problem import Place, Severity

SECTIONS = ("parameters", "claims", "channels", "facts")
CHANGED_TEXTS: Mapping[str, tuple[str, ...]] = {
    "parameters": ("title",),
    "claims": ("title", "demand", "tone"),
    "channels": ("title", "action", "clock", "limits"),
    "facts": ("title", "ask", "help"),
}
"""The texts that an overlay may put in the place of the law pack's."""
CHANGED_VALUES: Mapping[str, tuple[str, ...]] = {
    "parameters": ("value", "versions", "cites", "note"),
    "claims": ("amount", "cites", "note"),
    "channels": (),
    "facts": (),
}

Entry = TypeVar("Entry", Parameter, Claim, Channel, Fact)


class Change(Struct, frozen=True):
    """What changes.yaml says of one entry of the law pack."""

    name: str
    texts: Mapping[str, Text]
    versions: tuple[ParameterVersion, ...]
    amount: Formula | None
    cites: tuple[str, ...]
    note: Text = field(default_factory=dict)
    place: Place = field(default_factory=lambda: Place(""))


def declare_changes(node: Node, scope: Scope) -> Fields:
    """The sections of changes.yaml; it declares nothing."""
    return read_fields(node, "changes.yaml", scope.problems, (), SECTIONS)


def overlaid(policy: Policy, fields: Fields | None, scope: Scope) -> Policy:
    """The policy of both packs' entries, with what changes.yaml changes and the overlay's rules in their place."""
    if fields is not None:
        policy = replace(
            policy,
            parameters=_changed(fields, "parameters", policy.parameters, _parameter, policy, scope),
            claims=_changed(fields, "claims", policy.claims, _claim, policy, scope),
            channels=_changed(fields, "channels", policy.channels, _with_texts, policy, scope),
            facts=_changed(fields, "facts", policy.facts, _with_texts, policy, scope),
        )
    return replace(policy, rules=yielding(policy, scope.problems))


def _changed(
    fields: Fields,
    section: str,
    entries: Mapping[str, Entry],
    change: Callable[[Entry, Change, Scope], Entry],
    policy: Policy,
    scope: Scope,
) -> dict[str, Entry]:
    changes = {each.name: each for each in _changes(fields, section, entries, policy, scope)}
    return {name: change(entry, changes[name], scope) if name in changes else entry for name, entry in entries.items()}


def _changes(
    fields: Fields, section: str, entries: Mapping[str, Entry], policy: Policy, scope: Scope
) -> Iterator[Change]:
    category = section.removesuffix("s")
    for name, node in entries_of(fields.get(section), f"`{section}`", scope.problems):
        if scope.refer(name, category) not in entries:
            continue
        if policy.owns(entries[name.text].place):
            message = f"the {category} `{name.text}` is this overlay's own, so that there is nothing to change"
            scope.problems.add(name.place, "changes-its-own", message, "say it where it is declared")
            continue
        yield _change(name, node, section, scope)


def _change(name: Scalar, node: Node, section: str, scope: Scope) -> Change:
    what = f"the change of `{name.text}`"
    texts, values = CHANGED_TEXTS[section], CHANGED_VALUES[section]
    fields = read_fields(node, what, scope.problems, (), (*texts, *values))
    if fields.readable and not fields.entries and not fields.meant:
        scope.problems.add(node.place, "changes-nothing", f"{what} says nothing", f"it may say {', '.join(texts)}")
    versions = tuple(read_versions(fields, what, scope)) if "value" in fields or "versions" in fields else ()
    amount = read_formula(fields.get("amount"), f"`amount` of {what}", scope, "number")[0]
    cites = scope.refer_all(fields.get("cites"), "source")
    if (versions or "amount" in fields) and not (cites or (versions and all(each.cites for each in versions))):
        message = f"{what} cites nothing"
        scope.problems.add(name.place, "uncited-change", message, "cite the clause of the platform that says so")
    return Change(
        name.text,
        {key: read_text(fields.get(key), f"`{key}` of {what}", scope) for key in texts if key in fields},
        versions,
        amount if "amount" in fields else None,
        cites,
        read_text(fields.get("note"), f"the note of {what}", scope),
        name.place,
    )


def _with_texts(entry: Entry, change: Change, _: Scope) -> Entry:
    texts: dict[str, Any] = dict(change.texts)
    return replace(entry, **texts)


def _parameter(parameter: Parameter, change: Change, scope: Scope) -> Parameter:
    parameter = _with_texts(parameter, change, scope)
    if not change.versions or not _has_direction(parameter, change, scope):
        return parameter
    versions = layered_versions(parameter, change.versions, change.note, scope.problems)
    yielded = any(each.layered and each.layered.yields for each in versions)
    _ask_for_a_note(f"the parameter `{parameter.name}`", yielded, change, scope)
    return replace(parameter, versions=versions)


def _claim(claim: Claim, change: Change, scope: Scope) -> Claim:
    claim = _with_texts(claim, change, scope)
    if change.amount is None or not _has_direction(claim, change, scope):
        return claim
    if claim.amount is None:
        message = f"the law pack gives `{claim.name}` no sum, so that none can be changed"
        scope.problems.add(change.place, "no-sum", message, "make a claim of the platform's own")
        return claim
    better = "max" if claim.favours == "higher" else "min"
    amount = Call(better, (claim.amount, change.amount)) if claim.mandatory else change.amount
    layered = LayeredAmount(claim.amount, change.amount, claim.mandatory, claim.cites, change.cites, change.note)
    cites = tuple(dict.fromkeys((*claim.cites, *change.cites)))
    return replace(claim, amount=amount, layered=layered, cites=cites)


def _has_direction(entry: Parameter | Claim, change: Change, scope: Scope) -> bool:
    if entry.favours is None:
        message = f"the law pack does not say which values of `{entry.name}` are better for the consumer"
        scope.problems.add(change.place, "no-direction", message, "write `favours: higher` or `lower` there")
    return entry.favours is not None


def _ask_for_a_note(what: str, yielded: bool, change: Change, scope: Scope) -> None:
    """Who writes down terms that cannot hold should know it, and tell the reader."""
    if yielded and not change.note:
        message = f"{what} is mandatory, and this value is worse for the consumer, so that the law's holds"
        hint = "leave the change out, or say in `note` why the platform's terms have it"
        scope.problems.add(change.place, "worse-than-the-law", message, hint, severity=Severity.WARNING)
