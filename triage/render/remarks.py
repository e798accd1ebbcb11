"""Remarks on the person's own words, each with a kind hint."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from triage.exhaustive import assert_never
from triage.own_words import Cautioned, CodeShown, DatesTurned, NotYet, OtherOrder, Remark, StraySum
from triage.policy import Policy
from triage.render.layout import Paragraph, page
from triage.render.letter import Page
from triage.render.naming import Naming, naming
from triage.render.style import PLAIN, Style, Tone


def render_remarks(
    found: Iterable[Remark], shown: Page, policy: Policy, language: str, width: int, style: Style = PLAIN
) -> str:
    """One entry a remark: first on the letter as a whole, then on the words; "" where there is nothing to say."""
    said = naming(policy, language)
    told = tuple(found)
    texts = [*_of_the_page(shown, told, said), *(_remark(remark, said) for remark in told)]
    return page((Paragraph(text, lead="! ", lead_tone=Tone.CAREFUL) for text in texts), width, style)


def _of_the_page(shown: Page, told: tuple[Remark, ...], said: Naming) -> Iterator[str]:
    if not shown.demands:
        yield said.words.say("letter.no-demand")
    if shown.unreckoned:
        yield said.words.say("letter.no-sum", names=said.listed(map(said.titled, shown.unreckoned)))
    if shown.unshown:
        yield said.words.say("letter.no-evidence", links=said.listed(map(said.link, shown.unshown)))
    if shown.too_long:
        yield said.words.say("letter.too-long", n=str(shown.too_long))
    for sentence in shown.left_out:
        yield said.words.say("letter.left-out", sentence=sentence)
    missed = {f"note.{remark.caution.without}" for remark in told if isinstance(remark, Cautioned)}
    empty = [said.text(blank.label) for blank in shown.empty if blank.fill not in missed]
    if empty:
        yield said.words.say("letter.empty", labels=said.listed(empty))


def _remark(remark: Remark, said: Naming) -> str:
    say = said.words.say
    match remark:
        case Cautioned(caution, found):
            says = said.text(caution.says)
            return say("remark.words", words=found, says=says) if found else says
        case StraySum(value, expected):
            if not expected:
                return say("remark.sum-alone", sum=said.money(value))
            return say("remark.sum", sum=said.money(value), expected=said.listed(map(said.money, expected)))
        case DatesTurned(later, earlier):
            return say("remark.dates", later=str(later), earlier=str(earlier))
        case NotYet(day):
            return say("remark.not-yet", day=str(day))
        case CodeShown(covered):
            return say("remark.code", covered=covered)
        case OtherOrder(number):
            return say("remark.order", number=number)
        case _:
            assert_never(remark)
