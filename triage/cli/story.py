"""The first thing that a person says: what happened, in their own words."""

from __future__ import annotations

from triage.cli.typed import Command, is_skip, read_command
from triage.cli.voice import Voice
from triage.interview import Session, told_story, wants_story
from triage.interview.story import STORY
from triage.render.style import Tone

MOST_LINES = 50


def hear_story(session: Session, voice: Voice) -> Session | None:
    """The session with the story, which may be skipped; None where the person leaves instead."""
    if not wants_story(session.policy) or STORY in session.case.notes or session.history:
        return session
    voice.say("\n" + voice.word("ask.story"))
    lines: list[str] = []
    while len(lines) < MOST_LINES:
        line = voice.hear()
        command = read_command(line) if line and not lines else None
        if command is Command.QUIT:
            return None
        if command is Command.HELP:
            voice.say(voice.word("ask.story_help"), indent=3)
        elif command is not None or not line or not line.strip() or (not lines and is_skip(line)):
            break
        else:
            lines.append(line.strip())
    told = told_story(session, "\n".join(lines))
    if told.kept:
        voice.say(voice.word("ask.story_understood"), Tone.FAINT, 3)
    return told
