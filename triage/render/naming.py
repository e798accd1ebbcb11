"""What things are called in one language: the pack's titles, values, sums, moments and sources as short text."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal

from msgspec import Struct

from triage.policy import Fact, Kind, Period, Policy, Text, Value
from triage.render.words import Words, words

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


class Naming(Struct, frozen=True):
    """A policy's names in one language. Whatever has no title is called by its name."""

    policy: Policy
    words: Words
    language: str

    def text(self, text: Text, default: str = "") -> str:
        """The text in this language, else in the first that it has, else `default`."""
        return text.get(self.language) or next(iter(text.values()), "") or default

    def titled(self, name: str) -> str:
        """A fact, measure, finding or parameter; or `now`."""
        if name == "now":
            return self.words.say("now")
        pack = self.policy
        for declared in (pack.facts, pack.measures, pack.findings, pack.parameters):
            if name in declared:
                return self.text(declared[name].title, name)
        return name

    def party(self, party: str) -> str:
        """A party's title."""
        return self.text(self.policy.parties.get(party, {}), party)

    def matter(self, matter: str) -> str:
        """A matter's title."""
        return self.text(self.policy.matters.get(matter, {}), matter)

    def claim(self, claim: str) -> str:
        """A claim's title; "all" is every claim."""
        if claim == "all":
            return self.words.say("claim.all")
        declared = self.policy.claims.get(claim)
        return self.text(declared.title, claim) if declared else claim

    def channel(self, channel: str) -> str:
        """A channel's title."""
        declared = self.policy.channels.get(channel)
        return self.text(declared.title, channel) if declared else channel

    def item(self, item: str) -> str:
        """An item of evidence."""
        declared = self.policy.evidence.get(item)
        return self.text(declared.title, item) if declared else item

    def link(self, link: str) -> str:
        """A link of the chain of evidence."""
        return self.text(self.policy.links.get(link, {}), link)

    def source(self, source: str) -> str:
        """A source with its article: "Sale of Goods Act 55(1)"."""
        declared = self.policy.sources.get(source)
        if declared is None:
            return source
        return f"{self.text(declared.title)} {declared.article.strip('-')}".strip()

    def listed(self, parts: Iterable[str]) -> str:
        """A list: "a, b, c"."""
        return self.words.say("list.comma").join(parts)

    def noted(self, notes: Iterable[str]) -> str:
        """Remarks on one thing: "open now, not verified"."""
        return self.words.say("list.notes").join(notes)

    def either(self, parts: Iterable[str]) -> str:
        """Alternatives: "a or b"."""
        return self.words.say("list.or").join(parts)

    def money(self, value: Decimal) -> str:
        """A sum with the currency's symbol: "$529.00"."""
        sign = "-" if value < 0 else ""
        return f"{sign}{self.policy.currency_symbol}{plain_money(abs(value), self.policy.minor_unit)}"

    def moment(self, moment: datetime) -> str:
        """A moment in the pack's time zone: "2026-05-12 15:00"."""
        return f"{moment.astimezone(self.policy.timezone):%Y-%m-%d %H:%M}"

    def weekday(self, moment: datetime) -> str:
        """The day of the week in the pack's time zone: "Tuesday"."""
        return self.words.say(f"weekday.{WEEKDAYS[moment.astimezone(self.policy.timezone).weekday()]}")

    def dated(self, moment: datetime) -> str:
        """A moment with its weekday: "Tuesday 2026-05-12 15:00"."""
        local = moment.astimezone(self.policy.timezone)
        return self.words.say("dated", weekday=self.weekday(moment), date=f"{local:%Y-%m-%d}", time=f"{local:%H:%M}")

    def value(self, name: str, value: Value) -> str:
        """The value of a fact or measure: its choice's title, a sum, a moment, a number."""
        fact = self.policy.facts.get(name)
        match value:
            case bool():
                return self.words.say("value.yes" if value else "value.no")
            case Decimal():
                return self.number(name, value)
            case datetime():
                return self.moment(value)
            case str():
                return self._choice(fact, value)
            case frozenset():
                return self._choices(fact, value)

    def number(self, name: str, value: Decimal) -> str:
        """The value of a number, with symbol or unit where it has one."""
        if self.is_money(name):
            return self.money(value)
        parameter = self.policy.parameters.get(name)
        return self.in_unit(value, parameter.unit) if parameter else plain_number(value)

    def in_unit(self, value: Decimal, unit: str) -> str:
        """A number in a unit: "24 hours". The pack's own units are shown as they are written."""
        key = f"unit.{unit}"
        figure = plain_number(value)
        return self.words.say(key, n=figure) if self.words.has(key) else f"{figure} {unit}".strip()

    def is_money(self, name: str) -> bool:
        """Whether the fact, measure or parameter is a sum of money (a parameter: its unit is the currency)."""
        declared = self.policy.facts.get(name) or self.policy.measures.get(name)
        if declared is not None:
            return declared.kind is Kind.MONEY
        parameter = self.policy.parameters.get(name)
        return parameter is not None and parameter.unit == self.policy.currency

    def _choice(self, fact: Fact | None, value: str) -> str:
        if fact is None or fact.kind is Kind.TEXT:
            return value
        return self.text(fact.choices.get(value, {}), value)

    def _choices(self, fact: Fact | None, chosen: frozenset[str]) -> str:
        order = [choice for choice in (fact.choices if fact else ()) if choice in chosen] or sorted(chosen)
        return self.listed(self._choice(fact, choice) for choice in order) or self.words.say("value.none")

    def period(self, period: Period) -> str:
        """ "from 2014-03-15", "until 2024-06-30", both, or nothing. Whole days, both included."""
        match period.since, period.until:
            case None, None:
                return ""
            case since, None:
                return self.words.say("period.from", since=since)
            case None, until:
                return self.words.say("period.until", until=until)
            case since, until:
                return self.words.say("period.between", since=since, until=until)

    def conclusion(self, conclusion: str) -> str:
        """What an unknown could change: "claim:refund", "amount:refund", "responsible:code", "also:code:platform"."""
        say = self.words.say
        match conclusion.split(":"):
            case ["claim", claim]:
                return self.claim(claim)
            case ["amount", claim]:
                return say("conclusion.amount", claim=self.claim(claim))
            case ["responsible", matter]:
                return self.slot(matter, "responsible")
            case ["also", matter, role]:
                return self.slot(matter, role)
            case ["channel", channel]:
                return self.channel(channel)
            case _:
                return conclusion

    def slot(self, matter: str, slot: str) -> str:
        """What can have one answer only: who answers in a matter, who else is liable, or a claim."""
        if slot == "responsible":
            what = self.words.say("conclusion.responsible")
        elif slot in self.policy.roles:
            what = self.words.say("conclusion.also", role=self.text(self.policy.roles[slot].title, slot))
        else:
            what = self.claim(slot)
        return self.words.say("of-matter", what=what, matter=self.matter(matter)) if matter else what


def naming(policy: Policy, language: str) -> Naming:
    """The names of a policy in a language."""
    return Naming(policy, words(language), language)


def plain_money(value: Decimal, minor_unit: int) -> str:
    """Digits to the minor unit, "29.00"; more where the value has more."""
    places = max(minor_unit, _places(value))
    return f"{value:.{places}f}"


def plain_number(value: Decimal) -> str:
    """Digits without exponent and trailing zeros: "3", "0.5"."""
    return f"{value:.{_places(value)}f}"


def _places(value: Decimal) -> int:
    """How many decimals the value has, trailing zeros not counted; at most six are shown."""
    exponent = value.normalize().as_tuple().exponent
    return min(max(-exponent, 0), 6) if isinstance(exponent, int) else 0
