"""What a policy says of a case in which nothing is unknown, worked out once more in the plainest way.

Nothing here is shared with the program but the types: two-valued, recursive, slow. A world gives every fact a value; a
fact that does not apply has none.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from fractions import Fraction

from triage.policy import (
    All,
    Any,
    Arithmetic,
    Bound,
    Call,
    ConcludesFinding,
    ConcludesOutcome,
    Condition,
    Formula,
    Found,
    Has,
    InForce,
    Known,
    Name,
    Negative,
    Not,
    Number,
    OneOf,
    Parameter,
    Period,
    Policy,
    Proved,
    Rule,
    Value,
    Within,
)

CONFLICT = "conflict"
NOTHING = "nothing"
BLOCK = -1


def stamp(moment: datetime) -> Fraction:
    """Seconds since the epoch, exactly."""
    return Fraction((moment - datetime(1970, 1, 1, tzinfo=timezone.utc)) // timedelta(microseconds=1), 10**6)


@dataclass
class World:
    """One way in which everything could be."""

    policy: Policy
    now: datetime
    values: Mapping[str, Value]
    known: Mapping[str, bool]
    by: Mapping[str, tuple[str, ...]]
    evidence: Mapping[str, bool]
    _applies: dict[str, bool] = field(default_factory=dict)
    _findings: dict[str, bool] = field(default_factory=dict)

    # --- Facts ---

    def applies(self, fact: str) -> bool:
        if fact not in self._applies:
            self._applies[fact] = self.holds(self.policy.facts[fact].applies_when)
        return self._applies[fact]

    def value(self, fact: str) -> Value | None:
        return self.values[fact] if self.applies(fact) else None

    def number(self, formula: Formula) -> Fraction | None:
        """The formula's value; None where something that it needs does not apply."""
        match formula:
            case Number(value):
                return Fraction(value)
            case Name("now"):
                return stamp(self.now)
            case Name(name):
                return self.named(name)
            case Negative(of):
                inner = self.number(of)
                return None if inner is None else -inner
            case Arithmetic(op, left, right):
                return arithmetic(op, self.number(left), self.number(right))
            case Call(function, arguments):
                return self.called(function, [self.number(argument) for argument in arguments])

    def named(self, name: str) -> Fraction | None:
        if name in self.policy.measures:
            return self.number(self.policy.measures[name].formula)
        if name in self.policy.parameters:
            return self.parameter(self.policy.parameters[name])
        value = self.value(name)
        return stamp(value) if isinstance(value, datetime) else None if value is None else Fraction(value)  # type: ignore[arg-type]

    def parameter(self, parameter: Parameter) -> Fraction | None:
        found = [v.value for v in parameter.versions if self.in_force(v.period)]
        assert len(found) < 2
        return Fraction(found[0]) if found else None

    def called(self, function: str, arguments: list[Fraction | None]) -> Fraction | None:
        there = [a for a in arguments if a is not None]
        if function == "otherwise":
            return arguments[1] if arguments[0] is None else arguments[0]
        if function in ("earliest", "latest"):
            return (min if function == "earliest" else max)(there, default=None)
        if len(there) < len(arguments):
            return None
        if function == "hours_between":
            return (there[1] - there[0]) / 3600
        return {"max": max, "min": min}[function](there)

    # --- Conditions ---

    def holds(self, condition: Condition) -> bool:
        match condition:
            case All(parts):
                return all(self.holds(part) for part in parts)
            case Any(parts):
                return any(self.holds(part) for part in parts)
            case Not(part):
                return not self.holds(part)
            case Found(finding):
                return self.found(finding)
            case OneOf(fact, values):
                return self.is_one_of(fact, values)
            case Proved(fact, values):
                return self.is_one_of(fact, values) and self.proved(fact)
            case Known(fact):
                return self.applies(fact) and self.known[fact]
            case Has(items):
                return any(self.evidence[item] for item in items)
            case InForce(period):
                return self.in_force(period)
            case Within(subject, low, high):
                number = self.named(subject)
                return number is not None and self.above(number, low) and self.above(-number, high, -1)

    def is_one_of(self, fact: str, values: tuple[Value, ...]) -> bool:
        value = self.value(fact)
        return bool(value & set(values)) if isinstance(value, frozenset) else value is not None and value in values

    def proved(self, fact: str) -> bool:
        proving = [item.id for item in self.policy.evidence.values() if fact in item.proves]
        return any(self.evidence[item] for item in self.by.get(fact) or proving)

    def above(self, number: Fraction, bound: Bound | None, sign: int = 1) -> bool:
        if bound is None:
            return True
        limit = self.number(bound.formula)
        if limit is None:
            return False
        return number >= sign * limit if bound.inclusive else number > sign * limit

    def in_force(self, period: Period) -> bool:
        if period.since is None and period.until is None:
            return True
        moment = self.value(period.by) if period.by else self.now
        if moment is None and period.otherwise_now:
            moment = self.now
        if moment is None:
            return False
        assert isinstance(moment, datetime)
        day = moment.astimezone(self.policy.timezone).date()
        return (period.since is None or period.since <= day) and (period.until is None or day <= period.until)

    def fires(self, rule: Rule) -> bool:
        return self.holds(rule.when) and self.in_force(rule.period)

    def found(self, finding: str) -> bool:
        if finding not in self._findings:
            rules = [r for r in self.policy.rules.values() if isinstance(r.then, ConcludesFinding)]
            self._findings[finding] = any(self.fires(rule) for rule in rules if finding in rule.then.findings)  # type: ignore[union-attr]
        return self._findings[finding]

    # --- Constraints ---

    def allowed(self) -> bool:
        """Whether the policy's constraints permit this world."""
        return not any(self.holds(never.when) for never in self.policy.nevers) and all(
            self.in_order(ordered.moments) for ordered in self.policy.ordered
        )

    def in_order(self, moments: tuple[str, ...]) -> bool:
        known = [self.now if name == "now" else self.value(name) for name in moments]
        there = [moment for moment in known if moment is not None]
        return there == sorted(there)

    # --- Conclusions ---

    def standing(self, wants: Mapping[str, Hashable], blocked: bool = False) -> dict[str, Hashable]:
        """Of the rules of the matter that want something, those that fire and are not beaten, with what they want."""
        if blocked:
            return {}
        firing = [self.policy.rules[name] for name in wants if self.fires(self.policy.rules[name])]
        return {r.id: wants[r.id] for r in firing if not any(self.beats(other, r) for other in firing)}

    def beats(self, one: Rule, other: Rule) -> bool:
        if one.tier != other.tier:
            return self.policy.tiers.index(one.tier) < self.policy.tiers.index(other.tier)
        return self.overrides(one, other.id, ())

    def overrides(self, one: Rule, other: str, path: tuple[str, ...]) -> bool:
        return other in one.overrides or any(
            self.overrides(self.policy.rules[name], other, (*path, name)) for name in one.overrides if name not in path
        )

    def outcome_rules(self, matter: str) -> dict[str, ConcludesOutcome]:
        rules = self.policy.rules.values()
        return {r.id: r.then for r in rules if r.matter == matter and isinstance(r.then, ConcludesOutcome)}

    def seated(self, role: str) -> str:
        return next(seat.party for seat in self.policy.roles[role].seats if self.holds(seat.when))

    def responsible(self, matter: str) -> Hashable:
        """Shares by role with the parties that sit in them; or a conflict, or nothing."""
        wants = {name: then.responsible for name, then in self.outcome_rules(matter).items() if then.responsible}
        stand = set(self.standing(wants).values())
        if len(stand) != 1:
            return CONFLICT if stand else NOTHING
        shares = next(iter(stand))
        return shares, tuple(self.seated(role) for role, _ in shares)  # type: ignore[attr-defined]

    def also(self, matter: str, role: str) -> Hashable:
        """How the role is liable beside the responsible one, with the party that sits in it."""
        rules = self.outcome_rules(matter).items()
        wants = {name: dict(then.also_liable)[role] for name, then in rules if role in dict(then.also_liable)}
        stand = set(self.standing(wants).values())
        if len(stand) != 1:
            return CONFLICT if stand else NOTHING
        return stand.pop(), self.seated(role)

    def claim_in(self, matter: str, claim: str) -> Hashable:
        """Whether one matter grants a claim: True, False, or a conflict."""
        blocks = self.policy.claims[claim].blocks
        if any(self.holds(block.condition) for block in blocks):
            return False
        wants: dict[str, Hashable] = {}
        for name, then in self.outcome_rules(matter).items():
            if claim in then.claims:
                wants[name] = True
            elif claim in then.denies or (then.denies_all and not self.policy.claims[claim].voluntary):
                wants[name] = False
        stand = set(self.standing(wants).values())
        return CONFLICT if len(stand) == 2 else True in stand

    def granted(self, claim: str) -> bool:
        return any(self.claim_in(matter, claim) is True for matter in self.policy.matters)

    def claim(self, claim: str) -> Hashable:
        """Whether the claim is to be made: granted, contained in no other, first of its group; or a conflict."""
        if any(self.claim_in(matter, claim) == CONFLICT for matter in self.policy.matters):
            return CONFLICT
        group = self.policy.groups.get(self.policy.claims[claim].group or "")
        granted = [name for name in (group.claims if group else ()) if self.granted(name)]
        wished = granted
        if group and group.chosen_by:
            wish = self.value(group.chosen_by)
            wished = [name for name in granted if name == wish] or granted
        including = [c.name for c in self.policy.claims.values() if claim in c.includes]
        chosen = self.granted(claim) and not any(self.claim(name) == "chosen" for name in including)
        return "chosen" if chosen and wished[:1] in ([], [claim]) else NOTHING


def arithmetic(op: str, left: Fraction | None, right: Fraction | None) -> Fraction | None:
    if left is None or right is None:
        return None
    if op == "/":
        return left / right if right else None
    return left + right if op == "+" else left - right if op == "-" else left * right


def numbers_in(value: Value) -> Fraction:
    return stamp(value) if isinstance(value, datetime) else Fraction(value)  # type: ignore[arg-type]


def decimal(number: Fraction) -> Decimal:
    return Decimal(number.numerator) / Decimal(number.denominator)
