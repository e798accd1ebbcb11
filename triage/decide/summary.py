"""The verdict as a whole: its status, what it presumes, what is open, whom it cites."""

from __future__ import annotations

from collections.abc import Iterator

from triage.decide.amounts import amount_firmness
from triage.decide.defeat import slots
from triage.decide.lines import Reading, weakest
from triage.decide.status import Firmness
from triage.decide.targets import Target, target_of
from triage.formula import beyond_calendar
from triage.holding import Doubt, Unknown, presumed_value
from triage.period import in_force
from triage.policy import BEYOND_CALENDAR, ConcludesWarning
from triage.verdict import (
    Claimed,
    Clash,
    Denied,
    Layered,
    Open,
    Outcome,
    Presumed,
    Responsible,
    RuleLine,
    Status,
    Stop,
    Warned,
)


def overall(
    reading: Reading,
    responsible: tuple[Responsible, ...],
    claims: tuple[Claimed, ...],
    denied: tuple[Denied, ...],
    clashing: tuple[Clash, ...],
) -> Status:
    """The weakest status of what stands; provisional where more could come; open or uncovered where nothing stands.

    A kind request stands for nothing: where it is all that there is, no rule speaks about the case.
    """
    if clashing:
        return Status.CONFLICT
    could = any(firm.open for firm in reading.firmness.values())
    of_right = [line for line in claims if not reading.policy.claims[line.claim].voluntary]
    if not (responsible or of_right or denied):
        return Status.OPEN if could else Status.UNCOVERED
    standing = [line.status for line in responsible]
    standing += [status for line in claims for status in (line.status, _softened(line.amount_status))]
    standing += [firm.status for firm in _refusals(reading, denied)]
    standing += [_softened(firm.status) for firm in reading.firmness.values() if firm.open]
    return weakest(*standing)


def _refusals(reading: Reading, denied: tuple[Denied, ...]) -> Iterator[Firmness]:
    """How firm it is that a claim is refused."""
    names = {line.claim for line in denied}
    for target, firm in reading.firmness.items():
        if target.kind == "claim" and target.name in names and not firm.open:
            yield firm


def _softened(status: Status) -> Status:
    """Where something stands, an open part makes the whole provisional."""
    return Status.PROVISIONAL if status is Status.OPEN else status


def clashes(reading: Reading) -> Iterator[Clash]:
    """Slots in which standing rules disagree."""
    for slot in slots(reading.policy):
        ruling = reading.on(target_of(slot))
        if ruling.clash(slot):
            kind, matter, name = slot
            yield Clash(matter, name or kind, tuple(ruling.standing(slot)))


def presumed_lines(
    reading: Reading, responsible: tuple[Responsible, ...], claims: tuple[Claimed, ...], denied: tuple[Denied, ...]
) -> tuple[Presumed, ...]:
    """The presumptions on which what stands, the sums and what is refused rest, in the author's order."""
    named = {name for firm in _refusals(reading, denied) for name in firm.presumed}
    named |= set(_rests_on(reading, responsible, claims))
    facts = reading.policy.facts
    return tuple(
        Presumed(name, value, fact.presume.because)
        for name, fact in facts.items()
        if name in named and fact.presume
        if (value := presumed_value(reading.presumed.view.facts[name])) is not None
    )


def _rests_on(reading: Reading, responsible: tuple[Responsible, ...], claims: tuple[Claimed, ...]) -> Iterator[str]:
    matters = {line.matter for line in responsible}
    names = {line.claim for line in claims}
    for target, firm in reading.firmness.items():
        if target.name in (names if target.kind == "claim" else matters):
            yield from firm.presumed
    for name in names:
        yield from amount_firmness(reading.policy.claims[name], reading.given.view, reading.presumed.view)[1]


def open_lines(reading: Reading, claims: tuple[Claimed, ...]) -> tuple[Open, ...]:
    """Unknown facts and items that could still change a conclusion, in the author's order, items last."""
    could: dict[str, list[str]] = {}
    for target, firm in reading.firmness.items():
        for name in firm.open:
            could.setdefault(name, []).append(_title(target))
    for line in claims:
        claim = reading.policy.claims[line.claim]
        for name in amount_firmness(claim, reading.given.view, reading.presumed.view)[2]:
            could.setdefault(name, []).append(f"amount:{line.claim}")
    order = [*reading.policy.facts, *reading.policy.evidence]
    return tuple(_open(name, could[name], reading) for name in order if name in could)


def _title(target: Target) -> str:
    """How `could_change` names a conclusion: "responsible:code", "claim:refund"."""
    return ":".join(part for part in (target.kind, target.name, target.role) if part)


def _open(name: str, could: list[str], reading: Reading) -> Open:
    holding = reading.presumed.view.facts.get(name)
    contested = isinstance(holding, Unknown) and holding.doubt is Doubt.CONTESTED
    fact = reading.policy.facts.get(name)
    burden = fact.burden.party if fact and fact.burden else None
    return Open(name, tuple(dict.fromkeys(could)), contested, burden)


def warning_lines(reading: Reading, route: tuple[Stop, ...]) -> Iterator[Warned]:
    """The warnings whose rules fire, and that working days were counted of which nothing is known."""
    for name, rule in reading.policy.rules.items():
        if isinstance(rule.then, ConcludesWarning) and name in reading.presumed.inference.sure:
            yield Warned(rule.then.code, rule.because, name)
    yield from _beyond_calendar(reading, route)


def _beyond_calendar(reading: Reading, route: tuple[Stop, ...]) -> Iterator[Warned]:
    policy, calendar = reading.policy, reading.policy.calendar
    if calendar is None:
        return
    formulas = [measure.formula for measure in policy.measures.values()]
    formulas += [formula for stop in route for formula in policy.channels[stop.channel].moments]
    if any(beyond_calendar(formula, reading.presumed.view) for formula in formulas):
        yield Warned(BEYOND_CALENDAR, calendar.beyond, "")


def citations(
    reading: Reading,
    responsible: tuple[Responsible, ...],
    rules: tuple[RuleLine, ...],
    claims: tuple[Claimed, ...],
    denied: tuple[Denied, ...],
    layered: tuple[Layered, ...],
) -> tuple[str, ...]:
    """Sources in force on which the winning rules, the claims and the denials rest, in the pack's order.

    Where terms and law differ, both are cited.
    """
    policy = reading.policy
    carrying = {rule for line in responsible for rule in line.rules} | {rule for line in claims for rule in line.rules}
    cited = {source for line in rules if line.outcome is Outcome.WON for source in policy.rules[line.rule].cites}
    cited |= {source for rule in carrying for source in policy.rules[rule].cites}
    cited |= {source for line in claims for source in policy.claims[line.claim].cites}
    cited |= {source for line in denied for source in line.cites}
    cited |= {source for line in layered for source in (*line.law_cites, *line.terms_cites)}
    view = reading.presumed.view
    return tuple(name for name, s in policy.sources.items() if name in cited and in_force(s.period, view) is not False)
