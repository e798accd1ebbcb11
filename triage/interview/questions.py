"""The next question: the author's order, of what still matters."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from triage.case import NotKnown
from triage.constraints import facts_of_leaf
from triage.holding import NotApplicable, Unknown, View
from triage.interview.session import EVIDENCE, Question, Session, about_evidence, about_exceptions, about_fact
from triage.leaves import leaf_value
from triage.logic import leaves_of, undecided_leaves
from triage.policy import Fact, Found, Has, Kind, Leaf, Policy, Proved
from triage.program import compile_policy
from triage.verdict import Status, Verdict
from triage.view import as_given, as_presumed


def opener(session: Session) -> Question | None:
    """The next of the facts that the author asks before everything else; no verdict is needed for that."""
    facts = _askable(session)
    return next(_gates_first((fact for fact in facts.values() if fact.first), facts, session), None)


def ask(session: Session, verdict: Verdict) -> Question | None:
    """The next question in the author's order, or None where no answer could change the verdict any more.

    First the openers; then, once, each list of rare exceptions of which one matters; then the facts that could still
    change something; then the evidence.
    """
    return opener(session) or next(_questions(session, verdict), None)


def _questions(session: Session, verdict: Verdict) -> Iterator[Question]:
    facts = _askable(session)
    yield from _screenings(session, facts, verdict)
    relevant = set(_relevant(session, verdict))
    wanted = (fact for name, fact in facts.items() if name in relevant and not (fact.presume or fact.screen))
    yield from _gates_first(wanted, facts, session)
    yield from _evidence(session, verdict)


def _relevant(session: Session, verdict: Verdict) -> Iterator[str]:
    """Facts that could still change the verdict; where nobody can say one, the moment from which its proof was due."""
    for each in verdict.open:
        fact = session.policy.facts.get(each.fact)
        if not each.contested and fact is not None:
            yield fact.name
            in_vain = isinstance(session.case.answers.get(fact.name), NotKnown)
            if in_vain and fact.burden and fact.production and fact.production.since:
                yield fact.production.since


def _askable(session: Session) -> dict[str, Fact]:
    """Facts without an answer that apply or may apply, in the author's order."""
    policy, case = session.policy, session.case
    given = as_given(policy, case)
    presumed = as_presumed(given)
    return {
        name: fact
        for name, fact in policy.facts.items()
        if name not in case.answers
        and name not in session.denied
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
        yield from map(about_fact, with_gates(fact))


def _screenings(session: Session, facts: Mapping[str, Fact], verdict: Verdict) -> Iterator[Question]:
    """Each list of exceptions with those that matter now or could come to matter, so that it is asked once."""
    matters = _exceptions_that_matter(session, verdict)
    for screen in session.policy.screens.values():
        listed = [f for name, f in facts.items() if f.screen == screen.name and name in matters and not f.first]
        if listed and screen.name not in session.passed:
            yield about_exceptions(screen, listed)


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


def _evidence(session: Session, verdict: Verdict) -> Iterator[Question]:
    """What the claims need, or what would prove a fact that a rule wants proved; each item once."""
    policy, case = session.policy, session.case
    wanted = {missing.item for missing in verdict.chain.missing} | {each.fact for each in verdict.open}
    wanted |= set(_proving(policy, verdict))
    items = [item for item in policy.evidence.values() if item.id in wanted and item.id not in case.evidence]
    if items and EVIDENCE not in session.passed:
        yield about_evidence(items)


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


def never_asked(policy: Policy) -> frozenset[str]:
    """Facts about which no question is put: presumptions that stand in no list, and texts."""
    return frozenset(
        fact.name
        for fact in policy.facts.values()
        if fact.kind is Kind.TEXT or (fact.presume is not None and not fact.first and fact.screen is None)
    )
