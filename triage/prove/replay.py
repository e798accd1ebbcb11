"""Cases that the solver found, tried out in the engine and made as small as they can be.

Whatever the solver says of a case is believed only after the reference engine has said it too.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Set
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from triage.case import Case, Given
from triage.decide import decide
from triage.instant import start_of
from triage.policy import Kind, Policy, Value
from triage.program import Program, compile_policy
from triage.prove.limit import Limit
from triage.prove.report import Witness
from triage.prove.seen import Seen, seen
from triage.prove.terms import Term
from triage.prove.walks import unknowns_in

Holds: TypeAlias = Callable[[Seen], bool]
"""Whether a case, as presumed, shows what it is meant to show."""

Differ: TypeAlias = Callable[[Seen, Seen], bool]
"""Whether two cases, as presumed, show together what they are meant to show."""

_SIGNS = re.compile("[ =:]")
"""What stands between the words of an unknown's name."""

PLAIN_NUMBERS = tuple(map(Decimal, ("0", "1", "2", "10", "100", "1000")))
ROUND = (timedelta(days=1), timedelta(hours=1), timedelta(minutes=1))
NEAR = tuple(timedelta(days=days) for days in (365, 90, 30, 10, 2, 1, -1, -2, -10))
"""How long before the moment of the case its other moments are tried, farthest first: the last that serves stays."""


class EncodingDisagrees(Exception):
    """The engine does not see in a case what the solver saw: a mistake of this program, never to be hidden."""


class Replay(Struct, frozen=True):
    """Tries cases of one policy out. A case is made smaller until the limit of its question runs out."""

    policy: Policy
    limit: Limit

    @property
    def program(self) -> Program:
        """The compiled policy."""
        return compile_policy(self.policy)

    def one(self, case: Case, holds: Holds, read: Term) -> Witness:
        """The smallest such case that still shows it; `read` is the term that holds in it.

        Raises `EncodingDisagrees`.
        """

        def check(tried: Case) -> bool:
            found = seen(tried, self.program)
            return found is not None and holds(found)

        small = self._smallest(case, check, read)
        return Witness(small, decide(self.policy, small))

    def pair(self, case: Case, changed: Mapping[str, Value], differ: Differ, read: Term) -> Witness:
        """The smallest such case that still shows it beside the case with some facts changed."""

        def check(first: Case) -> bool:
            before, after = seen(first, self.program), seen(_changed(first, changed), self.program)
            return before is not None and after is not None and differ(before, after)

        small = self._smallest(case, check, read)
        after = decide(self.policy, _changed(small, changed))
        return Witness(small, decide(self.policy, small), changed, after)

    def _smallest(self, case: Case, check: Callable[[Case], bool], read: Term) -> Case:
        """The case without what it does not need, in round figures; as small as it got where time runs out."""
        if not check(case):
            raise EncodingDisagrees(f"the engine does not agree on {case}")
        for changes in (
            lambda _: self._only_read(read),
            self._fewer,
            self._fewer_choices,
            self._one_fewer,
            self._rounder,
        ):
            for change in changes(case):
                if not self.limit.left:
                    return case
                changed = change(case)
                if changed != case and check(changed):
                    case = changed
        return case

    # --- Ways to make a case simpler ---

    def _only_read(self, read: Term) -> Iterator[Callable[[Case], Case]]:
        """Without everything that the term does not read."""
        words = {word for unknown in unknowns_in([read]) for word in _SIGNS.split(str(unknown.detail))}
        yield lambda c: _without(c, c.answers.keys() - words)
        yield lambda c: replace(c, evidence={item: shown for item, shown in c.evidence.items() if item in words})

    def _fewer(self, case: Case) -> Iterator[Callable[[Case], Case]]:
        yield lambda c: replace(c, evidence={})
        names = [name for name in reversed(list(self.policy.facts)) if name in case.answers]
        for size in (16, 4):
            for start in range(0, len(names), size):
                chunk = frozenset(names[start : start + size])
                yield lambda c, chunk=chunk: _without(c, chunk)  # type: ignore[misc]
        yield from self._one_fewer(case)

    def _one_fewer(self, case: Case) -> Iterator[Callable[[Case], Case]]:
        for name in reversed(list(self.policy.facts)):
            if name in case.answers:
                yield lambda c, name=name: _without(c, frozenset([name]))  # type: ignore[misc]
                yield lambda c, name=name: _unnamed(c, name)  # type: ignore[misc]
        for item in case.evidence:
            yield lambda c, item=item: replace(c, evidence={i: s for i, s in c.evidence.items() if i != item})  # type: ignore[misc]

    def _rounder(self, case: Case) -> Iterator[Callable[[Case], Case]]:
        yield lambda c: _shifted(c, start_of(datetime(2026, 7, 1).date(), self.policy.timezone) + timedelta(hours=12))
        for name in case.answers:
            for value in self._plainer(name, case):
                yield lambda c, name=name, value=value: _with_value(c, name, value)  # type: ignore[misc]
        for name in case.answers:
            for gap in NEAR:
                yield lambda c, name=name, gap=gap: _before(c, name, gap)  # type: ignore[misc]
            for step in ROUND:
                yield lambda c, name=name, step=step: _rounded(c, name, step)  # type: ignore[misc]

    def _plainer(self, name: str, case: Case) -> Iterator[Value]:
        answer = case.answers[name]
        kind = self.policy.facts[name].kind
        if not isinstance(answer, Given):
            return
        if kind in (Kind.MONEY, Kind.COUNT, Kind.NUMBER):
            assert isinstance(answer.value, Decimal)
            fixed = Decimal("0.00") if kind is Kind.MONEY else Decimal(0)
            candidates = [*PLAIN_NUMBERS, answer.value.to_integral_value()]
            yield from (n.quantize(fixed) for n in reversed(candidates))
        elif isinstance(answer.value, frozenset):
            yield from (frozenset([choice]) for choice in sorted(answer.value) if len(answer.value) > 1)

    def _fewer_choices(self, case: Case) -> Iterator[Callable[[Case], Case]]:
        for name, answer in case.answers.items():
            if isinstance(answer, Given) and isinstance(answer.value, frozenset):
                for choice in sorted(answer.value):
                    yield lambda c, name=name, choice=choice: _unchosen(c, name, choice)  # type: ignore[misc]


