"""Facts that change no conclusion: two cases that differ in one fact, and whether any conclusion differs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from triage.constraints import facts_of_leaf
from triage.decide.defeat import slots
from triage.decide.headline import headline
from triage.engines import ReferenceEngine
from triage.formula import names_in
from triage.policy import ConcludesOutcome, ConcludesWarning, Fact, Kind, Rule, Within
from triage.program import channel_id
from triage.prove.asking import Asker
from triage.prove.cases import case_of, value_in
from triage.prove.encoding import Encoding, term_of
from triage.prove.extended import Extended, equals
from triage.prove.replay import Replay
from triage.prove.report import Kind as Asked
from triage.prove.report import Proof, Question, Refutation, Result, Undecided
from triage.prove.rules import Effects
from triage.prove.seen import Seen
from triage.prove.sums import sum_of_claim
from triage.prove.terms import FALSE, Assignment, Term, both, either, integer, negation, real, same, unknown
from triage.prove.walks import replaced, unknowns_in
from triage.prove.world import World
from triage.view import domain

OTHER = "other "
"""Begins the names of a fact's unknowns in the second case."""


@dataclass(slots=True)
class Conclusions:
    """What a verdict tells: which rules win, who sits where, what is claimed for how much, which channels are open."""

    encoding: Encoding
    truths: dict[str, Term] = field(init=False)
    sums: dict[str, tuple[Term, Term, Extended]] = field(init=False)

    def __post_init__(self) -> None:
        reading, policy = self.encoding.full, self.encoding.policy
        ruling, effects = reading.ruling, Effects(reading)
        told = [rule for rule in policy.rules.values() if isinstance(rule.then, ConcludesOutcome | ConcludesWarning)]
        self.truths = {f"rule:{rule.id}": effects.wins(rule) for rule in told}
        self.truths |= {f"channel:{name}": reading.clause(channel_id(name)).yes for name in policy.channels}
        for role, answering in _answering(told).items():
            answers = either(*(effects.wins(rule) for rule in answering))
            for party, sits in ruling.seats(role).items():
                self.truths[f"seat:{role}:{party}"] = both(answers, term_of(sits))
        self.sums = {}
        for name, claim in policy.claims.items():
            chosen = self.truths[f"claim:{name}"] = term_of(ruling.chosen(name))
            if claim.amount is not None:
                span = sum_of_claim(claim, reading.sight)
                self.sums[name] = (chosen, span.absent, span.low)

    def differ(self, by: Mapping[Term, Term]) -> Term:
        """Where some conclusion is another one after the unknowns are replaced."""
        done: dict[Term, Term] = {}
        changed = [negation(same(term, replaced(term, by, done))) for term in self.truths.values()]
        for chosen, absent, end in self.sums.values():
            other = Extended(*(replaced(term, by, done) for term in (end.above, end.below, end.term)))
            gone = replaced(absent, by, done)
            alike = both(same(absent, gone), either(absent, equals(end, other)))
            changed.append(both(chosen, replaced(chosen, by, done), negation(alike)))
        return either(*changed)


def _answering(rules: list[Rule]) -> dict[str, list[Rule]]:
    """For each role the rules that make it answer."""
    found: dict[str, list[Rule]] = {}
    for rule in rules:
        if isinstance(rule.then, ConcludesOutcome):
            for role in (*(role for role, _ in rule.then.responsible), *(role for role, _ in rule.then.also_liable)):
                found.setdefault(role, []).append(rule)
    return found


def idle_facts(encoding: Encoding) -> Iterator[IdleFact]:
    """For each question that people are asked whether any answer can matter, and for each fact declared irrelevant.

    A fact that dates a step or a channel matters for the date, and is asked of only where it is declared irrelevant.
    """
    conclusions = Conclusions(encoding)
    dating = _dating(encoding)
    declared = {each.fact: each.place for each in encoding.policy.irrelevant}
    for name, fact in encoding.policy.facts.items():
        if name in declared:
            yield IdleFact(Question(Asked.IRRELEVANT, (name,), declared[name]), fact, conclusions, True)
        elif fact.kind is not Kind.TEXT and name not in dating:
            yield IdleFact(Question(Asked.IDLE_FACT, (name,), fact.place), fact, conclusions, False)


def _dating(encoding: Encoding) -> frozenset[str]:
    policy = encoding.policy
    formulas = [f for c in policy.channels.values() for f in (c.opens, c.closes) if f is not None]
    formulas += [fact.production.within for fact in policy.facts.values() if fact.production and fact.production.within]
    since = {fact.production.since for fact in policy.facts.values() if fact.production and fact.production.since}
    return frozenset(
        since
        | {fact for f in formulas for name in names_in(f) for fact in facts_of_leaf(Within(name, None, None), policy)}
    )


@dataclass(frozen=True, slots=True)
class IdleFact:
    """Whether a fact can change a conclusion; `irrelevant`: it is declared that it cannot."""

    question: Question
    fact: Fact
    conclusions: Conclusions
    irrelevant: bool

    @property
    def wanted(self) -> tuple[Term, ...]:
        """No term has to hold anywhere."""
        return ()

    def results(self, asker: Asker, replay: Replay) -> Iterator[Result]:
        """What two cases that differ in the fact alone can show."""
        encoding = self.conclusions.encoding
        by = dict(_other_unknowns(self.fact, encoding.world))
        differ = self.conclusions.differ(by)
        term = both(differ, replaced(encoding.lawful, by, {})) if differ is not FALSE else FALSE
        answer = asker.find(term, "full") if self.irrelevant else None
        found = answer.found if answer else asker.exists(term, "full")
        if found is None or (answer and not answer.decided):
            yield Undecided(self.question, asker.seconds, full=False)
        elif answer and answer.case is not None:
            yield self._refuted(answer.case, term, asker, replay)
        elif found is self.irrelevant:
            yield Refutation(self.question, ((self.fact.name, self.fact.place),), None)
        else:
            yield Proof(self.question, partly=False)

    def _refuted(self, assignment: Assignment, term: Term, asker: Asker, replay: Replay) -> Refutation:
        world = asker.encoding.world
        other = {**assignment, **{k.removeprefix(OTHER): v for k, v in assignment.items() if k.startswith(OTHER)}}
        sight = asker.encoding.full.sight
        first, second = (case_of(each, sight, world) for each in (assignment, other))
        case = replace(first, answers={**second.answers, **first.answers})
        changed = {self.fact.name: value_in(self.fact, other, world)}
        witness = replay.pair(case, changed, lambda a, b: told_by(a) != told_by(b), term)
        return Refutation(self.question, ((self.fact.name, self.fact.place),), witness)


def told_by(case: Seen) -> tuple[object, ...]:
    """What a verdict on the case tells, reasons aside."""
    policy, ruling = case.program.policy, case.ruling
    standing = {clause for slot in slots(policy) for clause, stands in ruling.standing(slot).items() if stands}
    found = headline(case.view, ReferenceEngine(case.program))
    return (*found.sums(), found.rest, frozenset(standing & policy.rules.keys()))


def _other_unknowns(fact: Fact, world: World) -> Iterator[tuple[Term, Term]]:
    """The unknowns of a fact, and those of its value in the second case."""
    terms = [world.is_value(fact, value) for value in domain(fact)]
    terms += [world.chosen(fact, choice) for choice in fact.choices if fact.kind is Kind.CHOICES]
    if not terms and fact.kind is not Kind.TEXT:
        terms = [world.number(fact)]
    for each in unknowns_in(terms):
        make = {"unknown": unknown, "integer": integer, "real": real}[each.op]
        yield each, make(f"{OTHER}{each.detail}")
