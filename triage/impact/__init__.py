"""What a change of policy does: which entries changed, which verdicts moved, and which change moved each of them."""

from triage.impact.causes import Causes
from triage.impact.changes import Change, How, Sort, changes
from triage.impact.moves import Aspect, Incomparable, Moved, Replayed, Same, aspects, gain, replay
from triage.impact.reading import Filed
from triage.impact.scope import Scope, scope_of

__all__ = [
    "Aspect",
    "Causes",
    "Change",
    "Filed",
    "How",
    "Incomparable",
    "Moved",
    "Replayed",
    "Same",
    "Scope",
    "Sort",
    "aspects",
    "changes",
    "gain",
    "replay",
    "scope_of",
]
