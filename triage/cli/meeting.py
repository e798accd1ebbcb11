"""`triage check --meetings`: rules that disagree and can hold together, and the scenarios that show who goes first."""

from __future__ import annotations

import sys
from pathlib import Path

from triage.cli.checking import Proving
from triage.cli.deciding import put
from triage.cli.opening import Setting, language_of
from triage.cli.proving import solving, write_case
from triage.cli.scenario_places import case_modeline, decidable, scenarios_of
from triage.policy import Policy
from triage.prove import LIMIT, Meetings, meetings
from triage.render.meetings import render_meetings, what_it_shows
from triage.render.naming import naming
from triage.render.scaffold import scenario_text
from triage.render.words import words


def meetings_of(policy: Policy, pack: Path, setting: Setting, how: Proving) -> int:
    """Print the rules that meet in no scenario and write their cases; how many such pairs there are. Raises `Stop`."""
    language = language_of(policy, setting)
    where = scenarios_of(pack, policy.id)
    scenarios = decidable(policy, where) if where is not None else ()
    with solving(policy, words(language)) as progress:
        kept, lent = how.kept(policy, "meetings"), how.lent(policy, "meetings")
        shown = ((path.name, case) for path, case in scenarios)
        found = meetings(policy, shown, how.limit or LIMIT, progress, kept, how.jobs, lent)
    put(render_meetings(found, how.limit or LIMIT, language, setting.columns, setting.style(sys.stdout.isatty())))
    if how.folder is not None:
        _write(found, Path(how.folder), pack, language)
    return found.missing


def _write(found: Meetings, folder: Path, pack: Path, language: str) -> None:
    """Scenarios in which the rules meet that meet in none, with the verdicts that they get now."""
    modeline, said = case_modeline(folder, pack), naming(found.policy, language)
    for meeting in found.fewest:
        pair, case, verdict = meeting.rivals, meeting.witness.case, meeting.witness.verdict
        text = scenario_text(case, verdict, found.policy, language, modeline, what_it_shows(pair, said))
        id_ = f"{pair.first}+{pair.second}"
        write_case(folder / f"meet-{pair.first}-{pair.second}.yaml", text, id_, said.words)
