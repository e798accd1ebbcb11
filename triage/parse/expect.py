"""`expect`: the verdict that a scenario must get. What it leaves out may be anything."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from msgspec import Struct

from triage.document import Node, Scalar
from triage.parse.fields import Fields, entries_of, read_fields
from triage.parse.scope import Scope
from triage.parse.values import read_boolean, read_decimal, read_moment
from triage.problem import Place, did_you_mean
from triage.verdict import Status

KEYS = (
    "responsible",
    "status",
    "claims",
    "denied",
    "rules",
    "not_rules",
    "findings",
    "presumed",
    "open",
    "steps",
    "route",
    "warnings",
    "law_holds",
    "terms_hold",
    "conflict",
    "next_change",
)


class Names(Struct, frozen=True):
    """Names that the verdict must have; `expect` knows of each key whether exactly or at least these."""

    names: tuple[str, ...]
    place: Place


class ExpectedClaim(Struct, frozen=True):
    """A claim that must stand; what is None may be anything."""

    claim: str
    amount: Decimal | None
    otherwise: str | None
    status: Status | None
    place: Place


class ExpectedClaims(Struct, frozen=True):
    """Exactly these claims."""

    claims: tuple[ExpectedClaim, ...]
    place: Place


class ExpectedStatus(Struct, frozen=True):
    """The verdict's status."""

    status: Status
    place: Place


class ExpectedConflict(Struct, frozen=True):
    """Whether rules disagree."""

    conflict: bool
    place: Place


class ExpectedMoment(Struct, frozen=True):
    """The instant of the next change."""

    moment: datetime
    place: Place


class Expect(Struct, frozen=True):
    """What a scenario expects; None where it says nothing.

    `responsible` are parties, `denied` claims or "all", `presumed`, `open` and `steps` facts, `route` channels
    in order, `warnings` codes; `law_holds` and `terms_hold` parameters, claims and rules in which law and terms differ.
    """

    responsible: Names | None
    status: ExpectedStatus | None
    claims: ExpectedClaims | None
    denied: Names | None
    rules: Names | None
    not_rules: Names | None
    findings: Names | None
    presumed: Names | None
    open: Names | None
    steps: Names | None
    route: Names | None
    warnings: Names | None
    law_holds: Names | None
    terms_hold: Names | None
    conflict: ExpectedConflict | None
    next_change: ExpectedMoment | None
    place: Place


def read_expect(node: Node, scope: Scope) -> Expect:
    """The expectations of a scenario."""
    fields = read_fields(node, "`expect`", scope.problems, (), KEYS)

    def names(key: str, *categories: str) -> Names | None:
        value = fields.get(key)
        return None if value is None else Names(scope.refer_all(value, *categories), fields.place_of(key))

    return Expect(
        responsible=names("responsible", "party"),
        status=_verdict_status(fields, scope),
        claims=_claims(fields, scope),
        denied=_denied(fields, scope),
        rules=names("rules", "rule"),
        not_rules=names("not_rules", "rule"),
        findings=names("findings", "finding"),
        presumed=names("presumed", "fact"),
        open=names("open", "fact"),
        steps=names("steps", "fact"),
        route=names("route", "channel"),
        warnings=names("warnings", "warning"),
        law_holds=names("law_holds", "parameter", "claim", "rule"),
        terms_hold=names("terms_hold", "parameter", "claim"),
        conflict=_conflict(fields, scope),
        next_change=_next_change(fields, scope),
        place=fields.place,
    )


def _status(node: Node, scope: Scope) -> Status | None:
    text = node.text if isinstance(node, Scalar) else ""
    known = [status.value for status in Status]
    if text in known:
        return Status(text)
    near = did_you_mean(text, known)
    hint = f"did you mean `{near}`?" if near else f"there are: {', '.join(known)}"
    scope.problems.add(node.place, "unknown-status", f"there is no status `{text}`", hint)
    return None


def _verdict_status(fields: Fields, scope: Scope) -> ExpectedStatus | None:
    node = fields.get("status")
    status = _status(node, scope) if node is not None else None
    return ExpectedStatus(status, fields.place_of("status")) if status else None


def _claims(fields: Fields, scope: Scope) -> ExpectedClaims | None:
    node = fields.get("claims")
    if node is None:
        return None
    claims = [_claim(name, value, scope) for name, value in entries_of(node, "`claims`", scope.problems)]
    return ExpectedClaims(tuple(claims), fields.place_of("claims"))


def _claim(name: Scalar, node: Node, scope: Scope) -> ExpectedClaim:
    what = f"the expected claim `{name.text}`"
    fields = read_fields(node, what, scope.problems, (), ("amount", "otherwise", "status"))
    otherwise, status = fields.get("otherwise"), fields.get("status")
    return ExpectedClaim(
        scope.refer(name, "claim"),
        read_decimal(fields.get("amount"), f"the amount of {what}", scope.problems),
        scope.refer(otherwise, "claim") if otherwise is not None else None,
        _status(status, scope) if status is not None else None,
        name.place,
    )


def _denied(fields: Fields, scope: Scope) -> Names | None:
    node = fields.get("denied")
    if node is None:
        return None
    claims = scope.refer_all(node, "claim", "everything")
    return Names(claims, fields.place_of("denied"))


def _conflict(fields: Fields, scope: Scope) -> ExpectedConflict | None:
    node = fields.get("conflict")
    if node is None:
        return None
    return ExpectedConflict(read_boolean(node, "`conflict`", scope.problems), fields.place_of("conflict"))


def _next_change(fields: Fields, scope: Scope) -> ExpectedMoment | None:
    moment = read_moment(fields.get("next_change"), "`next_change`", scope.timezone, scope.problems)
    return ExpectedMoment(moment, fields.place_of("next_change")) if moment else None
