"""Policies for one purpose each, built by hand: some yes/no facts, and rules over them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any as Whatever

from random_packs import NOW, TEXT, ZONE

from triage.case import Case, Given
from triage.policy import (
    ALWAYS,
    Claim,
    ConcludesFinding,
    ConcludesOutcome,
    ConcludesWarning,
    Conclusion,
    Condition,
    Fact,
    Finding,
    Kind,
    Period,
    Policy,
    Role,
    Rule,
    Seat,
    Value,
)

WARNS = ConcludesWarning("W_ONE")
ROLES: Mapping[str, str] = {"seller": "shop", "user": "buyer"}
"""Who sits in each role."""


def fact(name: str, kind: Kind = Kind.YES_NO, choices: Iterable[str] = (), **more: Whatever) -> Fact:
    """A fact with nothing special about it, but for what is said in `more`."""
    said: dict[str, Whatever] = {
        "low": None,
        "high": None,
        "applies_when": ALWAYS,
        "presume": None,
        "production": None,
        "burden": None,
        "first": False,
        "screen": None,
    }
    return Fact(
        name=name, kind=kind, title=TEXT, ask=TEXT, help={}, choices=dict.fromkeys(choices, TEXT), **said | more
    )


def rule(name: str, when: Condition = ALWAYS, then: Conclusion = WARNS, **more: Whatever) -> Rule:
    """A rule of the only matter; in the lower of two tiers, if `more` does not say otherwise."""
    said: dict[str, Whatever] = {"matter": "code", "tier": "lower", "overrides": (), "period": Period()}
    return Rule(id=name, when=when, then=then, because=TEXT, cites=(), examples=(), **said | more)


def finds(*names: str) -> ConcludesFinding:
    """`then: {finding: ...}`."""
    return ConcludesFinding(names)


def blames(role: str = "seller", *claims: str, **more: Whatever) -> ConcludesOutcome:
    """One role responsible, with claims."""
    said: dict[str, Whatever] = {"also_liable": (), "denies": (), "denies_all": False}
    shares = ((role, Fraction(1)),) if role else ()
    return ConcludesOutcome(responsible=shares, claims=claims, **said | more)


def claim(name: str, **more: Whatever) -> Claim:
    """A claim with nothing special about it."""
    said: dict[str, Whatever] = {
        "amount": None,
        "includes": (),
        "otherwise": None,
        "group": None,
        "needs": (),
        "blocks": (),
        "voluntary": False,
        "estimate": False,
    }
    return Claim(name=name, title=TEXT, demand=TEXT, tone={}, cites=(), **said | more)


def policy(facts: Iterable[Fact], rules: Iterable[Rule], **more: Whatever) -> Policy:
    """A policy of these facts and rules; what the rules conclude is declared."""
    kept = {each.id: each for each in rules}
    concluded = [each.then for each in kept.values()]
    findings = [name for then in concluded if isinstance(then, ConcludesFinding) for name in then.findings]
    outcomes = [then for then in concluded if isinstance(then, ConcludesOutcome)]
    roles = [role for then in outcomes for role, _ in (*then.responsible, *then.also_liable)]
    said: dict[str, Whatever] = {
        "roles": {name: Role(name, TEXT, (Seat(ROLES[name], ALWAYS),)) for name in roles},
        "claims": {name: claim(name) for then in outcomes for name in (*then.claims, *then.denies)},
        "findings": {name: Finding(name, TEXT) for name in findings},
        "groups": {},
        "measures": {},
        "parameters": {},
        "evidence": {},
        "channels": {},
        "nevers": (),
        "ordered": (),
        "timezone": ZONE,
    }
    return Policy(
        id="small",
        version="1",
        hash="0",
        languages=("en",),
        title=TEXT,
        disclaimer=TEXT,
        currency="CNY",
        currency_symbol="¥",
        minor_unit=2,
        matters={"code": TEXT},
        tiers=("upper", "lower"),
        parties=dict.fromkeys(ROLES.values(), TEXT),
        links={},
        proof_strength=2,
        screens={},
        facts={each.name: each for each in facts},
        sources={},
        rules=kept,
        **said | more,
    )


def case(evidence: Mapping[str, bool] | None = None, **values: Value) -> Case:
    """A case with these facts given."""
    return Case("small", NOW, {name: Given(value) for name, value in values.items()}, evidence or {})
