"""`triage schema`: write the JSON Schemas of a pack, or say whether they are up to date."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import click

from triage.bundled import pack_names
from triage.cli.ending import Code
from triage.cli.opening import Setting, folder_of, open_policy
from triage.cli.paths import is_folder, is_there
from triage.cli.saving import write_whole
from triage.cli.scenario_places import case_modeline, scenarios_of
from triage.render.schemas import FOLDER, MODELINE, modeline, schemas
from triage.scenario import scenario_files


def run(setting: Setting, packs: tuple[str, ...], into: str | None, check: bool, lines: bool) -> None:
    """Write each pack's schemas into its own folder, or all of one pack into another folder.

    With `check` nothing is written: exits 1 where a file is missing or differs. With `lines` the files of the packs and
    their scenarios get the first line that tells editors where their schema is, unless they have one.
    """
    if lines and (check or into is not None):
        raise click.UsageError("--modelines goes with neither --check nor -o")
    names = packs or pack_names()
    if into is not None and len(names) != 1:
        raise click.BadParameter("names one folder, so name one pack", param_hint="-o")
    stale = [path for pack in names for path in _one(pack, into, check, setting)]
    if lines:
        for pack in names:
            _tell_editors(folder_of(pack), setting)
    if check and stale:
        click.echo("".join(f"{path}: not up to date; run `triage schema`\n" for path in stale), err=True, nl=False)
        click.get_current_context().exit(Code.PROBLEMS.value)


def _one(pack: str, into: str | None, check: bool, setting: Setting) -> tuple[Path, ...]:
    """The files that are (or with `check`: would be) written, which are those that differ."""
    folder = Path(into) if into is not None else folder_of(pack) / FOLDER
    if is_there(folder) and not is_folder(folder):
        raise click.BadParameter(f"{str(folder)!r} is not a folder", param_hint="-o")
    texts = schemas(open_policy(pack, setting))
    differing = tuple(folder / name for name, text in texts.items() if _now(folder / name) != text)
    if not check:
        _write(folder, differing, texts)
        click.echo(f"{folder}: {len(differing)} of {len(texts)} schemas written")
    return differing


def _now(path: Path) -> str | None:
    """What the file says now; None where there is none that can be read."""
    try:
        return path.read_bytes().decode("utf-8")
    except (OSError, ValueError):
        return None


def _write(folder: Path, files: tuple[Path, ...], texts: Mapping[str, str]) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for path in files:
            write_whole(path, texts[path.name])
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        reason = getattr(error, "strerror", None) or error
        raise click.BadParameter(f"{folder} cannot be written to: {reason}", param_hint="-o") from None


def _tell_editors(folder: Path, setting: Setting) -> None:
    """Put the first line into every file of a pack and its scenarios that has none yet."""
    wanted = {path: modeline(path.name) for path in sorted(folder.glob("*.yaml"))}
    scenarios = scenarios_of(folder, open_policy(str(folder), setting).id)
    wanted |= {path: case_modeline(path.parent, folder) for path in (scenario_files(scenarios) if scenarios else ())}
    changed = [path for path, line in wanted.items() if line and _told(path, line)]
    click.echo(f"{folder}: {len(changed)} files tell editors their schema now")


def _told(path: Path, line: str) -> bool:
    """Whether the line had to be put there; files that cannot be read are left to `triage check`."""
    text = _now(path)
    if text is None or text.startswith(MODELINE):
        return False
    write_whole(path, f"{line}\n{text}")
    return True
