"""`triage check`: everything that is wrong with policy packs."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import click
from msgspec import Struct

from triage.bundled import pack_names
from triage.case import Case
from triage.checks import check, structure
from triage.checks.real_only import fired_by_one_real_case
from triage.cli.deciding import put
from triage.cli.ending import Code
from triage.cli.opening import Setting, folder_of
from triage.cli.progress import status_line
from triage.cli.scenario_places import real_cases_of, scenarios_of
from triage.document import decode, read_bytes
from triage.parse import load_case, load_policy
from triage.policy import Policy
from triage.problem import Problem, has_errors
from triage.render.problems import counted, render_problems
from triage.render.scaffold import unwritten
from triage.scenario import scenario_files


class Proving(Struct, frozen=True):
    """What to ask the solver, and how: seconds for a question, a folder for the cases found, whether each remark is
    told, how many processes, whether earlier answers are left aside."""

    proofs: bool
    meetings: bool = False
    limit: float | None = None
    folder: str | None = None
    remarks: bool = False
    jobs: int | None = None
    afresh: bool = False

    def kept(self, policy: Policy, kind: str) -> Path | None:
        """The file of earlier answers of a kind; None where they are left aside."""
        from triage.prove import kept_file

        return None if self.afresh else kept_file(policy.id, kind, os.environ)

    def lent(self, policy: Policy, kind: str) -> tuple[Path, ...]:
        """The file of earlier answers about the law pack under an overlay: most of them hold for it as well."""
        from triage.prove import kept_file

        return () if self.afresh or policy.over is None else (kept_file(policy.over.id, kind, os.environ),)


def run(setting: Setting, packs: tuple[str, ...], proving: Proving) -> None:
    """Print the problems of each pack, or that there are none; exits 1 where there is any."""
    counts = [_check(pack, setting, proving) for pack in packs or pack_names()]
    if any(counts):
        click.get_current_context().exit(Code.PROBLEMS.value)


def _check(pack: str, setting: Setting, proving: Proving) -> int:
    """Print what is wrong with one pack; the number of problems. What cannot be reasoned over is not proved."""
    with status_line() as show:
        show(f"{pack}: reading")
        loaded = load_policy(folder_of(pack))
        problems = loaded.problems
        if loaded.policy is not None and not has_errors(problems):
            found = check(loaded.policy, lambda name: show(f"{pack}: {name}"))
            problems = (*problems, *(each for each in found if each not in problems))
            show(f"{pack}: real disputes")
            problems = (*problems, *_written_for_one(folder_of(pack), loaded.policy, problems))
    if problems:
        put(render_problems(problems, loaded.texts, setting.columns, setting.style(sys.stdout.isatty()).colour))
    put(_summary(pack, loaded.policy, len(problems)) + _left_to_write(loaded.texts.values()) + "\n")
    if loaded.policy is None or has_errors((*loaded.problems, *structure(loaded.policy))):
        return len(problems)
    return len(problems) + _prove(loaded.policy, pack, proving, setting)


def _written_for_one(folder: Path, policy: Policy, problems: tuple[Problem, ...]) -> tuple[Problem, ...]:
    """Rules that one real dispute fires and no scenario; only where the pack has real disputes and can be run."""
    real = real_cases_of(folder, policy.id)
    if real is None or has_errors(problems):
        return ()
    scenarios = scenarios_of(folder, policy.id)
    others = _named_cases(scenarios, policy) if scenarios else ()
    return fired_by_one_real_case(policy, dict(_named_cases(real, policy)), (case for _, case in others))


def _named_cases(folder: Path, policy: Policy) -> Iterator[tuple[str, Case]]:
    """The cases of a folder, by file name; what cannot be read is for the commands that run them to say."""
    for file in scenario_files(folder):
        data = read_bytes(file, file.name)
        text = data if isinstance(data, Problem) else decode(data, file.name)
        case = None if isinstance(text, Problem) else load_case(text, file.name, policy, None).case
        if case is not None:
            yield file.stem, case


def _prove(policy: Policy, pack: str, proving: Proving, setting: Setting) -> int:
    """Print what was proved and what was not, as far as it was asked for; how much stands against the policy."""
    found = 0
    if proving.proofs:
        from triage.cli.proving import prove_pack

        found += prove_pack(policy, setting, proving)
    if proving.meetings:
        from triage.cli.meeting import meetings_of

        found += meetings_of(policy, folder_of(pack), setting, proving)
    return found


def _left_to_write(texts: Iterable[str]) -> str:
    count = unwritten(texts)
    return f", {counted(count, 'text')} to be written" if count else ""


def _summary(pack: str, policy: Policy | None, problems: int) -> str:
    found = counted(problems, "problem") if problems else "no problems"
    if policy is None:
        return f"{pack}: {found}"
    entries = {"rule": policy.rules, "fact": policy.facts, "claim": policy.claims, "source": policy.sources}
    told = ", ".join(counted(len(each), name) for name, each in entries.items())
    return f"{policy.id} {policy.version}: {found} ({told})"
