"""No question takes longer than its limit, and what was found out by then stays: by a clock that the tests move."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import count

import pytest
from test_prove import changed, samples

from triage.policy import Policy

pytest.importorskip("z3")

from triage.prove import Proof, Refutation, Undecided
from triage.prove.answer import UNDECIDED
from triage.prove.asking import Asker
from triage.prove.conflicts import SlotConflicts, conflicts
from triage.prove.encoding import Encoding
from triage.prove.kept import Kept
from triage.prove.limit import Limit
from triage.prove.replay import Replay
from triage.prove.solving import Solver
from triage.prove.terms import TRUE, unknown
from triage.view import ROUNDS


@dataclass
class Clock:
    """Stands still unless it is moved, or ticks a second whenever it is looked at."""

    ticking: bool = False
    looks: int = field(default=0)

    def __call__(self) -> float:
        self.looks += self.ticking
        return float(self.looks)


@pytest.fixture(scope="module")
def clashing(tmp_path_factory: pytest.TempPathFactory) -> Policy:
    """A pack in which two rules disagree."""
    sample = next(s.values[0] for s in samples() if s.values[0]["name"] == "two rules of one tier disagree")
    return changed(sample, tmp_path_factory.mktemp("clashing"))


def conflict(policy: Policy, limit: Limit) -> Refutation | Proof | Undecided:
    """What comes of the first conflict."""
    asker = Asker(Encoding(policy, ROUNDS), limit, Kept())
    task: SlotConflicts = next(task for task in conflicts(asker.encoding) if task.slot == ("responsible", "fine", ""))
    return next(task.results(asker, Replay(policy, limit)))


def size(found: Refutation | Proof | Undecided) -> int:
    assert isinstance(found, Refutation)
    assert found.witness is not None
    assert found.witness.verdict.clashes  # however large, it shows what it should
    return len(found.witness.case.answers) + len(found.witness.case.evidence)


def test_a_case_is_made_small_only_as_long_as_there_is_time(clashing: Policy) -> None:
    """The later the limit, the smaller the case, down to the smallest; without any time left it is the solver's own."""
    smallest = size(conflict(clashing, Limit(60, Clock())))
    sizes = [size(conflict(clashing, Limit(seconds, Clock(ticking=True)))) for seconds in (8, 16, 32, 10_000)]
    assert sizes == sorted(sizes, reverse=True)
    assert sizes[0] > smallest == sizes[-1]


def test_a_question_without_time_is_undecided(clashing: Policy) -> None:
    found = conflict(clashing, Limit(0, Clock()))
    assert isinstance(found, Undecided)
    assert found.seconds == 0


def test_a_solver_is_not_asked_after_the_time_is_over() -> None:
    solver = Solver([TRUE])
    assert solver.find(unknown("a"), limit=Limit(0, Clock())) == UNDECIDED
    assert solver.find(unknown("a"), limit=Limit(60, Clock())).found


def test_each_question_has_the_whole_limit() -> None:
    ticks = count(step=10)
    limit = Limit(25, lambda: float(next(ticks)))
    assert [limit.left, limit.left, limit.left] == [15, 5, 0]
    limit.start()
    assert limit.left == 15


def test_where_time_runs_out_for_the_usual_case_the_one_that_was_found_is_shown(
    clashing: Policy, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every solver answers its first question only: that there is a case is found, and then nothing more."""
    asked: set[int] = set()
    find = Solver.find

    def once(solver: Solver, *terms: object, limit: Limit) -> object:
        first = not asked
        asked.add(1)
        return find(solver, *terms, limit=limit) if first else UNDECIDED  # type: ignore[arg-type]

    monkeypatch.setattr(Solver, "find", once)
    assert size(conflict(clashing, Limit(60, Clock())))
