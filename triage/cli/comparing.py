"""`triage diff`: what a change of policy does to the verdicts of cases."""

from __future__ import annotations

import io
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from triage.bundled import pack_names, real_folder, scenario_folder
from triage.case import Case
from triage.cli.deciding import put
from triage.cli.ending import Code, Stop
from triage.cli.opening import Setting, decider, language_of, open_policy
from triage.cli.paths import called, is_folder, is_there
from triage.cli.progress import all_of
from triage.decide import decide
from triage.document import read_text
from triage.engines import ReferenceEngine
from triage.impact import Causes, Filed, Incomparable, Moved, Replayed, Same, Scope, changes, replay, scope_of
from triage.policy import Policy
from triage.problem import Problem
from triage.program import compile_policy
from triage.render.impact import Impact, impact_json, render_impact, weightiest_first
from triage.scenario import scenario_files
from triage.verdict import Verdict


def run(setting: Setting, old: str, new: str, paths: tuple[str, ...], as_json: bool, exit_code: bool) -> None:
    """Print what moved; with `exit_code`, end with 1 where a verdict moved or cannot be compared."""
    with _folder(old, new) as before, _folder(new, old) as after:
        impact = _impact(open_policy(before, setting), open_policy(after, setting), paths, setting)
    language = language_of(impact.new, setting)
    if as_json:
        put(impact_json(impact))
    else:
        put(render_impact(impact, language, setting.columns, setting.style(sys.stdout.isatty())))
    if exit_code and (impact.moved or impact.incomparable):
        click.get_current_context().exit(Code.PROBLEMS.value)


def _impact(old: Policy, new: Policy, paths: tuple[str, ...], setting: Setting) -> Impact:
    if old.id != new.id:
        raise click.UsageError(f"these are two packs, {old.id!r} and {new.id!r}, not two versions of one")
    found = changes(old, new)
    compare = _comparison(old, new, scope_of(found, old, new), setting)
    results = all_of(_files(paths, new), compare)
    moved = weightiest_first([each for each in results if isinstance(each, Moved)])
    causes = Causes(old, new, found, _by_reference)
    return Impact(
        old,
        new,
        found,
        tuple(each for each in results if isinstance(each, Same)),
        moved,
        tuple(each for each in results if isinstance(each, Incomparable)),
        {each.name: causes.of(each) for each in moved},
    )


# --- The cases ---------------------------------------------------------------------------------


def _files(paths: tuple[str, ...], policy: Policy) -> tuple[Path, ...]:
    """The cases below the paths, by default the pack's scenarios and real disputes; raises `click.BadParameter`."""
    shipped = (scenario_folder(policy.id), real_folder(policy.id))
    places = [Path(path) for path in paths] or [folder for folder in shipped if folder]
    for place in places:
        if not is_there(place):
            raise click.BadParameter(f"there is no file or folder {str(place)!r}", param_hint="CASES")
    files = tuple(dict.fromkeys(file for place in places for file in scenario_files(place)))
    if not files:
        raise click.BadParameter(f"no cases of {policy.id} are shipped; name some", param_hint="CASES")
    return files


def _comparison(old: Policy, new: Policy, scope: Scope, setting: Setting) -> Callable[[Path], Replayed]:
    """Compare by the reference engine; what moved is a verdict that a person sees, and derived like one."""
    deciders = {policy: decider(policy, setting) for policy in (old, new)}

    def compare(path: Path) -> Replayed:
        text = read_text(path)
        if isinstance(text, Problem):
            return Incomparable(str(path), (text,))
        filed = Filed(called(path), text)
        found = replay(filed, old, new, scope, _by_reference)
        return replay(filed, old, new, scope, _shown) if isinstance(found, Moved) else found

    def _shown(policy: Policy, case: Case) -> Verdict:
        return deciders[policy](policy, case)

    return compare


def _by_reference(policy: Policy, case: Case) -> Verdict:
    return decide(policy, case, ReferenceEngine(compile_policy(policy)))


# --- A version in the repository ---------------------------------------------------------------


@contextmanager
def _folder(pack: str, other: str = "") -> Iterator[str]:
    """The pack, or for REVISION:FOLDER what git has of the folder there, while the block runs. Raises `Stop`.

    `other`: the pack to compare with, which says what was meant where the folder is missing.
    """
    revision, sign, folder = pack.partition(":")
    if not sign and not is_folder(Path(pack)) and pack not in pack_names() and other and _is_revision(pack):
        raise Stop(Code.POLICY, f"{pack} is a revision, not a pack; its version of the pack is {pack}:{other}")
    if is_folder(Path(pack)) or pack in pack_names() or not (revision and sign and folder):
        yield pack
        return
    with tempfile.TemporaryDirectory() as room:
        place = Path(folder.rstrip("/"))
        _unpacked(_archive(revision, place, pack), Path(room))
        yield str(Path(room) / place.name)


def _is_revision(name: str) -> bool:
    """Whether git knows a commit of that name here."""
    wanted = ["git", "rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}"]
    try:
        return subprocess.run(wanted, capture_output=True, check=False).returncode == 0
    except (OSError, ValueError):
        return False


def _archive(revision: str, folder: Path, asked: str) -> bytes:
    """What git has of the folder's files at the revision, as a tar archive with names below that folder."""
    where = folder.parent if folder.parent.is_dir() else Path()
    below = folder.name if where == folder.parent else str(folder)
    try:
        ran = subprocess.run(
            ["git", "archive", "--format=tar", "--end-of-options", revision, f"./{below}"],
            cwd=where,
            capture_output=True,
            check=False,
        )
    except OSError:
        raise Stop(Code.USAGE, f"{asked}: git is not installed") from None
    if ran.returncode != 0:
        reason = ran.stderr.decode("utf-8", "replace").strip().splitlines()
        raise Stop(Code.POLICY, f"{asked}: {reason[-1] if reason else 'git has nothing there'}")
    return ran.stdout


def _unpacked(archive: bytes, room: Path) -> None:
    with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
        tar.extractall(room, filter="data")
