"""Browsing a pack: what reads a fact, what rests on a source, one rule with its rivals, the rules of a subject."""

from triage.browse.citing import Citing, resting_on
from triage.browse.rivals import Rivals, rivals
from triage.browse.table import Row, Table, decision_table, in_subject, subjects
from triage.browse.uses import Use, uses_of

__all__ = [
    "Citing",
    "Rivals",
    "Row",
    "Table",
    "Use",
    "decision_table",
    "in_subject",
    "resting_on",
    "rivals",
    "subjects",
    "uses_of",
]
