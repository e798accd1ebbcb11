"""What is declared, and where: every name of a pack is resolved here, whichever file it stands in."""

from __future__ import annotations

import keyword
import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from zoneinfo import ZoneInfo

from msgspec import Struct, field

from triage.document import Node, Scalar, Sequence
from triage.policy import BEYOND_CALENDAR, FUNCTIONS, ConcludesWarning, Fact, Kind, Policy
from triage.problem import Place, Problem, Problems, Related, did_you_mean

NAMESPACE = ("fact", "measure", "finding", "parameter")
"""Categories that share one namespace."""

CAPITALS = re.compile("[A-Z][A-Z0-9]*([_-][A-Z0-9]+)*")
LOWER_CASE = re.compile("[a-z][a-z0-9_]*")
KEBAB_CASE = re.compile("[a-z0-9]+(-[a-z0-9]+)*")
PATTERNS: Mapping[re.Pattern[str], str] = {
    CAPITALS: "in capitals, like ACT-15",
    LOWER_CASE: "in lower case, like price_paid",
    KEBAB_CASE: "in lower case with hyphens, like valid-source",
}

NOT_NAMES = frozenset({"yes", "no", "on", "off", "true", "false", "null", "unknown"})
"""Words that YAML or a case file reads as something else."""
COMBINATIONS = ("any", "all", "not", "has")
COMPARISONS = ("more_than", "at_least", "less_than", "at_most", "between")
TESTS = (*COMPARISONS, "known", "proved")
RESERVED = NOT_NAMES.union(COMBINATIONS, TESTS, FUNCTIONS, keyword.kwlist, ["now"])
"""Words of conditions and formulas (which are read as Python expressions)."""

LABELS = {"evidence": "item of evidence", "warning": "warning", "everything": "`all`"}
"""What a category is called, where that is not its own name."""


class Shape(Struct, frozen=True):
    """What values a fact takes. `kind` is None where the author's kind could not be read."""

    name: str
    kind: Kind | None
    choices: Mapping[str, Place]
    low: Decimal | None
    high: Decimal | None
    place: Place


