"""What a person's own words speak for: answers to be confirmed, found by the pack's plain lists of keywords."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping

from msgspec.structs import replace

from triage.case import Answer, Given
from triage.interview.session import Kept, Session, Use
from triage.policy import Fact, Kind, Policy

STORY = "story"
"""The note that holds the person's own words."""


def wants_story(policy: Policy) -> bool:
    """Whether the pack can make something of a story."""
    return any(fact.keywords for fact in policy.facts.values())


def told_story(session: Session, story: str) -> Session:
    """The session with the story, for the complaint, and the answers that it suggests: they wait to be confirmed."""
    if not story:
        return session
    case = replace(session.case, notes={**session.case.notes, STORY: story})
    open_ = {name: said for name, said in suggestions(session.policy, story).items() if name not in case.answers}
    kept = {name: Kept((name,), said, Use.SUGGESTED) for name, said in open_.items()}
    return replace(session, case=case, kept={**session.kept, **kept})


def suggestions(policy: Policy, story: str) -> Mapping[str, Answer]:
    """Answers for which the story has a keyword; of several that exclude each other the one with most, if it is one."""
    text = _plain(story)
    found = {name: _suggested(fact, text) for name, fact in policy.facts.items() if fact.keywords}
    return {name: said for name, said in found.items() if said is not None}


def _suggested(fact: Fact, text: str) -> Answer | None:
    hits = {choice: sum(_plain(word) in text for word in words) for choice, words in fact.keywords.items()}
    most = max(hits.values(), default=0)
    best = [choice for choice, count in hits.items() if count == most]
    if most == 0 or (fact.kind is Kind.CHOICE and len(best) > 1):
        return None
    return Given(best[0] if fact.kind is Kind.CHOICE else frozenset(choice for choice, count in hits.items() if count))


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())
