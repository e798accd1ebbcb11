"""`--record`: a finished session as a scenario, which holds the verdict to what it is now."""

from __future__ import annotations

from pathlib import Path

import click

from triage.cli.conversation import Outcome
from triage.cli.ending import Code
from triage.cli.opening import Setting, folder_of, language_of
from triage.cli.paths import is_folder, is_there
from triage.cli.saving import write_whole
from triage.cli.scenario_places import case_modeline
from triage.cli.voice import Voice
from triage.render.scaffold import scenario_text
from triage.render.style import Tone

LONGEST_SHOWN = 120
"""Characters of a story that say what a scenario is there for."""


def record_target(file: str | None) -> Path | None:
    """Where the scenario goes; raises `click.BadParameter` before anything is asked where that cannot be."""
    if file is None:
        return None
    path = Path(file)
    if not is_folder(path.absolute().parent):
        raise click.BadParameter(f"there is no folder {str(path.parent)!r}", param_hint="--record")
    if is_there(path):
        raise click.BadParameter(f"{file!r} is there already and is not overwritten", param_hint="--record")
    return path


def record(outcome: Outcome, target: Path | None, setting: Setting, voice: Voice, typing: bool) -> None:
    """Write the scenario of a session that has its verdict."""
    if target is None or outcome.verdict is None:
        return
    policy, case = outcome.session.policy, outcome.session.case
    line = case_modeline(target.absolute().parent, folder_of(setting.pack or policy.id))
    shows = _shows(case.notes.get("story", ""), voice, typing)
    text = scenario_text(case, outcome.verdict, policy, language_of(policy, setting), line, shows)
    try:
        write_whole(target, text)
    except OSError as error:
        voice.say(voice.word("ask.cannot_save", file=target, reason=error.strerror), Tone.BAD)
        click.get_current_context().exit(Code.PROBLEMS.value)
    voice.say(voice.word("ask.recorded", file=target))


def _shows(story: str, voice: Voice, typing: bool) -> str:
    """What the scenario is there for: what the person says, else how the story begins, else nothing yet."""
    first = " ".join(story.split())[:LONGEST_SHOWN]
    if not typing:
        return first
    voice.say(voice.word("ask.shows"))
    return (voice.hear() or "").strip() or first
