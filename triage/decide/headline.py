"""The headline of a view: who answers and what is claimed, in one value that can be compared."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from triage.decide.amounts import amount_of
from triage.decide.route import doors
from triage.decide.status import Situation
from triage.decide.targets import Target, headline_targets, possible_targets
from triage.engines.inference import Engine
from triage.holding import View
from triage.policy import ConcludesWarning, Rule
from triage.program import compile_policy
from triage.verdict import Amount


class Headline(Struct, frozen=True):
    """Parties and claims with their sums; `rest` is what else a verdict would say differently.

    `undecided`: of some other claim it is open whether it is made.
    """

    parties: tuple[str, ...]
    claims: tuple[tuple[str, Amount | None], ...]
    rest: tuple[str, ...] = ()
    undecided: bool = False

    def sums(self) -> tuple[object, ...]:
        """What is compared: parties, and claims with their rounded sums."""
        return self.parties, tuple((name, amount and (amount.low, amount.high)) for name, amount in self.claims)


def headline(view: View, engine: Engine) -> Headline:
    """The headline that surely follows in the view, however its unknowns come out."""
    return headline_of(Situation(compile_policy(view.policy), view, engine.infer(view)))


def headline_of(situation: Situation) -> Headline:
    """The headline of what was inferred already."""
    view, inference = situation.view, situation.inference
    policy = view.policy
    possible = possible_targets(policy, inference.possible)
    granted = [name for name in policy.claims if Target("claim", name) in possible]
    claims = tuple((name, amount_of(policy.claims[name], view)) for name in granted if _made(name, situation))
    rest = [f"{door.channel.id} {door.state}" for door in doors(situation)]
    rest += [name for name, rule in policy.rules.items() if name in inference.sure and _warns(rule)]
    answering = [target for target in headline_targets(policy) if target.kind != "claim" and target in possible]
    outcomes = ((target, situation.outcome(target)) for target in answering)
    rest += [f"{each.kind} {each.name} {each.role} {out}" for each, out in outcomes if out != "nothing"]
    matters = [matter for matter in policy.matters if Target("responsible", matter) in possible]
    undecided = any(situation.outcome(Target("claim", name)) is None for name in granted)
    return Headline(tuple(dict.fromkeys(_parties(matters, situation))), claims, tuple(rest), undecided)


def _warns(rule: Rule) -> bool:
    return isinstance(rule.then, ConcludesWarning)


def _made(claim: str, situation: Situation) -> bool:
    ruling = situation.ruling(Target("claim", claim))
    return ruling.chosen(claim) == ruling.full


def _parties(matters: list[str], situation: Situation) -> Iterator[str]:
    for matter in matters:
        ruling = situation.ruling(Target("responsible", matter))
        for shares in ruling.shares(matter):
            for role, _ in shares:
                yield from (party for party, sits in ruling.seats(role).items() if sits)
