"""A condition in words, in one language."""

from __future__ import annotations

from triage.exhaustive import assert_never
from triage.policy import (
    All,
    Any,
    Bound,
    Condition,
    Formula,
    Found,
    Has,
    InForce,
    Known,
    Leaf,
    Name,
    Not,
    Number,
    OneOf,
    Period,
    Proved,
    Value,
    Within,
)
from triage.render.naming import Naming
from triage.render.sums import spell


def condition_in_words(condition: Condition, said: Naming) -> str:
    """The condition on one line: "goods: licence key, and (price paid: more than $20.00, or informed: yes)"."""
    match condition:
        case All(()):
            return said.words.say("when.always")
        case Any(()):
            return said.words.say("when.never")
        case All((part,)) | Any((part,)):
            return condition_in_words(part, said)
        case All(parts):
            return said.words.say("when.and").join(_enclosed(part, said) for part in parts)
        case Any(parts):
            return said.words.say("when.or").join(_enclosed(part, said) for part in parts)
        case Not(part):
            return said.words.say("when.not", what=condition_in_words(part, said))
        case OneOf() | Within() | Known() | Proved() | Has() | InForce() | Found():
            return leaf_in_words(condition, said)
        case _:
            assert_never(condition)


def _enclosed(condition: Condition, said: Naming) -> str:
    text = condition_in_words(condition, said)
    several = isinstance(condition, All | Any) and len(condition.parts) > 1
    return said.words.say("when.enclosed", what=text) if several else text


def leaf_in_words(leaf: Leaf, said: Naming) -> str:
    """One test: "activation result: already used"."""
    say = said.words.say
    match leaf:
        case OneOf(fact, values):
            return say("when.is", subject=said.titled(fact), value=_values(fact, values, said))
        case Within(subject, low, high):
            return say("when.is", subject=said.titled(subject), value=range_in_words(subject, low, high, said))
        case Known(fact):
            return say("when.known", subject=said.titled(fact))
        case Proved(fact, values):
            return say("when.proved", subject=said.titled(fact), value=_values(fact, values, said))
        case Has(items):
            return say("when.has", items=said.either(map(said.item, items)))
        case InForce(period):
            return period_in_words(period, said)
        case Found(finding):
            return say("when.found", finding=said.titled(finding))
        case _:
            assert_never(leaf)


def _values(fact: str, values: tuple[Value, ...], said: Naming) -> str:
    return said.either(said.value(fact, value) for value in values)


def range_in_words(subject: str, low: Bound | None, high: Bound | None, said: Naming) -> str:
    """The range: "more than 24 hours (time for the merchant to answer)"; both ends joined where there are two."""
    if low is not None and high is not None and low == high:
        return bound_in_words(subject, low.formula, said)
    ends = []
    if low is not None:
        key = "range.at-least" if low.inclusive else "range.more-than"
        ends.append(said.words.say(key, bound=bound_in_words(subject, low.formula, said)))
    if high is not None:
        key = "range.at-most" if high.inclusive else "range.less-than"
        ends.append(said.words.say(key, bound=bound_in_words(subject, high.formula, said)))
    return said.words.say("range.both").join(ends)


def bound_in_words(subject: str, formula: Formula, said: Naming) -> str:
    """The end of a range: a number in the subject's kind, or a parameter with its value."""
    match formula:
        case Number(value):
            return said.number(subject, value)
        case Name(name) if name in said.policy.parameters:
            return _parameter(name, said)
        case _:
            return spell(formula, said, money=said.is_money(subject))


def _parameter(name: str, said: Naming) -> str:
    versions = said.policy.parameters[name].versions
    values = said.either(dict.fromkeys(said.number(name, version.value) for version in versions))
    return said.words.say("range.parameter", value=values, title=said.titled(name))


def period_in_words(period: Period, said: Naming) -> str:
    """ "in force from 2026-04-15, by: complaint accepted at"."""
    if period.always:
        return said.words.say("when.always")
    span = said.period(period)
    if period.by is None:
        return said.words.say("when.in-force", span=span)
    return said.words.say("when.in-force-by", span=span, by=said.titled(period.by))
