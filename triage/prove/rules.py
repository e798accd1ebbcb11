"""Rules that do nothing: dead (never fire), shadowed (never stand), subsumed (never add anything)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

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


@dataclass(frozen=True, slots=True)
class InTurn:
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
            for result in task.results(asker, replay):
                yield result
                if isinstance(result, Refutation):
                    return


class Effects:
    """What rules do in a reading."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._policy = reading.program.policy
        ruling = reading.ruling
        self._standing: Mapping[Slot, Mapping[str, int]] = {s: ruling.standing(s) for s in slots(self._policy)}

    def fires(self, rule: Rule) -> Term:
        """Where the rule fires."""
        return self._reading.clause(rule.id).yes

    def wins(self, rule: Rule) -> Term:
        """Where the rule fires and stands in one of its slots; findings and warnings have no rivals."""
        if not isinstance(rule.then, ConcludesOutcome):
            return self.fires(rule)
        return either(*(term_of(stands[rule.id]) for stands in self._standing.values() if rule.id in stands))

    def adds(self, rule: Rule) -> Term:
        """Where the rule concludes something, or cites something, that no other rule that wins does."""
        return either(*self._concludes_alone(rule), *self._cites_alone(rule))

    def _concludes_alone(self, rule: Rule) -> Iterator[Term]:
        match rule.then:
            case ConcludesFinding(findings):
                for name in findings:
                    others = [r for r in self._others(rule) if _finds(r, name)]
                    yield both(self.fires(rule), negation(either(*map(self.fires, others))))
            case ConcludesWarning(code):
                others = [r for r in self._others(rule) if r.then == ConcludesWarning(code)]
                yield both(self.fires(rule), negation(either(*map(self.fires, others))))
            case ConcludesOutcome():
                yield from self._stands_alone(rule)

    def _stands_alone(self, rule: Rule) -> Iterator[Term]:
        for slot, contenders in slots(self._policy).items():
            mine = next((c for c in contenders if c.clause == rule.id), None)
            if mine is not None:
                stands = self._standing[slot]
                others = [term_of(stands[c.clause]) for c in contenders if c is not mine and c.value == mine.value]
                yield both(term_of(stands[rule.id]), negation(either(*others)))

    def _cites_alone(self, rule: Rule) -> Iterator[Term]:
        for source in rule.cites:
            others = [self.wins(other) for other in self._others(rule) if source in other.cites]
            yield both(self.wins(rule), negation(either(*others)))

    def _others(self, rule: Rule) -> Iterator[Rule]:
        return (other for other in self._policy.rules.values() if other is not rule)


def _finds(rule: Rule, finding: str) -> bool:
    return isinstance(rule.then, ConcludesFinding) and finding in rule.then.findings
