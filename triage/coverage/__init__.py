"""Coverage: which rules and which tests inside them the cases of a run have put to work. A fold over cases.

A rule is covered where it won in some case. A leaf is covered on its true side where it was true and decisive in some
case, and on its false side likewise: decisive means that its truth value alone decides the condition that it stands in
(masking MC/DC; Chilenski and Miller, Software Engineering Journal 9(5), 1994). Sides that the pack's own choices,
bounds and constraints rule out do not count.
"""

from triage.coverage.fold import Coverage, LeafCoverage, Ratio, RuleCoverage, Seen, cover, fired_in, see

__all__ = ["Coverage", "LeafCoverage", "Ratio", "RuleCoverage", "Seen", "cover", "fired_in", "see"]
