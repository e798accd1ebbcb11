"""What every command starts with: its settings, the policy pack, the case, the engine."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Literal, TypeAlias

import click
from msgspec import Struct
from msgspec.structs import replace

from triage.bundled import pack_folder, pack_names
from triage.cache import recalled, remember
from triage.case import Case
from triage.cli.ending import Code, Stop
from triage.cli.moments import read_moment
from triage.cli.paths import is_folder
from triage.cli.sessions import case_file, listed, session_file
from triage.decide import decide
from triage.document import decode, read_text
from triage.engines import Engine, open_engine
from triage.parse import base_folder, case_policy_id, load_case, parse_assignment
from triage.policy import Policy
from triage.problem import Problem, did_you_mean, has_errors
from triage.program import compile_policy
from triage.render.problems import render_problems
from triage.render.style import Style, style_for
from triage.render.words import FALLBACK
from triage.verdict import Verdict
from triage.view import contradictions

WIDEST = 100
"""Columns that are used at most of a wide terminal: longer lines are hard to read."""

Decide: TypeAlias = Callable[[Policy, Case], Verdict]


class Setting(Struct, frozen=True):
    """The options that commands share, as they were typed."""

    colour: Literal["auto", "always", "never"] = "auto"
    width: int | None = None
    language: str | None = None
    pack: str | None = None
    engine: Literal["durable", "reference"] | None = None
    now: str | None = None
    assignments: tuple[str, ...] = ()

    @property
    def columns(self) -> int:
        """The width of the output in cells."""
        return self.width or min(shutil.get_terminal_size().columns, WIDEST)

    def style(self, terminal: bool) -> Style:
        """Colour or not, for a stream that is a terminal or is not."""
        return style_for(os.environ, terminal) if self.colour == "auto" else Style(self.colour == "always")


def stop_for(code: Code, problems: Iterable[Problem], texts: Mapping[str, str], setting: Setting) -> Stop:
    """The end of a command because of these problems."""
    style = setting.style(sys.stderr.isatty())
    return Stop(code, render_problems(tuple(problems), texts, setting.columns, style.colour))


# --- The pack ----------------------------------------------------------------------------------


def folder_of(pack: str) -> Path:
    """The folder of a pack: a folder as it was typed, or the name of a shipped pack. Raises `Stop`."""
    if is_folder(Path(pack)):
        return Path(pack)
    folder = pack_folder(pack) if pack in pack_names() else None
    if folder is None:
        raise Stop(Code.POLICY, f"no policy pack {pack!r}: it is neither a folder nor shipped{_suggestion(pack)}")
    return folder


def _suggestion(pack: str) -> str:
    near = did_you_mean(pack, pack_names())
    return f" (did you mean {near!r}?)" if near else f" (shipped: {', '.join(pack_names()) or 'none'})"


def default_pack() -> str:
    """The first shipped pack; raises `Stop` where there is none."""
    names = pack_names()
    if not names:
        raise Stop(Code.POLICY, "no policy pack is shipped; name one with --pack")
    return names[0]


def open_policy(pack: str, setting: Setting) -> Policy:
    """The policy of a pack, named or in a folder, if reasoning with it can end; raises `Stop` with its problems."""
    folder = folder_of(pack)
    below = base_folder(folder)
    folders = (folder,) if below is None else (folder, below)
    return recalled(*folders) or _sound(folders, setting)


def _sound(folders: tuple[Path, ...], setting: Setting) -> Policy:
    """Read the pack, and remember it where nothing is wrong with it."""
    from triage.checks import structure
    from triage.parse import load_policy

    loaded = load_policy(folders[0])
    if loaded.policy is None or has_errors(loaded.problems):
        raise stop_for(Code.POLICY, loaded.problems, loaded.texts, setting)
    if unsound := structure(loaded.policy):
        raise stop_for(Code.POLICY, unsound, loaded.texts, setting)
    if not loaded.problems:
        remember(loaded.policy, *folders)
    return loaded.policy


def decider(policy: Policy, setting: Setting) -> Decide:
    """`decide` with the engine that was asked for, opened once; raises `Stop` where it is not installed."""
    engine = _engine(policy, setting)
    return lambda policy, case: decide(policy, case, engine)


def _engine(policy: Policy, setting: Setting) -> Engine:
    try:
        return open_engine(compile_policy(policy), setting.engine)
    except ImportError:
        raise Stop(Code.USAGE, "the engine durable is not installed: pip install durable-rules") from None


def language_of(policy: Policy, setting: Setting) -> str:
    """The language asked for, else that of the locale, else the pack's first one."""
    language = setting.language or _locale_language()
    return language if language in policy.languages else policy.languages[0]


