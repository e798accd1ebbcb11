"""The words for what a verdict rests on when a session stops."""

from __future__ import annotations

from collections.abc import Iterator

from triage.interview import Rest
from triage.render.layout import Paragraph, page
from triage.render.naming import Naming
from triage.render.style import Style, Tone


def render_rest(rest: Rest, naming: Naming, width: int, style: Style) -> str:
    """One to three sentences: whether it stands, unless what, and what alone could still flip it."""
    return page([Paragraph(text, tone=Tone.FAINT) for text in _sentences(rest, naming)], width, style)


def _sentences(rest: Rest, naming: Naming) -> Iterator[str]:
    say, count = naming.words.say, len(rest.indifferent)
    if not rest.firm:
        key = "rest.flips_only" if rest.decided else "rest.decides"
        yield say(key, what=naming.listed(_named(name, naming) for name in rest.flips))
    elif count == 0:
        yield say("rest.stands")
    else:
        yield say("rest.stands_whatever_one") if count == 1 else say("rest.stands_whatever", count=count)
    if rest.ruled_out:
        yield say("rest.unless", what=naming.listed(map(naming.titled, rest.ruled_out)))


def _named(name: str, naming: Naming) -> str:
    return naming.item(name) if name in naming.policy.evidence else naming.titled(name)
