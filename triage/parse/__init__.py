"""Text to policies and cases: the only place that knows the keys of the YAML files (docs/language.md)."""

from triage.parse.case import LoadedCase, case_policy_id, load_case, parse_assignment, read_value
from triage.parse.expect import Expect
from triage.parse.layers import base_folder
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
