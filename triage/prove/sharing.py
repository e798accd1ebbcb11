"""Questions shared out among processes.

Each process is a copy of this one, made when everything is encoded and nothing was asked yet; it has a solver of its
own. Which process answers what makes no difference: whether there is a case does not depend on what was asked before,
and a case that is shown comes from a new solver (triage.prove.asking).
"""

from __future__ import annotations

import multiprocessing
import os
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from itertools import groupby

from msgspec import Struct

from triage.prove.asking import Asker
from triage.prove.conflicts import SlotConflicts
from triage.prove.kept import Entry
from triage.prove.replay import Replay
from triage.prove.report import Result
from triage.prove.tasks import Task

TOGETHER = 12
"""Questions that go to a process at a time: neighbours ask about the same rules, and a solver learns from them."""

Answered = Callable[[Task], None]
"""Called with the last question of each group that was answered."""


class Work(Struct, frozen=True):
    """Questions in groups; those of one group are answered in order, by one process."""

    groups: tuple[tuple[Task, ...], ...]
    asker: Asker
    replay: Replay

    def results(self, index: int) -> tuple[Result, ...]:
        """What came of a group."""
        return tuple(result for task in self.groups[index] for result in self._answered(task))

    def _answered(self, task: Task) -> Iterator[Result]:
        self.asker.limit.start()
        yield from task.results(self.asker, self.replay)


_work: list[Work] = []
"""What the processes inherit: it is too large to be sent."""


def shared_out(
    tasks: list[Task], asker: Asker, replay: Replay, processes: int | None, answered: Answered
) -> Iterator[Result]:
    """The results of all tasks, in their order. `processes`: how many; by default one for each processor."""
    work = Work(tuple(_groups(tasks)), asker, replay)
    count = min(processes or _processors(), len(work.groups))
    if count < 2 or not _can_copy():
        for index, group in enumerate(work.groups):
            answered(group[-1])
            yield from work.results(index)
        return
    _work.append(work)
    try:
        yield from _by_processes(work, count, answered)
    finally:
        _work.pop()


def _by_processes(work: Work, count: int, answered: Answered) -> Iterator[Result]:
    context = multiprocessing.get_context("fork")
    with ProcessPoolExecutor(count, mp_context=context) as pool:
        try:
            futures: list[Future[tuple[tuple[Result, ...], dict[str, Entry]]]] = [
                pool.submit(_results, index) for index in range(len(work.groups))
            ]
            for group, future in zip(work.groups, futures, strict=True):
                results, found = future.result()
                work.asker.kept.add(found)
                answered(group[-1])
                yield from results
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def _results(index: int) -> tuple[tuple[Result, ...], dict[str, Entry]]:
    """In a process: what came of a group, and what was found out on the way."""
    work = _work[-1]
    results = work.results(index)
    return results, work.asker.kept.fresh()


def _groups(tasks: list[Task]) -> Iterator[tuple[Task, ...]]:
    """Conflicts are one group, since each is told once only; others go a few at a time."""
    for together, found in groupby(tasks, lambda task: isinstance(task, SlotConflicts)):
        group = tuple(found)
        step = len(group) if together else TOGETHER
        yield from (group[start : start + step] for start in range(0, len(group), step))


def _processors() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _can_copy() -> bool:
    """Whether a process can be copied safely: other systems offer it, but not beside a solver that has threads."""
    return sys.platform == "linux"
