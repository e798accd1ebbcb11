"""Tests that never decide: constant wherever their rule hangs on them.

Many are so only because another fact that the rule tests applies in no other case (`issue: code_used` beside a fact
that applies only there). They say nothing wrong and are told apart.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct, field
from msgspec.structs import replace

from triage.logic import leaves_of
from triage.policy import (
    NOWHERE,
    All,
    Any,
    Condition,
    Found,
    Has,
    InForce,
    Known,
    Leaf,
    Not,
    OneOf,
    Policy,
    Proved,
    Rule,
    Within,
)
from triage.problem import Place
from triage.prove.asking import Asker
from triage.prove.encoding import Encoding, Reading
from triage.prove.replay import Replay
from triage.prove.report import Kind, Question, Refutation, Result
from triage.prove.tasks import Needed
from triage.prove.terms import FALSE, TRUE, Term, both, either, negation


class _Test(Struct):
    """A test where it stands; a file's `given` stands in all its rules. Where it decides, being true or being false."""

    leaf: Leaf
    place: Place
    where: list[tuple[Rule, int]] = field(default_factory=list)

    def decides(self, value: bool, reading: Reading) -> Term:
        """Where one of its rules comes out differently because the test has this value."""
        yes = reading.condition(self.leaf).yes
        hanging = either(*(_hangs_on(rule.when, index, reading) for rule, index in self.where))
        return both(hanging, yes if value else negation(yes))


def idle_tests(encoding: Encoding) -> Iterator[IdleTest]:
    """For each test whether it ever decides by being true, and by being false, in a fully answered case.

    Whether a fact is known is always true there, and is not asked of.
    """
    counts: dict[tuple[str, str], int] = {}
    for test in _tests(encoding.policy):
        rule, name = test.where[0][0].id, _tested(test.leaf)
        index = counts[rule, name] = counts.get((rule, name), 0) + 1
        for value in (True, False):
            about = (rule, name if index == 1 else f"{name}#{index}", str(value).lower())
            yield IdleTest(encoding, test, value, about, test.decides(value, encoding.full))


class IdleTest(Struct, frozen=True):
    """Whether a test ever decides by having this value."""

    encoding: Encoding
    test: _Test
    value: bool
    about: tuple[str, ...]
    decides: Term

    @property
    def question(self) -> Question:
        """The question."""
        return Question(Kind.IDLE_TEST, self.about, self.test.place)

    @property
    def wanted(self) -> tuple[Term, ...]:
        """Where it decides."""
        return (self.decides,)

    def results(self, asker: Asker, replay: Replay) -> Iterator[Result]:
        """A proof; where it never decides, of another kind if it would, did only every fact apply.

        Of rules that never fire nothing is said here.
        """
        fires = either(*(self.encoding.full.clause(rule.id).yes for rule, _ in self.test.where))
        if asker.exists(fires, "full", f"fires:{self.question.id}") is False:
            return
        involved = ((self.test.where[0][0].id, self.test.place),)
        for result in Needed(self.question, self.decides, FALSE, involved).results(asker, replay):
            if isinstance(result, Refutation) and self._decides_by_itself(asker):
                yield replace(result, question=replace(self.question, kind=Kind.IMPLIED_TEST))
            else:
                yield result

    def _decides_by_itself(self, asker: Asker) -> bool:
        decides = self.test.decides(self.value, self.encoding.wherever_applicable)
        return bool(asker.exists(decides, "bounded", self.question.id))


def _tests(policy: Policy) -> tuple[_Test, ...]:
    found: dict[tuple[Place, Leaf], _Test] = {}
    for rule in policy.rules.values():
        for index, leaf in enumerate(leaves_of(rule.when)):
            if not isinstance(leaf, Known | InForce):
                place = leaf.place if leaf.place != NOWHERE else Place(rule.id, index)
                found.setdefault((place, leaf), _Test(leaf, place)).where.append((rule, index))
    return tuple(found.values())


def _hangs_on(condition: Condition, index: int, reading: Reading) -> Term:
    """Where the condition comes out differently with its leaf number `index` true than with it false."""
    with_true, with_false = (_supposing(condition, index, value, reading)[0] for value in (TRUE, FALSE))
    return either(both(with_true, negation(with_false)), both(with_false, negation(with_true)))


def _supposing(condition: Condition, index: int, value: Term, reading: Reading) -> tuple[Term, int]:
    """The truth of a condition with one leaf replaced, and the number of leaves in it."""
    match condition:
        case All(parts) | Any(parts):
            terms, count = [], 0
            for part in parts:
                term, inside = _supposing(part, index - count, value, reading)
                terms.append(term)
                count += inside
            return (both(*terms) if isinstance(condition, All) else either(*terms)), count
        case Not(part):
            term, count = _supposing(part, index, value, reading)
            return negation(term), count
        case _:
            return (value if index == 0 else reading.condition(condition).yes), 1


def _tested(leaf: Leaf) -> str:
    """What a test is of, in one word."""
    match leaf:
        case OneOf(name) | Within(name) | Known(name) | Proved(name) | Found(name):
            return name
        case Has(items):
            return "+".join(items)
        case InForce():
            return "in_force"
