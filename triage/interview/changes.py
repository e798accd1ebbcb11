"""Going back and changing an answer, without losing the later ones: they wait for their questions.

session = back(session)                  # the last question is put again; its answer is what an empty line means
session = change(session, 2, value)      # the third answer is another; the later ones wait
kept = waiting(session, question)        # what was said before to the question that comes next
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from msgspec.structs import replace

from triage.holding import Held, NotApplicable, Origin
from triage.interview.answers import answer
from triage.interview.session import Kept, Question, Said, Session, Topic, Turn, Use
from triage.view import as_given


def can_go_back(session: Session) -> bool:
    """Whether a question was answered; what was told before the first one is changed in review."""
    return bool(session.history) and not session.history[-1].told


def back(session: Session) -> Session:
    """The session before the last answer, which is kept; at the beginning, the session itself."""
    if not can_go_back(session):
        return session
    *earlier, last = session.history
    others = {id_: replace(each, use=_later(each.use)) for id_, each in session.kept.items()}
    kept = {**others, last.question.id: Kept(last.question.names, last.said, Use.AGAIN)}
    return replace(_before(session, last), history=tuple(earlier), kept=kept)


def _later(use: Use) -> Use:
    """How an answer is used that is no longer the next one."""
    return Use.SILENT if use is Use.AGAIN else use


def _before(session: Session, turn: Turn) -> Session:
    return replace(session, case=turn.case, passed=turn.passed, denied=turn.denied)


def change(session: Session, index: int, said: Said) -> Session:
    """The session in which the answer at `index` of the history is another; later answers wait for their questions.

    What was told rather than asked is told again.
    """
    turn, later = session.history[index], session.history[index + 1 :]
    kept = {**session.kept, **_kept(each for each in later if not each.told)}
    earlier = replace(_before(session, turn), history=session.history[:index], kept=kept)
    changed = answer(earlier, turn.question, said, turn.told)
    for each in later:
        if each.told:
            changed = answer(changed, each.question, each.said, told=True)
    return changed


def _kept(turns: Iterable[Turn]) -> dict[str, Kept]:
    return {turn.question.id: Kept(turn.question.names, turn.said) for turn in turns}


def waiting(session: Session, question: Question) -> Kept | None:
    """What waits for the question, as far as it answers it: nothing where the question has come to ask more."""
    kept = session.kept.get(question.id)
    if kept is None:
        return None
    if question.topic is Topic.FACT:
        return kept
    fits = set(question.names) <= set(kept.names)
    if isinstance(kept.said, frozenset):
        kept = replace(kept, said=kept.said & set(question.names))
    return kept if fits or kept.use is Use.SUGGESTED else replace(kept, use=Use.AGAIN)


def idle(session: Session) -> Mapping[str, Kept]:
    """Answers that wait in vain, by now and for good: their fact does not apply, or other answers settle it."""
    facts = as_given(session.policy, session.case).facts

    def is_idle(name: str) -> bool:
        match facts.get(name):
            case NotApplicable():
                return True
            case Held(origin=origin):
                return origin is not Origin.GIVEN
            case _:
                return False

    return {id_: each for id_, each in session.kept.items() if _untold(each) and all(map(is_idle, each.names))}


def unused(session: Session) -> Mapping[str, Kept]:
    """Answers that are still waiting and of which the person has not been told."""
    return {id_: each for id_, each in session.kept.items() if _untold(each)}


def _untold(kept: Kept) -> bool:
    """Whether the person would miss the answer; nobody gave one that was only suggested."""
    return not kept.named and kept.use is not Use.SUGGESTED


def named(session: Session, ids: Iterable[str]) -> Session:
    """The session in which the person was told that these answers are not used; they are kept all the same."""
    told = {id_: replace(session.kept[id_], named=True) for id_ in ids}
    return replace(session, kept={**session.kept, **told}) if told else session


def without(session: Session, question: str) -> Session:
    """The session without the answer that waited for the question."""
    return replace(session, kept={id_: each for id_, each in session.kept.items() if id_ != question})
