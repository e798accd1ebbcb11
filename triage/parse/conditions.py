"""Conditions: a mapping whose every entry must hold (docs/language.md, "Conditions")."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from triage.document import Mapping, Node, Scalar, Sequence
from triage.parse.fact_values import read_single_value
from triage.parse.formulas import read_formula
from triage.parse.scope import COMBINATIONS, COMPARISONS, TESTS, Scope, Shape
from triage.parse.values import read_boolean
from triage.policy import (
    ALWAYS,
    NUMERIC,
    All,
    Any,
    Bound,
    Condition,
    Found,
    Has,
    Kind,
    Known,
    Not,
    Number,
    OneOf,
    Proved,
    Value,
    Within,
)
from triage.problem import Place, Problem, Related, did_you_mean

LOWER = {"more_than": False, "at_least": True}
UPPER = {"less_than": False, "at_most": True}


def read_condition(node: Node | None, what: str, scope: Scope, findings: bool = True) -> Condition:
    """The condition that the node says; where the key is missing, one that always holds.

    `findings`: whether it may read what rules conclude.
    """
    return ALWAYS if node is None else _Reading(what, scope, findings).condition(node)


class _Reading(Struct, frozen=True):
    """One condition being read; `what` names it in messages ("`when` of the rule `x`")."""

    what: str
    scope: Scope
    findings: bool

    def condition(self, node: Node) -> Condition:
        if not isinstance(node, Mapping):
            message = f"{self.what} must be a mapping of facts to what they must be"
            self.scope.problems.add(node.place, "not-a-condition", message, "write {fact: value}")
            return ALWAYS
        if not node.entries:
            self.scope.problems.add(node.place, "empty-condition", f"{self.what} says nothing", "leave it out")
        parts = tuple(self.entry(key, value) for key, value in node)
        return parts[0] if len(parts) == 1 else All(parts, node.place)

    def entry(self, key: Scalar, value: Node) -> Condition:
        match key.text:
            case "any":
                return Any(tuple(self.parts(value, "any")), key.place)
            case "all":
                return All(tuple(self.parts(value, "all")), key.place)
            case "not":
                return Not(self.condition(value), key.place)
            case "has":
                return Has(self.scope.refer_all(value, "evidence"), key.place)
            case subject:
                return self.test(subject, key, value)

    def parts(self, node: Node, word: str) -> Iterator[Condition]:
        if isinstance(node, Sequence) and node.items:
            yield from map(self.condition, node)
        else:
            message = f"`{word}` must be a list of conditions"
            self.scope.problems.add(node.place, "not-a-list", message, "write [{a: true}, {b: true}]")

    def test(self, subject: str, key: Scalar, value: Node) -> Condition:
        """What a fact, measure or finding must be."""
        scope = self.scope
        if subject in scope.shapes:
            return self.fact(scope.shapes[subject], key, value)
        if subject in scope.measures:
            return self.measure(subject, key, value)
        if scope.knows(subject, "finding"):
            return self.finding(subject, key, value)
        self.refuse(subject, key)
        return ALWAYS

    def refuse(self, subject: str, key: Scalar) -> None:
        """Report a key that no condition can have."""
        scope, names = self.scope, ("fact", "measure", "finding")
        if scope.knows(subject, "parameter"):
            related = [Related("declared here", scope.names("parameter")[subject])]
            message = f"`{subject}` is a parameter; parameters stand on the right side of a comparison"
            hint = f"write {{a_measure: {{more_than: {subject}}}}}"
            scope.problems.add(key.place, "parameter-tested", message, hint, related)
        elif not scope.trusts(*names):
            problem = scope.unknown(subject, key.place, *names)
            scope.problems.found.append(problem if problem.related else self.unknown_with_words(subject, key))

    def unknown_with_words(self, subject: str, key: Scalar) -> Problem:
        near = did_you_mean(subject, COMBINATIONS)
        hint = f"did you mean `{near}`?" if near else ""
        message = f"there is no fact, measure or finding `{subject}`"
        return Problem(key.place, "unknown-fact", message, hint)

    # --- Findings and measures ---

    def finding(self, name: str, key: Scalar, value: Node) -> Condition:
        if not self.findings:
            related = [Related("declared here", self.scope.names("finding")[name])]
            message = f"`{name}` is a finding; {self.what} reads facts and measures only"
            self.scope.problems.add(key.place, "finding-not-allowed", message, "", related)
            return ALWAYS
        holds = read_boolean(value, f"the finding `{name}`", self.scope.problems)
        found = Found(name, key.place)
        return found if holds else Not(found, key.place)

    def measure(self, name: str, key: Scalar, value: Node) -> Condition:
        if not isinstance(value, Mapping):
            message = f"`{name}` is computed; compare it, like {{more_than: 24}}"
            self.scope.problems.add(
                value.place, "measure-not-compared", message, f"use one of {', '.join(COMPARISONS)}"
            )
            return ALWAYS
        kind = self.scope.measures[name]
        return self.comparison(name, kind, key, value, COMPARISONS)

    # --- Facts ---

    def fact(self, shape: Shape, key: Scalar, value: Node) -> Condition:
        if shape.kind is Kind.TEXT:
            related = [Related("declared here", shape.place)]
            message = f"`{shape.name}` is text, which no rule may test"
            self.scope.problems.add(key.place, "text-tested", message, "make it a choice", related)
            return ALWAYS
        if not isinstance(value, Mapping):
            return OneOf(shape.name, self.values(value, shape), key.place)
        if len(value.entries) == 1:
            test, inner = value.entries[0]
            if test.text == "known":
                known = Known(shape.name, key.place)
                return known if read_boolean(inner, "`known`", self.scope.problems) else Not(known, key.place)
            if test.text == "proved":
                return Proved(shape.name, self.values(inner, shape), key.place)
        return self.comparison(shape.name, shape.kind, key, value, TESTS)

    def values(self, node: Node, shape: Shape) -> tuple[Value, ...]:
        """One value, or a list of them."""
        items = node.items if isinstance(node, Sequence) else (node,)
        if not items:
            self.scope.problems.add(node.place, "empty-list", f"no value of `{shape.name}` is named")
        values: dict[Value, Place] = {}
        for item in items:
            value = read_single_value(item, shape, self.scope, "compare it with")
            if value is None:
                continue
            if value in values:
                related = [Related("first here", values[value])]
                self.scope.problems.add(item.place, "said-twice", "this value stands in the list twice", "", related)
            values[value] = item.place
        return tuple(values)

    # --- Comparisons ---

    def comparison(
        self, name: str, kind: Kind | None, key: Scalar, value: Mapping, tests: tuple[str, ...]
    ) -> Condition:
        if not self.comparable(name, kind, value, tests):
            return ALWAYS
        low: Bound | None = None
        high: Bound | None = None
        for word, node in value:
            if word.text in LOWER:
                low = self.only(low, self.bound(name, node, LOWER[word.text]), word)
            elif word.text in UPPER:
                high = self.only(high, self.bound(name, node, UPPER[word.text]), word)
            else:
                low, high = self.both(name, node, word, low, high)
        if _empty(low, high):
            self.scope.problems.add(value.place, "empty-range", f"no number is within this range of `{name}`")
        return Within(name, low, high, key.place)

    def comparable(self, name: str, kind: Kind | None, value: Mapping, tests: tuple[str, ...]) -> bool:
        """Whether the mapping compares, and the subject is a number; a problem where it is not."""
        problems = self.scope.problems
        if not value.entries:
            problems.add(value.place, "empty-condition", f"nothing is said about `{name}`")
            return False
        for word, _ in value:
            if word.text not in COMPARISONS:
                self.no_comparison(name, word, tests)
                return False
        if kind is Kind.MOMENT:
            hint = "declare a measure such as hours_between(a, b), and compare the measure"
            problems.add(value.place, "moment-compared", f"`{name}` is a moment; no number compares with it", hint)
            return False
        if kind is not None and kind not in NUMERIC:
            hint = "write the value or a list of values"
            problems.add(
                value.place, "not-comparable", f"`{name}` is no number; more and less mean nothing for it", hint
            )
            return False
        return True

    def no_comparison(self, name: str, word: Scalar, tests: tuple[str, ...]) -> None:
        if word.text in tests:
            message = f"`{word.text}` stands alone"
            self.scope.problems.add(word.place, "tests-mixed", message, "use `all` to test a fact twice")
            return
        near = did_you_mean(word.text, tests)
        hint = f"did you mean `{near}`?" if near else f"there are: {', '.join(tests)}"
        message = f"there is no test `{word.text}` of `{name}`"
        self.scope.problems.add(word.place, "unknown-test", message, hint)

    def bound(self, name: str, node: Node, inclusive: bool) -> Bound:
        what = f"what `{name}` is compared with"
        formula, _ = read_formula(node, what, self.scope, "number", constant=True)
        return Bound(formula, inclusive)

    def only(self, before: Bound | None, now: Bound, word: Scalar) -> Bound:
        if before is not None:
            message = f"`{word.text}` sets a bound that is set already"
            self.scope.problems.add(word.place, "bound-twice", message, "keep one")
        return now

    def both(
        self, name: str, node: Node, word: Scalar, low: Bound | None, high: Bound | None
    ) -> tuple[Bound | None, Bound | None]:
        if not isinstance(node, Sequence) or len(node.items) != 2:
            message = "`between` takes a list of two numbers"
            self.scope.problems.add(node.place, "not-a-range", message, "write {between: [10, 20]}")
            return low, high
        first, last = node.items
        return (
            self.only(low, self.bound(name, first, True), word),
            self.only(high, self.bound(name, last, True), word),
        )


def _empty(low: Bound | None, high: Bound | None) -> bool:
    """Whether two literal bounds leave nothing between them."""
    match (low, high):
        case (Bound(Number(least), low_in), Bound(Number(most), high_in)):
            return least > most or (least == most and not (low_in and high_in))
        case _:
            return False
