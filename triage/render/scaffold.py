"""Beginnings of packs, rules, facts and scenarios, as YAML that passes `triage check` and waits to be filled in."""

from __future__ import annotations

import re
from collections.abc import Iterable

from triage.case import Case
from triage.parse import case_to_yaml
from triage.parse.write import quoted
from triage.policy import NUMERIC, Fact, Kind, Policy
from triage.render.words import LANGUAGES, words
from triage.verdict import Claimed, Outcome, Verdict

EVIDENCE, SOURCE = "E_FIRST", "SOURCE-1"


def _text(languages: Iterable[str], name: str, key: str = "text") -> str:
    """A text to be written, in every language: `{en: "to be written: x"}`."""
    said = (f"{language}: {quoted(words(language).say(f'new.{key}', name=name))}" for language in languages)
    return f"{{{', '.join(said)}}}"


def unwritten(texts: Iterable[str]) -> int:
    """How many texts in these files are still as they begin, in any language."""
    keys = ("text", "question", "reason")
    beginnings = {words(language).say(f"new.{key}", name="") for language in LANGUAGES for key in keys}
    begun = re.compile("|".join(re.escape(f'"{each.rstrip("?？")}') for each in sorted(beginnings)))
    return sum(len(begun.findall(text)) for text in texts)


# --- Facts and rules ---------------------------------------------------------------------------


def fact_entry(name: str, kind: Kind, choices: tuple[str, ...], languages: tuple[str, ...]) -> tuple[str, ...]:
    """The lines of a fact; `choices` are those of the kinds that have them."""
    lines = [f"{name}:", f"  kind: {kind.value}", f"  title: {_text(languages, name)}"]
    lines += [f"  ask: {_text(languages, name, 'question')}"]
    if choices:
        lines += ["  choices:", *(f"    {choice}: {_text(languages, choice)}" for choice in choices)]
    return tuple(lines)


def test_of(name: str, kind: Kind, choices: Iterable[str]) -> str:
    """A condition that tests a fact: `{informed: true}`."""
    first = next(iter(choices), "")
    if kind in NUMERIC:
        return f"{{{name}: {{at_least: 1}}}}"
    return {
        Kind.YES_NO: f"{{{name}: true}}",
        Kind.CHOICE: f"{{{name}: {first}}}",
        Kind.CHOICES: f"{{{name}: {first}}}",
    }.get(kind, f"{{{name}: {{known: true}}}}")


def test_of_fact(fact: Fact) -> str:
    """A condition that tests a fact of a policy."""
    return test_of(fact.name, fact.kind, fact.choices)


def rule_entry(
    name: str, when: str, cites: str, languages: tuple[str, ...], head: tuple[str, ...] = ()
) -> tuple[str, ...]:
    """The lines of a rule that only warns, so that nothing depends on it yet; `head` are lines such as `tier: x`.

    Without `cites` the rule rests on what its file cites.
    """
    code = f"W_{name.upper().replace('-', '_')}"
    return (
        f"- rule: {name}",
        *(f"  {line}" for line in head),
        f"  when: {when}",
        f"  then: {{warn: {code}}}",
        f"  because: {_text(languages, name, 'reason')}",
        *([f"  cites: [{cites}]"] if cites else []),
        "  examples:",
        "  - {wins: {}}",
    )


def rule_file(matter: str, tier: str, rule: tuple[str, ...], modeline: str) -> str:
    """A file of rules with its first rule."""
    return _lines(modeline, f"file: {{matter: {matter}, tier: {tier}}}", "rules:", *rule)


def _lines(*lines: str) -> str:
    return "".join(f"{line}\n" for line in lines if line)


# --- Scenarios ---------------------------------------------------------------------------------


def scenario_text(
    case: Case, verdict: Verdict, policy: Policy, language: str, modeline: str, shows: str | None = None
) -> str:
    """A case with the verdict that it gets now, to be compared with the one that it should get.

    `shows`: what it is there for; where it is not known the author is asked to write it.
    """
    won = [line.rule for line in verdict.rules if line.outcome is Outcome.WON]
    parties = dict.fromkeys(party for each in verdict.responsible for party in each.parties)
    expect = [
        f"  responsible: [{', '.join(parties)}]",
        f"  status: {verdict.status.value}",
        f"  claims: {{{', '.join(_claim(each, policy) for each in verdict.claims)}}}",
        f"  rules: [{', '.join(won)}]",
    ]
    told = f"shows: {quoted(shows or words(language).say('new.shows'))}"
    return _lines(modeline) + case_to_yaml(case, policy) + _lines("expect:", *expect, told)


