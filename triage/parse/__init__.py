"""Text to policies and cases: the only place that knows the keys of the YAML files (docs/language.md).

What reads whole packs and saved sessions is imported when it is first asked for: a pack that was read before, by any
command, comes from `triage.cache`.
"""

from importlib import import_module
from typing import TYPE_CHECKING

from triage.parse.case import LoadedCase, case_policy_id, load_case, parse_assignment, read_value
from triage.parse.expect import Expect
from triage.parse.layers import base_folder

if TYPE_CHECKING:
    from triage.parse.load import Loaded, load_policy
    from triage.parse.reconcile import Resumed, load_session
    from triage.parse.session import SavedSession, SavedTurn
    from triage.parse.write import case_to_yaml, session_to_yaml

__all__ = [
    "Expect",
    "Loaded",
    "LoadedCase",
    "Resumed",
    "SavedSession",
    "SavedTurn",
    "base_folder",
    "case_policy_id",
    "case_to_yaml",
    "load_case",
    "load_policy",
    "load_session",
    "parse_assignment",
    "read_value",
    "session_to_yaml",
]

_LATER = {
    "Loaded": "load",
    "load_policy": "load",
    "Resumed": "reconcile",
    "load_session": "reconcile",
    "SavedSession": "session",
    "SavedTurn": "session",
    "case_to_yaml": "write",
    "session_to_yaml": "write",
}


def __getattr__(name: str) -> object:
    if name not in _LATER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_LATER[name]}"), name)
