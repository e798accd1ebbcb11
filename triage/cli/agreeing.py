"""`triage agree`: the policy against real disputes."""

from __future__ import annotations

from pathlib import Path

import click

from triage.agreement import Agreement, Compared, compare
from triage.bundled import real_folder
from triage.cli.deciding import put
from triage.cli.ending import Code, Stop
from triage.cli.opening import Setting, folder_of, language_of, stop_for
from triage.cli.saving import write_whole
from triage.document import decode, read_bytes
from triage.parse import load_case, load_policy
from triage.policy import Policy
from triage.problem import Problem, Problems
from triage.render.agreement import render_agreement


def run(setting: Setting, pack: str, output: str | None) -> None:
    """Print or write the report; exit 1 where the policy claims what a decider refused."""
    loaded = load_policy(folder_of(pack))
    if loaded.policy is None:
        raise stop_for(Code.POLICY, loaded.problems, loaded.texts, setting)
    folder = real_folder(loaded.policy.id)
    if folder is None:
        raise click.UsageError(f"{pack} has no real disputes: scenarios/{pack}-real is not there")
    found = [_compared(file, loaded.policy, setting) for file in sorted(folder.glob("*.yaml"))]
    report = render_agreement(found, loaded.policy, language_of(loaded.policy, setting))
    if output is None:
        put(report)
    else:
        _write(Path(output), report)
    counts = {kind: sum(each.agreement is kind for each in found) for kind in Agreement}
    click.echo(", ".join(f"{count} {kind.value}" for kind, count in counts.items()), err=True)
    if any(each.overclaims for each in found):
        raise Stop(Code.PROBLEMS, "the policy claims what a decider refused")


def _compared(file: Path, policy: Policy, setting: Setting) -> Compared:
    name = f"{file.parent.name}/{file.name}"
    data = read_bytes(file, name)
    text = data if isinstance(data, Problem) else decode(data, name)
    if isinstance(text, Problem):
        raise stop_for(Code.CASE, [text], {}, setting)
    loaded = load_case(text, name, policy, None)
    if loaded.case is None:
        raise stop_for(Code.CASE, loaded.problems, loaded.texts, setting)
    if loaded.decided is None:
        problems = Problems()
        problems.add(loaded.case.place, "missing-key", "a real dispute lacks `decided`", "say how it ended")
        raise stop_for(Code.CASE, problems.sorted(), loaded.texts, setting)
    return compare(file.stem, loaded.shows, loaded.case, loaded.decided, policy)


def _write(path: Path, report: str) -> None:
    """Unlike a letter, the report is there to be written again."""
    try:
        write_whole(path, report)
    except OSError as error:
        raise Stop(Code.USAGE, f"{path} cannot be written: {error.strerror}") from None
