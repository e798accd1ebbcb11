"""On what a verdict rests when the session stops."""

from __future__ import annotations

from msgspec import Struct
from msgspec.structs import replace

from triage.case import Given
from triage.decide.headline import headline
from triage.interview.outlook import Outlook, main_targets, outlook, planning_engine
from triage.interview.session import Session, Topic
from triage.view import as_given, as_presumed


class Rest(Struct, frozen=True):
    """On what the headline rests: who answers, and what is claimed as of right.

    `indifferent`: facts that are open and change nothing. `ruled_out`: exceptions that were denied together in a
    list, any of which would change it. `flips`: facts and items that nobody could say, and that could still change it.
    `decided`: whether anybody answers or anything is claimed as things are, be it provisionally.
    """

    indifferent: tuple[str, ...]
    ruled_out: tuple[str, ...]
    flips: tuple[str, ...]
    decided: bool = True

    @property
    def firm(self) -> bool:
        """Whether nothing unknown can change the headline any more."""
        return not self.flips


def rest(session: Session) -> Rest:
    """What a session's end rests on: to be said beside the verdict once `ask` has no further question.

    `triage.render.resting.render_rest` has the words. Nothing here is read from a verdict; it may be called any time.
    """
    ahead = outlook(session)
    moving = ahead.movers(main_targets(session.policy))
    order = [*session.policy.facts, *session.policy.evidence]
    return Rest(
        tuple(name for name in session.case.answers if name not in moving and _is_open(name, ahead)),
        _ruled_out(session),
        tuple(name for name in order if name in moving),
        any(_headline(session)),
    )


def _is_open(name: str, ahead: Outlook) -> bool:
    """Whether the fact was asked and is not known; contested ones and those with a value are not."""
    return name in ahead.not_known and not ahead.policy.facts[name].presume


def _ruled_out(session: Session) -> tuple[str, ...]:
    """Exceptions that were denied in a list and would move the headline if they applied."""
    listed = [name for turn in session.history if turn.question.topic is Topic.SCREEN for name in turn.question.names]
    denied = [name for name in dict.fromkeys(listed) if _denied(name, session)]
    now = _headline(session)
    return tuple(name for name in denied if _headline(_with(session, name)) != now)


def _denied(name: str, session: Session) -> bool:
    answer = session.case.answers.get(name)
    return name in session.denied or (isinstance(answer, Given) and answer.value is False)


def _with(session: Session, name: str) -> Session:
    return replace(session, case=session.case.with_answer(name, Given(True)))


def _headline(session: Session) -> tuple[tuple[str, ...], tuple[str, ...]]:
    view = as_presumed(as_given(session.policy, session.case))
    found = headline(view, planning_engine(session.policy))
    return found.parties, tuple(name for name, _ in found.claims)
