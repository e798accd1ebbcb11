"""The interview as arithmetic: `answer` returns a new session, `back` the previous one, `ask` the next question.

Nothing here reads or writes. Whoever talks to the person decides a verdict after each answer and asks again:

    verdict = decide(session.policy, session.case)
    question = ask(session, verdict)
    session = answer(session, question, value)
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import Enum
from itertools import combinations
from typing import TypeAlias

from typing_extensions import assert_never

from triage.case import Answer, Case, Contested, Given, NotKnown
from triage.constraints import facts_of_leaf
from triage.holding import Held, NotApplicable, Unknown, View
from triage.leaves import leaf_value
from triage.logic import evaluate, leaves_of, undecided_leaves
from triage.policy import Fact, Found, Has, Kind, Leaf, Never, Ordered, Policy, Proved, Screen, Text, Value
from triage.program import compile_policy
from triage.verdict import Status, Verdict
from triage.view import as_given, as_presumed

EVIDENCE = "evidence"
"""The id of the question about what can be shown."""


class Topic(Enum):
    """What a question is about: one fact, the rare exceptions of a screen, or the evidence at hand."""

    FACT = "fact"
    SCREEN = "screen"
    EVIDENCE = "evidence"


@dataclass(frozen=True, slots=True)
class Question:
    """One question. `names` are the facts or items of evidence that its answer fills in.

    `choices` is empty where something is typed in (yes/no, numbers, moments). `several`: any number of the
    choices, none included. `text` is empty for the evidence, for which the program has words of its own.
    """

    id: str
    topic: Topic
    names: tuple[str, ...]
    kind: Kind
    text: Text
    help: Text
    choices: Mapping[str, Text] = field(default_factory=dict)

    @property
    def several(self) -> bool:
        """Whether any number of the choices may be picked."""
        return self.kind is Kind.CHOICES


Said: TypeAlias = Value | Answer | Mapping[str, Answer] | None
"""What can be said to a question; None is "don't know".

To one fact: a value of its kind, or an answer with the evidence for it. To a list: the names of what applies (the
others are then denied), or, for a list of exceptions, single answers that leave the others unasked.
"""


@dataclass(frozen=True, slots=True)
class Turn:
    """A question that was answered, and how things stood before it."""

    question: Question
    case: Case
    passed: frozenset[str]


@dataclass(frozen=True, slots=True)
class Session:
    """Where an interview stands. `passed` are lists that are not asked about again though facts of theirs are open."""

    policy: Policy
    case: Case
    history: tuple[Turn, ...] = ()
    passed: frozenset[str] = frozenset()


# --- The next question -------------------------------------------------------------------------


def ask(session: Session, verdict: Verdict) -> Question | None:
    """The next question in the author's order, or None where no answer could change the verdict any more.

    First the facts that the author puts first; then, once, each list of rare exceptions of which one matters; then
    the facts that could still change something; then the evidence.
    """
    return next(_questions(session, verdict), None)


def _questions(session: Session, verdict: Verdict) -> Iterator[Question]:
    facts = _askable(session)
    could_change = {each.fact for each in verdict.open if not each.contested}
    yield from _gates_first((fact for fact in facts.values() if fact.first), facts, session)
    yield from _screenings(session, facts, verdict)
    relevant = (fact for name, fact in facts.items() if name in could_change and not (fact.presume or fact.screen))
    yield from _gates_first(relevant, facts, session)
    yield from _evidence(session, verdict)


def _askable(session: Session) -> dict[str, Fact]:
    """Facts without an answer that apply or may apply, in the author's order."""
    policy, case = session.policy, session.case
    given = as_given(policy, case)
    presumed = as_presumed(given)
    return {
        name: fact
        for name, fact in policy.facts.items()
        if name not in case.answers
        and fact.kind is not Kind.TEXT  # texts serve the complaint only
        and isinstance(given.facts[name], Unknown)  # neither off the subject nor settled by other answers
        and not isinstance(presumed.facts[name], NotApplicable)
    }


def _gates_first(wanted: Iterable[Fact], askable: Mapping[str, Fact], session: Session) -> Iterator[Question]:
    """Questions about these facts; where it is open whether one applies, about the facts that decide that before it."""
    view = as_given(session.policy, session.case)

    def with_gates(fact: Fact) -> Iterator[Fact]:
        for leaf in undecided_leaves(fact.applies_when, lambda leaf: leaf_value(leaf, view)):
            for name in facts_of_leaf(leaf, session.policy):
                if name in askable and not askable[name].presume:
                    yield from with_gates(askable[name])
        yield fact

    for fact in wanted:
        yield from map(_about, with_gates(fact))


def _screenings(session: Session, facts: Mapping[str, Fact], verdict: Verdict) -> Iterator[Question]:
    """Each list of exceptions with those that matter now or could come to matter, so that it is asked once."""
    matters = _exceptions_that_matter(session, verdict)
    for screen in session.policy.screens.values():
        listed = [f for name, f in facts.items() if f.screen == screen.name and name in matters and not f.first]
        if listed and screen.name not in session.passed:
            yield _screening(screen, listed)


def _exceptions_that_matter(session: Session, verdict: Verdict) -> set[str]:
    """Facts on whose presumption the verdict rests; while it is not firm, also those that an undecided clause reads."""
    rests_on = {each.fact for each in verdict.presumed} | {each.fact for each in verdict.open}
    if verdict.status in (Status.SETTLED, Status.PRESUMED):
        return rests_on
    view = as_given(session.policy, session.case)
    possible = set(verdict.trace.given_possible)
    return rests_on | {
        fact
        for clause in compile_policy(session.policy).clauses.values()
        if clause.id in possible or clause.id not in session.policy.rules
        for leaf in undecided_leaves(clause.condition, lambda leaf: _truth(leaf, view))
        for fact in facts_of_leaf(leaf, session.policy)
    }


