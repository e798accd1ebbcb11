"""One session that is played to its end by a case that answers."""

from __future__ import annotations

from collections.abc import Hashable

from msgspec import Struct

from triage.case import Answer, Case, Given, NotKnown
from triage.decide.headline import headline
from triage.decide.status import Situation
from triage.engines import ReferenceEngine
from triage.exhaustive import assert_never
from triage.holding import NotApplicable
from triage.interview import Question, Said, Session, Stage, Topic, answer, never_asked, objections
from triage.interview.forecast import soonest
from triage.interview.outlook import Outlook, main_targets, outlook
from triage.interview.prospects import Witness
from triage.interview.questions import Order, questions
from triage.interview.reasons import why_in
from triage.policy import Kind, Policy
from triage.program import compile_policy
from triage.view import as_given, as_presumed


class Asked(Struct, frozen=True):
    """A question that was put, what for (None: idle, no answer could change anything), and what was said to it."""

    id: str
    stage: Stage | None
    said: Hashable


class Played(Struct, frozen=True):
    """A session from its first question to its end. `outcome`: parties, and claims without their sums."""

    asked: tuple[Asked, ...]
    outcome: Hashable
    case: Case

    @property
    def idle(self) -> tuple[str, ...]:
        """The questions that were idle when they were put."""
        return tuple(each.id for each in self.asked if each.stage is None)


def play(policy: Policy, case: Case, order: Order = soonest, checked: bool = True) -> Played:
    """Ask until nothing is asked. `checked`: look at each question whether it is idle, which takes its time."""
    told = {name: said for name, said in case.answers.items() if name in never_asked(policy)}
    session, asked = Session(policy, Case(policy.id, case.now, told)), list[Asked]()
    while True:
        ahead = outlook(session)
        question = next(questions(ahead, order), None)
        if question is None:
            return Played(tuple(asked), outcome(policy, session.case), session.case)
        said = spoken(question, case, policy)
        stage = _stage(ahead, question) if checked else Stage.HEADLINE
        asked.append(Asked(question.id, stage, _hashable(said)))
        moved = answer(session, question, said)
        session = answer(session, question, None) if objections(moved) else moved


def spoken(question: Question, case: Case, policy: Policy) -> Said:
    """What the case says to the question."""
    match question.topic:
        case Topic.FACT:
            return _of_fact(question.names[0], case, policy)
        case Topic.SCREEN:
            named = {name: case.answers[name] for name in question.names if name in case.answers}
            plain = all(isinstance(each, Given) and not each.by for each in named.values())
            picked = frozenset(n for n, each in named.items() if isinstance(each, Given) and each.value is True)
            return picked if plain else named
        case Topic.EVIDENCE:
            return frozenset(name for name in question.names if case.evidence.get(name)) if case.evidence else None
        case _:
            assert_never(question.topic)


def _of_fact(name: str, case: Case, policy: Policy) -> Answer:
    presumed = policy.facts[name].presume
    if name in case.answers:
        return case.answers[name]
    return NotKnown() if presumed is None or presumed.value == "now" else Given(presumed.value)


def _hashable(said: Said) -> Hashable:
    return repr(said)


def outcome(policy: Policy, case: Case) -> Hashable:
    """Who answers and what is claimed in a case."""
    found = headline(as_presumed(as_given(policy, case)), ReferenceEngine(compile_policy(policy)))
    return tuple(sorted(found.parties)), tuple(sorted(name for name, _ in found.claims))


def in_force(policy: Policy, case: Case) -> int:
    """How many questions a list of everything has: each fact that applies or may apply, and the evidence at the end."""
    view = as_presumed(as_given(policy, case))
    facts = (f for f in policy.facts.values() if f.kind is not Kind.TEXT and f.unknown < 1)
    return 1 + sum(1 for fact in facts if not isinstance(view.facts[fact.name], NotApplicable))


# --- Idle or not -------------------------------------------------------------------------------


def _stage(ahead: Outlook, question: Question) -> Stage | None:
    """What the question is asked for. That it moves the headline is shown once more, without lanes."""
    main = main_targets(ahead.policy)
    gated = [n for n in ahead.askable if not ahead.with_gates([n]).isdisjoint(question.names)]
    found = (ahead.witness(name, main) for name in dict.fromkeys((*question.names, *gated)))
    if any(each is not None and really_differs(each, ahead.policy) for each in found):
        return Stage.HEADLINE
    reasons = why_in(ahead, question)
    stages = {
        Stage.HEADLINE: reasons.due,
        Stage.SUMS: reasons.sums,
        Stage.FURTHER: reasons.further,
        Stage.ROUTE: reasons.route,
        Stage.EVIDENCE: reasons.proves,
    }
    return next((stage for stage, what in stages.items() if what), None)


def really_differs(witness: Witness, policy: Policy) -> bool:
    """Whether the reference engine finds the conclusion different in the two completions of a witness."""
    program = compile_policy(policy)
    engine = ReferenceEngine(program)
    one, other = (
        Situation(program, view, engine.infer(view)).outcome(witness.target) for view in (witness.one, witness.other)
    )
    return one != other
