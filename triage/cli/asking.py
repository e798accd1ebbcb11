"""`triage ask`: ask, hear, decide, until nothing that is asked could change the verdict."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from msgspec import Struct
from msgspec.structs import replace

from triage.case import Case
from triage.cli.aside import review, what_if
from triage.cli.conversation import Leaving, Means, Outcome, hold
from triage.cli.deciding import show
from triage.cli.ending import Code, Stop
from triage.cli.keeping import Keeper, take_up
from triage.cli.offering import offer_letter
from triage.cli.opening import (
    Setting,
    adjusted,
    clock,
    decider,
    default_pack,
    language_of,
    moment,
    open_case,
    open_policy,
    refuse_contradictions,
    stop_for,
)
from triage.cli.paths import is_folder, is_there
from triage.cli.people import AtTerminal, FromFile, Person
from triage.cli.recording import record, record_target
from triage.cli.saving import may_write, offer_to_save, save
from triage.cli.sessions import find_session, new_session_file, session_file
from triage.cli.story import hear_story
from triage.cli.typed import Command, read_command
from triage.cli.voice import Voice, prompt_after_a_pause, tell
from triage.interview import Session, never_asked, rest
from triage.interview import tell as told
from triage.policy import Policy
from triage.render.naming import naming
from triage.render.questions import render_opening
from triage.render.recap import render_changed_pack, render_told
from triage.render.resting import render_rest
from triage.render.screen import render_in_short
from triage.render.style import Tone


class Wish(Struct, frozen=True):
    """What a session is to begin with and what is to become of it, as it was typed."""

    answers: str | None = None
    save: str | None = None
    resume: str | None = None
    record: str | None = None
    order: str | None = None
    order_id: str | None = None
    as_json: bool = False


class Beginning(Struct, frozen=True):
    """Where a session begins: `filed` answers it where it is there, `file` is where it was saved, if it was."""

    session: Session
    filed: Case | None = None
    file: Path | None = None
    lost: tuple[str, ...] = ()


def run(setting: Setting, wish: Wish) -> None:
    """Hold a session and print its verdict; raises `Stop` where an answer is missing and nobody can be asked."""
    _check(setting, wish)
    target, recorded = _target(wish.save), record_target(wish.record)
    begun = _beginning(setting, wish)
    policy = begun.session.policy
    said = naming(policy, language_of(policy, setting))
    voice = Voice(said, lambda: setting.columns, setting.style(sys.stderr.isatty()))
    typing = begun.filed is None and sys.stdin.isatty()
    if typing or begun.filed is not None:
        tell(render_opening(voice.naming, voice.width, voice.style))
    if wish.order is not None and typing:
        tell(render_told(begun.session, voice.naming, voice.width, voice.style))
    if begun.lost:
        tell(render_changed_pack(begun.lost, voice.naming, voice.width, voice.style))
    keeper = _keeper(begun, target, typing, voice)
    if keeper.given:
        keeper.claim()
    sitting = Sitting(_person(begun, voice, typing), Means(decider(policy, setting), voice, keeper.keep), setting, wish)
    if typing:
        prompt_after_a_pause(voice)
    outcome: Outcome | None = None
    with _kept_whatever_happens(keeper, typing):
        session = hear_story(begun.session, voice) if typing and begun.file is None else begun.session
        while session is not None:
            outcome = sitting.to_the_end(session)
            session = _after(outcome, keeper, target, typing, sitting.means)
        if outcome is not None and outcome.verdict is not None:
            if typing and not wish.as_json and outcome.leaving is Leaving.DONE:
                name = keeper.name if keeper.has_written else ""
                case = offer_letter(policy, outcome.session.case, outcome.verdict, voice, name)
                if name:
                    keeper.keep(replace(outcome.session, case=case))  # for the next letter
            record(outcome, recorded, setting, voice, typing)


class Sitting(Struct, frozen=True):
    """A session with all that it takes."""

    person: Person
    means: Means
    setting: Setting
    wish: Wish

    def to_the_end(self, session: Session) -> Outcome:
        """Hold the session and show its verdict, unless the person leaves before."""
        outcome = hold(session, self.person, self.means)
        if outcome.verdict is not None:
            voice = self.means.voice
            tell("\n" + render_rest(rest(outcome.session), voice.naming, voice.width, voice.style) + "\n")
            show(outcome.verdict, session.policy, self.setting, self.wish.as_json)
            sys.stdout.flush()
            if self.person.thinks_again and not self.wish.as_json:
                tell("\n" + render_in_short(outcome.verdict, voice.naming, voice.width, voice.style))
        return outcome


def _check(setting: Setting, wish: Wish) -> None:
    if wish.order_id is not None and wish.order is None:
        raise click.UsageError("--order-id picks an order of --order")
    if wish.order is not None and (wish.answers is not None or wish.resume is not None):
        raise click.UsageError("--order begins a session; it does not go with --answers or --resume")
    if wish.resume is not None and (wish.answers is not None or setting.assignments):
        raise click.UsageError("--resume goes on with a session; --answers and --set begin one")


def _target(save_to: str | None) -> Path | None:
    """Where to save; raises `click.BadParameter` before anything is asked where that cannot be."""
    if save_to is None:
        return None
    path = session_file(save_to)
    folder = path.absolute().parent
    if not is_folder(folder) and path == Path(save_to):
        raise click.BadParameter(f"there is no folder {str(path.parent)!r}", param_hint="--save")
    if is_folder(path) or (is_there(path) and not sys.stdin.isatty()):
        raise click.BadParameter(f"{save_to!r} is there already and is not overwritten", param_hint="--save")
    return path


# --- The beginning -----------------------------------------------------------------------------


def _beginning(setting: Setting, wish: Wish) -> Beginning:
    """The session as it begins.

    What a file of answers says of facts about which no question is put holds from the beginning.
    """
    if wish.resume is not None:
        file = find_session(wish.resume)
        up = take_up(file, setting)
        return Beginning(up.session, file=file, lost=up.lost)
    if wish.answers is not None:
        policy, filed = open_case(wish.answers, setting)
        said = {name: each for name, each in filed.answers.items() if name in never_asked(policy)}
        return Beginning(_told(policy, replace(filed, answers=said, evidence={})), filed=filed)
    policy = open_policy(setting.pack or default_pack(), setting)
    case = (
        adjusted(_of_order(policy, setting, wish), policy, setting)
        if wish.order is not None
        else adjusted(Case(policy.id, clock(policy)), policy, setting)
    )
    refuse_contradictions(policy, case, {}, setting)
    return Beginning(_told(policy, case))


def _of_order(policy: Policy, setting: Setting, wish: Wish) -> Case:
    """The case that an order begins; raises `Stop` where it cannot be read."""
    from triage.cli.orders import read_order

    now = moment(setting.now, policy) if setting.now else clock(policy)
    order = read_order(Path(wish.order or ""), wish.order_id, policy, now)
    if isinstance(order, tuple):
        raise stop_for(Code.CASE, order, {}, setting)
    return Case(policy.id, now, order.answers, notes=order.notes)


def _told(policy: Policy, case: Case) -> Session:
    return told(Session(policy, replace(case, answers={})), case.answers)


def _person(begun: Beginning, voice: Voice, typing: bool) -> Person:
    if typing:
        return AtTerminal(voice)
    return FromFile(begun.filed or begun.session.case, voice, begun.filed is not None)


# --- The end -----------------------------------------------------------------------------------


def _keeper(begun: Beginning, target: Path | None, typing: bool, voice: Voice) -> Keeper:
    """Where the session is written while it lasts: a person's in any case, so that nothing is lost."""
    if not typing:
        return Keeper(None, False, voice)
    if target is not None and (target == begun.file or may_write(target, voice)):
        return Keeper(target, True, voice)
    if begun.file is not None:
        return Keeper(begun.file, True, voice)
    return Keeper(new_session_file(begun.session.policy), False, voice)


