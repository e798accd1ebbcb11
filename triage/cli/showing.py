"""`triage show`: find what was named, and put its page on the screen or out as Markdown."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

import click

from triage.browse import decision_table, in_subject, resting_on, rivals, subjects, uses_of
from triage.cli.deciding import put
from triage.cli.opening import Setting, default_pack, folder_of, language_of, open_policy
from triage.cli.paths import is_there
from triage.cli.scenario_places import decidable, scenarios_of
from triage.coverage import fired_in
from triage.policy import Policy
from triage.problem import did_you_mean
from triage.program import compile_policy
from triage.render.naming import Naming, naming
from triage.render.rule_card import Fired, rule_card
from triage.render.sheet import Block, as_markdown, on_screen
from triage.render.subject_table import subject_table
from triage.render.usage import fact_page, finding_page, measure_page, source_page
from triage.verdict import Outcome


def _open(setting: Setting) -> tuple[Policy, Naming]:
    policy = open_policy(setting.pack or default_pack(), setting)
    return policy, naming(policy, language_of(policy, setting))


def _put(blocks: Iterable[Block], setting: Setting, markdown: bool) -> None:
    style = setting.style(sys.stdout.isatty())
    put(as_markdown(blocks) if markdown else on_screen(blocks, setting.columns, style))


def named(name: str, known: Iterable[str], what: str, pack: str, hint: str) -> str:
    """The name, which must be known; raises `click.BadParameter` with the name that was meant."""
    names = list(known)
    if name not in names:
        near = did_you_mean(name, names)
        meant = f"; did you mean {near}?" if near else (f"; there are: {', '.join(names)}" if len(names) < 30 else "")
        raise click.BadParameter(f"no {what} {name!r} in {pack}{meant}", param_hint=hint)
    return name


def show_subject(setting: Setting, subject: str, markdown: bool) -> None:
    """The rules of a file or a matter as a decision table."""
    policy, said = _open(setting)
    rules = in_subject(policy, subject)
    if not rules:
        named(subject, subjects(policy), "file or matter with rules", policy.id, "SUBJECT")
    _put(subject_table(subject, decision_table(policy, rules), said), setting, markdown)


def show_fact(setting: Setting, name: str, markdown: bool) -> None:
    """A fact, measure or finding with all that reads it."""
    policy, said = _open(setting)
    known = (*policy.facts, *policy.measures, *policy.findings)
    named(name, known, "fact, measure or finding", policy.id, "NAME")
    uses = uses_of(policy, name)
    if name in policy.facts:
        _put(fact_page(policy.facts[name], uses, said), setting, markdown)
    elif name in policy.measures:
        _put(measure_page(policy.measures[name], uses, said), setting, markdown)
    else:
        rules = compile_policy(policy).concluded_by[name]
        _put(finding_page(policy.findings[name], rules, uses, said), setting, markdown)


def show_source(setting: Setting, source: str, markdown: bool) -> None:
    """A source with all that rests on it."""
    policy, said = _open(setting)
    named(source, policy.sources, "source", policy.id, "ID")
    _put(source_page(policy.sources[source], resting_on(policy, source), said), setting, markdown)


# --- A rule, with the scenarios that fire it ---------------------------------------------------


def show_rule(setting: Setting, name: str, scenarios: str | None, markdown: bool) -> None:
    """A rule with its scenarios and rivals."""
    policy, said = _open(setting)
    named(name, policy.rules, "rule", policy.id, "ID")
    where = _where(scenarios, setting, policy)
    fired = _fired(policy, name, where) if where is not None else None
    _put(rule_card(policy.rules[name], rivals(policy, name), fired, said), setting, markdown)


def _where(scenarios: str | None, setting: Setting, policy: Policy) -> Path | None:
    """Where the scenarios are: as named, else those of the pack."""
    if scenarios is not None:
        if not is_there(Path(scenarios)):
            raise click.BadParameter(f"there is no file or folder {scenarios!r}", param_hint="--scenarios")
        return Path(scenarios)
    return scenarios_of(folder_of(setting.pack or default_pack()), policy.id)


def _fired(policy: Policy, rule: str, where: Path) -> Fired:
    outcomes = [(path.name, fired_in(policy, case).get(rule)) for path, case in decidable(policy, where)]
    return Fired(
        tuple(file for file, outcome in outcomes if outcome is Outcome.WON),
        tuple(file for file, outcome in outcomes if outcome is Outcome.BEATEN),
    )
