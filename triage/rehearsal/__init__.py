"""Rehearsals: sessions that are played with cases that answer, to measure how many questions are asked and why.

    report = rehearsed(policy, cases)        # scenarios, or `random_cases(policy, now, 100, seed=1)`

Whoever answers says what the case says. Of a fact that may be presumed and that the case does not name it says what is
presumed (a case is ordinary unless it says otherwise), of any other "don't know". In a list of exceptions it picks
those that the case names. It shows the items that the case has; where the case tells of none, it cannot say.
"""

from triage.rehearsal.cases import random_cases
from triage.rehearsal.report import Report, Spread, bound, rehearsed
from triage.rehearsal.sessions import Asked, Played, in_force, play

__all__ = ["Asked", "Played", "Report", "Spread", "bound", "in_force", "play", "random_cases", "rehearsed"]