class Scope(Struct):
    """The vocabulary while it is read, with the problems found so far.

    Names of an `unreadable` category are taken on trust: one broken file gives its own problem and not one
    more for each use of what it declares. `languages` is empty while it is not known which there are.
    """

    problems: Problems
    timezone: ZoneInfo
    languages: tuple[str, ...] = ()
    minor_unit: int = 2
    declared: dict[str, dict[str, Place]] = field(default_factory=dict)
    unreadable: set[str] = field(default_factory=set)
    shapes: dict[str, Shape] = field(default_factory=dict)
    measures: dict[str, Kind | None] = field(default_factory=dict)
    has_calendar: bool = False

    def names(self, *categories: str) -> dict[str, Place]:
        """The declared names of the categories."""
        return {name: place for category in categories for name, place in self.declared.get(category, {}).items()}

    def declare(self, category: str, name: Scalar, pattern: re.Pattern[str] = LOWER_CASE) -> None:
        """Enter a name, and report one that is ill-formed, reserved or taken."""
        text = name.text
        if not pattern.fullmatch(text):
            message = f"`{text}` cannot be the name of {_a(category)}"
            self.problems.add(name.place, "bad-name", message, f"write the name {PATTERNS[pattern]}")
        elif text in (RESERVED if category in NAMESPACE else NOT_NAMES):
            message = f"`{text}` is a word of the rule language and cannot be the name of {_a(category)}"
            self.problems.add(name.place, "reserved-name", message, "choose another name")
        shared = NAMESPACE if category in NAMESPACE else (category,)
        for other in shared:
            if text in self.declared.get(other, {}):
                self._taken(category, name, other)
                return
        self.declared.setdefault(category, {})[text] = name.place

    def declare_item(self, category: str, node: Node) -> None:
        """Enter a name that stands in a list."""
        if isinstance(node, Scalar):
            self.declare(category, node)
        else:
            self.problems.add(node.place, "not-a-name", f"the name of {_a(category)} stands here, nothing else")

    def _taken(self, category: str, name: Scalar, other: str) -> None:
        whose = f"another {LABELS.get(other, other)}" if category == other else _a(other)
        message = f"`{name.text}` is the name of {whose} already"
        related = [Related("declared here", self.declared[other][name.text])]
        self.problems.add(name.place, "name-taken", message, "choose another name", related)

    def knows(self, name: str, *categories: str) -> bool:
        """Whether the name is declared in one of the categories, as far as they could be read."""
        return any(name in self.declared.get(category, {}) for category in categories)

    def trusts(self, *categories: str) -> bool:
        """Whether an unknown name may stand in a part that could not be read."""
        return not self.unreadable.isdisjoint(categories)

    def unknown(self, name: str, place: Place, *categories: str) -> Problem:
        """The problem of a name that is declared in none of the categories."""
        known = self.names(*categories)
        near = did_you_mean(name, known)
        hint = f"did you mean `{near}`?" if near else _listed(known)
        related = (Related(f"`{near}` is declared here", known[near]),) if near else ()
        return Problem(place, f"unknown-{categories[0]}", f"there is no {_or(categories)} `{name}`", hint, related)

    def refer(self, node: Node, *categories: str) -> str:
        """The name that the node says, which must be declared in one of the categories; "" where it says none."""
        if not isinstance(node, Scalar):
            self.problems.add(node.place, "not-a-name", f"the name of {_a(*categories)} stands here, nothing else")
            return ""
        if not node.text:
            self.problems.add(node.place, "empty-value", f"the name of {_a(*categories)} is missing here")
            return ""
        if not self.knows(node.text, *categories) and not self.trusts(*categories):
            self.problems.found.append(self.unknown(node.text, node.place, *categories))
        return node.text

    def refer_all(self, node: Node | None, *categories: str) -> tuple[str, ...]:
        """The names of a list, or the one name; each at most once."""
        if node is None:
            return ()
        if not isinstance(node, Sequence):
            return (self.refer(node, *categories),)
        seen: dict[str, Place] = {}
        for item in node:
            name = self.refer(item, *categories)
            if name and name in seen:
                related = [Related("first here", seen[name])]
                self.problems.add(item.place, "said-twice", f"`{name}` stands in the list twice", "", related)
            seen[name] = item.place
        return tuple(seen)


def _a(*categories: str) -> str:
    words = _or(categories)
    return f"an {words}" if words[0] in "aeiou" else f"a {words}"


def _or(categories: Iterable[str]) -> str:
    *most, last = (LABELS.get(category, category) for category in categories)
    return f"{', '.join(most)} or {last}" if most else last


def _listed(known: Iterable[str]) -> str:
    """A hint with all names, where there are few."""
    names = list(known)
    return f"there are: {', '.join(names)}" if 0 < len(names) <= 12 else ""


def scope_of(policy: Policy, problems: Problems) -> Scope:
    """The scope of a policy that was read before, for reading its cases."""
    scope = Scope(problems, policy.timezone, policy.languages, policy.minor_unit)
    scope.shapes = {name: shape_of(fact) for name, fact in policy.facts.items()}
    scope.measures = {name: measure.kind for name, measure in policy.measures.items()}
    placed: dict[str, Mapping[str, object]] = {
        "fact": policy.facts,
        "measure": policy.measures,
        "finding": policy.findings,
        "parameter": policy.parameters,
        "source": policy.sources,
        "evidence": policy.evidence,
        "claim": policy.claims,
        "channel": policy.channels,
        "rule": policy.rules,
        "party": policy.parties,
    }
    for category, entries in placed.items():
        scope.declared[category] = {name: getattr(entry, "place", policy.place) for name, entry in entries.items()}
    scope.declared["everything"] = {"all": policy.place}
    own = {BEYOND_CALENDAR: policy.calendar.place} if policy.calendar else {}
    scope.declared["warning"] = own | {
        rule.then.code: rule.place for rule in policy.rules.values() if isinstance(rule.then, ConcludesWarning)
    }
    return scope


def shape_of(fact: Fact) -> Shape:
    """What values the fact takes."""
    return Shape(fact.name, fact.kind, dict.fromkeys(fact.choices, fact.place), fact.low, fact.high, fact.place)