def program_language(setting: Setting) -> str:
    """The language of what belongs to no pack; English where neither options nor locale name one."""
    return setting.language or _locale_language() or FALLBACK


def _locale_language() -> str:
    """The language of LC_ALL, LC_MESSAGES or LANG, of which the first that is set counts; "" where it is C."""
    locale = next((value for name in ("LC_ALL", "LC_MESSAGES", "LANG") if (value := os.environ.get(name))), "")
    language = locale.split("_")[0].split(".")[0].lower()
    return "" if language in ("c", "posix") else language


# --- The case ----------------------------------------------------------------------------------


def read_case(name: str, setting: Setting) -> str:
    """The text of a case file or of a saved session of that name; "-" is standard input. Raises `Stop`."""
    text = decode(sys.stdin.buffer.read(), "<stdin>") if name == "-" else read_text(case_file(name), name)
    if isinstance(text, Problem) and text.code == "no-file" and session_file(name) != Path(name):
        text = replace(text, message=f"{text.message}, nor a saved session of that name{listed()}")
    if isinstance(text, Problem):
        raise stop_for(Code.CASE, [text], {}, setting)
    return text


def open_case(name: str, setting: Setting) -> tuple[Policy, Case]:
    """A case file, with what the options change in it, and the policy that it names. Raises `Stop`."""
    text = read_case(name, setting)
    file = "<stdin>" if name == "-" else name
    policy = open_policy(setting.pack or case_pack(text, file, setting), setting)
    loaded = load_case(text, file, policy, clock(policy))
    if loaded.case is None or has_errors(loaded.problems):
        raise stop_for(Code.CASE, loaded.problems, loaded.texts, setting)
    case = adjusted(loaded.case, policy, setting)
    refuse_contradictions(policy, case, loaded.texts, setting)
    return policy, case


def case_pack(text: str, file: str, setting: Setting) -> str:
    """The policy pack that a case names; raises `Stop`."""
    named = case_policy_id(text, file)
    if isinstance(named, str):
        return named
    raise stop_for(Code.CASE, [named], {file: text}, setting)


def refuse_contradictions(policy: Policy, case: Case, texts: Mapping[str, str], setting: Setting) -> None:
    """Raise `Stop` where the facts of the case cannot hold together."""
    against = contradictions(policy, case)
    if against:
        raise stop_for(Code.CASE, against, texts, setting)


def adjusted(case: Case, policy: Policy, setting: Setting) -> Case:
    """The case with the facts of `--set` and the moment of `--now`; raises `Stop`."""
    for assignment in setting.assignments:
        case = _assigned(case, assignment, policy, setting)
    return replace(case, now=moment(setting.now, policy)) if setting.now else case


def moment(text: str, policy: Policy) -> datetime:
    """The moment of `--now`; raises `click.BadParameter`."""
    found = read_moment(text.strip(), policy)
    if found is None:
        raise click.BadParameter(f"{text!r} is no moment like 2026-05-12T15:00+08:00", param_hint="--now")
    return found


def _assigned(case: Case, assignment: str, policy: Policy, setting: Setting) -> Case:
    said = parse_assignment(policy, assignment, policy.timezone)
    if isinstance(said, Problem):
        raise stop_for(Code.CASE, [said], {}, setting)
    return case.with_answer(*said)


def clock(policy: Policy) -> datetime:
    """This minute, in the pack's time zone."""
    return datetime.now(policy.timezone).replace(second=0, microsecond=0)
