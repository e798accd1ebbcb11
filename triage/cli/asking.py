"""`triage ask`: ask, hear, decide, until nothing that is asked could change the verdict."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import click

from triage.case import Case
from triage.cli.conversation import Leaving, Means, Outcome, hold
from triage.cli.deciding import show
from triage.cli.ending import Code
from triage.cli.opening import (
    Setting,
    adjusted,
    clock,
    decider,
    default_pack,
    language_of,
    open_case,
    open_policy,
    refuse_contradictions,
)
from triage.cli.paths import is_folder, is_there
from triage.cli.people import AtTerminal, FromFile, Person
from triage.cli.saving import may_write, offer_to_save, save
from triage.cli.voice import Voice, tell
from triage.interview import Session, never_asked
from triage.interview import tell as told
from triage.policy import Policy
from triage.render.naming import naming
from triage.render.questions import render_opening


def run(setting: Setting, answers: str | None, save_to: str | None, as_json: bool) -> None:
    """Hold a session and print its verdict; raises `Stop` where an answer is missing and nobody can be asked."""
    target = _target(save_to)
    policy, start, filed = _start(setting, answers)
    voice = Voice(naming(policy, language_of(policy, setting)), setting.columns, setting.style(sys.stderr.isatty()))
    typing = filed is None and sys.stdin.isatty()
    shown = typing or filed is not None
    person: Person = AtTerminal(voice) if typing else FromFile(filed or start, voice, shown)
    if shown:
        tell(render_opening(voice.naming, voice.width, voice.style))
    session = told(Session(policy, replace(start, answers={})), start.answers)
    outcome = hold(session, person, Means(decider(policy, setting), voice))
    if outcome.verdict is not None:
        tell("\n")
        show(outcome.verdict, policy, setting, as_json)
        sys.stdout.flush()
    _keep(outcome, target, voice, typing)


def _target(save_to: str | None) -> Path | None:
    """Where to save; raises `click.BadParameter` before anything is asked where that cannot be."""
    if save_to is None:
        return None
    path = Path(save_to)
    if not is_folder(path.absolute().parent):
        raise click.BadParameter(f"there is no folder {str(path.parent)!r}", param_hint="--save")
    if is_folder(path) or (is_there(path) and not sys.stdin.isatty()):
        raise click.BadParameter(f"{save_to!r} is there already and is not overwritten", param_hint="--save")
    return path


def _start(setting: Setting, answers: str | None) -> tuple[Policy, Case, Case | None]:
    """The policy, the case in which the session begins, and the case of the answers file if there is one.

    What a file says of facts about which no question is put holds from the beginning.
    """
    if answers is None:
        policy = open_policy(setting.pack or default_pack(), setting)
        case = adjusted(Case(policy.id, clock(policy)), policy, setting)
        refuse_contradictions(policy, case, {}, setting)
        return policy, case, None
    policy, filed = open_case(answers, setting)
    said = {name: each for name, each in filed.answers.items() if name in never_asked(policy)}
    return policy, replace(filed, answers=said, evidence={}), filed


def _keep(outcome: Outcome, target: Path | None, voice: Voice, typing: bool) -> None:
    """Save where that was asked for; offer it to a person."""
    quitting = outcome.leaving is not Leaving.DONE
    if target is not None and not quitting and may_write(target, voice):
        if not save(outcome.session, target, voice):
            click.get_current_context().exit(Code.PROBLEMS.value)
    elif typing and outcome.session.history:
        offer_to_save(outcome.session, voice, quitting)
