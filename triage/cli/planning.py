"""`triage plan`: sessions played with the scenarios and with cases by lot, and how many questions they took."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from datetime import datetime, time
from pathlib import Path

import click

from triage.bundled import scenario_folder
from triage.case import Case
from triage.cli.deciding import put
from triage.cli.ending import Code, Stop
from triage.cli.opening import Setting, default_pack, open_policy, program_language, stop_for
from triage.cli.paths import is_there
from triage.document import read_text
from triage.parse import case_policy_id, load_case
from triage.policy import Policy
from triage.problem import Problem, has_errors
from triage.rehearsal import Report, random_cases, rehearsed
from triage.render.rehearsed import rehearsed_json, render_rehearsed
from triage.scenario import scenario_files

EVERY_DAY = datetime.combine(datetime(2026, 7, 1), time(12))
"""The moment of cases by lot, in the pack's time zone: reports of equal packs are equal whenever they are made."""


def run(setting: Setting, pack: str | None, scenarios: str | None, count: int, seed: int, as_json: bool) -> None:
    """Rehearse and report; exits 1 where a question was idle when it was put."""
    policy = open_policy(pack or default_pack(), setting)
    files = _files(policy, scenarios)
    told = tuple(case for file in files if (case := _case(file, policy, setting)) is not None)
    reports = {}
    if told:
        reports["scenarios"] = _rehearsed(policy, told)
    if count:
        lots = tuple(random_cases(policy, EVERY_DAY.replace(tzinfo=policy.timezone), count, seed))
        reports["random"] = _rehearsed(policy, lots)
    if not reports:
        raise Stop(Code.USAGE, f"no scenarios of the pack {policy.id!r}; ask for cases by lot with --cases")
    if as_json:
        put(rehearsed_json(policy, reports, seed))
    else:
        style = setting.style(sys.stdout.isatty())
        put(render_rehearsed(policy, reports, program_language(setting), setting.columns, style))
    if any(report.idle for report in reports.values()):
        click.get_current_context().exit(Code.PROBLEMS.value)


def _files(policy: Policy, scenarios: str | None) -> tuple[Path, ...]:
    if scenarios is not None:
        if not is_there(Path(scenarios)):
            raise Stop(Code.USAGE, f"there is no file or folder {scenarios!r}")
        return scenario_files(Path(scenarios))
    folder = scenario_folder(policy.id)
    return scenario_files(folder) if folder is not None else ()


def _case(file: Path, policy: Policy, setting: Setting) -> Case | None:
    """The case of a scenario of this pack; None for one of another. Raises `Stop` for one that cannot be read."""
    text = read_text(file, str(file))
    named = text if isinstance(text, Problem) else case_policy_id(text, str(file))
    if isinstance(named, Problem):
        raise stop_for(Code.CASE, [named], {}, setting)
    assert isinstance(text, str)
    if named != policy.id:
        return None
    loaded = load_case(text, str(file), policy, None)
    if loaded.case is None or has_errors(loaded.problems):
        raise stop_for(Code.CASE, loaded.problems, loaded.texts, setting)
    return loaded.case


def _rehearsed(policy: Policy, cases: Sequence[Case]) -> Report:
    """The report, with a progress bar where a person is watching."""
    if not sys.stderr.isatty() or os.environ.get("TERM") == "dumb":
        return rehearsed(policy, cases)
    with click.progressbar(length=len(cases), file=sys.stderr, show_pos=True) as bar:
        return rehearsed(policy, cases, lambda: bar.update(1))
