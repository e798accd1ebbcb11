"""Problems: what reading or checking a policy, a case or a scenario tells its author.

A problem is a value, never an exception, so that five mistakes give five problems in one run.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import Enum


class Severity(Enum):
    """How bad a problem is; an error stops the use of the policy or case, a warning does not."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A position in a text. `line` and `column` count from 1; 0 means the file as a whole."""

    file: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}" if self.line else self.file


@dataclass(frozen=True, slots=True)
class Related:
    """Another place that the author wants to see, with the reason ("declared here")."""

    message: str
    place: Place


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake: where, which (a stable kebab-case `code`), in the author's words, and what to do."""

    place: Place
    code: str
    message: str
    hint: str = ""
    related: tuple[Related, ...] = ()
    severity: Severity = Severity.ERROR


@dataclass(slots=True)
class Problems:
    """Collects problems while a text is read. `place` of each problem is where its author must look."""

    found: list[Problem] = field(default_factory=list)

    def add(
        self,
        place: Place,
        code: str,
        message: str,
        hint: str = "",
        related: Iterable[Related] = (),
        severity: Severity = Severity.ERROR,
    ) -> None:
        """Record one problem."""
        self.found.append(Problem(place, code, message, hint, tuple(related), severity))

    def sorted(self) -> tuple[Problem, ...]:
        """All problems, by file, line and column, without repetitions."""
        return tuple(sorted(dict.fromkeys(self.found), key=lambda p: (p.place, p.code, p.message)))


def has_errors(problems: Iterable[Problem]) -> bool:
    """Whether any of the problems is an error."""
    return any(problem.severity is Severity.ERROR for problem in problems)


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """The known name most like `name`, or "" where none is near (example: `sorce_proof` -> `source_proof`)."""
    near = difflib.get_close_matches(name, sorted(known), n=1, cutoff=0.6)
    return near[0] if near else ""
