"""Gaps: a matter that is at stake, every fact given, and no rule that says anything; and what answers for nobody."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from triage.decide.defeat import slots
from triage.logic import leaves_of
from triage.policy import ANY_MATTER, NOWHERE, All, Any, ConcludesOutcome, Condition, InForce, OneOf, Rule
from triage.problem import Place
from triage.prove.asking import Asker
from triage.prove.encoding import Encoding, term_of
from triage.prove.replay import Replay
from triage.prove.report import Kind, Proof, Question, Refutation, Result, Undecided
from triage.prove.seen import Seen
from triage.prove.tasks import Forbidden, Involved
from triage.prove.terms import Term, both, either, negation


def gaps(encoding: Encoding) -> Iterator[Forbidden | Alone]:
    """One question for each way in which a matter can be raised, and one for each rule that could answer alone.

    A rule that names nobody responsible and denies nothing is what a case can fall to: a default, or an open question.
    """
    for matter, raised in encoding.policy.raised_by.items():
        rules = outcome_rules(matter, encoding)
        for name, way in ways(raised):
            yield _gap(matter, name, way, rules, encoding)
        telling = tuple(rule for rule in rules if _tells(rule))
        for rule in rules:
            if rule not in telling and matter != ANY_MATTER:
                yield _falls(matter, raised, rule, telling, encoding)


def outcome_rules(matter: str, encoding: Encoding) -> tuple[Rule, ...]:
    """The rules of a matter (or of any) that conclude an outcome."""
    rules = (rule for rule in encoding.policy.rules.values() if isinstance(rule.then, ConcludesOutcome))
    return tuple(rule for rule in rules if matter in (ANY_MATTER, rule.matter))


def _tells(rule: Rule) -> bool:
    """Whether the rule says who is responsible, or that something is denied."""
    then = rule.then
    assert isinstance(then, ConcludesOutcome)
    return bool(then.responsible or then.denies or then.denies_all)


def ways(condition: Condition) -> tuple[tuple[str, Condition], ...]:
    """The alternatives of a condition, each with a name: of a list of values each value, of `any` each part.

    Where several parts must hold, those of the first that has any.
    """
    match condition:
        case OneOf(fact, values, place) if len(values) > 1:
            return tuple((str(value), OneOf(fact, (value,), place)) for value in values)
        case Any(parts):
            found = [way for part in parts for way in ways(part)]
            return tuple((name or str(index), way) for index, (name, way) in enumerate(found, 1))
        case All(parts, place):
            split = next((index for index, part in enumerate(parts) if len(ways(part)) > 1), None)
            if split is None:
                return (("", condition),)
            before, after = parts[:split], parts[split + 1 :]
            return tuple((name, All((*before, way, *after), place)) for name, way in ways(parts[split]))
        case _:
            return (("", condition),)


def _gap(matter: str, way: str, raised: Condition, rules: tuple[Rule, ...], encoding: Encoding) -> Forbidden:
    about = (matter, way) if way else (matter,)
    fires = either(*(encoding.full.clause(rule.id).yes for rule in rules))
    term = both(encoding.full.condition(raised).yes, negation(fires))

    def holds(case: Seen) -> bool:
        return case.surely(raised) and all(case.value(rule.id) is False for rule in rules)

    return Forbidden(Question(Kind.GAP, about, place_of(raised)), term, None, (), holds)


def _falls(matter: str, raised: Condition, rule: Rule, telling: tuple[Rule, ...], encoding: Encoding) -> Alone:
    others = either(*(encoding.full.clause(other.id).yes for other in telling))
    term = both(encoding.full.condition(raised).yes, _stands(rule, encoding), negation(others))
    return Alone(Question(Kind.FALLS, (matter, rule.id), rule.place), term, ((rule.id, rule.place),))


class Alone(Struct, frozen=True):
    """Whether a rule that names nobody speaks alone somewhere: a remark, for which no case is shown."""

    question: Question
    term: Term
    involved: Involved

    @property
    def wanted(self) -> tuple[Term, ...]:
        """Where it speaks alone."""
        return (self.term,)

    def results(self, asker: Asker, replay: Replay) -> Iterator[Result]:  # noqa: ARG002
        """A proof where it never does."""
        found = asker.exists(self.term, "full", self.question.id)
        if found is None:
            yield Undecided(self.question, asker.seconds, full=False)
        else:
            yield Refutation(self.question, self.involved, None) if found else Proof(self.question, partly=False)


def _stands(rule: Rule, encoding: Encoding) -> Term:
    ruling = encoding.full.ruling
    mine = [slot for slot, found in slots(encoding.policy).items() if any(c.clause == rule.id for c in found)]
    return either(*(term_of(ruling.standing(slot).get(rule.id, 0)) for slot in mine))


def place_of(condition: Condition) -> Place:
    """Where a condition stands: at its first test that stands anywhere."""
    places = [leaf.place for leaf in leaves_of(condition) if not isinstance(leaf, InForce) and leaf.place != NOWHERE]
    return places[0] if places else NOWHERE
