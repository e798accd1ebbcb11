"""`triage new pack|scenario`: files that were not there; nothing is overwritten, nothing is left half-made."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

import click

from triage.case import Case, Given
from triage.checks import check
from triage.checks.witness import witness
from triage.cli.ending import Code
from triage.cli.opening import (
    Setting,
    decider,
    default_pack,
    folder_of,
    language_of,
    open_policy,
    program_language,
    refuse_contradictions,
    stop_for,
)
from triage.cli.paths import is_folder, is_there
from triage.cli.scenario_places import case_modeline, new_scenarios_of
from triage.cli.showing import named
from triage.instant import start_of
from triage.parse import Loaded, load_policy
from triage.policy import Period, Policy
from triage.possibility import SOME_DAY
from triage.program import compile_policy
from triage.render.scaffold import (
    pack_files,
    scenario_text,
)
from triage.render.schemas import FOLDER, modeline, schemas
from triage.render.words import LANGUAGES, words

KEBAB_CASE = re.compile("[a-z0-9]+(-[a-z0-9]+)*")
LOWER_CASE = re.compile("[a-z][a-z0-9_]*")


def checked_name(name: str, pattern: re.Pattern[str], example: str, hint: str) -> str:
    """The name, which must be one of its kind; raises `click.BadParameter`."""
    if not pattern.fullmatch(name) or len(name) > 100:
        raise click.BadParameter(f"{name!r} is no such name; write one like {example}", param_hint=hint)
    return name


def say_made(setting: Setting, what: str, name: str, file: Path) -> None:
    """Say what was made and where, as a person would type it from here."""
    said = words(program_language(setting))
    click.echo(said.say("new.made", file=_from_here(file), what=said.say(f"new.{what}", name=name)))


def open_pack(setting: Setting) -> tuple[Policy, Path]:
    """The policy and its folder; raises `Stop` where it is invalid."""
    pack = setting.pack or default_pack()
    return open_policy(pack, setting), folder_of(pack)


# --- A pack ------------------------------------------------------------------------------------


def new_pack(setting: Setting, name: str, into: str) -> None:
    """A folder with a small pack, and its schemas."""
    checked_name(name, KEBAB_CASE, "library-fines", "NAME")
    target = Path(into) / name
    if is_there(target):
        raise click.BadParameter(f"{str(target)!r} is there already", param_hint="NAME")
    if not is_folder(Path(into)):
        raise click.BadParameter(f"there is no folder {into!r}", param_hint="-o")
    with _refusing("-o"), tempfile.TemporaryDirectory(prefix=".triage-new-", dir=into) as part:
        folder = Path(part) / name
        folder.mkdir()
        files = pack_files(name, LANGUAGES, {})
        fill(folder, {file: f"{modeline(file)}\n{text}" for file, text in files.items()})
        (folder / FOLDER).mkdir()
        fill(folder / FOLDER, schemas(_sound(load_policy(folder), setting)))
        folder.rename(target)
    say_made(setting, "pack", name, target)


def fill(folder: Path, files: Mapping[str, str]) -> None:
    """Write the files of a folder that nobody else sees yet."""
    for file, text in files.items():
        (folder / file).write_text(text, encoding="utf-8", newline="\n")


def _from_here(path: Path) -> Path:
    here = Path.cwd().resolve()
    whole = path.resolve()
    return whole.relative_to(here) if whole.is_relative_to(here) else path


@contextmanager
def _refusing(hint: str) -> Iterator[None]:
    """Turns what the file system refuses into wrong usage."""
    try:
        yield
    except OSError as error:
        raise click.BadParameter(
            f"{error.filename or ''} cannot be written: {error.strerror}", param_hint=hint
        ) from None


def _sound(loaded: Loaded, setting: Setting) -> Policy:
    """The policy, which must have no problems; raises `Stop` with them."""
    problems = (*loaded.problems, *(check(loaded.policy) if loaded.policy else ()))
    if loaded.policy is None or problems:
        raise stop_for(Code.POLICY, problems, loaded.texts, setting)
    return loaded.policy


# --- A scenario --------------------------------------------------------------------------------


def new_scenario(setting: Setting, name: str, rule: str | None, into: str | None) -> None:
    """A case in which a rule fires, with the verdict that it gets now."""
    checked_name(name, KEBAB_CASE, "late-by-a-day", "NAME")
    policy, pack = open_pack(setting)
    if not policy.rules:
        raise click.BadParameter(f"{policy.id} has no rule yet", param_hint="--pack")
    of = named(rule, policy.rules, "rule", policy.id, "--rule") if rule else next(iter(policy.rules))
    folder = Path(into) if into is not None else new_scenarios_of(pack, policy.id)
    path = folder / f"{name}.yaml"
    if is_there(path):
        raise click.BadParameter(f"{str(path)!r} is there already", param_hint="NAME")
    case = _case_of(of, policy)
    refuse_contradictions(policy, case, {}, setting)
    verdict = decider(policy, setting)(policy, case)
    text = scenario_text(case, verdict, policy, language_of(policy, setting), case_modeline(folder, pack))
    with _refusing("-o"):
        folder.mkdir(parents=True, exist_ok=True)
        _write_new(path, text)
    say_made(setting, "scenario", name, path)
    if verdict.clashes:
        rules = ", ".join(dict.fromkeys(rule for clash in verdict.clashes for rule in clash.rules))
        click.echo(words(program_language(setting)).say("new.conflict", rules=rules), err=True)


def _case_of(rule: str, policy: Policy) -> Case:
    """The simplest facts that make a rule's condition true, as its examples start from."""
    program = compile_policy(policy)
    found = witness(program.clauses[rule].condition, program, _some_day(policy.rules[rule].period, policy))
    answers = {name: Given(value) for name, value in found.values.items()}
    return Case(policy.id, found.now, answers, {item: item in found.items for item in policy.evidence})


def _some_day(period: Period, policy: Policy) -> datetime:
    """A moment while the period lasts: the usual one, else noon of the first or the last day."""
    usual, noon = SOME_DAY.astimezone(policy.timezone), timedelta(hours=12)
    if period.since is not None and usual < start_of(period.since, policy.timezone):
        return start_of(period.since, policy.timezone) + noon
    if period.until is not None and usual.date() > period.until:
        return start_of(period.until, policy.timezone) + noon
    return usual


def _write_new(path: Path, text: str, link: Callable[[Path, Path], None] = os.link) -> None:
    """Write a file whole or not at all, and only where there is none."""
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        part.write_text(text, encoding="utf-8", newline="\n")
        link(part, path)
    finally:
        part.unlink(missing_ok=True)