def _claim(claimed: Claimed, policy: Policy) -> str:
    exact = claimed.amount.exact if claimed.amount else None
    return f"{claimed.claim}: {{{'' if exact is None else f'amount: {exact:.{policy.minor_unit}f}'}}}"


# --- Packs -------------------------------------------------------------------------------------


def pack_files(name: str, languages: tuple[str, ...], modelines: dict[str, str]) -> dict[str, str]:
    """The files of a small pack that uses each part of the language once."""

    def text(what: str, key: str = "text") -> str:
        return _text(languages, what, key)

    bodies = {
        "pack.yaml": _pack(name, languages),
        "facts.yaml": (
            "facts:",
            *(f"  {line}" for line in fact_entry("first_fact", Kind.YES_NO, (), languages)),
            *(f"  {line}" for line in fact_entry("first_sum", Kind.MONEY, (), languages)),
        ),
        "sources.yaml": (
            "sources:",
            f"  {SOURCE}:",
            f"    title: {text(SOURCE)}",
            '    article: "1"',
            f"    effect: {text('effect')}",
            "    verified: false",
        ),
        "evidence.yaml": (
            "evidence:",
            f"  {EVIDENCE}:",
            f"    title: {text(EVIDENCE)}",
            "    links: {L1: 3}",
            "    proves: [first_fact]",
            f"    holder: {text('holder')}",
        ),
        "claims.yaml": (
            "claims:",
            "  first_claim:",
            f"    title: {text('first_claim')}",
            f"    demand: {text('demand')}",
            "    amount: first_sum",
            "    needs: [L1]",
            f"    cites: [{SOURCE}]",
        ),
        "channels.yaml": (
            "channels:",
            "  CH_FIRST:",
            f"    title: {text('CH_FIRST')}",
            f"    action: {text('action')}",
            "    stage: 1",
            f"    needs: [{EVIDENCE}]",
            f"    cites: [{SOURCE}]",
            "    verified: false",
        ),
        "10-first.yaml": _rules(languages),
    }
    return {file: _lines(modelines.get(file, ""), *lines) for file, lines in bodies.items()}


def _pack(name: str, languages: tuple[str, ...]) -> tuple[str, ...]:
    def text(what: str) -> str:
        return _text(languages, what)

    return (
        f"id: {name}",
        'version: "0.1.0"',
        f"languages: [{', '.join(languages)}]",
        f"title: {text(name)}",
        f"disclaimer: {text('disclaimer')}",
        "currency: {code: XXX, symbol: ¤, minor_unit: 2}",
        "timezone: UTC",
        "matters:",
        f"  first_matter: {text('first_matter')}",
        "tiers: [ordinary]",
        "parties:",
        f"  first_party: {text('first_party')}",
        f"  second_party: {text('second_party')}",
        "roles:",
        "  first_role:",
        f"    title: {text('first_role')}",
        "    seats:",
        "    - {party: first_party}",
        "  second_role:",
        f"    title: {text('second_role')}",
        "    seats:",
        "    - {party: second_party}",
        "links:",
        f"  L1: {text('L1')}",
        "proof_strength: 2",
    )


def _rules(languages: tuple[str, ...]) -> tuple[str, ...]:
    return (
        f"file: {{matter: first_matter, tier: ordinary, cites: [{SOURCE}]}}",
        "rules:",
        "- rule: first-rule",
        "  when: {first_fact: true}",
        "  then: {responsible: first_role, claim: first_claim}",
        f"  because: {_text(languages, 'first-rule', 'reason')}",
        "  examples:",
        "  - {wins: {}}",
        "  - {silent: {first_fact: false}}",
        "- rule: second-rule",
        "  when: {first_fact: false}",
        "  then: {responsible: second_role, deny: all}",
        f"  because: {_text(languages, 'second-rule', 'reason')}",
        "  examples:",
        "  - {wins: {}}",
    )
