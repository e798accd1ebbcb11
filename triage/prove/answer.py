"""What comes of asking whether there is a case."""

from __future__ import annotations

from dataclasses import dataclass

from triage.prove.terms import Assignment


@dataclass(frozen=True, slots=True)
class Answer:
    """Whether there is a case (`found`), and one (None also where it was not kept). Not `decided`: time ran out."""

    decided: bool
    case: Assignment | None = None
    found: bool = False


UNDECIDED = Answer(False)
NONE = Answer(True)
