"""What becomes of a verdict where one thing is different: the rows of its head that change."""

from __future__ import annotations

from collections.abc import Iterator

from triage.render.headline import what_to_ask, who_answers
from triage.render.layout import Paragraph, page
from triage.render.naming import Naming
from triage.render.next_action import next_action
from triage.render.style import Style, Tone
from triage.verdict import Verdict


def render_difference(before: Verdict, after: Verdict, naming: Naming, width: int, style: Style) -> str:
    """Each row that changes, as it is and as it would be; one line where nothing changes."""
    rows = list(_rows(before, after, naming))
    if not rows:
        return "\n" + page([Paragraph(naming.words.say("ask.no_difference"), tone=Tone.HEADING)], width, style)
    head = Paragraph(naming.words.say("ask.difference"), tone=Tone.HEADING)
    return "\n" + page([head, *rows, Paragraph(naming.words.say("ask.nothing_changed"), tone=Tone.FAINT)], width, style)


def _rows(before: Verdict, after: Verdict, naming: Naming) -> Iterator[Paragraph]:
    say = naming.words.say
    for title, row in (
        (say("who-answers"), who_answers),
        (say("head.ask-for"), what_to_ask),
        (say("head.status"), _status),
        (say("head.next"), next_action),
    ):
        now, then = row(before, naming), row(after, naming)
        if now != then:
            yield Paragraph(title, tone=Tone.STRONG)
            yield Paragraph(now, lead=say("ask.as_it_is"), indent=2)
            yield Paragraph(then, lead=say("ask.as_it_would_be"), indent=2)


def _status(verdict: Verdict, naming: Naming) -> str:
    return naming.words.say(f"status.{verdict.status.value}")
