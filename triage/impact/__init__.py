"""What a change of policy does: which entries changed, which verdicts moved, and which change moved each of them."""

from triage.impact.causes import Causes
from triage.impact.changes import Change, How, Sort, changes
from triage.impact.moves import Aspect, Filed, Incomparable, Moved, Replayed, Same, aspects, gain, replay

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
    "Sort",
    "aspects",
    "changes",
    "gain",
    "replay",
]
