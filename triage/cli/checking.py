"""`triage check`: everything that is wrong with policy packs."""

from __future__ import annotations

import sys
from dataclasses import dataclass

import click

from triage.bundled import pack_names
from triage.checks import check, structure
from triage.cli.deciding import put
from triage.cli.ending import Code
from triage.cli.opening import Setting, folder_of
from triage.parse import load_policy
from triage.policy import Policy
from triage.problem import has_errors
from triage.render.problems import render_problems


@dataclass(frozen=True, slots=True)
class Proving:
    """How to prove: seconds for a question, a folder for the cases found, whether each remark is told, how many
    processes, whether earlier answers are left aside."""

    limit: float | None
    folder: str | None
    remarks: bool
    jobs: int | None
    afresh: bool


def run(setting: Setting, packs: tuple[str, ...], proving: Proving | None = None) -> None:
    """Print the problems of each pack, or that there are none; exits 1 where there is any."""
    counts = [_check(pack, setting, proving) for pack in packs or pack_names()]
    if any(counts):
        click.get_current_context().exit(Code.PROBLEMS.value)


def _check(pack: str, setting: Setting, proving: Proving | None) -> int:
    """Print what is wrong with one pack; the number of problems. What cannot be reasoned over is not proved."""
    loaded = load_policy(folder_of(pack))
    problems = loaded.problems
    if loaded.policy is not None and not has_errors(problems):
        problems = (*problems, *(each for each in check(loaded.policy) if each not in problems))
    if problems:
        put(render_problems(problems, loaded.texts, setting.columns, setting.style(sys.stdout.isatty()).colour))
    put(_summary(pack, loaded.policy, len(problems)) + "\n")
    if proving is None or loaded.policy is None or has_errors((*loaded.problems, *structure(loaded.policy))):
        return len(problems)
    return len(problems) + _prove(loaded.policy, proving, setting)


def _prove(policy: Policy, proving: Proving, setting: Setting) -> int:
    """Print what was proved and what was not; how much stands against the policy."""
    from triage.cli.proving import prove_pack

    return prove_pack(policy, setting, proving)


def _summary(pack: str, policy: Policy | None, problems: int) -> str:
    found = f"{problems} problem{'' if problems == 1 else 's'}" if problems else "no problems"
    if policy is None:
        return f"{pack}: {found}"
    counted = {"rules": policy.rules, "facts": policy.facts, "claims": policy.claims, "sources": policy.sources}
    return (
        f"{policy.id} {policy.version}: {found} ({', '.join(f'{len(each)} {name}' for name, each in counted.items())})"
    )
