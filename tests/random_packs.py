"""Random policies and cases, built as the types that `parse` would make: small, but with everything that can go wrong.

Every draw comes from one `random.Random`, so that hypothesis can drive (and shrink) what a seed drives elsewhere.
Everything lies around `NOW`, so that clocks and versions are often at stake.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from random import Random
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from triage.case import Answer, Case, Contested, Given, NotKnown
from triage.policy import (
    ALWAYS,
    All,
    Any,
    Arithmetic,
    Block,
    Bound,
    Burden,
    Call,
    Channel,
    Claim,
    ConcludesFinding,
    ConcludesOutcome,
    ConcludesWarning,
    Conclusion,
    Condition,
    Evidence,
    Fact,
    Finding,
    Formula,
    Found,
    Group,
    Has,
    Kind,
    Known,
    Measure,
    Name,
    Never,
    Not,
    Number,
    OneOf,
    Ordered,
    Parameter,
    ParameterVersion,
    Period,
    Policy,
    Presumption,
    Production,
    Proved,
    Role,
    Rule,
    Seat,
    Value,
    Within,
)

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 5, 12, 15, 0, tzinfo=ZONE)
CHANGE = date(2026, 5, 11)
"""The day on which versions change."""

TEXT = {"en": "text"}
KINDS: Mapping[str, Kind] = {
    "b0": Kind.YES_NO,
    "b1": Kind.YES_NO,
    "b2": Kind.YES_NO,
    "c0": Kind.CHOICE,
    "c1": Kind.CHOICE,
    "s0": Kind.CHOICES,
    "n0": Kind.COUNT,
    "m0": Kind.MONEY,
    "m1": Kind.MONEY,
    "d0": Kind.MOMENT,
    "d1": Kind.MOMENT,
}
COLOURS = ("red", "green", "blue")
SOUNDS = ("low", "high")
HOURS = (-72, -48, -39, -36, -24, -1, 0)
SUMS = (Decimal("0"), Decimal("10.00"), Decimal("36.00"), Decimal("50.00"), Decimal("99.99"))
TIERS = ("upper", "middle", "lower")
MATTERS = ("code", "payment")
ITEMS = ("E_A", "E_B")
PARTIES = ("shop", "host", "buyer")


@dataclass(frozen=True)
class Taste:
    """What packs may contain. `apart`: each unknown is read through one name only, so that lanes are exact."""

    most_facts: int = 8
    most_rules: int = 10
    apart: bool = False


def random_policy(random: Random, taste: Taste = Taste()) -> Policy:
    """A policy without problems: names declared, findings and overrides acyclic, shares exact."""
    return _Maker(random, taste).policy()


def random_case(random: Random, policy: Policy, answered: float = 0.55) -> Case:
    """A case of the policy; its answers may contradict the policy's constraints."""
    answers: dict[str, Answer] = {}
    evidence = {item: random.random() < 0.5 for item in policy.evidence if random.random() < 0.7}
    for name, fact in policy.facts.items():
        if random.random() < answered:
            answers[name] = random_answer(random, fact, policy, evidence)
    return Case(policy.id, NOW, answers, evidence)


def random_answer(random: Random, fact: Fact, policy: Policy, evidence: Mapping[str, bool]) -> Answer:
    """Mostly a value; sometimes nobody can say, or the parties differ."""
    if random.random() < 0.15:
        return NotKnown()
    if random.random() < 0.12:
        return Contested({"user": random_value(random, fact), "merchant": random_value(random, fact)})
    shown = [item.id for item in policy.evidence.values() if fact.name in item.proves and evidence.get(item.id)]
    by = (random.choice(shown),) if shown and random.random() < 0.3 else ()
    return Given(random_value(random, fact), by)


def random_value(random: Random, fact: Fact) -> Value:
    """A value of the fact, often one at which some test turns."""
    match fact.kind:
        case Kind.YES_NO:
            return random.random() < 0.5
        case Kind.CHOICE:
            return random.choice(COLOURS)
        case Kind.CHOICES:
            return frozenset(sound for sound in SOUNDS if random.random() < 0.5)
        case Kind.COUNT:
            return Decimal(random.randint(0, 4))
        case Kind.MONEY:
            value = random.choice(SUMS) + random.choice((Decimal("0"), Decimal("0.01")))
            return value if fact.high is None else min(value, fact.high)
        case Kind.MOMENT:
            return NOW + timedelta(hours=random.choice(HOURS), seconds=random.choice((0, 0, 1)))
        case _:
            return "story"


