"""When the clock alone will change the verdict.

Candidates are the instants at which a test of time comes out differently, a version begins or ends, a step runs out, a
channel opens or closes; the first at which the headline or the rest of the verdict really differs is the answer.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from fractions import Fraction
from functools import lru_cache

from msgspec.structs import replace

from triage.case import Case
from triage.constraints import constraints
from triage.decide.headline import Headline, headline
from triage.decide.route import door_times
from triage.engines.inference import Engine
from triage.formula import names_in
from triage.holding import View
from triage.instant import moment_of, seconds
from triage.leaves import leaf_value
from triage.logic import leaves_of
from triage.period import ends
from triage.policy import Bound, Leaf, Period, Policy, Within
from triage.program import Program
from triage.view import as_given, as_presumed, due

HORIZON = timedelta(days=10 * 366)
"""How far ahead a change is looked for; the longest term of any law met so far is 5 years."""

END = seconds(datetime(9999, 12, 31, tzinfo=timezone.utc))
"""Nothing is looked for beyond the calendar."""


def next_change(program: Program, case: Case, presumed: View, now: Headline, engine: Engine) -> datetime | None:
    """The first instant after the case's own at which the presumed verdict changes though no answer does, or None.

    `presumed` is the view of the case as presumed, and `now` its headline.
    """
    for moment in sorted(set(_candidates(program, presumed))):
        later = headline(as_presumed(as_given(program.policy, replace(case, now=moment))), engine)
        if (later.sums(), later.rest) != (now.sums(), now.rest):
            return moment
    return None


def _candidates(program: Program, view: View) -> Iterator[datetime]:
    policy = program.policy
    for part in _tests_of_time(program):
        yield from _flips(part, view)
    for period in _periods(policy):
        yield from (end for end in ends(period, view) if end is not None and end > view.now)
    yield from (moment for moment in door_times(view) if moment > view.now)
    for fact in policy.facts.values():
        until = due(fact, view)
        moment = moment_of(until.high, policy.timezone) if until else None
        if moment is not None and moment > view.now:
            yield moment


@lru_cache(maxsize=16)
def _tests_of_time(program: Program) -> tuple[Leaf, ...]:
    """What the clock alone can turn: tests of rules and of constraints, the two ends of a range apart."""
    policy = program.policy
    constrained = (leaf for constraint in constraints(policy) for leaf in leaves_of(constraint.condition))
    leaves = dict.fromkeys([*program.leaves, *constrained])
    return tuple(part for leaf in leaves for part in _single_tests(leaf, policy))


def _single_tests(leaf: Leaf, policy: Policy) -> Iterator[Leaf]:
    """The two ends of a range that depends on `now`, each on its own: either comes out differently only once."""
    if isinstance(leaf, Within) and leaf.subject in policy.measures and _reads_now(leaf.subject, policy):
        bounds: tuple[tuple[Bound | None, Bound | None], ...] = ((leaf.low, None), (None, leaf.high))
        yield from (Within(leaf.subject, low, high) for low, high in bounds if low or high)


def _reads_now(name: str, policy: Policy) -> bool:
    if name in policy.measures:
        return any(_reads_now(inner, policy) for inner in names_in(policy.measures[name].formula))
    return name == "now"


def _flips(leaf: Leaf, view: View) -> Iterator[datetime]:
    """The seconds at which the test comes out differently from the second before, by bisection.

    One end of a range goes from no to yes or back once, and where parties dispute a moment it is open in between.
    """
    zone = view.policy.timezone
    start = seconds(view.now)

    def value(count: int) -> bool | None:
        moment = moment_of(start + count, zone)
        assert moment is not None
        return leaf_value(leaf, view.at(moment))

    first, last = 0, int(min(Fraction(HORIZON.total_seconds()), END - start))
    at_last = value(last) if first < last else None
    while first < last and (at_first := value(first)) != at_last:
        before, after = first, last
        while after - before > 1:
            middle = (before + after) // 2
            before, after = (middle, after) if value(middle) == at_first else (before, middle)
        found = moment_of(start + after, zone)
        assert found is not None
        yield found
        first = after


def _periods(policy: Policy) -> Iterator[Period]:
    """The periods that `now` may decide."""
    periods = [rule.period for rule in policy.rules.values()]
    periods += [version.period for parameter in policy.parameters.values() for version in parameter.versions]
    periods += [source.period for source in policy.sources.values()]
    periods += [channel.period for channel in policy.channels.values()]
    yield from (period for period in dict.fromkeys(periods) if period.by is None or period.otherwise_now)
