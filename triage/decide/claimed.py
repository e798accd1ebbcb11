"""The claims to make, each with its sum, its fallback and its firmness."""

from __future__ import annotations

from collections.abc import Iterator

from triage.decide.amounts import amount_firmness, amount_of
from triage.decide.lines import Reading, seated
from triage.decide.targets import Target
from triage.policy import Claim
from triage.verdict import Claimed, Fallback


def claim_lines(reading: Reading) -> Iterator[Claimed]:
    """The claims that stand as presumed, in the order of the catalogue."""
    for name, claim in reading.policy.claims.items():
        if reading.stands(name):
            yield _line(claim, reading)


def _line(claim: Claim, reading: Reading) -> Claimed:
    policy, ruling = reading.policy, reading.on(Target("claim", claim.name))
    granting = [m for m in policy.matters if ruling.values(("claim", m, claim.name)).get(True)]
    group = policy.groups.get(claim.group or "")
    others = [other for other in (group.claims if group else ()) if other != claim.name and reading.granted(other)]
    status, _, _ = amount_firmness(claim, reading.given.view, reading.presumed.view)
    return Claimed(
        claim.name,
        tuple(granting),
        tuple(dict.fromkeys(_against(granting, reading))),
        amount_of(claim, reading.presumed.view),
        tuple(other for other in claim.includes if reading.granted(other)),
        tuple(other for other in others if other not in claim.includes),
        _fallback(claim, reading),
        reading.firmness[Target("claim", claim.name)].status,
        status,
        tuple(_rules(claim.name, granting, reading)),
    )


def _against(matters: list[str], reading: Reading) -> Iterator[str]:
    """The parties that answer in the matters that grant the claim."""
    for matter in matters:
        target = Target("responsible", matter)
        for shares in reading.on(target).shares(matter):
            for role, _ in shares:
                yield from seated(role, target, reading)


def _fallback(claim: Claim, reading: Reading) -> Fallback | None:
    if claim.otherwise is None:
        return None
    return Fallback(claim.otherwise, amount_of(reading.policy.claims[claim.otherwise], reading.presumed.view))


def _rules(claim: str, matters: list[str], reading: Reading) -> Iterator[str]:
    """The standing rules that grant the claim."""
    for matter in matters:
        stands = reading.on(Target("claim", claim)).standing(("claim", matter, claim))
        yield from (rule for rule in reading.policy.rules if stands.get(rule))
