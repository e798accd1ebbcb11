"""Proving a policy: questions about all of its cases at once, answered by a solver.

The solver is Z3, which the extra `prove` installs; only `solving` imports it, and only when it is used.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from triage.policy import Policy
from triage.prove.asking import Asker
from triage.prove.conflicts import conflicts
from triage.prove.constraints import constraints
from triage.prove.encoding import Encoding
from triage.prove.gaps import gaps
from triage.prove.guarantees import guarantees
from triage.prove.idle_facts import idle_facts
from triage.prove.idle_tests import idle_tests
from triage.prove.kept import Kept, kept_file
from triage.prove.replay import EncodingDisagrees, Replay
from triage.prove.report import Proof, Question, Refutation, Report, Result, Undecided, Witness
from triage.prove.rules import idle_rules
from triage.prove.sharing import shared_out
from triage.prove.spans import NotEncoded
from triage.prove.tasks import Task
from triage.view import ROUNDS

__all__ = [
    "LIMIT",
    "EncodingDisagrees",
    "NotEncoded",
    "Proof",
    "Question",
    "Refutation",
    "Report",
    "Result",
    "SolverMissing",
    "Undecided",
    "Witness",
    "kept_file",
    "prove",
]

LIMIT = 30.0
"""Seconds for one question, unless said otherwise."""

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

Progress = Callable[[int, int, Question], None]
"""Called now and then with the number of a question, how many there are, and the question."""


class SolverMissing(Exception):
    """The solver is not installed."""

    def __init__(self) -> None:
        super().__init__("the solver is not installed: pip install 'triage-digital-goods[prove]'")


def prove(
    policy: Policy,
    limit_seconds: float = LIMIT,
    progress: Progress | None = None,
    kept: Path | None = None,
    processes: int | None = None,
) -> Report:
    """Everything that can be asked of a policy without problems, answered.

    A question that takes longer than the limit is undecided. `kept`: a file of answers of earlier runs, read and
    written anew. `processes`: how many share the questions, by default one for each processor; what comes of them is
    the same. Raises `SolverMissing` where there is no solver.
    """
    if importlib.util.find_spec("z3") is None:
        raise SolverMissing
    answers = Kept(kept)
    try:
        asker = Asker(Encoding(policy, ROUNDS), limit_seconds, answers)
        return _report(policy, tuple(_results(asker, progress, processes)))
    finally:
        answers.save()


def _results(asker: Asker, progress: Progress | None, processes: int | None) -> Iterator[Result]:
    tasks = [task for questions in QUESTIONS for task in questions(asker.encoding)]
    asker.want(term for task in tasks for term in task.wanted)
    numbers = {id(task): number for number, task in enumerate(tasks, 1)}

    def answered(task: Task) -> None:
        if progress is not None:
            progress(numbers[id(task)], len(tasks), task.question)

    yield from shared_out(tasks, asker, Replay(asker.encoding.policy), processes, answered)


def _report(policy: Policy, results: tuple[Result, ...]) -> Report:
    accepted = {each.id: each for each in policy.accepted}
    marked = tuple(
        replace(result, accepted=accepted.get(result.question.id)) if isinstance(result, Refutation) else result
        for result in results
    )
    refuted = {result.question.id for result in marked if isinstance(result, Refutation)}
    return Report(policy, marked, tuple(each for name, each in accepted.items() if name not in refuted))
