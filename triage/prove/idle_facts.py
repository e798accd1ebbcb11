"""Facts that change no conclusion: two cases that differ in one fact, and whether any conclusion differs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import reduce
from operator import or_

from msgspec import Struct
from msgspec.structs import replace

from triage.constraints import facts_of_leaf
from triage.decide.amounts import amount_of
from triage.decide.defeat import slots
from triage.decide.headline import headline
from triage.engines import ReferenceEngine
from triage.formula import names_in
from triage.policy import ConcludesOutcome, ConcludesWarning, Fact, Kind, Rule, Within
from triage.program import channel_id
from triage.prove.answer import NONE, Answer
from triage.prove.asking import Asker
from triage.prove.cases import case_of, holds, value_in
from triage.prove.encoding import Encoding, term_of
from triage.prove.extended import Extended, equals
from triage.prove.kept import key_of
from triage.prove.replay import Replay
from triage.prove.report import Kind as Asked
from triage.prove.report import Proof, Question, Refutation, Result, Undecided
from triage.prove.rules import Effects
from triage.prove.seen import Seen
from triage.prove.sums import sum_of_claim
from triage.prove.terms import FALSE, Assignment, Term, both, either, integer, negation, real, same, unknown
from triage.prove.walks import UNKNOWNS, fold, replaced, unknowns_in
from triage.prove.world import World
from triage.view import domain

OTHER = "other "
"""Begins the names of a fact's unknowns in the second case."""


class Truth(Struct, frozen=True):
    """Something that a verdict tells or does not."""

    term: Term

    @property
    def terms(self) -> tuple[Term, ...]:
        """All that it hangs on."""
        return (self.term,)

    def differs(self, by: Mapping[Term, Term], done: dict[Term, Term]) -> Term:
        """Where it is another after the unknowns are replaced; `done` is shared by calls with the same `by`."""
        return negation(same(self.term, replaced(self.term, by, done)))


class Sum(Struct, frozen=True):
    """The sum of a claim where it is made: nothing where it is `absent`."""

    chosen: Term
    absent: Term
    end: Extended

    @property
    def terms(self) -> tuple[Term, ...]:
        """All that it hangs on."""
        return (self.chosen, self.absent, self.end.above, self.end.below, self.end.term)

    def differs(self, by: Mapping[Term, Term], done: dict[Term, Term]) -> Term:
        """Where the claim is made both times, and the sum is another after the unknowns are replaced."""
        chosen, gone, *other = (replaced(term, by, done) for term in self.terms)
        alike = both(same(self.absent, gone), either(self.absent, equals(self.end, Extended(*other))))
        return both(self.chosen, chosen, negation(alike))


class Conclusions:
    """What a verdict tells: which rules win, who sits where, what is claimed for how much, which channels are open."""

    def __init__(self, encoding: Encoding) -> None:
        self.encoding = encoding
        self._bits: dict[Term, int] = {}
        self.all = tuple(self._told())
        done: dict[Term, int] = {}
        self._reads = tuple(self._read_by(each, done) for each in self.all)  # of each the unknowns, a bit each

    def _read_by(self, conclusion: Truth | Sum, done: dict[Term, int]) -> int:
        def read(term: Term, parts: list[int]) -> int:
            if term.op in UNKNOWNS:
                return self._bits.setdefault(term, 1 << len(self._bits))
            return reduce(or_, parts, 0)

        return reduce(or_, (fold(term, read, done) for term in conclusion.terms))

    def reading(self, unknowns: Iterable[Term]) -> tuple[Truth | Sum, ...]:
        """The conclusions that read some of the unknowns; no other one can differ with them."""
        wanted = reduce(or_, (self._bits.get(each, 0) for each in unknowns), 0)
        return tuple(each for each, read in zip(self.all, self._reads, strict=True) if read & wanted)

    def _told(self) -> Iterator[Truth | Sum]:
        reading, policy = self.encoding.full, self.encoding.policy
        ruling, effects = reading.ruling, Effects(reading)
        told = [rule for rule in policy.rules.values() if isinstance(rule.then, ConcludesOutcome | ConcludesWarning)]
        yield from (Truth(effects.wins(rule)) for rule in told)
        yield from (Truth(reading.clause(channel_id(name)).yes) for name in policy.channels)
        for role, answering in _answering(told).items():
            answers = either(*(effects.wins(rule) for rule in answering))
            yield from (Truth(both(answers, term_of(sits))) for sits in ruling.seats(role).values())
        for name, claim in policy.claims.items():
            chosen = term_of(ruling.chosen(name))
            yield Truth(chosen)
            for asked in (claim, policy.claims.get(claim.otherwise or "")):
                if asked is not None and asked.amount is not None:
                    span = sum_of_claim(asked, reading.sight)
                    yield Sum(chosen, span.absent, span.low)


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


