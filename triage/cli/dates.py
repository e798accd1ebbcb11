"""`triage due`: the deadlines of saved cases, nearest first."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path

import click
from msgspec.structs import replace

from triage.agenda import Entry, agenda
from triage.cli.deciding import put
from triage.cli.ending import Code, Stop
from triage.cli.opening import Setting, clock, decider, language_of, moment, open_case
from triage.cli.paths import is_folder, is_there
from triage.cli.saving import write_bytes_whole
from triage.cli.sessions import case_file, sessions_folder
from triage.policy import Policy
from triage.render.agenda import as_calendar, due_line
from triage.render.words import words


def run(setting: Setting, paths: tuple[str, ...], output: str | None) -> None:
    """Print what is due of all cases as of now; a case that cannot be read is named and does not stop the others."""
    found: list[tuple[str, Entry, Policy]] = []
    failed = False
    files = _files(paths)
    for file in files:
        try:
            found += [(_called(file, files), entry, policy) for entry, policy in _entries(file, setting)]
        except Stop as stop:
            failed = True
            click.echo(stop.message.rstrip("\n"), err=True)
    found.sort(key=lambda each: (each[1].at, each[0], each[1].occasion.value, each[1].subject))
    for case, entry, policy in found:
        put(due_line(case, entry, policy, language_of(policy, setting)) + "\n")
    if not found and not failed:
        put(words(setting.language or "en").say("agenda.nothing") + "\n")
    coming = [each for each in found if not each[1].overdue]
    if output is not None and coming:
        _write_calendar(coming, setting, output)
    if failed:
        raise Stop(Code.CASE, "")


def _files(paths: tuple[str, ...]) -> list[Path]:
    """The case files, sessions and folders that are named, by default all sessions; in a fixed order."""
    places = map(case_file, paths) if paths else _all_sessions()
    return [file for path in places for file in (sorted(path.glob("*.yaml")) if is_folder(path) else [path])]


def _all_sessions() -> tuple[Path, ...]:
    """The folder of saved sessions, where there is one."""
    try:
        folder = sessions_folder()
    except RuntimeError:  # no home
        return ()
    return (folder,) if is_folder(folder) else ()


def _called(file: Path, files: list[Path]) -> str:
    """What a case is called: its file's name, with the folder where another case has the same."""
    alone = sum(other.stem == file.stem for other in files) == 1
    return file.stem if alone else f"{file.absolute().parent.name}/{file.stem}"


def _entries(file: Path, setting: Setting) -> list[tuple[Entry, Policy]]:
    """The entries of one case, decided as of now unless `--now` says otherwise: a saved case gets older."""
    policy, case = open_case(str(file), setting)
    if setting.now is None:
        case = replace(case, now=datetime.now(policy.timezone))
    return [(entry, policy) for entry in agenda(decider(policy, setting)(policy, case))]


def _write_calendar(found: list[tuple[str, Entry, Policy]], setting: Setting, output: str) -> None:
    path = Path(output)
    if is_there(path):
        raise Stop(Code.USAGE, f"{output} is there already; it is not overwritten")
    language = language_of(found[0][2], setting)
    try:
        policy = found[0][2]
        content = as_calendar(found, language, moment(setting.now, policy) if setting.now else clock(policy))
    except ImportError:
        raise click.UsageError("a calendar needs icalendar: pip install 'triage-digital-goods[calendar]'") from None
    try:
        write_bytes_whole(path, content)
    except OSError as error:
        raise Stop(Code.USAGE, f"{output} cannot be written: {error.strerror}") from None
    print(f"{len(found)} -> {output}", file=sys.stderr)
