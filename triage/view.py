"""From the answers of a case to the view in which it is evaluated: as given, or as presumed.

In this order: answers and run-out burdens, presumptions (only as presumed), what does not apply, and what the
pack's constraints settle. Contradictions among the answers are problems for the person who gave them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from fractions import Fraction
from functools import lru_cache

from triage.case import Answer, Case, Contested, Given, NotKnown
from triage.formula import compute, names_in
from triage.holding import (
    INFINITY,
    Doubt,
    Extended,
    Held,
    Holding,
    NotApplicable,
    Origin,
    Range,
    Unknown,
    View,
)
from triage.instant import seconds
from triage.leaves import truth_in
from triage.logic import evaluate, leaves_of
from triage.policy import ALWAYS, Fact, Kind, Known, Never, OneOf, Ordered, Policy, Proved, Value, Within
from triage.problem import Problem

ROUNDS = 8
"""How often constraints are applied to their own results; each round only ever narrows."""


def as_given(policy: Policy, case: Case) -> View:
    """The view in which unknown facts stay unknown."""
    holdings = {name: _answered(fact, case.answers.get(name)) for name, fact in policy.facts.items()}
    return _settled(View(policy, case.now, holdings, case.evidence))


def as_presumed(given: View, leaving: frozenset[str] = frozenset()) -> View:
    """The view in which unknown facts take the value that is presumed of them; those in `leaving` stay unknown."""
    presumed = dict(given.facts)
    view = given.supposing(facts=presumed)
    for name, fact in _in_order_of_application(given.policy):
        applies = evaluate(fact.applies_when, truth_in(view))
        found = given.facts[name] if name in leaving else _presumed(fact, given.facts[name], given.now)
        holding = _where_it_applies(found, applies)
        if holding != given.facts[name]:
            presumed[name] = holding
            view = given.supposing(facts=presumed)
    return view


def contradictions(policy: Policy, case: Case) -> tuple[Problem, ...]:
    """Answers that cannot hold together, each with the place of the answer that came last in the file."""
    view = as_given(policy, case)
    found = [_never_problem(never, case) for never in policy.nevers if _holds(never, view)]
    found += [
        _order_problem(case, earlier, later)
        for ordered in policy.ordered
        for earlier, later in _out_of_order(ordered, view)
    ]
    return tuple(found)


# --- Answers -----------------------------------------------------------------------------------


def _answered(fact: Fact, answer: Answer | None) -> Holding:
    match answer:
        case Given(value, by):
            return Held(value, Origin.GIVEN, by)
        case NotKnown():
            return _unknown(fact, Doubt.NOT_KNOWN)
        case Contested(values):
            return _disputed(fact, tuple(dict.fromkeys(values.values())))
        case None:
            return _unknown(fact, Doubt.NOT_ASKED)


def domain(fact: Fact) -> tuple[Value, ...]:
    """All values of a yes/no or choice fact; empty for the other kinds."""
    if fact.kind is Kind.YES_NO:
        return (True, False)
    return tuple(fact.choices) if fact.kind is Kind.CHOICE else ()


def _unknown(fact: Fact, doubt: Doubt) -> Unknown:
    low: Extended = Fraction(fact.low) if fact.low is not None else -INFINITY
    high: Extended = Fraction(fact.high) if fact.high is not None else INFINITY
    if fact.low is None and fact.kind in (Kind.MONEY, Kind.COUNT):
        low = Fraction(0)
    return Unknown(doubt, domain(fact), Range(low, high))


def _disputed(fact: Fact, values: tuple[Value, ...]) -> Unknown:
    if fact.kind in (Kind.YES_NO, Kind.CHOICE, Kind.CHOICES, Kind.TEXT):
        return Unknown(Doubt.CONTESTED, values)
    numbers = [seconds(v) if isinstance(v, datetime) else Fraction(v) for v in values]  # type: ignore[arg-type]
    return Unknown(Doubt.CONTESTED, (), Range(min(numbers), max(numbers)))


def _presumed(fact: Fact, holding: Holding, now: datetime) -> Holding:
    if fact.presume is None or not isinstance(holding, Unknown) or holding.doubt is Doubt.CONTESTED:
        return holding
    value = now if fact.presume.value == "now" and fact.kind is Kind.MOMENT else fact.presume.value
    if holding.values and value not in holding.values:  # the constraints exclude it
        return holding
    return Held(value, Origin.PRESUMED, known=False if holding.doubt is Doubt.NOT_KNOWN else None)


# --- What applies, and what the constraints settle ---------------------------------------------


def _settled(view: View) -> View:
    view = _burdens(_applied(view))
    for _ in range(ROUNDS):
        narrowed = _applied(_narrowed(view))
        if narrowed.facts == view.facts:
            break
        view = narrowed
    return view


def _applied(view: View) -> View:
    """Mark what does not apply, or may not; a fact can hang on another that does not apply itself."""
    facts = dict(view.facts)
    current = view
    for name, fact in _in_order_of_application(view.policy):
        holding = _where_it_applies(facts[name], evaluate(fact.applies_when, truth_in(current)))
        if holding != facts[name]:
            facts[name] = holding
            current = view.supposing(facts=facts)
    return current


def _where_it_applies(holding: Holding, applies: bool | None) -> Holding:
    """What is held of a fact that applies, does not, or may. Whoever gave a fact says that it applies."""
    match holding:
        case _ if applies is False:
            return NotApplicable()
        case Unknown():
            return replace(holding, may_not_apply=applies is None)
        case Held(value, Origin.PRESUMED | Origin.FOLLOWS) if applies is None:
            return Unknown(Doubt.NOT_ASKED, (value,), may_not_apply=True)
        case _:
            return holding


@lru_cache(maxsize=16)
def _in_order_of_application(policy: Policy) -> tuple[tuple[str, Fact], ...]:
    """Facts with a condition of application or a presumption, those that others hang on first."""
    return tuple(_ordered_facts(policy))


def _ordered_facts(policy: Policy) -> Iterator[tuple[str, Fact]]:
    seen: set[str] = set()

    def visit(name: str) -> Iterator[tuple[str, Fact]]:
        if name in seen:
            return
        seen.add(name)
        fact = policy.facts[name]
        for leaf in leaves_of(fact.applies_when):
            for needed in facts_of_leaf(leaf, policy):
                yield from visit(needed)
        if fact.presume is not None or fact.applies_when != ALWAYS:
            yield name, fact

    for name in policy.facts:
        yield from visit(name)


def facts_of_leaf(leaf: object, policy: Policy) -> tuple[str, ...]:
    """The facts that a leaf on facts and measures reads, in a fixed order."""
    match leaf:
        case OneOf(fact) | Known(fact) | Proved(fact):
            return (fact,)
        case Within(subject) if subject in policy.measures:
            names = tuple(names_in(policy.measures[subject].formula))
            return tuple(n for name in names for n in facts_of_leaf(Within(name, None, None), policy))
        case Within(subject) if subject in policy.facts:
            return (subject,)
        case _:
            return ()


def _burdens(view: View) -> View:
    """Facts that nobody can say, that someone had to prove, and whose time has run out."""
    unproved: dict[str, Holding] = {
        name: Held(fact.burden.unproved, Origin.BURDEN, known=False)
        for name, fact in view.policy.facts.items()
        if fact.burden and fact.burden.unproved is not None and _asked_in_vain(name, view) and run_out(fact, view)
    }
    return _applied(view.supposing(facts=unproved)) if unproved else view


def _asked_in_vain(name: str, view: View) -> bool:
    holding = view.facts[name]
    return isinstance(holding, Unknown) and holding.doubt is Doubt.NOT_KNOWN


def due(fact: Fact, view: View) -> Range | None:
    """When the time to produce a fact runs out, in seconds since the epoch; None where no time is set."""
    step = fact.production
    if step is None or step.within is None or step.since is None:
        return None
    hours = compute(step.within, view)
    since = view.facts[step.since]
    if isinstance(hours, NotApplicable) or not isinstance(since, Held):
        return None
    assert isinstance(since.value, datetime)
    start = seconds(since.value)
    return Range(start + 3600 * hours.low, start + 3600 * hours.high)


def run_out(fact: Fact, view: View) -> bool:
    """Whether the time to produce the fact has surely run out."""
    until = due(fact, view)
    return until is not None and until.high <= seconds(view.now)


def _narrowed(view: View) -> View:
    """Drop the values that a constraint excludes; a fact with one value left has that value."""
    facts: dict[str, Holding] = {}
    for never in view.policy.nevers:
        for name in dict.fromkeys(n for leaf in leaves_of(never.when) for n in facts_of_leaf(leaf, view.policy)):
            holding = facts.get(name, view.facts[name])
            if isinstance(holding, Unknown) and holding.values:
                facts[name] = _without_excluded(name, holding, never, view.supposing(facts=facts))
    for ordered in view.policy.ordered:
        facts.update(_bounded(ordered, view.supposing(facts=facts)))
    return view.supposing(facts=facts) if facts else view


def _without_excluded(name: str, holding: Unknown, never: Never, view: View) -> Holding:
    def excluded(value: Value) -> bool:
        return _holds(never, view.supposing(facts={name: Held(value, Origin.FOLLOWS)}))

    left = tuple(value for value in holding.values if not excluded(value))
    if (
        len(left) == 1
        and len(holding.values) > 1
        and not holding.may_not_apply
        and holding.doubt is not Doubt.CONTESTED
    ):
        return Held(left[0], Origin.FOLLOWS)
    return replace(holding, values=left) if left and left != holding.values else holding


def _holds(never: Never, view: View) -> bool:
    return evaluate(never.when, truth_in(view)) is True


def _moments(ordered: Ordered, view: View) -> list[tuple[str, Range]]:
    """The bounds of the moments of the list that apply, in their order."""
    moments = []
    for name in ordered.moments:
        holding = None if name == "now" else view.facts[name]
        if holding is None:
            moments.append((name, Range(seconds(view.now), seconds(view.now))))
        elif isinstance(holding, Unknown):
            moments.append((name, holding.bounds))
        elif isinstance(holding, Held):
            assert isinstance(holding.value, datetime)
            moments.append((name, Range(seconds(holding.value), seconds(holding.value))))
    return moments


def _bounded(ordered: Ordered, view: View) -> dict[str, Holding]:
    moments = _moments(ordered, view)
    facts: dict[str, Holding] = {}
    for index, (name, held) in enumerate(moments):
        holding = view.facts.get(name)
        if not isinstance(holding, Unknown) or holding.doubt is Doubt.CONTESTED:
            continue
        low = max([held.low, *(m.low for _, m in moments[:index])])
        high = min([held.high, *(m.high for _, m in moments[index + 1 :])])
        if low <= high and Range(low, high) != held:
            facts[name] = replace(holding, bounds=Range(low, high))
    return facts


# --- Contradictions ----------------------------------------------------------------------------


def _out_of_order(ordered: Ordered, view: View) -> Iterator[tuple[str, str]]:
    moments = _moments(ordered, view)
    for index, (earlier, first) in enumerate(moments):
        for later, second in moments[index + 1 :]:
            if first.point is not None and second.point is not None and first.point > second.point:
                yield earlier, later


def _never_problem(never: Never, case: Case) -> Problem:
    said = [
        (answer.place, name)
        for leaf in leaves_of(never.when)
        if isinstance(leaf, OneOf | Within | Known | Proved)
        for name in [leaf.subject if isinstance(leaf, Within) else leaf.fact]
        if (answer := case.answers.get(name)) is not None
    ]
    place = max((p for p, _ in said), default=case.place)
    names = ", ".join(f"`{name}`" for name in dict.fromkeys(name for _, name in said))
    says = "; ".join(never.says.values())
    return Problem(place, "contradiction", f"{names} cannot hold together: {says}", "correct one of them")


def _order_problem(case: Case, earlier: str, later: str) -> Problem:
    places = [case.answers[name].place for name in (earlier, later) if name in case.answers]
    return Problem(
        max(places, default=case.place),
        "dates-out-of-order",
        f"`{earlier}` lies after `{later}`",
        f"`{earlier}` cannot be later than `{later}`; correct one of the two dates",
    )
