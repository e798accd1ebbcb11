"""`triage evidence`: what would secure each claim within reach."""

from __future__ import annotations

import sys

from triage.cli.deciding import put
from triage.cli.opening import Setting, decider, language_of, open_case
from triage.reach import reach
from triage.render.reach import render_reach


def run(setting: Setting, file: str) -> None:
    """Print the claims within reach; raises `Stop` where pack or case are invalid."""
    policy, case = open_case(file, setting)
    found = reach(policy, case, decider(policy, setting)(policy, case))
    style = setting.style(sys.stdout.isatty())
    put(render_reach(found, policy, language_of(policy, setting), setting.columns, style))
