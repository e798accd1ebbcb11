"""What rests on a source: whatever in the pack cites it."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from triage.policy import Policy
from triage.problem import Place


class Citing(Struct, frozen=True):
    """Something that cites a source.

    `kind`: "rule", "claim", "block" (of a claim), "channel", "letter", "parameter", "presumption" or "burden".
    """

    kind: str
    name: str
    place: Place


def resting_on(policy: Policy, source: str) -> tuple[Citing, ...]:
    """Everything that cites the source, in the order of the pack's files."""
    return tuple(sorted(dict.fromkeys(_citing(policy, source)), key=lambda each: (each.place, each.kind)))


def _citing(policy: Policy, source: str) -> Iterator[Citing]:
    for kind, name, place, cites in (*_rules_and_claims(policy), *_vocabulary(policy)):
        if source in cites:
            yield Citing(kind, name, place)


def _rules_and_claims(policy: Policy) -> Iterator[tuple[str, str, Place, tuple[str, ...]]]:
    for rule in policy.rules.values():
        yield "rule", rule.id, rule.place, rule.cites
    for claim in policy.claims.values():
        yield "claim", claim.name, claim.place, claim.cites
        yield from (("block", claim.name, block.place, block.cites) for block in claim.blocks)


def _vocabulary(policy: Policy) -> Iterator[tuple[str, str, Place, tuple[str, ...]]]:
    for channel in policy.channels.values():
        yield "channel", channel.id, channel.place, channel.cites
    sheets = [sheet for form in policy.letters.values() for sheet in (form, form.report) if sheet is not None]
    for form in sheets:
        for passage in (*form.problem, *form.demand, *form.closing):
            yield from (("letter", form.channel, each.place, each.rests_on) for each in passage.sentences)
    for parameter in policy.parameters.values():
        yield from (("parameter", parameter.name, version.place, version.cites) for version in parameter.versions)
    for fact in policy.facts.values():
        if fact.presume is not None:
            yield "presumption", fact.name, fact.place, fact.presume.cites
        if fact.burden is not None:
            yield "burden", fact.name, fact.place, fact.burden.cites
