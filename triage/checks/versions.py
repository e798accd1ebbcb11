"""Versions of one name: they must share the date that decides, and leave neither a gap nor an overlap."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise

from triage.policy import Parameter, Policy
from triage.problem import Problem, Related


def broken_versions(policy: Policy) -> tuple[Problem, ...]:
    """Versions of a parameter that do not fit together."""
    return tuple(problem for parameter in policy.parameters.values() for problem in _fit(parameter))


def _fit(parameter: Parameter) -> Iterator[Problem]:
    ordered = sorted(parameter.versions, key=lambda version: version.period.since or date.min)
    for earlier, later in pairwise(ordered):
        related = (Related("the version before", earlier.place),)
        if (earlier.period.by, earlier.period.otherwise_now) != (later.period.by, later.period.otherwise_now):
            message = f"versions of `{parameter.name}` are decided by different dates"
            yield Problem(later.place, "version-dates-differ", message, "give both the same `by` and `else`", related)
        end, start = earlier.period.until, later.period.since
        if end is None or start is None or start <= end:
            message = f"two versions of `{parameter.name}` are in force at once"
            yield Problem(later.place, "version-overlap", message, "end the earlier one the day before", related)
        elif start > end + timedelta(days=1):
            first, last = end + timedelta(days=1), start - timedelta(days=1)
            when = f"from {first} to {last}" if first < last else f"on {first}"
            message = f"no version of `{parameter.name}` is in force {when}"
            yield Problem(later.place, "version-gap", message, "close the gap", related)
