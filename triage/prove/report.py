"""What proving a policy gives: one result for each question, as values. Only `render` turns them into words."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import TypeAlias

from msgspec import Struct, field

from triage.case import Case
from triage.policy import Accepted, Policy, Value
from triage.problem import Place
from triage.verdict import Verdict


class Kind(Enum):
    """What is asked."""

    CONSTRAINTS = "constraints"
    IMPOSSIBLE = "impossible"
    CONFLICT = "conflict"
    GAP = "gap"
    GUARANTEE = "guarantee"
    IRRELEVANT = "irrelevant"
    DEAD = "dead"
    SHADOWED = "shadowed"
    FALLS = "falls"
    SUBSUMED = "subsumed"
    IDLE_TEST = "idle-test"
    IMPLIED_TEST = "implied-test"
    IDLE_FACT = "idle-fact"
    MEETING = "meeting"


ADVICE = frozenset({Kind.FALLS, Kind.SUBSUMED, Kind.IDLE_TEST, Kind.IMPLIED_TEST, Kind.IDLE_FACT})
"""Kinds whose refutation is no mistake, but something that the author may want to know."""


class Question(Struct, frozen=True):
    """One question. `id` stays the same while the names in it do; `about` is what it asks of, by name."""

    kind: Kind
    about: tuple[str, ...]
    place: Place

    @property
    def id(self) -> str:
        """The name by which the question is referred to: "conflict:code:refund:rule-a+rule-b"."""
        return ":".join((self.kind.value, *self.about))


class Proof(Struct, frozen=True):
    """It is so in every case. `partly`: in every partly answered case too (else in fully answered ones only)."""

    question: Question
    partly: bool


class Witness(Struct, frozen=True):
    """A case that shows it, already decided. `changed`: facts that take another value in a second case, `after`."""

    case: Case
    verdict: Verdict
    changed: Mapping[str, Value] = field(default_factory=dict)
    after: Verdict | None = None


class Refutation(Struct, frozen=True):
    """It is not so. `involved`: the places that the author wants to see, each with its name.

    `witness` is None where there is nothing to show, because no case does what it should. `accepted`: the author's
    reason why it is meant to be so.
    """

    question: Question
    involved: tuple[tuple[str, Place], ...]
    witness: Witness | None
    accepted: Accepted | None = None


class Undecided(Struct, frozen=True):
    """It was not found out. `seconds`: the limit that ran out; None where a formula could not be told to the solver.

    `full`: whether it was proved of fully answered cases.
    """

    question: Question
    seconds: float | None
    full: bool


Result: TypeAlias = Proof | Refutation | Undecided


class Report(Struct, frozen=True):
    """All results, in the order of the questions. `stale`: accepted results that no longer come up."""

    policy: Policy
    results: tuple[Result, ...]
    stale: tuple[Accepted, ...]

    @property
    def failures(self) -> tuple[Refutation | Undecided, ...]:
        """What stands against the policy: refutations that nobody accepted and that are more than advice, and
        everything undecided."""
        return tuple(result for result in self.results if not isinstance(result, Proof) and _counts(result))

    def of(self, *kinds: Kind) -> tuple[Result, ...]:
        """The results of some kinds."""
        return tuple(result for result in self.results if result.question.kind in kinds)


def _counts(result: Refutation | Undecided) -> bool:
    if isinstance(result, Undecided):
        return True
    return result.accepted is None and result.question.kind not in ADVICE
