"""The chain of evidence, link below link: what is proved, weak or missing, and what each missing item would change."""

from __future__ import annotations

from collections.abc import Iterator

from triage.render.headline import outcome_in_words
from triage.render.layout import Paragraph
from triage.render.naming import Naming
from triage.render.style import Tone
from triage.verdict import Chain, Change, Missing, Verdict

_TONES = {"proved": Tone.GOOD, "weak": Tone.CAREFUL, "missing": Tone.CAREFUL}
_JOINT = "|"
"""What ties a link to the next one."""


def evidence(verdict: Verdict, said: Naming) -> Iterator[Paragraph]:
    """Each link with what proves it and, where that is not enough, what would; then what proves a fact in question."""
    chain = verdict.chain
    told: set[str] = set()
    for number, (link, state) in enumerate(chain.links.items()):
        if number:
            yield Paragraph(_JOINT, indent=2, tone=Tone.FAINT)
        yield _link(link, state, chain, said)
        yield from _would_help([each for each in chain.missing if link in each.links], verdict, said, told)
    others = [missing for missing in chain.missing if not missing.links]
    if others:
        yield Paragraph(said.words.say("evidence.in-question"), indent=2)
        yield from _would_help(others, verdict, said, told)


def _link(link: str, state: str, chain: Chain, said: Naming) -> Paragraph:
    items = said.listed(map(said.item, chain.by.get(link, ())))
    text = said.words.say(f"link.{state}", link=said.link(link), items=items)
    lead = f"{link} [{said.words.say(f'link-state.{state}')}] "
    return Paragraph(text, lead=lead, indent=2, lead_tone=_TONES[state])


def _would_help(helpful: list[Missing], verdict: Verdict, said: Naming, told: set[str]) -> Iterator[Paragraph]:
    """Items with where to get them, and below what one of them would change; those that change the same together.

    What an item changes is told once: `told` has those of which it was.
    """
    groups: dict[tuple[str, ...], list[str]] = {}
    for missing in helpful:
        known = missing.item in told
        changes = (said.words.say("evidence.as-above"),) if known else tuple(_changes(missing, verdict, said))
        groups.setdefault(changes, []).append(_item(missing.item, said))
        told.add(missing.item)
    for changes, items in groups.items():
        several = said.words.say("evidence.one-of") if len(items) > 1 else ""
        yield Paragraph(several + said.words.say("list.semicolon").join(items), lead="+ ", indent=5)
        yield from (Paragraph(text, indent=7) for text in changes)


def _item(item: str, said: Naming) -> str:
    declared = said.policy.evidence.get(item)
    holder = said.text(declared.holder) if declared else ""
    return said.words.say("evidence.from", item=said.item(item), holder=holder) if holder else said.item(item)


def _changes(missing: Missing, verdict: Verdict, said: Naming) -> Iterator[str]:
    """What follows once the item is there: links, claims whose chain is whole, and another headline."""
    say = said.words.say
    if missing.completes:
        yield say("evidence.completes", claims=said.listed(map(said.claim, missing.completes)))
    elif missing.links:
        left = [link for link, state in verdict.chain.links.items() if state != "proved" and link not in missing.links]
        yield say("evidence.proves-link", links=said.listed(missing.links), left=said.listed(left))
    steps = [step.fact for step in verdict.steps]
    numbers = [str(steps.index(fact) + 1) for fact in missing.facts if fact in steps]
    if numbers:
        yield say("evidence.step", numbers=said.listed(numbers))
    changing = {change.fact for change in missing.branches}
    for fact in missing.facts:
        if fact not in steps and fact not in changing:
            yield say("evidence.proves", fact=said.titled(fact))
    for change in missing.branches:
        if change.fact not in steps:
            yield _change(change, verdict, said)


def _change(change: Change, verdict: Verdict, said: Naming) -> str:
    outcome = outcome_in_words(change, verdict, said)
    if change.fact is None or change.value is None:
        return said.words.say("evidence.then", outcome=outcome)
    value = said.value(change.fact, change.value)
    return said.words.say("evidence.then-if", fact=said.titled(change.fact), value=value, outcome=outcome)
