"""`triage booklet`: the whole policy as one page, with what its scenarios reach and, if wanted, what was proved."""

from __future__ import annotations

from pathlib import Path

import click

from triage.cli.checking import Proving
from triage.cli.deciding import put
from triage.cli.ending import Code, Stop
from triage.cli.opening import Setting, folder_of, language_of, open_policy
from triage.cli.paths import is_there
from triage.cli.proving import report_on
from triage.cli.saving import write_whole
from triage.cli.scenario_places import decidable, scenarios_of
from triage.coverage import Coverage, cover
from triage.policy import Policy
from triage.render.booklet import booklet
from triage.render.naming import naming


def run(setting: Setting, pack: str, output: str | None, scenarios: str | None, prove: bool) -> None:
    """Write the page to the file, over the one before, or to standard output."""
    policy = open_policy(pack, setting)
    said = naming(policy, language_of(policy, setting))
    where = _where(scenarios, pack, policy)
    report = report_on(policy, said.words, Proving(proofs=True)) if prove else None
    text = booklet(said, _coverage(policy, where) if where is not None else None, report)
    if output is None:
        put(text)
        return
    try:
        write_whole(Path(output), text)
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        reason = getattr(error, "strerror", None) or error
        raise Stop(Code.USAGE, f"{output} cannot be written: {reason}") from None
    click.echo(said.words.say("booklet.written", file=output), err=True)


def _where(scenarios: str | None, pack: str, policy: Policy) -> Path | None:
    """The scenarios as named, else those of the pack; raises `click.BadParameter`."""
    if scenarios is None:
        return scenarios_of(folder_of(pack), policy.id)
    if not is_there(Path(scenarios)):
        raise click.BadParameter(f"there is no file or folder {scenarios!r}", param_hint="--scenarios")
    return Path(scenarios)


def _coverage(policy: Policy, where: Path) -> Coverage:
    return cover(policy, ((path.stem, case) for path, case in decidable(policy, where)))
