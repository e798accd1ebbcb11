"""What would secure each claim, in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from triage.policy import Policy
from triage.reach import Action, Obtain, Produce, Reach
from triage.render.layout import Paragraph, page
from triage.render.naming import Naming, naming
from triage.render.style import PLAIN, Style, Tone


def render_reach(found: Iterable[Reach], policy: Policy, language: str, width: int, style: Style = PLAIN) -> str:
    """One entry a claim within reach: what it lacks, or that it is secure."""
    return page(list(_lines(found, naming(policy, language))), width, style)


def _lines(found: Iterable[Reach], said: Naming) -> Iterator[Paragraph]:
    nothing = True
    for each in found:
        nothing = False
        key = ("reach.lacks" if each.needs else "reach.stands") if each.stands else "reach.within"
        yield Paragraph(said.words.say(key, claim=said.claim(each.claim)), lead="- ", indent=2, tone=Tone.STRONG)
        yield from _needs(each, said)
    if nothing:
        yield Paragraph(said.words.say("reach.nothing"))


def _needs(each: Reach, said: Naming) -> Iterator[Paragraph]:
    if each.needs is None:
        yield Paragraph(said.words.say("reach.too-many"), indent=4)
    elif not each.needs:
        yield Paragraph(said.words.say("reach.secure"), indent=4)
    for number, action in enumerate(each.needs or (), start=1):
        yield Paragraph(_action(action, said), lead=f"{number}. ", indent=7)


def _action(action: Action, said: Naming) -> str:
    match action:
        case Obtain(item):
            holder = said.text(said.policy.evidence[item].holder)
            return said.words.say("reach.obtain", item=said.item(item), holder=holder)
        case Produce(fact, value):
            production = said.policy.facts[fact].production
            demand = said.text(production.demand) if production else said.titled(fact)
            return said.words.say("reach.produce", demand=demand, fact=said.titled(fact), value=said.value(fact, value))
