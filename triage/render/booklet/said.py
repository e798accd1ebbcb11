"""The chapters whose pages `triage show` has too: rules by subject, facts, measures, findings, sources."""

from __future__ import annotations

from collections.abc import Iterator

from triage.browse import Rivals, decision_table, in_subject, resting_on, uses_of
from triage.coverage import Coverage
from triage.policy import All, Condition, Rule
from triage.program import compile_policy, rule_clause
from triage.render.booklet.page import Chapter, Entry
from triage.render.conditions import condition_in_words
from triage.render.naming import Naming
from triage.render.rule_card import Fired, conclusions, rule_card
from triage.render.sheet import Block, Grid, Heading, Line
from triage.render.subject_table import subject_table
from triage.render.usage import citing_in_words, fact_page, finding_page, measure_page, source_page, use_in_words

WIDEST = 6
"""Columns of the widest decision table that can be read on paper; wider ones tell each rule's condition in words."""
SHOWN = 3
"""Scenarios that are named where a rule wins or is beaten."""


def rules(said: Naming, coverage: Coverage | None) -> Chapter:
    """The rules file by file: a decision table, then each rule."""
    policy = said.policy
    fired = {each.rule: Fired(each.won[:SHOWN], each.beaten[:SHOWN]) for each in (coverage.rules if coverage else ())}
    entries: list[Entry] = []
    for file in sorted({rule.place.file for rule in policy.rules.values()}):
        name = file.rpartition("/")[2].removesuffix(".yaml")
        found = tuple(rule for rule in in_subject(policy, name) if rule.place.file == file)
        subjects = said.listed(dict.fromkeys(said.matter(rule.matter) for rule in found))
        title = said.words.say("matter", matter=name, parties=subjects)
        entries.append(Entry(f"file-{name}", title, tuple(_table(name, found, said))))
        for rule in found:
            rivals = Rivals(rule.overrides, rule.yields_to, ())
            entries.append(Entry(f"rule-{rule.id}", "", tuple(rule_card(rule, rivals, fired.get(rule.id), said))))
    tiers = said.words.say("list.comma").join(policy.tiers)
    return Chapter(
        "rules", said.words.say("booklet.rules"), said.words.say("booklet.rules-lead", tiers=tiers), tuple(entries)
    )


def _table(name: str, rules: tuple[Rule, ...], said: Naming) -> Iterator[Block]:
    table = decision_table(said.policy, rules)
    if len(table.columns) <= WIDEST:
        yield from subject_table(name, table, said)
        return
    say = said.words.say
    yield Heading(name, level=1)
    if table.always:
        yield Line(say("show.always", conditions=condition_in_words(All(table.always), said)))
    columns = (say("show.column-rule"), say("show.when"), say("show.column-then"), say("show.column-tier"))
    ranked = sorted(rules, key=lambda rule: said.policy.tiers.index(rule.tier))
    yield Grid(columns, tuple(_row(rule, table.always, said) for rule in ranked))


def _row(rule: Rule, always: tuple[Condition, ...], said: Naming) -> tuple[str, ...]:
    """A rule with what it tests beyond what all of the table do."""
    parts = tuple(part for part in _parts(rule_clause(rule).condition) if part not in always)
    then = said.words.say("list.semicolon").join(conclusions(rule.then, said))
    return rule.id, condition_in_words(All(parts), said), then, rule.tier


def _parts(condition: Condition) -> Iterator[Condition]:
    """What must hold together, one by one."""
    if isinstance(condition, All):
        for part in condition.parts:
            yield from _parts(part)
    else:
        yield condition


def facts(said: Naming) -> Chapter:
    """Facts in the order of the questions."""
    policy = said.policy
    entries = tuple(
        Entry(f"fact-{name}", "", (*fact_page(fact, None, said), *_read_by(name, said)))
        for name, fact in policy.facts.items()
    )
    return Chapter("facts", said.words.say("booklet.facts"), said.words.say("booklet.facts-lead"), entries)


def measures(said: Naming) -> Chapter:
    """Measures with their formulas in words."""
    policy = said.policy
    entries = tuple(
        Entry(f"measure-{name}", "", (*measure_page(measure, None, said), *_read_by(name, said)))
        for name, measure in policy.measures.items()
    )
    return Chapter("measures", said.words.say("booklet.measures"), "", entries)


def findings(said: Naming) -> Chapter:
    """Findings, with the rules that conclude and read them."""
    policy = said.policy
    concluded_by = compile_policy(policy).concluded_by
    entries = tuple(
        Entry(f"finding-{name}", "", (*finding_page(each, concluded_by[name], None, said), *_read_by(name, said)))
        for name, each in policy.findings.items()
    )
    return Chapter("findings", said.words.say("booklet.findings"), "", entries)


def _read_by(name: str, said: Naming) -> Iterator[Block]:
    """What reads a name, on one line."""
    yield Heading(said.words.say("show.read-by"))
    used = dict.fromkeys(use_in_words(use, said) for use in uses_of(said.policy, name))
    yield Line(said.words.say("list.semicolon").join(used) or said.words.say("show.nothing"))


def sources(said: Naming) -> Chapter:
    """Sources with what rests on each."""
    entries = tuple(
        Entry(f"source-{name}", "", (*source_page(source, None, said), *_resting(name, said)))
        for name, source in sorted(said.policy.sources.items())
    )
    return Chapter("sources", said.words.say("booklet.sources"), said.words.say("booklet.sources-lead"), entries)


def _resting(name: str, said: Naming) -> Iterator[Block]:
    """What rests on a source, on one line."""
    yield Heading(said.words.say("show.resting"))
    found = dict.fromkeys(citing_in_words(each, said) for each in resting_on(said.policy, name))
    yield Line(said.words.say("list.semicolon").join(found) or said.words.say("show.nothing"))