class _Maker:
    def __init__(self, random: Random, taste: Taste) -> None:
        self.random = random
        self.taste = taste
        self.names = self._fact_names()
        self.apart_dates = [name for name in self.names if KINDS[name] is Kind.MOMENT]
        self.dating = self.apart_dates[0] if self.apart_dates and self.odds(0.5) else None
        self.parameters = self._parameters()
        self.measures = dict(self._measures())
        self.claims = tuple(f"claim_{i}" for i in range(random.randint(1, 4)))
        self.roles = ("seller", "user", "payee")

    def odds(self, share: float) -> bool:
        return self.random.random() < share

    def _fact_names(self) -> list[str]:
        count = self.random.randint(3, self.taste.most_facts)
        picked = set(self.random.sample(sorted(KINDS), count))
        return [name for name in KINDS if name in picked]

    def _parameters(self) -> dict[str, Parameter]:
        plain = ParameterVersion(Decimal(self.random.choice((24, 36, 48))), Period(), ())
        later = CHANGE + timedelta(days=1)
        by, otherwise_now = self.dating, self.odds(0.5)
        periods = [
            Period(None, CHANGE - timedelta(days=1), by, otherwise_now),
            Period(CHANGE, CHANGE, by, otherwise_now),
            Period(later, None, by, otherwise_now),
        ]
        if self.odds(0.5):
            periods = [periods[0], Period(CHANGE, None, by, otherwise_now)]
        values = self.random.sample((24, 36, 40, 48), len(periods))
        dated = tuple(ParameterVersion(Decimal(v), p, ()) for v, p in zip(values, periods, strict=True))
        return {
            "p0": Parameter("p0", TEXT, "hours", False, (plain,)),
            "p1": Parameter("p1", TEXT, "hours", True, dated),
        }

    def _measures(self) -> Iterator[tuple[str, Measure]]:
        """Measures; with `apart`, of one fact each, which is then tested through the measure only."""
        for index, (formula, read) in enumerate(self._formulas()):
            if self.taste.apart and (len(read) > 1 or self.dating in read or read & self._measured):
                continue
            self._measured |= read
            kind = Kind.MOMENT if isinstance(formula, Call) and formula.function == "latest" else Kind.NUMBER
            yield f"q{index}", Measure(f"q{index}", formula, TEXT, kind)

    _measured: frozenset[str] = frozenset()

    def _formulas(self) -> Iterator[tuple[Formula, frozenset[str]]]:
        for name in self.names:
            kind = KINDS[name]
            if kind is Kind.MOMENT and self.odds(0.6):
                yield Call("hours_between", (Name(name), Name("now"))), frozenset({name})
            if kind is Kind.MONEY and self.odds(0.4):
                yield self._of_money(name), frozenset({name})
        if {"d0", "d1"} <= set(self.names) and self.odds(0.6):
            yield Call("hours_between", (Name("d0"), Name("d1"))), frozenset({"d0", "d1"})
            function = self.random.choice(("latest", "earliest"))
            both = Call(function, (Name("d0"), Name("d1")))
            yield Call("hours_between", (both, Name("now"))), frozenset({"d0", "d1"})
        if {"m0", "m1"} <= set(self.names) and self.odds(0.6):
            both_sums = Name("m0"), Name("m1")
            made = [Arithmetic("+", *both_sums), Arithmetic("-", *both_sums), Arithmetic("*", *both_sums)]
            yield self.random.choice((*made, Arithmetic("/", *both_sums))), frozenset({"m0", "m1"})

    def _of_money(self, name: str) -> Formula:
        return self.random.choice(
            (
                Call("otherwise", (Name(name), Name("p0"))),
                Call("max", (Name(name), Number(Decimal(30)))),
                Arithmetic("-", Name(name), Number(Decimal(10))),
            )
        )

    # --- Conditions ---

    def leaf(self, facts: list[str], evidence: bool = True) -> Condition:
        if self.measures and self.odds(0.25):
            readable = [n for n, m in self.measures.items() if _reads(m.formula) <= set(facts)]
            if readable:
                return self.within(self.random.choice(readable), facts)
        if evidence and self.odds(0.1):
            return Has(tuple(self.random.sample(ITEMS, self.random.randint(1, 2))))
        testable = [n for n in facts if not (self.taste.apart and n in self._measured)]
        if not testable:
            return Has(("E_A",)) if evidence else ALWAYS
        name = self.random.choice(testable)
        if evidence and self.odds(0.08):
            return Known(name)
        return self.on_fact(name, facts, evidence)

    def on_fact(self, name: str, facts: list[str], evidence: bool) -> Condition:
        match KINDS[name]:
            case Kind.YES_NO:
                values: tuple[Value, ...] = (self.odds(0.5),)
            case Kind.CHOICE:
                values = tuple(self.random.sample(COLOURS, self.random.randint(1, 2)))
            case Kind.CHOICES:
                return OneOf(name, tuple(self.random.sample(SOUNDS, self.random.randint(1, 2))))
            case Kind.MOMENT:
                return Known(name)
            case _:
                return self.within(name, facts)
        return Proved(name, values) if evidence and self.odds(0.2) else OneOf(name, values)

    def within(self, subject: str, facts: list[str]) -> Condition:
        low = self.bound(subject, facts) if self.odds(0.7) else None
        high = self.bound(subject, facts) if low is None or self.odds(0.3) else None
        return Within(subject, low, high)

    def bound(self, subject: str, facts: list[str]) -> Bound:
        if KINDS.get(subject) is Kind.COUNT:
            formula: Formula = Number(Decimal(self.random.randint(1, 3)))
        else:
            dated = self.dating is None or self.dating in facts  # else a fact could hang on its own date
            p1 = Name("p1") if dated and not (self.taste.apart and self.dating in self._measured) else Name("p0")
            formula = self.random.choice(
                (Number(Decimal(36)), Name("p0"), p1, Arithmetic("-", Name("p0"), Number(Decimal(1))))
            )
        return Bound(formula, self.odds(0.5))

    def condition(self, facts: list[str], findings: list[str], depth: int = 2, evidence: bool = True) -> Condition:
        if depth == 0 or self.odds(0.35):
            if findings and self.odds(0.35):
                return Found(self.random.choice(findings))
            return self.leaf(facts, evidence)
        parts = tuple(
            self.condition(facts, findings, depth - 1, evidence) for _ in range(self.random.choice((1, 2, 2, 3)))
        )
        shape = self.random.randint(0, 3)
        if shape == 0:
            return Not(parts[0])
        return All(parts) if shape in (1, 2) else Any(parts)

    # --- The parts of a policy ---

    def facts(self) -> dict[str, Fact]:
        return {name: self.fact(name, self.names[:index]) for index, name in enumerate(self.names)}

    def fact(self, name: str, earlier: list[str]) -> Fact:
        kind = KINDS[name]
        choices = {Kind.CHOICE: COLOURS, Kind.CHOICES: SOUNDS}.get(kind, ())
        applies: Condition = ALWAYS
        substituted = self.taste.apart and any(_substitutes(name, m.formula) for m in self.measures.values())
        if earlier and not substituted and self.odds(0.3):
            applies = self.condition(earlier, [], 1, evidence=False)
        fact = Fact(
            name, kind, TEXT, TEXT, {}, dict.fromkeys(choices, TEXT), None, None, applies, None, None, None, False, None
        )
        if kind is Kind.MONEY and self.odds(0.5):
            fact = replace(fact, high=Decimal(100))
        if self.odds(0.3):
            fact = replace(fact, presume=Presumption(random_value(self.random, fact), TEXT))
        if self.odds(0.25):
            fact = self.with_burden(fact)
        return fact

    def with_burden(self, fact: Fact) -> Fact:
        unproved = random_value(self.random, fact) if self.odds(0.7) else None
        since = [name for name in self.names if KINDS[name] is Kind.MOMENT and name != fact.name]
        step = Production("shop", TEXT)
        if since and not self.taste.apart:
            step = replace(step, within=Name(self.random.choice(("p0", "p1"))), since=self.random.choice(since))
        return replace(fact, production=step, burden=Burden("shop", unproved))

    def period(self) -> Period:
        if self.odds(0.7) or (self.taste.apart and self.dating in self._measured):
            return Period()
        since, until = self.random.choice(((CHANGE, None), (None, CHANGE), (CHANGE, CHANGE)))
        return Period(since, until, self.dating if self.odds(0.7) else None, self.odds(0.5))

    def rules(self, findings: list[str]) -> dict[str, Rule]:
        made: dict[str, Rule] = {}
        for index in range(self.random.randint(2, self.taste.most_rules)):
            then, readable = self.conclusion(findings)
            rule_id = f"rule-{index}"
            tier = self.random.choice(TIERS)
            matter = self.random.choice(MATTERS)
            peers = [r.id for r in made.values() if r.tier == tier and r.matter == matter]
            overrides = tuple(self.random.sample(peers, 1)) if peers and self.odds(0.4) else ()
            when = self.condition(self.names, readable)
            made[rule_id] = Rule(rule_id, matter, tier, when, then, TEXT, (), overrides, self.period(), ())
        return made

    def conclusion(self, findings: list[str]) -> tuple[Conclusion, list[str]]:
        """What a rule concludes, and the findings that it may read."""
        if findings and self.odds(0.35):
            index = self.random.randrange(len(findings))
            return ConcludesFinding((findings[index],)), findings[:index]
        if self.odds(0.1):
            return ConcludesWarning("W_ONE"), findings
        return self.outcome(), findings

    def outcome(self) -> ConcludesOutcome:
        shares: tuple[tuple[str, Fraction], ...] = ()
        if self.odds(0.6):
            first, second = self.random.sample(self.roles, 2)
            whole = ((first, Fraction(1)),)
            shares = whole if self.odds(0.8) else ((first, Fraction(1, 3)), (second, Fraction(2, 3)))
        also = ((self.random.choice(self.roles), self.random.choice(("jointly", "secondarily"))),)
        claims = tuple(name for name in self.claims if self.odds(0.4))
        denies = tuple(name for name in self.claims if name not in claims and self.odds(0.2))
        return ConcludesOutcome(shares, also if self.odds(0.15) else (), claims, denies, self.odds(0.15))

    def claim(self, index: int, name: str, findings: list[str]) -> Claim:
        after = self.claims[index + 1 :]
        amounts = [n for n in self.names if KINDS[n] is Kind.MONEY]
        amount: Formula | None = None
        if amounts:
            amount = Call("max", (Arithmetic("*", Number(Decimal(3)), Name(amounts[0])), Name("p1")))
        return Claim(
            name,
            TEXT,
            TEXT,
            amount if self.odds(0.6) else None,
            after[:1] if self.odds(0.3) else (),
            after[0] if after and self.odds(0.3) else None,
            "group" if self.odds(0.5) else None,
            (),
            tuple(
                Block(self.condition(self.names, findings, 1), TEXT, ()) for _ in range(self.random.choice((0, 0, 1)))
            ),
            self.odds(0.2),
            False,
            {},
            (),
        )

    def seats(self, role: str, findings: list[str]) -> Role:
        seats = []
        if self.odds(0.5):
            seats.append(Seat("host", self.condition(self.names, findings, 1)))
        seats.append(Seat("shop" if role != "user" else "buyer", ALWAYS))
        return Role(role, TEXT, tuple(seats))

    def nevers(self) -> tuple[Never, ...]:
        if len(self.names) < 2:
            return ()
        pairs = [self.random.sample(self.names, 2) for _ in range(self.random.choice((0, 1, 1, 2)))]
        return tuple(
            Never(All((self.leaf([first], evidence=False), self.leaf([second], evidence=False))), TEXT)
            for first, second in pairs
        )

    def ordered(self) -> tuple[Ordered, ...]:
        both = {"d0", "d1"} <= set(self.names)
        return (Ordered(("d0", "d1", "now")),) if both and not self.taste.apart and self.odds(0.4) else ()

    def channels(self) -> dict[str, Channel]:
        opens = Call("plus_hours", (Name(self.apart_dates[0]), Name("p0"))) if self.apart_dates else None
        return {
            "CH_A": Channel(
                "CH_A", TEXT, TEXT, 1, self.condition(self.names, [], 1), opens, None, None, (), {}, {}, (), True
            )
        }

    def policy(self) -> Policy:
        findings = [f"f{index}" for index in range(self.random.randint(0, 3))]
        claims = {name: self.claim(index, name, findings) for index, name in enumerate(self.claims)}
        grouped = tuple(name for name, claim in claims.items() if claim.group)
        return Policy(
            id="random",
            version="1",
            hash="0",
            languages=("en",),
            title=TEXT,
            disclaimer=TEXT,
            currency="CNY",
            currency_symbol="¥",
            minor_unit=2,
            timezone=ZONE,
            matters=dict.fromkeys(MATTERS, TEXT),
            tiers=TIERS,
            parties=dict.fromkeys(PARTIES, TEXT),
            roles={role: self.seats(role, findings) for role in self.roles},
            links={"L1": TEXT},
            proof_strength=2,
            groups={"group": Group("group", grouped, None)} if grouped else {},
            screens={},
            facts=self.facts(),
            measures=self.measures,
            findings={name: Finding(name, TEXT) for name in findings},
            parameters=self.parameters,
            sources={},
            evidence={item: self.item(item) for item in ITEMS},
            claims=claims,
            channels=self.channels(),
            rules=self.rules(findings),
            nevers=self.nevers(),
            ordered=self.ordered(),
        )

    def item(self, item: str) -> Evidence:
        proves = tuple(name for name in self.names if self.odds(0.4))
        return Evidence(item, TEXT, {"L1": 2}, proves, TEXT, {})


def _reads(formula: Formula) -> set[str]:
    match formula:
        case Name(name):
            return {name} - {"now", "p0", "p1"}
        case Arithmetic(_, left, right):
            return _reads(left) | _reads(right)
        case Call(_, arguments):
            return set().union(*(_reads(argument) for argument in arguments))
        case _:
            return set()


def _substitutes(name: str, formula: Formula) -> bool:
    """Whether the formula has another value where the fact does not apply."""
    return isinstance(formula, Call) and formula.function == "otherwise" and name in _reads(formula)
