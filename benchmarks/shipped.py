"""The shipped scenarios as cases, for the benchmarks."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from triage.bundled import pack_folder, scenario_folder
from triage.case import Case
from triage.parse import load_case, load_policy
from triage.policy import Policy
from triage.scenario import scenario_files

PACK = "cn-digital-goods"
SMALL = "code-shop"
"""The pack of the guide for policy authors."""

EXAMPLES = Path(__file__).resolve().parent.parent / "examples"


@lru_cache(maxsize=2)
def policy(pack: str = PACK) -> Policy:
    """A shipped pack, or the example."""
    loaded = load_policy(pack_folder(pack) or EXAMPLES / "rules" / pack).policy
    assert loaded is not None
    return loaded


@lru_cache(maxsize=2)
def cases(pack: str = PACK) -> tuple[Case, ...]:
    """The case of every scenario of the pack."""
    files = scenario_files(scenario_folder(pack) or EXAMPLES / "scenarios" / pack)
    loaded = [load_case(file.read_text(encoding="utf-8"), file.name, policy(pack), None).case for file in files]
    return tuple(case for case in loaded if case is not None)
