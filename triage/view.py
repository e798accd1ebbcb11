"""From the answers of a case to the view in which it is evaluated: as given, or as presumed.

In this order: answers, what does not apply, what the pack's constraints settle, run-out burdens, and presumptions (only
as presumed). Contradictions among the answers are problems for the person who gave them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from fractions import Fraction
from functools import lru_cache

from msgspec.structs import replace

from triage.case import Answer, Case, Contested, Given, NotKnown
from triage.constraints import broken, held, is_constrained, is_stated, may_be, narrowed, out_of_order, point_of
from triage.constraints import facts_of_leaf as facts_of_leaf
from triage.formula import compute
from triage.holding import (
    INFINITY,
    Doubt,
    Draft,
    Extended,
    Held,
    Holding,
    NotApplicable,
    Origin,
    Range,
    Unknown,
    View,
    presumed_value,
)
from triage.instant import seconds
from triage.leaves import truth_in
from triage.logic import evaluate, leaves_of
from triage.policy import ALWAYS, Fact, Kind, Known, Never, OneOf, Policy, Proved, Value, Within
from triage.problem import Problem

ROUNDS = 8
"""How often constraints are applied to their own results; each round only ever narrows."""


def as_given(policy: Policy, case: Case) -> View:
    """The view in which unknown facts stay unknown."""
    answered = _constrained(_as_answered(policy, case))
    burdened = _burdens(answered)
    return burdened if burdened is answered else _constrained(burdened)


def as_presumed(given: View, leaving: frozenset[str] = frozenset()) -> View:
    """The view in which unknown facts take the value that is presumed of them; those in `leaving` stay unknown."""
    so_far = Draft(given)
    for name, fact in _in_order_of_application(given.policy):
        before = given.facts[name]
        if isinstance(before, NotApplicable):
            continue  # and it stays so: most facts of a pack make no sense in a case
        applies = evaluate(fact.applies_when, truth_in(so_far.view))
        found = before if name in leaving else _presumed(fact, before, given.now)
        if isinstance(found, Held) and found is not before and is_constrained(name, given.policy):
            so_far.put(name, found)
            found = before if broken(name, so_far.view) else found
        so_far.put(name, _where_it_applies(found, applies))
    return so_far.view


def idle_presumptions(presumed: View) -> frozenset[str]:
    """Facts whose presumption does nothing in the view: they do not apply, or a constraint excludes the value.

    Leaving them unknown changes nothing there; once another presumption is left out as well, they may begin to matter.
    """
    facts = presumed.policy.facts
    return frozenset(
        name
        for name, fact in facts.items()
        if fact.presume is not None and presumed_value(presumed.facts[name]) is None
    )


def contradictions(policy: Policy, case: Case, given: View | None = None) -> tuple[Problem, ...]:
    """Answers that cannot hold together, each with the place of the answer that came last in the file.

    `given` is the view of the case as given, where it has been made already.
    """
    view = given or as_given(policy, case)
    found = [_never_problem(never, case) for never in policy.nevers if evaluate(never.when, truth_in(view))]
    found += [_lost_problem(name, case) for name in _lost(_as_answered(policy, case), view)]
    found += [
        _order_problem(case, earlier, later)
        for ordered in policy.ordered
        for earlier, later in out_of_order(ordered, view)
    ]
    return tuple(found)


# --- Answers -----------------------------------------------------------------------------------


def _as_answered(policy: Policy, case: Case) -> View:
    """The view of the bare answers."""
    holdings = dict(_unasked(policy))
    holdings |= {name: _answered(policy.facts[name], said) for name, said in case.answers.items() if name in holdings}
    return applied(View(policy, case.now, holdings, case.evidence))


@lru_cache(maxsize=16)
def _unasked(policy: Policy) -> Mapping[str, Holding]:
    return {name: _unknown(fact, Doubt.NOT_ASKED) for name, fact in policy.facts.items()}


def _answered(fact: Fact, answer: Answer) -> Holding:
    match answer:
        case Given(value, by):
            return Held(value, Origin.GIVEN, by)
        case NotKnown():
            return _unknown(fact, Doubt.NOT_KNOWN)
        case Contested(values):
            return _disputed(fact, tuple(dict.fromkeys(values.values())))


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
    points = [point_of(value) for value in values]
    return Unknown(Doubt.CONTESTED, values, Range(min(p.low for p in points), max(p.high for p in points)))


def _presumed(fact: Fact, holding: Holding, now: datetime) -> Holding:
    if fact.presume is None or not isinstance(holding, Unknown) or holding.doubt is Doubt.CONTESTED:
        return holding
    value = now if fact.presume.value == "now" and fact.kind is Kind.MOMENT else fact.presume.value
    return held(value, holding, Origin.PRESUMED) if may_be(value, holding) else holding


# --- What applies, and what the constraints settle ---------------------------------------------


def _constrained(view: View) -> View:
    for _ in range(ROUNDS):
        tighter = narrowed(view)
        if tighter is view:  # what applies is marked already
            break
        further = applied(tighter)
        if further.facts == view.facts:
            break
        view = further
    return view


def applied(view: View) -> View:
    """Mark what does not apply, or may not; a fact can hang on another that does not apply itself."""
    so_far = Draft(view)
    for name, fact in _in_order_of_application(view.policy):
        applies = evaluate(fact.applies_when, truth_in(so_far.view))
        so_far.put(name, _where_it_applies(view.facts[name], applies))
    return so_far.view if so_far.changed else view


def _where_it_applies(holding: Holding, applies: bool | None) -> Holding:
    """What is held of a fact that applies, does not, or may. Whoever states a fact says that it applies."""
    match holding:
        case _ if applies is False:
            return NotApplicable()
        case Unknown(may_not_apply=doubtful) if not is_stated(holding):
            return holding if doubtful is (applies is None) else replace(holding, may_not_apply=applies is None)
        case Held(value, origin, known=known) if applies is None and not is_stated(holding):
            doubt = Doubt.NOT_KNOWN if known is False else Doubt.NOT_ASKED
            return Unknown(doubt, (value,), point_of(value), True, origin)
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


def _burdens(view: View) -> View:
    """Facts that nobody can say, that someone had to prove, and whose time has run out."""
    unproved: dict[str, Holding] = {
        name: held(value, holding, Origin.BURDEN)
        for name, holding in view.facts.items()
        if isinstance(holding, Unknown) and holding.doubt is Doubt.NOT_KNOWN
        if (value := _unproved(view.policy.facts[name], view)) is not None and may_be(value, holding)
    }
    return applied(view.supposing(facts=unproved)) if unproved else view


def _unproved(fact: Fact, view: View) -> Value | None:
    """The value that the fact takes now that its time has run out."""
    return fact.burden.unproved if fact.burden and run_out(fact, view) else None


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


# --- Contradictions ----------------------------------------------------------------------------


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


def _lost(answered: View, settled: View) -> Iterator[str]:
    """Facts that somebody stated, but that cannot apply beside what the other answers settle."""
    for name, holding in settled.facts.items():
        if isinstance(holding, NotApplicable) and is_stated(answered.facts[name]):
            yield name


def _lost_problem(name: str, case: Case) -> Problem:
    message = f"`{name}` cannot be said beside the other answers: together with them it would not apply"
    return Problem(case.answers[name].place, "contradiction", message, "correct it, or what it hangs on")


def _order_problem(case: Case, earlier: str, later: str) -> Problem:
    places = [case.answers[name].place for name in (earlier, later) if name in case.answers]
    return Problem(
        max(places, default=case.place),
        "dates-out-of-order",
        f"`{earlier}` lies after `{later}`",
        f"`{earlier}` cannot be later than `{later}`; correct one of the two dates",
    )
