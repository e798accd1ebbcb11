"""Rules that meet: they want different things in one slot, and hold in one case; and whether any scenario shows it.

Two rules meet in a case where the conditions of both hold, as presumed: both fire, and it is defeat (a tier, or
`overrides`) that decides. Which of them goes first is a choice of the author, and a scenario in which they meet is what
keeps it from being undone unnoticed. Conflicts (triage.prove.conflicts) are the meetings that nothing decides.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations
from pathlib import Path

from msgspec import Struct

from triage.case import Case
from triage.checks.firing import fired_by
from triage.decide.defeat import Slot, slots
from triage.engines.incremental import IncrementalEngine
from triage.policy import Policy
from triage.program import compile_policy
from triage.prove.encoding import Encoding
from triage.prove.report import Kind, Proof, Question, Refutation, Witness
from triage.prove.run import LIMIT, Progress, results_of
from triage.prove.tasks import Forbidden
from triage.prove.terms import both
from triage.verdict import Outcome


class Rivals(Struct, frozen=True):
    """Two rules, in the author's order, and the slots in which they want different things.

    `ahead`: the one that beats the other; None where neither does, and where they meet a third one has to.
    """

    first: str
    second: str
    slots: tuple[Slot, ...]
    ahead: str | None


class Meeting(Struct, frozen=True):
    """Rivals that meet in no scenario, and a small case in which they do."""

    rivals: Rivals
    witness: Witness


class Meetings(Struct, frozen=True):
    """All rivals of a policy.

    `met`: those that meet in a scenario, with the first such one; `unshown`: those that can meet and do in none;
    `apart`: those that no case makes meet; `undecided`: those of which it was not found out in time.
    """

    policy: Policy
    met: Mapping[Rivals, str]
    unshown: tuple[Meeting, ...]
    apart: tuple[Rivals, ...]
    undecided: tuple[Rivals, ...]

    @property
    def missing(self) -> int:
        """How many rivals are not shown to meet, though they can, or may be able to."""
        return len(self.unshown) + len(self.undecided)

    @property
    def fewest(self) -> Iterator[Meeting]:
        """Of those unshown the first ones whose cases show all: one case can show several meetings."""
        shown: set[Rivals] = set()
        for meeting in self.unshown:
            if meeting.rivals not in shown:
                fired = {line.rule for line in meeting.witness.verdict.rules if line.outcome is not Outcome.POSSIBLE}
                shown |= {other.rivals for other in self.unshown if {other.rivals.first, other.rivals.second} <= fired}
                yield meeting


def rivals(policy: Policy) -> tuple[Rivals, ...]:
    """Every two rules that want different things in a slot; of an overlay, those with a rule of its own."""
    order = {rule: number for number, rule in enumerate(policy.rules)}
    found: dict[tuple[str, str], list[Slot]] = {}
    ahead: dict[tuple[str, str], str] = {}
    for slot, contenders in slots(policy).items():
        mine = sorted((c for c in contenders if c.clause in order), key=lambda c: order[c.clause])
        for a, b in combinations(mine, 2):
            if a.value != b.value:
                pair = a.clause, b.clause
                found.setdefault(pair, []).append(slot)
                ahead |= {pair: a.clause} if a.clause in b.beaten_by else {}
                ahead |= {pair: b.clause} if b.clause in a.beaten_by else {}
    return tuple(
        Rivals(*pair, tuple(found[pair]), ahead.get(pair))
        for pair in sorted(found, key=lambda pair: [order[rule] for rule in pair])
        if any(policy.owns(policy.rules[rule].place) for rule in pair)
    )


def meetings(
    policy: Policy,
    scenarios: Iterable[tuple[str, Case]],
    limit_seconds: float = LIMIT,
    progress: Progress | None = None,
    kept: Path | None = None,
    processes: int | None = None,
    lent: tuple[Path, ...] = (),
) -> Meetings:
    """Which rivals meet in the scenarios (by name), and of all others whether they can.

    The other parameters are those of `prove`, which the same limits and answers serve.
    """
    pairs = rivals(policy)
    met = _met(policy, pairs, scenarios)
    left = [pair for pair in pairs if pair not in met]

    def asked(encoding: Encoding) -> Iterator[Forbidden]:
        return (_never_meet(pair, encoding) for pair in left)

    results = results_of(policy, asked, limit_seconds, progress, kept, processes, lent) if left else ()
    answers = tuple(zip(left, results, strict=True))
    return Meetings(
        policy,
        met,
        tuple(Meeting(pair, r.witness) for pair, r in answers if isinstance(r, Refutation) and r.witness is not None),
        tuple(pair for pair, result in answers if isinstance(result, Proof)),
        tuple(pair for pair, result in answers if not isinstance(result, Proof | Refutation)),
    )


def _met(policy: Policy, pairs: tuple[Rivals, ...], scenarios: Iterable[tuple[str, Case]]) -> dict[Rivals, str]:
    """For rivals that meet in a scenario the first one."""
    engine = IncrementalEngine(compile_policy(policy))
    found: dict[Rivals, str] = {}
    for name, case in scenarios:
        fired = fired_by(policy, case, engine)
        for pair in pairs:
            if pair.first in fired and pair.second in fired:
                found.setdefault(pair, name)
    return found


def _never_meet(pair: Rivals, encoding: Encoding) -> Forbidden:
    """The question whether they do not, in any fully answered case."""
    rules = (pair.first, pair.second)
    full = both(*(encoding.full.clause(rule).yes for rule in rules))
    places = tuple((rule, encoding.policy.rules[rule].place) for rule in rules)
    question = Question(Kind.MEETING, ("+".join(rules),), places[0][1])
    return Forbidden(question, full, None, places, lambda case: all(case.value(r) is True for r in rules), (full,))
