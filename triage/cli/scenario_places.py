"""Where the scenarios of a pack are, wherever the pack is."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from triage.bundled import real_folder, scenario_folder
from triage.case import Case
from triage.cli.paths import is_folder, is_there
from triage.document import read_text
from triage.parse import load_case
from triage.policy import Policy
from triage.problem import Problem, has_errors
from triage.render.schemas import FOLDER, MODELINE
from triage.scenario import scenario_files
from triage.view import contradictions


def scenarios_of(folder: Path, policy: str) -> Path | None:
    """The folder of a pack's scenarios: beside it, else the shipped ones; None where there is none."""
    found = next((place for place in _beside(folder, policy) if is_folder(place)), None)
    return found or scenario_folder(policy)


def real_cases_of(folder: Path, policy: str) -> Path | None:
    """The folder of a pack's real disputes, found like that of its scenarios; None where there is none."""
    found = next((place for place in _beside(folder, f"{policy}-real") if is_folder(place)), None)
    return found or real_folder(policy)


def new_scenarios_of(folder: Path, policy: str) -> Path:
    """The folder into which a new scenario of the pack goes; it need not be there yet."""
    found = next((place for place in _beside(folder, policy) if is_folder(place)), None)
    return found or _beside(folder, policy)[0]


def _beside(folder: Path, policy: str) -> tuple[Path, ...]:
    """`x/scenarios/library` for a pack in `x/library`; where packs stand in `x/rules`, not in that."""
    parent = folder.resolve().parent
    near, far = parent / "scenarios" / policy, parent.parent / "scenarios" / policy
    return (far, near) if parent.name in ("rules", "packs") else (near, far)


def case_modeline(folder: Path, pack: Path) -> str:
    """The line that tells editors the schema of the cases of a folder; "" where the pack has no schemas."""
    schema = pack.resolve() / FOLDER / "case.json"
    if not is_there(schema):
        return ""
    return f"{MODELINE}{Path(os.path.relpath(schema, folder.resolve())).as_posix()}"


def decidable(policy: Policy, where: Path) -> Iterator[tuple[Path, Case]]:
    """The scenarios that can be decided, by file; `triage test` tells what is wrong with the others."""
    for path in scenario_files(where):
        text = read_text(path)
        if isinstance(text, Problem):
            continue
        loaded = load_case(text, path.name, policy, None)
        if loaded.case is not None and not has_errors(loaded.problems) and not contradictions(policy, loaded.case):
            yield path, loaded.case