def _without(case: Case, names: Set[str]) -> Case:
    return replace(case, answers={name: answer for name, answer in case.answers.items() if name not in names})


def _changed(case: Case, facts: Mapping[str, Value]) -> Case:
    return replace(case, answers={**case.answers, **{name: Given(value) for name, value in facts.items()}})


def _unnamed(case: Case, name: str) -> Case:
    answer = case.answers.get(name)
    return case.with_answer(name, Given(answer.value)) if isinstance(answer, Given) and answer.by else case


def _unchosen(case: Case, name: str, choice: str) -> Case:
    """The case without one of several choices; the last one stays."""
    answer = case.answers[name]
    if not isinstance(answer, Given) or not isinstance(answer.value, frozenset):
        return case
    left = answer.value - {choice}
    return case.with_answer(name, Given(left, answer.by)) if left else case


def _with_value(case: Case, name: str, value: Value) -> Case:
    answer = case.answers[name]
    return case.with_answer(name, Given(value, answer.by)) if isinstance(answer, Given) else case


def _shifted(case: Case, now: datetime) -> Case:
    """The case at another moment, all its moments as far from it as before."""
    by = now - case.now
    answers = {
        name: Given(answer.value + by, answer.by)
        if isinstance(answer, Given) and isinstance(answer.value, datetime)
        else answer
        for name, answer in case.answers.items()
    }
    return replace(case, now=now, answers=answers)


def _before(case: Case, name: str, gap: timedelta) -> Case:
    """The case with a moment so long before its own."""
    answer = case.answers[name]
    if not isinstance(answer, Given) or not isinstance(answer.value, datetime):
        return case
    return case.with_answer(name, Given(case.now - gap, answer.by))


def _rounded(case: Case, name: str, step: timedelta) -> Case:
    """The case with a moment a round time before (or after) now."""
    answer = case.answers[name]
    if not isinstance(answer, Given) or not isinstance(answer.value, datetime):
        return case
    gap = (answer.value - case.now) // step
    return case.with_answer(name, Given(case.now + gap * step, answer.by))
