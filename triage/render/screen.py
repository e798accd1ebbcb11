"""A verdict for a person, on a terminal."""

from __future__ import annotations

from collections.abc import Iterator

from triage.policy import Policy
from triage.render import grounds, ladder, links, prospects
from triage.render.headline import headline, in_short
from triage.render.layered import layered, version_in_words
from triage.render.layout import Paragraph, page
from triage.render.naming import Naming, naming
from triage.render.questions import first_of
from triage.render.style import PLAIN, Style, Tone
from triage.verdict import Verdict

PARTS = (
    ("part.conflicts", grounds.conflicts),
    ("part.matters", grounds.matters),
    ("part.why", grounds.reasons),
    ("part.claims", grounds.claims),
    ("part.denied", grounds.denied),
    ("part.layered", layered),
    ("part.evidence", links.evidence),
    ("part.route", ladder.route),
    ("part.steps", prospects.steps),
    ("part.warnings", grounds.warnings),
    ("part.presumed", prospects.presumed),
    ("part.open", prospects.still_open),
    ("part.findings", grounds.findings),
    ("part.sources", grounds.sources),
)
"""What follows the headline, in this order; a part that has nothing to say is left out with its title."""


def render_verdict(verdict: Verdict, policy: Policy, language: str, width: int = 80, style: Style = PLAIN) -> str:
    """The verdict in `language` (texts that the pack has not in it: in the pack's first language), ending in a newline.

    Lines are at most `width` cells wide, but never narrower than `layout.NARROWEST`.
    """
    said = naming(policy, language)
    return page([*headline(verdict, said, width), *_parts(verdict, said), *_foot(verdict, said)], width, style)


def render_brief(verdict: Verdict, said: Naming, width: int, style: Style) -> str:
    """The headline and what is still open, with the way to the rest."""
    names = (prospects.open_title(each, said) for each in verdict.open)
    is_open = first_of(names, said)
    line = said.words.say("when.is", subject=said.words.say("part.open"), value=is_open) if is_open else ""
    rest = Paragraph(said.words.say("ask.verdict_whole"), tone=Tone.FAINT)
    return page([*headline(verdict, said, width), *([Paragraph(line)] if line else []), rest], width, style)


def render_in_short(verdict: Verdict, said: Naming, width: int, style: Style) -> str:
    """Who answers, what to ask for and what to do next, once more after a long screen."""
    return page(
        [Paragraph(said.words.say("head.in-short"), tone=Tone.HEADING), *in_short(verdict, said, width)], width, style
    )


def _parts(verdict: Verdict, said: Naming) -> Iterator[Paragraph]:
    for title, part in PARTS:
        paragraphs = list(part(verdict, said))
        if paragraphs:
            yield Paragraph("")
            yield Paragraph(said.words.say(title), tone=Tone.HEADING)
            yield from paragraphs


def _foot(verdict: Verdict, said: Naming) -> Iterator[Paragraph]:
    say = said.words.say
    yield Paragraph("")
    if verdict.next_change is not None:
        yield Paragraph(say("foot.next-change", moment=said.dated(verdict.next_change)))
    yield Paragraph(said.text(said.policy.disclaimer))
    made_by = say(
        "foot.made-by",
        title=said.text(said.policy.title),
        policy=verdict.policy,
        version=version_in_words(verdict, said),
        hash=verdict.hash[:12],
        engine=verdict.engine,
    )
    yield Paragraph(made_by, tone=Tone.FAINT)