class Moved:
    """The conclusions of two cases that differ in some unknowns: `by` says what these are in the second case.

    That a conclusion can differ hangs on that conclusion alone, and that none can on those that read the unknowns; by
    these the answers are kept, so that most of them outlive a change of the policy, and need no term to be looked up.
    """

    def __init__(self, conclusions: Conclusions, by: Mapping[Term, Term]) -> None:
        self.conclusions = conclusions
        self.by = by
        self.reading = conclusions.reading(by)

    def known(self, asker: Asker) -> bool | None:
        """Whether some conclusion can differ, as far as that is known from earlier answers."""
        if not self.reading or asker.kept.get(self._key(*self.reading)) == NONE:
            return False
        kept = [asker.kept.get(self._key(each)) for each in self.reading]  # all are looked up, so that they stay kept
        return True if any(kept) else None

    def differs(self, asker: Asker) -> bool | None:
        """Whether some conclusion can differ; None where that was not found out."""
        found = self.known(asker)
        if found is not None:
            return found
        answer = asker.example(self.term, "full")
        if answer.case is not None:
            self._note_different(answer.case, asker)
        elif answer.decided:
            self.note_same(asker)
        return answer.found if answer.decided else None

    @property
    def term(self) -> Term:
        """Where some conclusion differs, and the second case is one as well."""
        done: dict[Term, Term] = {}
        differ = either(*(each.differs(self.by, done) for each in self.reading))
        return both(differ, self._lawful) if differ is not FALSE else FALSE

    @property
    def _lawful(self) -> Term:
        return replaced(self.conclusions.encoding.lawful, self.by, {})

    def note_same(self, asker: Asker) -> None:
        """Keep that no conclusion differs."""
        asker.kept.put(self._key(*self.reading), NONE)

    def _note_different(self, case: Assignment, asker: Asker) -> None:
        """Keep of each conclusion that differs in the case that it can."""
        done: dict[Term, Term] = {}
        for each in self.reading:
            if holds(each.differs(self.by, done), case):
                asker.kept.put(self._key(each), Answer(True, found=True))

    def _key(self, *conclusions: Truth | Sum) -> str:
        """What the answer hangs on: the conclusions, the cases that there are, and the unknowns."""
        terms = (self.conclusions.encoding.lawful, *self.by, *(term for each in conclusions for term in each.terms))
        return key_of("moved", *terms)


class IdleFact(Struct, frozen=True):
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
        by = dict(_other_unknowns(self.fact, self.conclusions.encoding.world))
        moved = Moved(self.conclusions, by)
        if self.irrelevant:
            yield self._changes_nothing(moved, asker, replay)
        else:
            yield self._matters(moved, asker)

    def _matters(self, moved: Moved, asker: Asker) -> Result:
        found = moved.differs(asker)
        if found is None:
            return Undecided(self.question, asker.seconds, full=False)
        if not found:
            return Refutation(self.question, ((self.fact.name, self.fact.place),), None)
        return Proof(self.question, partly=False)

    def _changes_nothing(self, moved: Moved, asker: Asker, replay: Replay) -> Result:
        if moved.known(asker) is False:
            return Proof(self.question, partly=False)
        answer = asker.find(moved.term, "full", self.question.id)
        if not answer.decided:
            return Undecided(self.question, asker.seconds, full=False)
        if answer.case is not None:
            return self._refuted(answer.case, moved.term, asker, replay)
        moved.note_same(asker)
        return Proof(self.question, partly=False)

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
    standing = {clause for slot in slots(policy) for clause in ruling.standing(slot)}
    found = headline(case.view, ReferenceEngine(case.program))
    refused = (claim.otherwise for name, claim in policy.claims.items() if claim.otherwise and ruling.chosen(name))
    fallbacks = tuple((name, amount_of(policy.claims[name], case.view)) for name in refused)
    return (*found.sums(), found.rest, fallbacks, frozenset(standing & policy.rules.keys()))


def _other_unknowns(fact: Fact, world: World) -> Iterator[tuple[Term, Term]]:
    """The unknowns of a fact, and those of its value in the second case."""
    terms = [world.is_value(fact, value) for value in domain(fact)]
    terms += [world.chosen(fact, choice) for choice in fact.choices if fact.kind is Kind.CHOICES]
    if not terms and fact.kind is not Kind.TEXT:
        terms = [world.number(fact)]
    for each in unknowns_in(terms):
        make = {"unknown": unknown, "integer": integer, "real": real}[each.op]
        yield each, make(f"{OTHER}{each.detail}")
