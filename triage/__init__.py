"""triage: settle disputes over digital goods by rules that policy staff can edit."""

__version__ = "0.1.0"
