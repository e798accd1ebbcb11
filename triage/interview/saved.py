"""A session as it is saved, and back: it is held again from its beginning, answer by answer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from msgspec import Struct
from msgspec.structs import replace

from triage.case import Answer, Case, Contested, Given, NotKnown
from triage.interview.answers import answer, tell
from triage.interview.objections import objections
from triage.interview.session import Kept, Question, Said, Session, Topic, Turn, Use, question_of
from triage.parse import SavedSession, SavedTurn
from triage.policy import Policy


def saved(session: Session) -> SavedSession:
    """What has to be kept of the session beside its case."""
    policy = session.policy
    return SavedSession(
        policy.version,
        policy.hash,
        tuple(_saved_turn(turn) for turn in session.history if not turn.told),
        tuple(_saved_kept(id_, kept) for id_, kept in session.kept.items()),
    )


def _saved_turn(turn: Turn) -> SavedTurn:
    return SavedTurn(turn.question.id, turn.question.names, _saying(turn.question.topic is Topic.FACT, turn.said))


def _saved_kept(id_: str, kept: Kept) -> SavedTurn:
    return SavedTurn(id_, kept.names, _saying(kept.names == (id_,), kept.said), kept.use.value, kept.named)


def _saying(of_fact: bool, said: Said) -> Answer | frozenset[str] | Mapping[str, Answer] | None:
    """What was said, as a file can say it: of a fact always an answer."""
    match said:
        case Given() | NotKnown() | Contested():
            return said
        case Mapping():
            return said
        case None:
            return NotKnown() if of_fact else None
        case frozenset():
            return Given(said) if of_fact else said
        case _:
            return Given(said)


class Restored(Struct, frozen=True):
    """A session that goes on. The pack does not take the answers to `lost` any more: these questions are put again."""

    session: Session
    lost: tuple[str, ...]


def restored(policy: Policy, case: Case, of: SavedSession | None) -> Restored:
    """The session that was saved as this case. Answers of which it does not say that they were asked were told."""
    of = of or SavedSession(policy.version, policy.hash)
    asked = {name for turn in of.asked for name in turn.names}
    shown = {item: shown for item, shown in case.evidence.items() if item not in asked}
    begun = Session(policy, replace(case, answers={}, evidence=shown))
    session = tell(begun, {name: said for name, said in case.answers.items() if name not in asked})
    lost: list[str] = []
    for turn in of.asked:
        moved = _again(session, turn)
        if moved is None:
            lost.append(turn.question)
        else:
            session = moved
    return Restored(replace(session, kept=_kept(policy, of.kept)), tuple(lost))


def _again(session: Session, turn: SavedTurn) -> Session | None:
    """The session after the answer; None where the pack has no such question or the answer does not fit the others."""
    question = question_of(session.policy, turn.question, turn.names)
    if question is None or not _is_of_sort(question, turn):
        return None
    moved = answer(session, question, turn.said)
    return None if objections(moved) else moved


def _is_of_sort(question: Question, turn: SavedTurn) -> bool:
    """Whether a list was answered as a list and a fact as a fact."""
    is_answer = isinstance(turn.said, Given | NotKnown | Contested)
    single = isinstance(turn.said, Mapping)
    return (
        is_answer if question.topic is Topic.FACT else not is_answer and (question.topic is Topic.SCREEN or not single)
    )


def _kept(policy: Policy, turns: Iterable[SavedTurn]) -> dict[str, Kept]:
    return {
        turn.question: Kept(turn.names, turn.said, Use(turn.use), turn.named)
        for turn in turns
        if question_of(policy, turn.question, turn.names) is not None
    }
