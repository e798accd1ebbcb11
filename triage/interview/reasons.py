"""Why a question is asked: the conclusions, sums and channels that its answer could change, for the state at hand."""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum

from msgspec import Struct

from triage.decide.targets import Target
from triage.interview.outlook import Outlook, further_targets, main_targets, outlook, route_targets
from triage.interview.questions import behind_sum, due_dates, summed_claims, useful_items
from triage.interview.session import Question, Session
from triage.interview.waits import waits


class Stage(Enum):
    """What a question is asked for."""

    HEADLINE = "headline"
    SUMS = "sums"
    FURTHER = "further"
    ROUTE = "route"
    EVIDENCE = "evidence"


class Why(Struct, frozen=True):
    """What hangs on the answers to a question, as `Open.could_change` names it: "claim:refund", "channel:CH_DESK".

    `due`: facts that count as unproved once a time has run out that the answer starts. `proves`: links and facts
    that the items could prove. With nothing in any of them the question is idle.
    """

    headline: tuple[str, ...] = ()
    sums: tuple[str, ...] = ()
    further: tuple[str, ...] = ()
    route: tuple[str, ...] = ()
    due: tuple[str, ...] = ()
    proves: tuple[str, ...] = ()

    @property
    def conclusions(self) -> tuple[str, ...]:
        """Everything that could change, the headline first."""
        return (*self.headline, *self.sums, *self.further, *self.route)

    @property
    def stage(self) -> Stage | None:
        """What it is asked for first of all; None for an idle question."""
        found = {
            Stage.HEADLINE: self.headline or self.due,
            Stage.SUMS: self.sums,
            Stage.FURTHER: self.further,
            Stage.ROUTE: self.route,
            Stage.EVIDENCE: self.proves,
        }
        return next((stage for stage, what in found.items() if what), None)


def why(session: Session, question: Question) -> Why:
    """What could change with an answer to the question, alone or together with others, in the session as it stands."""
    return why_in(outlook(session), question)


def why_shortly(session: Session, question: Question) -> Why | None:
    """What the question is asked for first of all, as far as it takes to say that; None where all hangs on it.

    Everything hangs on what the author puts first.
    """
    fact = session.policy.facts.get(question.id)
    if fact is not None and fact.first:
        return None
    ahead, names = outlook(session), frozenset(question.names)
    headline = tuple(_moved(main_targets(ahead.policy), names, ahead))
    return Why(headline) if headline else why_in(ahead, question)


def why_in(ahead: Outlook, question: Question) -> Why:
    """The same for a session that was looked at already."""
    names = frozenset(question.names)
    moved = ahead.movers(main_targets(ahead.policy))
    useful = useful_items(ahead) if names & ahead.policy.evidence.keys() else {}
    claims = summed_claims(ahead)
    return Why(
        tuple(_moved(main_targets(ahead.policy), names, ahead)),
        tuple(f"amount:{claim}" for claim in claims if names & behind_sum(claim, ahead)),
        tuple(_moved(further_targets(ahead.policy), names, ahead)),
        tuple(dict.fromkeys((*_moved(route_targets(ahead.policy), names, ahead), *_hastened(names, ahead)))),
        tuple(name for name in moved if any(fact.name in names for fact in due_dates(frozenset({name}), ahead))),
        tuple(dict.fromkeys(what for item in question.names for what in useful.get(item, ()))),
    )


def _hastened(names: frozenset[str], ahead: Outlook) -> Iterator[str]:
    return (f"channel:{channel}" for channel, facts in waits(ahead).items() if names & facts)


def _moved(targets: tuple[Target, ...], names: frozenset[str], ahead: Outlook) -> Iterator[str]:
    for target in ahead.possible(targets):
        if any(ahead.decides(name, (target,)) for name in names):
            yield ":".join(part for part in (target.kind, target.name, target.role) if part)
