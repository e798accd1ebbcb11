"""The verdict line by line: parties, findings, denials, and what became of each rule."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction

from msgspec import Struct

from triage.decide.defeat import Slot, slots, slots_of
from triage.decide.ruling import Ruling, Shares
from triage.decide.status import Firmness, Situation
from triage.decide.targets import Target, target_of
from triage.policy import ConcludesOutcome, Policy, Rule
from triage.program import block_id, seat_id
from triage.verdict import Denied, FindingLine, Outcome, Responsible, RuleLine, Status


class Reading(Struct, frozen=True):
    """Everything from which the lines are read: both evaluations, what stands, and how firmly."""

    given: Situation
    presumed: Situation
    ruling: Ruling
    firmness: Mapping[Target, Firmness]

    @property
    def policy(self) -> Policy:
        """The policy of the case."""
        return self.given.program.policy

    def on(self, target: Target) -> Ruling:
        """The ruling from which the conclusion is read; where it is firm as given only, as given."""
        firm_as_given = not self.presumed.stable(target) and self.given.stable(target)
        return (self.given if firm_as_given else self.presumed).ruling(target)

    def stands(self, claim: str) -> bool:
        """Whether the claim is to be made."""
        ruling = self.on(Target("claim", claim))
        return ruling.chosen(claim) == ruling.full

    def granted(self, claim: str) -> bool:
        """Whether the claim is granted, be it contained in another or second in its group."""
        ruling = self.on(Target("claim", claim))
        return ruling.granted(claim) == ruling.full


def weakest(*statuses: Status) -> Status:
    """The weakest of some statuses; with none: settled."""
    order = list(Status)
    return max(statuses, key=order.index, default=Status.SETTLED)


def responsible_lines(reading: Reading) -> Iterator[Responsible]:
    """Who answers, matter by matter."""
    for matter in reading.policy.matters:
        target = Target("responsible", matter)
        ruling = reading.on(target)
        if target in reading.firmness and not ruling.clash(("responsible", matter, "")):
            for shares in ruling.shares(matter):
                yield from _shares(matter, shares, reading)
        yield from _also(matter, reading)


def _shares(matter: str, shares: Shares, reading: Reading) -> Iterator[Responsible]:
    target = Target("responsible", matter)
    status = reading.firmness[target].status
    stands = reading.on(target).standing(("responsible", matter, ""))
    rules = tuple(rule for rule in reading.policy.rules if stands.get(rule))
    for role, share in shares:
        how = "alone" if len(shares) == 1 else "shared"
        yield Responsible(matter, role, seated(role, target, reading), share, how, status, rules)


def _also(matter: str, reading: Reading) -> Iterator[Responsible]:
    for slot in slots(reading.policy):
        if slot[:2] != ("also", matter):
            continue
        target = target_of(slot)
        ruling = reading.on(target)
        if target not in reading.firmness or ruling.clash(slot):
            continue
        stands = ruling.standing(slot)
        rules = tuple(rule for rule in reading.policy.rules if stands.get(rule))
        parties = seated(slot[2], target, reading)
        for how in ruling.values(slot):
            status = reading.firmness[target].status
            yield Responsible(matter, slot[2], parties, Fraction(0), str(how), status, rules)


def seated(role: str, target: Target, reading: Reading) -> tuple[str, ...]:
    """The parties that may sit in a role, as far as the conclusion decides it."""
    if not reading.firmness[target].open:
        return tuple(party for party, sits in reading.on(target).seats(role).items() if sits)
    return _may_sit(role, reading)


def _may_sit(role: str, reading: Reading) -> tuple[str, ...]:
    """Those whose seat could hold, up to the first that surely does."""
    inference = reading.presumed.inference
    parties: dict[str, None] = {}
    for index, seat in enumerate(reading.policy.roles[role].seats):
        clause = seat_id(role, index)
        if clause in inference.possible:
            parties[seat.party] = None
        if clause in inference.sure:
            break
    return tuple(parties)


def finding_lines(reading: Reading) -> Iterator[FindingLine]:
    """Findings that are true or could be; those ruled out are left out."""
    program, inference = reading.presumed.program, reading.presumed.inference
    for name in reading.policy.findings:
        value = inference.finding(name, program)
        if value is not False:
            fired = tuple(clause for clause in program.concluded_by[name] if clause in inference.sure)
            yield FindingLine(name, value, fired)


def denied_lines(reading: Reading) -> Iterator[Denied]:
    """Claims refused by a rule that stands, and claims that a block takes away from a rule that grants them."""
    lines: dict[str, list[Denied]] = {}
    for matter in reading.policy.matters:
        for line in (*_denied_by_rules(matter, reading), *_blocked(matter, reading)):
            lines.setdefault(line.claim, []).append(line)
    for claim, found in lines.items():
        if claim == "all" or not reading.on(Target("claim", claim)).granted(claim):
            rules = tuple(dict.fromkeys(rule for line in found for rule in line.rules))
            cites = tuple(dict.fromkeys(source for line in found for source in line.cites))
            yield Denied(claim, found[0].because, rules, cites)


def _denied_by_rules(matter: str, reading: Reading) -> Iterator[Denied]:
    for rule in reading.policy.rules.values():
        if rule.matter != matter or not isinstance(rule.then, ConcludesOutcome):
            continue
        if rule.then.denies_all and _stands_in_all(rule, reading):
            yield Denied("all", rule.because, (rule.id,), rule.cites)
        for claim in rule.then.denies:
            if reading.ruling.standing(("claim", matter, claim)).get(rule.id):
                yield Denied(claim, rule.because, (rule.id,), rule.cites)


def _stands_in_all(rule: Rule, reading: Reading) -> bool:
    """A rule that denies everything stands where it fires and no claim of its matter is granted over it."""
    fires = rule.id in reading.presumed.inference.sure and not _beaten_everywhere(rule, reading)
    return fires and not any(
        _granted_by_others(slot, rule, reading) for slot in slots_of(reading.policy).get(rule.id, ())
    )


def _granted_by_others(slot: Slot, rule: Rule, reading: Reading) -> bool:
    """Whether the slot is that of a claim which the rule refuses and another rule that stands grants."""
    stands, contenders = reading.ruling.standing(slot), slots(reading.policy)[slot]
    refused = slot[0] == "claim" and any(c.clause == rule.id and c.value is False for c in contenders)
    return refused and any(c.value is True and stands.get(c.clause) for c in contenders)


def _blocked(matter: str, reading: Reading) -> Iterator[Denied]:
    sure = reading.presumed.inference.sure
    for name, claim in reading.policy.claims.items():
        granting = [c.clause for c in slots(reading.policy).get(("claim", matter, name), ()) if c.value is True]
        if not any(clause in sure for clause in granting):
            continue
        for index, block in enumerate(claim.blocks):
            if block_id(name, index) in sure:
                yield Denied(name, block.because, (block_id(name, index),), block.cites)


def rule_lines(reading: Reading) -> Iterator[RuleLine]:
    """Rules that fired or could: those that won, then what beat the others."""
    for rule in reading.policy.rules.values():
        line = rule_line(rule, reading)
        if line is not None:
            yield line


def rule_line(rule: Rule, reading: Reading) -> RuleLine | None:
    """What became of a rule; None where it neither fired nor could."""
    inference = reading.presumed.inference
    if rule.id not in inference.sure:
        return RuleLine(rule.id, Outcome.POSSIBLE, ()) if rule.id in inference.possible else None
    beaten = isinstance(rule.then, ConcludesOutcome) and _beaten_everywhere(rule, reading)
    beaters = tuple(dict.fromkeys(_beaters(rule, reading))) if beaten else ()
    return RuleLine(rule.id, Outcome.BEATEN if beaten else Outcome.WON, beaters)


def _beaten_everywhere(rule: Rule, reading: Reading) -> bool:
    mine = slots_of(reading.policy).get(rule.id, ())
    return bool(mine) and not any(reading.ruling.standing(slot).get(rule.id) for slot in mine)


def _beaters(rule: Rule, reading: Reading) -> Iterator[str]:
    sure = reading.presumed.inference.sure
    for slot in slots_of(reading.policy).get(rule.id, ()):
        for contender in slots(reading.policy)[slot]:
            if contender.clause == rule.id:
                yield from (beater for beater in contender.beaten_by if beater in sure)
