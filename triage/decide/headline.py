"""The headline of a view: who answers and what is claimed, in one value that can be compared."""

from __future__ import annotations

from dataclasses import dataclass

from triage.decide.amounts import amount_of
from triage.decide.ruling import Ruling, ruling_of
from triage.engines.inference import Engine
from triage.holding import View
from triage.policy import ConcludesWarning, Policy, Rule
from triage.program import channel_id
from triage.verdict import Amount


@dataclass(frozen=True, slots=True)
class Headline:
    """Parties and claims with their sums; `rest` is what else a verdict would say differently."""

    parties: tuple[str, ...]
    claims: tuple[tuple[str, Amount | None], ...]
    rest: tuple[str, ...] = ()

    def sums(self) -> tuple[object, ...]:
        """What is compared: parties, and claims with their rounded sums."""
        return self.parties, tuple((name, amount and (amount.low, amount.high)) for name, amount in self.claims)


def headline(view: View, engine: Engine) -> Headline:
    """The headline that follows in the view from what surely holds."""
    policy = view.policy
    inference = engine.infer(view)
    ruling = ruling_of(policy, inference.sure)
    claims = tuple((name, amount_of(claim, view)) for name, claim in policy.claims.items() if ruling.chosen(name))
    rest = [channel_id(name) for name in policy.channels if channel_id(name) in inference.sure]
    rest += [name for name, rule in policy.rules.items() if _warns(rule) and name in inference.sure]
    return Headline(tuple(dict.fromkeys(_parties(policy, ruling))), claims, tuple(rest))


def _warns(rule: Rule) -> bool:
    return isinstance(rule.then, ConcludesWarning)


def _parties(policy: Policy, ruling: Ruling) -> list[str]:
    return [
        party
        for matter in policy.matters
        for shares, stands in ruling.shares(matter).items()
        if stands
        for role, _ in shares
        for party, sits in ruling.seats(role).items()
        if sits
    ]
