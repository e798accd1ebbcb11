"""Text to policies and cases: the only place that knows the keys of the YAML files (docs/language.md)."""

from triage.parse.load import Loaded, load_policy

__all__ = ["Loaded", "load_policy"]
