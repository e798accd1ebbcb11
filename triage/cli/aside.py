"""What a person can do at a prompt besides answering: change an answer, ask what if, mark a fact as disputed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal

from msgspec.structs import replace

from triage.case import Contested
from triage.cli.people import AtTerminal, Heard
from triage.cli.typed import Command, read_number
from triage.cli.voice import Voice, tell
from triage.interview import (
    Decide,
    Kept,
    Objection,
    Question,
    Said,
    Session,
    Topic,
    Use,
    answer,
    as_said,
    change,
    objections,
    onwards,
    telling,
)
from triage.policy import Kind, Value
from triage.render.comparison import render_difference
from triage.render.questions import question_text, render_answers
from triage.render.recap import render_objections, render_options, render_recap, said_to
from triage.render.style import Tone


def review(session: Session, voice: Voice) -> Session:
    """Show all answers and change any of them; the session after that."""
    index = _pick_turn(session, "ask.review_which", voice)
    if index is None:
        return session
    said = _asked_again(session, index, voice)
    if said is None:
        return session
    changed = change(session, index, said.said)
    against = objections(changed)
    if against:
        tell(render_objections(against, changed, voice.naming, voice.width, voice.style))
        return session
    return changed


def what_if(session: Session, question: Question | None, decide: Decide, voice: Voice) -> None:
    """Give another answer in a copy of the session and show what becomes of the verdict; nothing is changed.

    `question` is the one that is open, if there is one: it may be answered for trial too.
    """
    supposed = _supposed(session, question, voice)
    if supposed is None:
        return
    against = objections(supposed)
    if against:
        tell(render_objections(against, supposed, voice.naming, voice.width, voice.style))
        return
    stand = onwards(supposed, decide)
    before = decide(session.policy, session.case)
    after = stand.verdict or decide(session.policy, stand.session.case)
    tell(render_difference(before, after, voice.naming, voice.width, voice.style))


def _supposed(session: Session, question: Question | None, voice: Voice) -> Session | None:
    """The copy with the other answer; None where the person does not want one after all."""
    index = _pick_turn(session, "ask.what_if_which", voice, also=question)
    if index is None:
        return None
    if question is not None and index == len(session.history):
        heard = _put_aside(question, session, voice)
        return None if heard is None else answer(session, question, heard.said)
    heard = _asked_again(session, index, voice)
    return None if heard is None else change(session, index, heard.said)


def disputed(session: Session, question: Question, voice: Voice) -> Session:
    """The session in which the two sides say different things about the fact that is asked about."""
    values = _two_stories(session, question, voice)
    return session if values is None else answer(session, question, values)


def settle(session: Session, question: Question, said: Said, against: Sequence[Objection], voice: Voice) -> Session:
    """After answers that do not fit together: the person says which one is wrong, and changes it.

    The session as it was where that is the one just given: its question is put again.
    """
    indices = _turns_of((name for each in against for name in each.facts), session)
    if not indices:
        voice.say(voice.word("ask.once_more"), indent=3)
        return session
    turns = [session.history[index] for index in indices]
    options = [
        said_to(question, said, voice.naming),
        *(said_to(each.question, each.said, voice.naming) for each in turns),
    ]
    voice.say(voice.word("ask.which_is_wrong"))
    tell(render_options(options, voice.width, voice.style))
    number = _number(voice, len(options))
    if number is None or number == 1:
        return session
    heard = _asked_again(session, indices[number - 2], voice)
    if heard is None:
        return session
    changed = change(session, indices[number - 2], heard.said)
    return replace(changed, kept={**changed.kept, question.id: Kept(question.names, said)})


def _turns_of(names: Iterable[str], session: Session) -> list[int]:
    wanted = set(names)
    return [index for index, turn in enumerate(session.history) if wanted & set(turn.question.names)]


# --- Picking, and putting a question again -----------------------------------------------------


def _pick_turn(session: Session, key: str, voice: Voice, also: Question | None = None) -> int | None:
    """The index of an answer that the person picks by its number; that of `also` comes after all answers."""
    count = len(session.history) + (also is not None)
    if not count:
        voice.say(voice.word("ask.nothing_yet"), indent=3)
        return None
    tell(render_recap(session, also, voice.naming, voice.width, voice.style))
    voice.say(voice.word(key))
    number = _number(voice, count)
    return None if number is None else number - 1


def _number(voice: Voice, most: int) -> int | None:
    """A number from 1 to `most`; None for an empty line, a word to leave, or the end of the input."""
    while True:
        line = voice.hear()
        if line is None or not line.strip():
            return None
        number = read_number(line)
        if isinstance(number, Command):
            return None
        if number is not None and 1 <= number <= most:
            return number
        voice.say(voice.word("ask.not_a_number", most=most), Tone.CAREFUL, 3)


def _asked_again(session: Session, index: int, voice: Voice) -> Heard | None:
    """Another answer to a question that was answered; None where it stays as it is."""
    turn = session.history[index]
    kept = {turn.question.id: Kept(turn.question.names, turn.said, Use.AGAIN)}
    heard = _put_aside(turn.question, replace(session, history=session.history[:index], kept=kept), voice)
    return None if heard is None or as_said(turn.question, heard.said) == turn.said else heard


def _put_aside(question: Question, session: Session, voice: Voice) -> Heard | None:
    """The answer to a question that is not the next one; None where the person would rather not."""
    shown = False
    while True:
        reply = AtTerminal(voice).reply(question, session, shown)
        match reply:
            case Heard():
                return reply
            case Command.BACK | Command.QUIT | Command.REVIEW:
                return None
            case Command.DISPUTED:
                values = _two_stories(session, question, voice)
                if values is not None:
                    return Heard(values)
            case _:
                voice.say(voice.word("ask.only_answer"), Tone.CAREFUL, 3)
        shown = True


# --- Two stories -------------------------------------------------------------------------------


def _two_stories(session: Session, question: Question, voice: Voice) -> Contested | None:
    """What the person says of a fact and what the other side says; None where that is not known or the same."""
    me = session.policy.person
    if not me or question.topic is not Topic.FACT:
        voice.say(voice.word("ask.not_disputable"), Tone.CAREFUL, 3)
        return None
    bare = replace(session, kept={})
    mine = _value(question, bare, "ask.your_story", voice)
    if mine is None:
        return None
    theirs = not mine if question.kind is Kind.YES_NO else _value(question, bare, "ask.their_story", voice)
    party = None if theirs is None else _other_party(session, voice)
    if theirs is None or party is None:
        return None
    if theirs == mine:
        voice.say(voice.word("ask.same_story"), Tone.CAREFUL, 3)
        return None
    return Contested({me: mine, party: theirs})


def _value(question: Question, session: Session, key: str, voice: Voice) -> Value | None:
    """What one side says; None where that is not a value."""
    voice.say(voice.word(key, text=question_text(question, voice.naming)), indent=3)
    tell(render_answers(question, voice.naming, voice.width, voice.style))
    reply = AtTerminal(voice).reply(question, session, shown=True)
    said = reply.said if isinstance(reply, Heard) else None
    return said if isinstance(said, bool | str | Decimal | datetime | frozenset) else None


def _other_party(session: Session, voice: Voice) -> str | None:
    """The party that says otherwise."""
    others = list(telling(session.policy))
    if len(others) < 2:
        return next(iter(others), None)
    voice.say(voice.word("ask.whose_story"), indent=3)
    tell(render_options([voice.naming.party(party) for party in others], voice.width, voice.style))
    number = _number(voice, len(others))
    return None if number is None else others[number - 1]
