"""Questions of a policy, asked: encoded once, shared out, with the answers of earlier runs."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Iterator
from pathlib import Path

from triage.policy import Policy
from triage.prove.asking import Asker
from triage.prove.encoding import Encoding
from triage.prove.kept import Kept
from triage.prove.limit import Limit
from triage.prove.replay import Replay
from triage.prove.report import Question, Result
from triage.prove.sharing import shared_out
from triage.prove.tasks import Task
from triage.view import ROUNDS

LIMIT = 30.0
"""Seconds for one question, unless said otherwise."""

Progress = Callable[[int, int, Question], None]
"""Called now and then with the number of a question, how many there are, and the question."""


class SolverMissing(Exception):
    """The solver is not installed."""

    def __init__(self) -> None:
        super().__init__("the solver is not installed: pip install 'triage-digital-goods[prove]'")


def results_of(
    policy: Policy,
    asked: Callable[[Encoding], Iterator[Task]],
    limit_seconds: float,
    progress: Progress | None,
    kept: Path | None,
    processes: int | None,
    lent: tuple[Path, ...] = (),
) -> tuple[Result, ...]:
    """What came of the questions, in their order. Raises `SolverMissing` where there is no solver."""
    if importlib.util.find_spec("z3") is None:
        raise SolverMissing
    answers = Kept(kept, lent)
    try:
        asker = Asker(Encoding(policy, ROUNDS), Limit(limit_seconds), answers)
        return tuple(_results(tuple(asked(asker.encoding)), asker, progress, processes))
    finally:
        answers.save()


def _results(
    tasks: tuple[Task, ...], asker: Asker, progress: Progress | None, processes: int | None
) -> Iterator[Result]:
    asker.want(term for task in tasks for term in task.wanted)
    numbers = {id(task): number for number, task in enumerate(tasks, 1)}

    def answered(task: Task) -> None:
        if progress is not None:
            progress(numbers[id(task)], len(tasks), task.question)

    return shared_out(list(tasks), asker, Replay(asker.encoding.policy, asker.limit), processes, answered)