def _truth(leaf: Leaf, view: View) -> bool | None:
    return None if isinstance(leaf, Found) else leaf_value(leaf, view)


def _about(fact: Fact) -> Question:
    return Question(fact.name, Topic.FACT, (fact.name,), fact.kind, fact.ask or fact.title, fact.help, fact.choices)


def _screening(screen: Screen, facts: list[Fact]) -> Question:
    choices = {fact.name: fact.title for fact in facts}
    return Question(screen.name, Topic.SCREEN, tuple(choices), Kind.CHOICES, screen.ask, {}, choices)


def _evidence(session: Session, verdict: Verdict) -> Iterator[Question]:
    """What the claims need, or what would prove a fact that a rule wants proved; each item once."""
    policy, case = session.policy, session.case
    wanted = {missing.item for missing in verdict.chain.missing} | {each.fact for each in verdict.open}
    wanted |= set(_proving(policy, verdict))
    items = [item for item in policy.evidence.values() if item.id in wanted and item.id not in case.evidence]
    if items and EVIDENCE not in session.passed:
        choices = {item.id: item.title for item in items}
        yield Question(EVIDENCE, Topic.EVIDENCE, tuple(choices), Kind.CHOICES, {}, {}, choices)


def _proving(policy: Policy, verdict: Verdict) -> Iterator[str]:
    """Items that a rule which fired or could fire asks for, by name or through a fact that it wants proved."""
    for line in verdict.rules:
        for leaf in leaves_of(policy.rules[line.rule].when):
            match leaf:
                case Has(items):
                    yield from items
                case Proved(fact):
                    yield from (item.id for item in policy.evidence.values() if fact in item.proves)
                case _:
                    pass


# --- Answers -----------------------------------------------------------------------------------


def answer(session: Session, question: Question, said: Said) -> Session:
    """The session after the answer. Raises `TypeError` for an answer that is not of the question's sort."""
    moved = replace(session, history=(*session.history, Turn(question, session.case, session.passed)))
    match question.topic:
        case Topic.FACT:
            return replace(moved, case=session.case.with_answer(question.names[0], _as_answer(said)))
        case Topic.SCREEN:
            return _screened(moved, question, said)
        case Topic.EVIDENCE:
            return _shown(moved, question, said)
        case _:
            assert_never(question.topic)


def _screened(session: Session, question: Question, said: Said) -> Session:
    if isinstance(said, Mapping):
        case = replace(session.case, answers={**session.case.answers, **said})
        return replace(session, case=case, passed=session.passed | {question.id})
    answers = {name: NotKnown() if said is None else Given(name in _names(said)) for name in question.names}
    return replace(session, case=replace(session.case, answers={**session.case.answers, **answers}))


def _shown(session: Session, question: Question, said: Said) -> Session:
    if said is None:
        return replace(session, passed=session.passed | {question.id})
    at_hand = {item: item in _names(said) for item in question.names}
    return replace(session, case=replace(session.case, evidence={**session.case.evidence, **at_hand}))


def _as_answer(said: Said) -> Answer:
    if said is None:
        return NotKnown()
    if isinstance(said, Mapping):
        raise TypeError(f"a question about one fact takes one answer, not {said!r}")
    return said if isinstance(said, Given | NotKnown | Contested) else Given(said)


def _names(said: Said) -> frozenset[str]:
    if not isinstance(said, frozenset):
        raise TypeError(f"a question with several choices takes a set of names, not {said!r}")
    return said


def back(session: Session) -> Session:
    """The session before the last answer; at the beginning, the session itself."""
    if not session.history:
        return session
    *earlier, last = session.history
    return replace(session, case=last.case, passed=last.passed, history=tuple(earlier))


# --- Contradictions ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Objection:
    """Answers that cannot hold together: `says` is why; where it is empty, the first lies after the second."""

    facts: tuple[str, ...]
    says: Text


def objections(session: Session) -> tuple[Objection, ...]:
    """What the last answer contradicts: answers that cannot hold together, and did not clash before it."""
    before = _clashes(session.policy, session.history[-1].case) if session.history else ()
    return tuple(each for each in _clashes(session.policy, session.case) if each not in before)


def _clashes(policy: Policy, case: Case) -> tuple[Objection, ...]:
    view = as_given(policy, case)
    excluded = (never for never in policy.nevers if evaluate(never.when, lambda leaf: leaf_value(leaf, view)))
    return (
        *(Objection(_answered(never, view, case), never.says) for never in excluded),
        *(Objection(pair, {}) for ordered in policy.ordered for pair in _out_of_order(ordered, view)),
    )


def _answered(never: Never, view: View, case: Case) -> tuple[str, ...]:
    read = (name for leaf in leaves_of(never.when) for name in facts_of_leaf(leaf, view.policy))
    return tuple(name for name in dict.fromkeys(read) if name in case.answers)


def _out_of_order(ordered: Ordered, view: View) -> Iterator[tuple[str, str]]:
    moments = {name: moment for name in ordered.moments if (moment := _moment(name, view))}
    return ((a, b) for a, b in combinations(moments, 2) if moments[a] > moments[b])


def _moment(name: str, view: View) -> datetime | None:
    if name == "now":
        return view.now
    held = view.facts[name]
    return held.value if isinstance(held, Held) and isinstance(held.value, datetime) else None
