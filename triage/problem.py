"""Problems: what reading or checking a policy, a case or a scenario tells its author.

A problem is a value, never an exception, so that five mistakes give five problems in one run.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable
from enum import Enum
from functools import cache
from operator import attrgetter

from msgspec import Struct, field


class Severity(Enum):
    """How bad a problem is; an error stops the use of the policy or case, a warning does not."""

    ERROR = "error"
    WARNING = "warning"


class Place(Struct, frozen=True, order=True):
    """A position in a text. `line` and `column` count from 1; 0 means the file as a whole."""

    file: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}" if self.line else self.file


class Placed(Struct, frozen=True, eq=False):
    """Something with a `place` that is no part of what it says: two that differ by nothing else are equal.

    So a condition that is written twice is one condition, wherever it stands.
    """

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and _said(type(self))(self) == _said(type(self))(other)

    def __ne__(self, other: object) -> bool:
        return not self == other  # a Struct has an answer of its own, which goes by identity here

    def __hash__(self) -> int:
        return hash(_said(type(self))(self))


@cache
def _said(placed: type[Placed]) -> Callable[[Placed], object]:
    """What reads all fields but the place."""
    names = [name for name in placed.__struct_fields__ if name != "place"]
    return attrgetter(*names) if names else type


class Related(Struct, frozen=True):
    """Another place that the author wants to see, with the reason ("declared here")."""

    message: str
    place: Place


class Problem(Struct, frozen=True):
    """One mistake: where, which (a stable kebab-case `code`), in the author's words, and what to do."""

    place: Place
    code: str
    message: str
    hint: str = ""
    related: tuple[Related, ...] = ()
    severity: Severity = Severity.ERROR


class Problems(Struct):
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
