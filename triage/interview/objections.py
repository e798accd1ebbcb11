"""What answers contradict, in a form in which it can be said back to whoever gave them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from itertools import combinations

from msgspec import Struct

from triage.case import Case
from triage.constraints import facts_of_leaf
from triage.holding import Held, View
from triage.interview.session import Session
from triage.leaves import leaf_value
from triage.logic import evaluate, leaves_of
from triage.policy import Never, Ordered, Policy, Text
from triage.view import as_given


class Objection(Struct, frozen=True):
    """Answers that cannot hold together: `says` is why; where it is empty, the first lies after the second."""

    facts: tuple[str, ...]
    says: Text


def objections(session: Session) -> tuple[Objection, ...]:
    """What the last answer contradicts: answers that cannot hold together, and did not clash before it."""
    before = _clashes(session.policy, session.history[-1].case) if session.history else ()
    return tuple(each for each in _clashes(session.policy, session.case) if each not in before)


def _clashes(policy: Policy, case: Case) -> tuple[Objection, ...]:
    view = as_given(policy, case)
    excluded = (never for never in policy.nevers if evaluate(never.when, lambda leaf: leaf_value(leaf, view)))
    return (
        *(Objection(_answered(never, view, case), never.says) for never in excluded),
        *(Objection(pair, {}) for ordered in policy.ordered for pair in _out_of_order(ordered, view)),
    )


def _answered(never: Never, view: View, case: Case) -> tuple[str, ...]:
    read = (name for leaf in leaves_of(never.when) for name in facts_of_leaf(leaf, view.policy))
    return tuple(name for name in dict.fromkeys(read) if name in case.answers)


def _out_of_order(ordered: Ordered, view: View) -> Iterator[tuple[str, str]]:
    moments = {name: moment for name in ordered.moments if (moment := _moment(name, view))}
    return ((a, b) for a, b in combinations(moments, 2) if moments[a] > moments[b])


def _moment(name: str, view: View) -> datetime | None:
    if name == "now":
        return view.now
    held = view.facts[name]
    return held.value if isinstance(held, Held) and isinstance(held.value, datetime) else None
