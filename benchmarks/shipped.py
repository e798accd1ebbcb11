"""The shipped scenarios as cases, for the benchmarks."""

from __future__ import annotations

from functools import lru_cache

from triage.bundled import pack_folder, scenario_folder
from triage.case import Case
from triage.parse import load_case, load_policy
from triage.policy import Policy

PACK = "cn-digital-goods"


@lru_cache(maxsize=1)
def policy() -> Policy:
    """The shipped pack."""
    folder = pack_folder(PACK)
    assert folder is not None
    loaded = load_policy(folder).policy
    assert loaded is not None
    return loaded


@lru_cache(maxsize=1)
def cases() -> tuple[Case, ...]:
    """The case of every shipped scenario of the pack."""
    folder = scenario_folder(PACK)
    assert folder is not None
    files = sorted(folder.glob("*.yaml"))
    loaded = [load_case(file.read_text(encoding="utf-8"), file.name, policy(), None).case for file in files]
    return tuple(case for case in loaded if case is not None)
