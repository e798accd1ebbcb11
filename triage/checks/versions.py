"""Versions of one name: they must share the date that decides, and leave neither a gap nor an overlap."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise

from triage.policy import Parameter, Period, Policy
from triage.problem import Place, Problem, Related


def broken_versions(policy: Policy) -> tuple[Problem, ...]:
    """Periods that end before they begin, and versions of a parameter that do not fit together."""
    periods = [(rule.period, rule.place) for rule in policy.rules.values()]
    periods += [(source.period, source.place) for source in policy.sources.values()]
    periods += [(v.period, v.place) for parameter in policy.parameters.values() for v in parameter.versions]
    found = [problem for period, place in periods for problem in _inverted(period, place)]
    return (*found, *(p for parameter in policy.parameters.values() for p in _fit(parameter)))


def _inverted(period: Period, place: Place) -> Iterator[Problem]:
    if period.since and period.until and period.since > period.until:
        message = f"in force from {period.since} until {period.until}"
        yield Problem(place, "period-inverted", message, "swap the two days")


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
            message = f"no version of `{parameter.name}` is in force from {end + timedelta(days=1)} to {start}"
            yield Problem(later.place, "version-gap", message, "close the gap", related)
