"""Coverage for a terminal and as JSON: what no scenario has put to work, with file, line and column."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from triage.coverage import Coverage, LeafCoverage, Ratio, RuleCoverage
from triage.render.conditions import leaf_in_words
from triage.render.layout import Paragraph
from triage.render.naming import Naming
from triage.render.style import Tone


def coverage_lines(coverage: Coverage, said: Naming) -> Iterator[Paragraph]:
    """The two shares of a pack, then each rule that never won and each leaf with a side that was never decisive."""
    say = said.words.say
    yield Paragraph(say("coverage.rules", pack=said.policy.id, **_figures(coverage.rule_ratio)))
    yield Paragraph(say("coverage.leaves", pack=said.policy.id, **_figures(coverage.leaf_ratio)))
    for rule in coverage.rules:
        if not rule.won:
            yield Paragraph(rule_state(rule, said), lead=f"{rule.place} ", indent=2, lead_tone=Tone.CAREFUL)
    for leaf in coverage.leaves:
        if leaf.ratio.covered < leaf.ratio.all:
            yield Paragraph(leaf_state(leaf, said), lead=f"{leaf.place} ", indent=2, lead_tone=Tone.CAREFUL)


def _figures(ratio: Ratio) -> dict[str, object]:
    return {"covered": ratio.covered, "all": ratio.all, "percent": ratio.percent}


def rule_state(rule: RuleCoverage, said: Naming) -> str:
    """What became of a rule over all scenarios."""
    if rule.won:
        return said.words.say("coverage.won", rule=rule.rule, n=len(rule.won))
    if rule.beaten:
        return said.words.say("coverage.beaten", rule=rule.rule, n=len(rule.beaten))
    return said.words.say("coverage.silent", rule=rule.rule)


def leaf_state(leaf: LeafCoverage, said: Naming) -> str:
    """A test in words, and how often its truth and its falsehood decided."""
    sides = said.words.say("list.comma").join(
        _side(word, len(cases), possible, said)
        for word, cases, possible in (
            ("true", leaf.true, leaf.reachable.true),
            ("false", leaf.false, leaf.reachable.false),
        )
    )
    return said.words.say("note", what=leaf_in_words(leaf.leaf, said), note=sides)


def _side(word: str, count: int, possible: bool, said: Naming) -> str:
    if not possible:
        return said.words.say(f"coverage.cannot-{word}")
    return said.words.say(f"coverage.decides-{word}", n=count) if count else said.words.say(f"coverage.never-{word}")


def shortfall(coverage: Coverage, rules: Decimal | None, leaves: Decimal | None, said: Naming) -> Iterator[str]:
    """A line for each share that is below the least per cent asked for (None: nothing is asked for)."""
    for key, ratio, least in (
        ("coverage.rules-below", coverage.rule_ratio, rules),
        ("coverage.leaves-below", coverage.leaf_ratio, leaves),
    ):
        if least is not None and not ratio.reaches(least):
            yield said.words.say(key, pack=said.policy.id, percent=ratio.percent, least=least)


def coverage_json(coverage: Coverage) -> dict[str, object]:
    """The coverage of a pack as an object of the report; percentages are exact decimals, rounded down."""
    return {
        "cases": coverage.cases,
        "rules": {**_ratio(coverage.rule_ratio), "each": [_rule(rule) for rule in coverage.rules]},
        "leaves": {**_ratio(coverage.leaf_ratio), "each": [_leaf(leaf) for leaf in coverage.leaves]},
    }


def _ratio(ratio: Ratio) -> dict[str, object]:
    return {"covered": ratio.covered, "all": ratio.all, "percent": str(ratio.percent)}


def _rule(rule: RuleCoverage) -> dict[str, object]:
    return {"rule": rule.rule, "place": str(rule.place), "won": list(rule.won), "beaten": list(rule.beaten)}


def _leaf(leaf: LeafCoverage) -> dict[str, object]:
    return {
        "place": str(leaf.place),
        "clauses": list(leaf.clauses),
        "true": list(leaf.true) if leaf.reachable.true else None,
        "false": list(leaf.false) if leaf.reachable.false else None,
    }
