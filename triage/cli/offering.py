"""After the verdict of a session: the letter, if the person wants it now."""

from __future__ import annotations

import sys
from collections.abc import Iterator

from msgspec.structs import replace

from triage.case import Case
from triage.cli.deciding import put
from triage.cli.typed import is_yes
from triage.cli.voice import Voice, tell
from triage.cli.writing import letter_text, next_channel, remarks_text
from triage.policy import Blank, Policy
from triage.render.style import Tone
from triage.verdict import Verdict

NOTE = "note."


def offer_letter(policy: Policy, case: Case, verdict: Verdict, voice: Voice, name: str = "") -> Case:
    """Offer the letter to the channel that is due; ask for what its head needs; print it, with what weakens it.

    Nothing is asked where nothing can be claimed or no channel that is open is written to. The case with what was said
    for the head comes back. `name`: what the case is called where it is saved.
    """
    channel = next_channel(verdict, policy) if verdict.claims else None
    if channel is None:
        return case
    voice.say("\n" + voice.word("letter.offer", channel=voice.naming.channel(channel)))
    if not is_yes((voice.hear() or "").strip()):
        return case
    case = _with_head(policy.letters[channel].head, case, voice)
    language = voice.naming.language
    put("\n" + letter_text(policy, case, verdict, channel, language))
    sys.stdout.flush()
    tell(remarks_text(policy, case, verdict, channel, language, voice.width, voice.style))
    voice.say(voice.word("letter.again_saved", name=name) if name else voice.word("letter.again"), Tone.FAINT)
    return case


def _with_head(head: tuple[Blank, ...], case: Case, voice: Voice) -> Case:
    """The case with what the person says for the empty lines of the head; an empty line leaves one empty."""
    said: dict[str, str] = {}
    for blank in _to_ask(head, case):
        voice.say(voice.word("letter.ask", label=voice.naming.text(blank.label)))
        line = voice.hear()
        if line is None:
            break
        if line.strip():
            said[blank.fill.removeprefix(NOTE)] = line.strip()
    return replace(case, notes={**case.notes, **said}) if said else case


def _to_ask(head: tuple[Blank, ...], case: Case) -> Iterator[Blank]:
    for blank in head:
        if blank.fill.startswith(NOTE) and not case.notes.get(blank.fill.removeprefix(NOTE), "").strip():
            yield blank
