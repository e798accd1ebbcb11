"""Which rules meet in no scenario, with their places; the last line counts."""

from __future__ import annotations

from collections.abc import Iterator

from triage.prove import Meetings, Rivals
from triage.render.layout import Paragraph
from triage.render.naming import Naming, naming
from triage.render.proofs import Whole, page_of
from triage.render.style import PLAIN, Style, Tone


def render_meetings(found: Meetings, seconds: float, language: str, width: int, style: Style = PLAIN) -> str:
    """The whole report, ending in a line break. `seconds`: the limit of a question."""
    said = naming(found.policy, language)
    say = said.words.say
    paragraphs = [
        *(line for meeting in found.unshown for line in _pair(meeting.rivals, say("meetings.unshown"), said)),
        *(
            line
            for pair in found.undecided
            for line in (
                *_pair(pair, say("prove.undecided"), said),
                Paragraph(say("prove.not-decided", seconds=f"{seconds:g}"), indent=2, tone=Tone.CAREFUL),
            )
        ),
        _counts(found, said),
    ]
    return page_of(paragraphs, width, style)


def _pair(pair: Rivals, lead: str, said: Naming) -> Iterator[Paragraph]:
    yield Paragraph(what_it_shows(pair, said), lead=f"{lead} ", lead_tone=Tone.BAD)
    for rule in (pair.first, pair.second):
        yield Whole(f"{rule} ({said.policy.rules[rule].place})", lead="- ", indent=2)


def what_it_shows(pair: Rivals, said: Naming) -> str:
    """What a scenario shows in which the two meet, in one line."""
    _, matter, name = pair.slots[0]
    slot = said.slot(matter, name or "responsible")
    if pair.ahead is None:
        return said.words.say("meetings.level", first=pair.first, second=pair.second, slot=slot)
    behind = pair.second if pair.ahead == pair.first else pair.first
    return said.words.say("meetings.ahead", ahead=pair.ahead, behind=behind, slot=slot)


def _counts(found: Meetings, said: Naming) -> Paragraph:
    met, unshown, apart, undecided = map(len, (found.met, found.unshown, found.apart, found.undecided))
    text = said.words.say(
        "meetings.counts",
        pack=f"{found.policy.id} {found.policy.version}",
        all=met + unshown + apart + undecided,
        met=met,
        unshown=unshown,
        apart=apart,
        undecided=undecided,
    )
    return Whole(text, tone=Tone.BAD if found.missing else Tone.GOOD)
