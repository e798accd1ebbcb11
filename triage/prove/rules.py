"""Rules that do nothing: dead (never fire), shadowed (never stand), subsumed (never add anything)."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping

from msgspec import Struct

from triage.decide.defeat import Slot, slots
from triage.policy import ConcludesFinding, ConcludesOutcome, ConcludesWarning, Rule
from triage.prove.asking import Asker
from triage.prove.encoding import Encoding, Reading, term_of
from triage.prove.replay import Replay
from triage.prove.report import Kind, Question, Refutation, Result
from triage.prove.tasks import Needed
from triage.prove.terms import Term, both, either, negation


def idle_rules(encoding: Encoding) -> Iterator[InTurn]:
    """For each rule whether it ever fires, stands and adds something; asked in turn until one fails."""
    effects = [Effects(reading) for reading in (encoding.full, encoding.presumed)]
    for rule in encoding.policy.rules.values():
        full, told = effects
        tasks = [_needed(Kind.DEAD, rule, full.fires(rule), told.fires(rule))]
        if isinstance(rule.then, ConcludesOutcome):
            tasks.append(_needed(Kind.SHADOWED, rule, full.wins(rule), told.wins(rule)))
        tasks.append(_needed(Kind.SUBSUMED, rule, full.adds(rule), told.adds(rule)))
        yield InTurn(tuple(tasks))


def _needed(kind: Kind, rule: Rule, full: Term, told: Term) -> Needed:
    return Needed(Question(kind, (rule.id,), rule.place), full, told, ((rule.id, rule.place),))


class InTurn(Struct, frozen=True):
    """Questions of which the next is asked only where the one before was answered well."""

    tasks: tuple[Needed, ...]

    @property
    def question(self) -> Question:
        """The first question."""
        return self.tasks[0].question

    @property
    def wanted(self) -> tuple[Term, ...]:
        """The terms of all."""
        return tuple(term for task in self.tasks for term in task.wanted)

    def results(self, asker: Asker, replay: Replay) -> Iterator[Result]:
        """The results up to the first refutation."""
        for task in self.tasks:
            asker.limit.start()
            for result in task.results(asker, replay):
                yield result
                if isinstance(result, Refutation):
                    return


class Effects:
    """What rules do in a reading."""

    def __init__(self, reading: Reading) -> None:
        policy = reading.program.policy
        ruling = reading.ruling
        self._reading = reading
        self._slots: dict[str, list[tuple[Slot, Hashable]]] = {}
        self._standing: dict[Slot, Mapping[str, int]] = {}
        for slot, contenders in slots(policy).items():
            self._standing[slot] = ruling.standing(slot)
            for contender in contenders:
                self._slots.setdefault(contender.clause, []).append((slot, contender.value))
        self._wins = {rule.id: self._winning(rule) for rule in policy.rules.values()}
        self._saying: dict[object, list[Rule]] = {}
        for rule in policy.rules.values():
            for said in _said(rule):
                self._saying.setdefault(said, []).append(rule)

    def fires(self, rule: Rule) -> Term:
        """Where the rule fires."""
        return self._reading.clause(rule.id).yes

    def wins(self, rule: Rule) -> Term:
        """Where the rule fires and stands in one of its slots; findings and warnings have no rivals."""
        return self._wins[rule.id]

    def _winning(self, rule: Rule) -> Term:
        if not isinstance(rule.then, ConcludesOutcome):
            return self.fires(rule)
        return either(*(self._stands(rule.id, slot) for slot, _ in self._slots.get(rule.id, ())))

    def _stands(self, rule: str, slot: Slot) -> Term:
        return term_of(self._standing[slot].get(rule, 0))

    def adds(self, rule: Rule) -> Term:
        """Where the rule concludes something, or cites something, that no other rule that wins does."""
        return either(*self._says_alone(rule), *self._stands_alone(rule))

    def _says_alone(self, rule: Rule) -> Iterator[Term]:
        """Where it finds, warns of or cites something alone."""
        for said in _said(rule):
            others = [self.wins(other) for other in self._saying[said] if other is not rule]
            yield both(self.wins(rule), negation(either(*others)))

    def _stands_alone(self, rule: Rule) -> Iterator[Term]:
        """Where it stands in a slot and no other rule wants the same there."""
        for slot, value in self._slots.get(rule.id, ()):
            contenders = slots(self._reading.program.policy)[slot]
            others = [self._stands(c.clause, slot) for c in contenders if c.value == value and c.clause != rule.id]
            yield both(self._stands(rule.id, slot), negation(either(*others)))


def _said(rule: Rule) -> Iterator[tuple[str, str]]:
    """What a rule says beside its outcome: findings, the code of a warning, sources."""
    match rule.then:
        case ConcludesFinding(findings):
            yield from (("finding", name) for name in findings)
        case ConcludesWarning(code):
            yield "warning", code
        case ConcludesOutcome():
            pass
    yield from (("source", source) for source in rule.cites)
