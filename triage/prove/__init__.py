"""Proving a policy: questions about all of its cases at once, answered by a solver.

The solver is Z3, which the extra `prove` installs; only `solving` imports it, and only when it is used.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from msgspec.structs import replace

from triage.policy import Policy
from triage.prove.conflicts import conflicts
from triage.prove.constraints import constraints
from triage.prove.encoding import Encoding
from triage.prove.gaps import gaps
from triage.prove.guarantees import guarantees
from triage.prove.idle_facts import idle_facts
from triage.prove.idle_tests import idle_tests
from triage.prove.kept import kept_file
from triage.prove.meetings import Meeting, Meetings, Rivals, meetings
from triage.prove.replay import EncodingDisagrees
from triage.prove.report import Proof, Question, Refutation, Report, Result, Undecided, Witness
from triage.prove.rules import idle_rules
from triage.prove.run import LIMIT, Progress, SolverMissing, results_of
from triage.prove.spans import NotEncoded
from triage.prove.tasks import Task

__all__ = [
    "LIMIT",
    "EncodingDisagrees",
    "Meeting",
    "Meetings",
    "NotEncoded",
    "Progress",
    "Proof",
    "Question",
    "Refutation",
    "Report",
    "Result",
    "Rivals",
    "SolverMissing",
    "Undecided",
    "Witness",
    "kept_file",
    "meetings",
    "prove",
]

QUESTIONS: tuple[Callable[[Encoding], Iterator[Task]], ...] = (
    constraints,
    conflicts,
    gaps,
    guarantees,
    idle_rules,
    idle_tests,
    idle_facts,
)
"""What is asked of a policy, in this order."""


def prove(
    policy: Policy,
    limit_seconds: float = LIMIT,
    progress: Progress | None = None,
    kept: Path | None = None,
    processes: int | None = None,
    lent: tuple[Path, ...] = (),
) -> Report:
    """Everything that can be asked of a policy without problems, answered.

    A question that takes longer than the limit is undecided. `kept`: a file of answers of earlier runs, read and
    written anew; `lent`: such files of other policies, read only. `processes`: how many share the questions, by default
    one for each processor; what comes of them is the same. Raises `SolverMissing` where there is no solver.
    """
    return _report(policy, results_of(policy, _asked, limit_seconds, progress, kept, processes, lent))


def _asked(encoding: Encoding) -> Iterator[Task]:
    return (task for questions in QUESTIONS for task in questions(encoding))


def _report(policy: Policy, results: tuple[Result, ...]) -> Report:
    accepted = {each.id: each for each in policy.accepted}
    marked = tuple(
        replace(result, accepted=accepted.get(result.question.id)) if isinstance(result, Refutation) else result
        for result in results
    )
    refuted = {result.question.id for result in marked if isinstance(result, Refutation)}
    return Report(policy, marked, tuple(each for name, each in accepted.items() if name not in refuted))
