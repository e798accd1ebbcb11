"""The versions of a parameter that law and overlay have together: day by day the one that holds."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from msgspec.structs import replace

from triage.policy import LayeredValue, Parameter, ParameterVersion, Period, Text
from triage.problem import Problems, Related


def layered_versions(
    law: Parameter, terms: tuple[ParameterVersion, ...], note: Text, problems: Problems
) -> tuple[ParameterVersion, ...]:
    """For each day the law's version and the overlay's, of which one holds; without an overlay's, the law's.

    What is decided by different dates cannot be compared, and is a problem.
    """
    found = [each for version in law.versions for each in _under(version, terms, law, note, problems)]
    return tuple(sorted(found, key=lambda version: version.period.since or date.min))


def _under(
    version: ParameterVersion, terms: tuple[ParameterVersion, ...], law: Parameter, note: Text, problems: Problems
) -> Iterator[ParameterVersion]:
    """One version of the law, cut up by the overlay's."""
    left = version.period.since or date.min
    last = version.period.until or date.max
    for term in sorted(terms, key=lambda each: each.period.since or date.min):
        since, until = max(left, term.period.since or date.min), min(last, term.period.until or date.max)
        if since > until or not _comparable(version, term, problems):
            continue
        dated = version.period if term.period.always else term.period
        if since > left:
            yield replace(version, period=_period(dated, left, since - timedelta(days=1)))
        yield replace(_holding(version, term, law, note), period=_period(dated, since, until))
        if until == last:
            return
        left = until + timedelta(days=1)
        version = replace(version, period=_period(dated, left, last))
    yield version


def _comparable(version: ParameterVersion, term: ParameterVersion, problems: Problems) -> bool:
    """Whether both are dated by the same fact, or only one is dated, and then by a date that always decides."""
    law, own = version.period, term.period
    if law.always or own.always:
        sound = own.always or own.by is None or own.otherwise_now
    else:
        sound = (law.by, law.otherwise_now) == (own.by, own.otherwise_now)
    if not sound:
        message = "this version and the law's are dated by different facts, so that they cannot be compared"
        hint = "give it the `by` and `else` of the law's version; where that has none, write `else: now`"
        problems.add(term.place, "other-date", message, hint, [Related("the law's version", version.place)])
    return sound


def _period(dated: Period, since: date, until: date) -> Period:
    first = None if since == date.min else since
    last = None if until == date.max else until
    return replace(dated, since=first, until=last) if first or last else Period()


def _holding(version: ParameterVersion, term: ParameterVersion, law: Parameter, note: Text) -> ParameterVersion:
    """The overlay's version, unless it is worse than a mandatory one; equal values change nothing."""
    if term.value == version.value:
        return replace(version, cites=tuple(dict.fromkeys((*version.cites, *term.cites))))
    better = (term.value > version.value) is (law.favours == "higher")
    yields = law.mandatory and not better
    layered = LayeredValue(version.value, term.value, yields, version.cites, term.cites, note)
    return replace(version if yields else term, layered=layered)