@contextmanager
def _kept_whatever_happens(keeper: Keeper, typing: bool) -> Iterator[None]:
    """Say where the session is, where it ends before its end."""
    try:
        yield
    except (KeyboardInterrupt, Stop):
        if typing and keeper.has_written:
            tell("\n")
            keeper.voice.say(keeper.voice.word("ask.resume", name=keeper.name), Tone.FAINT)
        raise
    finally:
        keeper.release()


def _after(outcome: Outcome, keeper: Keeper, target: Path | None, typing: bool, means: Means) -> Session | None:
    """Save where that was asked for, offer it to a person; the session where it goes on after all."""
    voice = keeper.voice
    if not typing:
        if target is not None and not save(outcome.session, target, voice):
            click.get_current_context().exit(Code.PROBLEMS.value)
        return None
    saving = keeper.given or outcome.leaving is Leaving.SAVING
    if keeper.failed or not saving:
        return _offered(outcome, keeper, means, lambda session: _end_unsaved(outcome, session, keeper))
    keeper.keep(outcome.session)
    if keeper.has_written:
        voice.say(voice.word("ask.saved", file=keeper.path))
    if outcome.leaving is Leaving.DONE:
        return _offered(outcome, keeper, means, lambda _: _closing(voice))
    if keeper.has_written:
        voice.say(voice.word("ask.resume", name=keeper.name), Tone.FAINT)
    return None


def _end_unsaved(outcome: Outcome, session: Session, keeper: Keeper) -> Command | None:
    """Offer to save; what was written without being asked for goes."""
    found = offer_to_save(session, keeper.voice, outcome.leaving is not Leaving.DONE) if session.history else None
    if isinstance(found, Command):
        return found
    keeper.forget()
    if found is not None:
        keeper.move(found, session)
    return None


def _closing(voice: Voice) -> Command | None:
    """What a person may still want at the end of a session that is saved."""
    voice.say(voice.word("ask.closing"))
    return read_command(voice.hear() or "")


def _offered(
    outcome: Outcome, keeper: Keeper, means: Means, offer: Callable[[Session], Command | None]
) -> Session | None:
    """Change an answer or ask what if, as often as the person likes; the session that goes on with another answer."""
    session = outcome.session
    while True:
        match offer(session):
            case Command.REVIEW:
                changed = review(session, keeper.voice)
                if changed is not session:
                    return changed
            case Command.WHAT_IF:
                what_if(session, None, means.decide, keeper.voice)
            case _:
                return None
