"""What comes of asking whether there is a case."""

from __future__ import annotations

from msgspec import Struct

from triage.prove.terms import Assignment


class Answer(Struct, frozen=True):
    """Whether there is a case (`found`), and one (None also where it was not kept). Not `decided`: time ran out."""

    decided: bool
    case: Assignment | None = None
    found: bool = False


UNDECIDED = Answer(False)
NONE = Answer(True)
