"""What rehearsals gave: how many questions, against a list of everything, the author's order, and the entropy bound."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Sequence
from math import log2

from msgspec import Struct

from triage.case import Case
from triage.policy import Fact, Policy
from triage.rehearsal.sessions import Played, in_force, play


class Spread(Struct, frozen=True):
    """Numbers of questions: their mean, the least number that 95 in 100 sessions stay within, and the most."""

    mean: float
    p95: int
    worst: int


class Report(Struct, frozen=True):
    """Rehearsals of one pack with some cases. `idle` are questions that were idle when put, with how often.

    `stages`: what questions were asked for, with their number. `bits`: the entropy of the outcomes; `bound`: the mean
    number of questions that no planner comes below.
    """

    cases: int
    planned: Spread
    authors: Spread
    everything: Spread
    stages: dict[str, int]
    idle: dict[str, int]
    outcomes: int
    bits: float
    bound: float


def rehearsed(policy: Policy, cases: Sequence[Case], tick: Callable[[], object] = lambda: None) -> Report:
    """Play each case with the planner and in the author's order; `tick` is called after each. Raises on no cases."""
    planned, authors = list[Played](), list[Played]()
    for case in cases:
        planned.append(play(policy, case))
        authors.append(play(policy, case, _as_the_author_has_it, checked=False))
        tick()
    outcomes = [played.outcome for played in planned]
    return Report(
        len(cases),
        spread(len(played.asked) for played in planned),
        spread(len(played.asked) for played in authors),
        spread(in_force(policy, case) for case in cases),
        dict(Counter(each.stage.value for played in planned for each in played.asked if each.stage)),
        dict(Counter(name for played in planned for name in played.idle)),
        len(set(outcomes)),
        entropy(outcomes),
        bound(planned),
    )


def _as_the_author_has_it(wanted: list[Fact], *_: object) -> Iterable[Fact]:
    return wanted


def spread(numbers: Iterable[int]) -> Spread:
    """The spread of some numbers; raises `ValueError` on none."""
    ordered = sorted(numbers)
    if not ordered:
        raise ValueError("no cases")
    return Spread(sum(ordered) / len(ordered), ordered[-(-95 * len(ordered) // 100) - 1], ordered[-1])


def entropy(outcomes: Sequence[Hashable]) -> float:
    """H = sum of p log2(1/p) over the outcomes, in bits (Shannon, A Mathematical Theory of Communication, 1948, §6)."""
    counts = Counter(outcomes).values()
    return sum(count / len(outcomes) * log2(len(outcomes) / count) for count in counts)


def bound(sessions: Sequence[Played]) -> float:
    """The least mean number of questions that could tell the outcomes of these sessions apart: H / log2 D.

    A question with D answers tells log2 D bits at most, so a tree of questions with at most D answers each asks
    H / log2 D of them or more in the mean (the source coding theorem: Shannon 1948, §9; Cover and Thomas, Elements of
    Information Theory, theorem 5.3.1). D is the largest number of different answers that these cases give to one
    question: a question with fifty choices of which the cases use twenty counts as one with twenty.
    """
    answers: dict[str, set[Hashable]] = {}
    for played in sessions:
        for each in played.asked:
            answers.setdefault(each.id, set()).add(each.said)
    most = max((len(found) for found in answers.values()), default=1)
    return entropy([played.outcome for played in sessions]) / log2(most) if most > 1 else 0.0
