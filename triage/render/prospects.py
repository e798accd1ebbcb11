"""The parts of a verdict that look ahead: steps, what was assumed, what is open."""

from __future__ import annotations

from collections.abc import Iterator

from triage.render.grounds import below, item
from triage.render.headline import outcome_in_words
from triage.render.layout import Paragraph
from triage.render.naming import Naming
from triage.render.next_action import demand
from triage.render.style import Tone
from triage.verdict import Open, Step, Verdict


def steps(verdict: Verdict, said: Naming) -> Iterator[Paragraph]:
    """What to demand, and where each outcome leads."""
    for number, step in enumerate(verdict.steps, 1):
        yield Paragraph(demand(step, said), lead=f"{number}. ", indent=2, tone=Tone.STRONG)
        yield from (_under(text) for text in _branches(step, verdict, said))
        fact = said.policy.facts.get(step.fact)
        if fact is not None and fact.burden is not None:
            yield _under(said.words.say("step.burden", party=said.party(fact.burden.party)))


def _under(text: str) -> Paragraph:
    """A further line under a numbered entry."""
    return Paragraph(text, indent=5)


def _branches(step: Step, verdict: Verdict, said: Naming) -> Iterator[str]:
    """One line for each outcome; values that lead to the same are joined."""
    groups: dict[tuple[bool, str], list[str]] = {}
    for branch in sorted(step.branches, key=lambda branch: not branch.produced):
        key = (branch.produced, outcome_in_words(branch, verdict, said))
        value = "" if branch.value is None else said.value(step.fact, branch.value)
        groups.setdefault(key, []).append(value)
    for (produced, outcome), values in groups.items():
        if produced:
            fact, value = said.titled(step.fact), said.either(values)
            yield said.words.say("branch.produced", fact=fact, value=value, outcome=outcome)
        else:
            yield said.words.say("branch.not-produced", outcome=outcome)


def presumed(verdict: Verdict, said: Naming) -> Iterator[Paragraph]:
    """Each presumption that the verdict rests on, with its reason."""
    for each in verdict.presumed:
        value = said.value(each.fact, each.value)
        head = said.words.say("when.is", subject=said.titled(each.fact), value=value)
        because = said.text(each.because)
        yield item(said.words.say("presumed", what=head, because=because) if because else head)


def still_open(verdict: Verdict, said: Naming) -> Iterator[Paragraph]:
    """What nobody gave, and which conclusions it could change; who has to prove what is contested.

    Facts that could change the same are listed under it, so that it is said once.
    """
    groups: dict[str, list[Open]] = {}
    for each in verdict.open:
        groups.setdefault(_changes(each, said), []).append(each)
    for changes, group in groups.items():
        if len(group) == 1 or not changes:
            for each in group:
                title = open_title(each, said)
                yield item(said.words.say("open", fact=title, changes=changes) if changes else title)
                yield from (below(text) for text in _proof(each, said))
            continue
        yield item(said.words.say("open.several", changes=changes))
        for each in group:
            yield Paragraph(
                "".join([said.words.say("open.one", fact=open_title(each, said)), *_proof(each, said)]),
                lead="- ",
                indent=4,
            )


def open_title(each: Open, said: Naming) -> str:
    """What is open: a fact, or an item of evidence."""
    return said.item(each.fact) if each.fact in said.policy.evidence else said.titled(each.fact)


def _changes(each: Open, said: Naming) -> str:
    return said.listed(dict.fromkeys(map(said.conclusion, each.could_change)))


def _proof(each: Open, said: Naming) -> Iterator[str]:
    """Who has to prove the fact, where somebody has to."""
    if each.contested and each.burden is None:
        yield said.words.say("open.contested")
    elif each.burden is not None:
        key = "open.contested-burden" if each.contested else "open.burden"
        yield said.words.say(key, party=said.party(each.burden))
