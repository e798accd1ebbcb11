"""`triage test`: run scenarios, show what differs, and which rules no scenario fires."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

import click

from triage.bundled import pack_names, scenario_folder
from triage.cli.covering import Wanted
from triage.cli.deciding import put
from triage.cli.ending import Code
from triage.cli.opening import Decide, Setting, decider, open_policy, program_language
from triage.cli.paths import called, is_there
from triage.cli.progress import all_of
from triage.document import read_text
from triage.parse import case_policy_id
from triage.policy import Policy
from triage.problem import Place, Problem
from triage.render.report import render_result, render_summary, report_json
from triage.scenario import Result, coverage, run_scenario, scenario_files


class Packs:
    """The packs that scenarios name, each loaded once. Raises `Stop` for one that is invalid."""

    def __init__(self, setting: Setting) -> None:
        self._setting = setting
        self._opened: dict[str, tuple[Policy, Decide]] = {}

    @property
    def opened(self) -> Mapping[str, Policy]:
        """The packs by the name under which they were opened."""
        return {name: policy for name, (policy, _) in self._opened.items()}

    @property
    def policies(self) -> tuple[Policy, ...]:
        """Those that were opened, in that order."""
        return tuple(policy for policy, _ in self._opened.values())

    def open(self, name: str) -> tuple[Policy, Decide]:
        """The pack with its engine."""
        if name not in self._opened:
            policy = open_policy(name, self._setting)
            self._opened[name] = (policy, decider(policy, self._setting))
        return self._opened[name]


def run(setting: Setting, paths: tuple[str, ...], as_json: bool, wanted: Wanted) -> None:
    """Run the scenarios and report; exits 1 where one failed, or less is covered than was asked for."""
    wanted.check()
    files = _files(paths)
    packs = Packs(setting)
    results = all_of(files, lambda file: _run(file, packs, setting))
    covered = {policy.id: coverage(policy, results) for policy in packs.policies}
    measured = wanted.measure(packs.opened, results, setting)
    if as_json:
        put(report_json(results, covered, measured.as_json()))
    else:
        language, style = program_language(setting), setting.style(sys.stdout.isatty())
        put("".join(render_result(result, language, setting.columns, style) for result in results))
        put(measured.report())
        put(render_summary(results, covered, language, setting.columns, style))
    short = measured.shortfall()
    if short or not all(result.passed for result in results):
        click.echo("".join(f"{line}\n" for line in short), err=True, nl=False)
        click.get_current_context().exit(Code.PROBLEMS.value)


def _files(paths: tuple[str, ...]) -> tuple[Path, ...]:
    """The scenarios below the paths, by default all shipped ones; raises `click.BadParameter` where there are none."""
    places = [Path(path) for path in paths] if paths else [f for name in pack_names() if (f := scenario_folder(name))]
    for place in places:
        if not is_there(place):
            raise click.BadParameter(f"there is no file or folder {str(place)!r}", param_hint="PATH")
    files = tuple(dict.fromkeys(file for place in places for file in scenario_files(place)))
    if not files:
        raise click.BadParameter(f"no scenarios in {', '.join(map(str, places)) or 'this program'}", param_hint="PATH")
    return files


def _run(path: Path, packs: Packs, setting: Setting) -> Result:
    file = called(path)
    text = read_text(path, file)
    if isinstance(text, Problem):
        return Result(text.place, "", problems=(text,))
    name = setting.pack or case_policy_id(text, file)
    if isinstance(name, str) and setting.pack is None and name not in pack_names():
        name = Problem(Place(file), "no-pack", f"no policy pack {name!r} is shipped", "name its folder with --pack")
    if isinstance(name, Problem):
        return Result(name.place, "", problems=(name,), texts={file: text})
    policy, decide = packs.open(name)
    return run_scenario(text, file, policy, decide)
