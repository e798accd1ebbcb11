"""Which rules a case fires, as a scenario counts: as presumed."""

from __future__ import annotations

from triage.case import Case
from triage.engines import Engine
from triage.policy import Policy
from triage.view import as_given, as_presumed


def fired_by(policy: Policy, case: Case, engine: Engine) -> frozenset[str]:
    """The rules whose conditions hold, beaten ones too."""
    return engine.infer(as_presumed(as_given(policy, case))).sure & policy.rules.keys()
