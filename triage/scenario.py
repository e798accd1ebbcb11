"""Scenarios: cases with the verdict that they must get; their comparison, and which rules they cover.

`claims`, `denied`, `responsible`, `presumed`, `open`, `steps`, `warnings`, `law_holds` and `terms_hold` must be exactly
what is named, in any order; `route` exactly and in its order; `rules` and `findings` at least; `not_rules` are rules
that must not fire.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import TypeAlias

from msgspec import Struct, field

from triage.case import Case
from triage.parse import Expect, load_case
from triage.parse.expect import ExpectedClaim, ExpectedClaims, Names
from triage.policy import Policy
from triage.problem import Place, Problem, has_errors
from triage.verdict import Claimed, Holds, Outcome, Verdict
from triage.view import contradictions

Decide: TypeAlias = Callable[[Policy, Case], Verdict]


class Difference(Struct, frozen=True):
    """A key of `expect` that the verdict does not meet, with what stands there instead."""

    key: str
    place: Place
    expected: tuple[str, ...]
    got: tuple[str, ...]


class Result(Struct, frozen=True):
    """What came of one scenario. `problems` say why it could not be run; `verdict` and `case` are None then."""

    place: Place
    shows: str
    differences: tuple[Difference, ...] = ()
    problems: tuple[Problem, ...] = ()
    texts: Mapping[str, str] = field(default_factory=dict)
    verdict: Verdict | None = None
    case: Case | None = None

    @property
    def passed(self) -> bool:
        """Whether the verdict is the expected one."""
        return not self.differences and self.verdict is not None


def scenario_files(path: Path) -> tuple[Path, ...]:
    """The scenario itself, or all YAML files below a folder, sorted."""
    return tuple(sorted(path.rglob("*.yaml"))) if path.is_dir() else (path,)


def run_scenario(text: str, file: str, policy: Policy, decide: Decide) -> Result:
    """Decide a scenario and compare; whatever cannot be read is a failure with its problems."""
    loaded = load_case(text, file, policy, None)
    problems = loaded.problems
    if loaded.case is not None and not has_errors(problems):
        problems = (*problems, *_further_problems(loaded.expect, loaded.case, policy))
    place = loaded.expect.place if loaded.expect else Place(file)
    if loaded.case is None or loaded.expect is None or has_errors(problems):
        return Result(place, loaded.shows, problems=problems, texts=loaded.texts)
    verdict = decide(policy, loaded.case)
    found = tuple(differences(loaded.expect, verdict, policy))
    return Result(place, loaded.shows, found, texts=loaded.texts, verdict=verdict, case=loaded.case)


def _further_problems(expect: Expect | None, case: Case, policy: Policy) -> Iterator[Problem]:
    if expect is None:
        yield Problem(case.place, "nothing-expected", "a scenario says under `expect` which verdict it must get")
    yield from contradictions(policy, case)


# --- Comparison --------------------------------------------------------------------------------


def differences(expect: Expect, verdict: Verdict, policy: Policy) -> Iterator[Difference]:
    """Every key that is not met, in the order of the language reference."""
    yield from _exactly("responsible", expect.responsible, (p for each in verdict.responsible for p in each.parties))
    if expect.status and expect.status.status is not verdict.status:
        yield Difference("status", expect.status.place, (expect.status.status.value,), (verdict.status.value,))
    yield from _claims(expect.claims, verdict, policy)
    yield from _exactly("denied", expect.denied, (each.claim for each in verdict.denied))
    won = [line.rule for line in verdict.rules if line.outcome is Outcome.WON]
    yield from _at_least("rules", expect.rules, won)
    yield from _none_of("not_rules", expect.not_rules, _fired(verdict))
    yield from _at_least("findings", expect.findings, [each.finding for each in verdict.findings if each.value])
    yield from _exactly("presumed", expect.presumed, (each.fact for each in verdict.presumed))
    yield from _exactly("open", expect.open, (each.fact for each in verdict.open if each.fact in policy.facts))
    yield from _exactly("steps", expect.steps, (each.fact for each in verdict.steps))
    yield from _in_order("route", expect.route, [s.channel for s in verdict.route if s.state in ("open", "waiting")])
    yield from _exactly("warnings", expect.warnings, (each.code for each in verdict.warnings))
    for key, names, holds in (
        ("law_holds", expect.law_holds, Holds.LAW),
        ("terms_hold", expect.terms_hold, Holds.TERMS),
    ):
        yield from _exactly(key, names, (each.name for each in verdict.layered if each.holds is holds))
    yield from _others(expect, verdict)


def _others(expect: Expect, verdict: Verdict) -> Iterator[Difference]:
    if expect.conflict and expect.conflict.conflict is not bool(verdict.clashes):
        got = tuple(f"{clash.matter}: {clash.slot}: {', '.join(clash.rules)}" for clash in verdict.clashes)
        yield Difference("conflict", expect.conflict.place, (str(expect.conflict.conflict).lower(),), got or ("false",))
    if expect.next_change and expect.next_change.moment != verdict.next_change:
        got = (verdict.next_change.isoformat(),) if verdict.next_change else ()
        yield Difference("next_change", expect.next_change.place, (expect.next_change.moment.isoformat(),), got)


def _exactly(key: str, names: Names | None, got: Iterable[str]) -> Iterator[Difference]:
    there = tuple(dict.fromkeys(got))
    if names and set(names.names) != set(there):
        yield Difference(key, names.place, names.names, there)


def _in_order(key: str, names: Names | None, got: list[str]) -> Iterator[Difference]:
    if names and names.names != tuple(got):
        yield Difference(key, names.place, names.names, tuple(got))


def _at_least(key: str, names: Names | None, got: list[str]) -> Iterator[Difference]:
    if names and not set(names.names) <= set(got):
        yield Difference(key, names.place, names.names, tuple(got))


def _none_of(key: str, names: Names | None, fired: Iterable[str]) -> Iterator[Difference]:
    there = set(fired)
    wrong = tuple(name for name in names.names if name in there) if names else ()
    if names and wrong:
        yield Difference(key, names.place, (), wrong)


# --- Claims ------------------------------------------------------------------------------------


def _claims(expected: ExpectedClaims | None, verdict: Verdict, policy: Policy) -> Iterator[Difference]:
    if expected is None:
        return
    got = {claimed.claim: claimed for claimed in verdict.claims}
    wanted = {claim.claim: claim for claim in expected.claims}
    if set(got) != set(wanted):
        yield Difference("claims", expected.place, tuple(wanted), tuple(got))
    for name in wanted:
        if name in got:
            yield from _claim(wanted[name], got[name], policy)


def _claim(expected: ExpectedClaim, got: Claimed, policy: Policy) -> Iterator[Difference]:
    """A claim's amount, fallback and status, as far as they are named."""
    amount = got.amount.exact if got.amount else None
    fallback = got.otherwise.claim if got.otherwise else None
    for key, wanted, actual in (
        ("amount", _sum(expected.amount, policy), _sum(amount, policy)),
        ("otherwise", expected.otherwise, fallback),
        ("status", expected.status and expected.status.value, got.status.value),
    ):
        if wanted is not None and wanted != actual:
            key = f"claims.{expected.claim}.{key}"
            yield Difference(key, expected.place, (wanted,), (actual,) if actual is not None else ())


def _sum(amount: Decimal | None, policy: Policy) -> str | None:
    """A sum to the minor unit, so that 529 and 529.00 are the same and 529.001 is not."""
    if amount is None:
        return None
    return f"{amount:.{policy.minor_unit}f}" if amount == round(amount, policy.minor_unit) else str(amount)


# --- Coverage ----------------------------------------------------------------------------------


class Coverage(Struct, frozen=True):
    """The rules of a pack that fire in some scenario, and those that fire in none, in the pack's order."""

    fired: tuple[str, ...]
    never: tuple[str, ...]


def coverage(policy: Policy, results: Iterable[Result]) -> Coverage:
    """A fold over the traces of the results that are of this policy. Of an overlay only its own rules count."""
    fired: set[str] = set()
    for result in results:
        if result.verdict is not None and result.verdict.policy == policy.id:
            fired.update(_fired(result.verdict))
    own = tuple(name for name, rule in policy.rules.items() if policy.owns(rule.place))
    return Coverage(tuple(rule for rule in own if rule in fired), tuple(rule for rule in own if rule not in fired))


def _fired(verdict: Verdict) -> tuple[str, ...]:
    """The rules that fired as presumed, beaten ones included."""
    return verdict.trace.presumed_fired
