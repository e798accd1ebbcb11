"""Guarantees: what the author promises of every verdict, proved or refuted."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from triage.policy import Comes, Guarantee
from triage.prove.asking import Asker
from triage.prove.cases import assigned, case_of
from triage.prove.encoding import Encoding, Reading
from triage.prove.replay import Replay
from triage.prove.report import Kind, Proof, Question, Refutation, Result, Undecided
from triage.prove.seen import Seen
from triage.prove.statements import clauses_behind, holds_in, rails_of
from triage.prove.tasks import Forbidden, Task
from triage.prove.terms import Term, both, either, negation
from triage.prove.walks import replaced


def guarantees(encoding: Encoding) -> Iterator[Task]:
    """One question a guarantee.

    What must never stand must not stand in partly answered cases either; what must stand is asked of fully answered
    ones, because in others it may still be open (but for sums, which must be right wherever they are shown).
    """
    for guarantee in encoding.policy.guarantees:
        match guarantee.mode:
            case "never":
                yield _forbidden(guarantee, *_all_hold(guarantee, encoding))
            case "then":
                yield _forbidden(guarantee, *_some_fail(guarantee, encoding))
            case "keeps":
                yield Keeps(guarantee, encoding)


def _question(guarantee: Guarantee) -> Question:
    return Question(Kind.GUARANTEE, (guarantee.name,), guarantee.place)


def _all_hold(guarantee: Guarantee, encoding: Encoding) -> tuple[Term, Term]:
    full, told = (both(_when(guarantee, r), _statements(guarantee, r)) for r in (encoding.full, encoding.presumed))
    return full, told


def _some_fail(guarantee: Guarantee, encoding: Encoding) -> tuple[Term, Term | None]:
    full, told = encoding.full, encoding.presumed
    sums = [rails_of(s, told, guarantee.matter).no for s in guarantee.statements if isinstance(s, Comes)]
    failing = both(_when(guarantee, full), negation(_statements(guarantee, full)))
    return failing, both(_when(guarantee, told), either(*sums)) if sums else None


def _when(guarantee: Guarantee, reading: Reading) -> Term:
    return reading.condition(guarantee.when).yes


def _statements(guarantee: Guarantee, reading: Reading) -> Term:
    return both(*(rails_of(statement, reading, guarantee.matter).yes for statement in guarantee.statements))


def _forbidden(guarantee: Guarantee, full: Term, told: Term | None) -> Forbidden:
    involved = ((guarantee.name, guarantee.place),)
    return Forbidden(_question(guarantee), full, told, involved, lambda s: is_broken(guarantee, s))


def is_broken(guarantee: Guarantee, case: Seen) -> bool:
    """Whether the case breaks the guarantee for good: nothing that is still open could mend it."""
    if not case.surely(guarantee.when):
        return False
    failing = [s for s in guarantee.statements if not holds_in(s, case, guarantee.matter)]
    if guarantee.mode == "never":
        return not failing
    return any(isinstance(s, Comes) or not _open(guarantee, case) for s in failing)


def _open(guarantee: Guarantee, case: Seen) -> bool:
    """Whether a clause on which the statements hang is undecided."""
    behind = (clauses_behind(s, case.program.policy, guarantee.matter) for s in guarantee.statements)
    return any(case.value(clause) is None for clauses in behind for clause in clauses)


class Keeps(Struct, frozen=True):
    """Whether what holds of a case still holds when some facts change."""

    guarantee: Guarantee
    encoding: Encoding

    @property
    def question(self) -> Question:
        """The question."""
        return _question(self.guarantee)

    @property
    def wanted(self) -> tuple[Term, ...]:
        """No term has to hold anywhere."""
        return ()

    def results(self, asker: Asker, replay: Replay) -> Iterator[Result]:
        """A proof about fully answered cases, or a pair of cases."""
        reading = self.encoding.full
        facts, world = self.encoding.policy.facts, self.encoding.world
        by = {u: t for name, v in self.guarantee.changing.items() for u, t in assigned(facts[name], v, world).items()}
        statements = _statements(self.guarantee, reading)
        after = both(replaced(self.encoding.lawful, by, {}), negation(replaced(statements, by, {})))
        term = both(_when(self.guarantee, reading), statements, after)
        answer = asker.find(term, "full", self.question.id)
        if not answer.decided:
            yield Undecided(self.question, asker.seconds, full=False)
        elif answer.case is None:
            yield Proof(self.question, partly=False)
        else:
            case = case_of(answer.case, reading.sight, self.encoding.world)
            witness = replay.pair(case, self.guarantee.changing, self._broken, term)
            yield Refutation(self.question, ((self.guarantee.name, self.guarantee.place),), witness)

    def _broken(self, before: Seen, after: Seen) -> bool:
        guarantee = self.guarantee
        held = all(holds_in(s, before, guarantee.matter) for s in guarantee.statements)
        fails = not all(holds_in(s, after, guarantee.matter) for s in guarantee.statements)
        return held and fails and before.surely(guarantee.when) and not _open(guarantee, after)
