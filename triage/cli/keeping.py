"""A session on disk: written whole after every answer, so that nothing is lost whatever happens; and taken up again."""

from __future__ import annotations

from pathlib import Path

from msgspec import Struct

from triage.cli.ending import Code, Stop
from triage.cli.locking import Busy, Lock, lock
from triage.cli.opening import Setting, case_pack, clock, moment, open_policy, read_case, stop_for
from triage.cli.saving import write_whole
from triage.cli.sessions import make_sessions_folder, session_file
from triage.cli.voice import Voice
from triage.interview import Session, restored, saved
from triage.parse import load_session, session_to_yaml
from triage.problem import has_errors
from triage.render.style import Tone
from triage.view import contradictions


class Keeper:
    """Writes a session where it belongs. `given`: the person named the place.

    Where nothing can be written, that is said once and the session goes on.
    """

    def __init__(self, path: Path | None, given: bool, voice: Voice) -> None:
        self.path = path
        self.given = given
        self.voice = voice
        self._written = ""
        self._failed = False
        self._lock: Lock | None = None

    @property
    def has_written(self) -> bool:
        """Whether something is kept."""
        return bool(self._written)

    @property
    def name(self) -> str:
        """What `--resume` takes for the session."""
        path = self.path or Path()
        return path.stem if path == session_file(path.stem) else str(path)

    def claim(self) -> None:
        """Have the file alone from now on; raises `Stop` where the session is open in another terminal.

        A new session that has no name yet gets another one instead.
        """
        while self.path is not None and self._lock is None:
            try:
                self._lock = lock(self.path)
                return
            except Busy:
                if self.given:
                    raise Stop(Code.USAGE, self.voice.word("ask.locked", file=self.path)) from None
                self.path = self.path.with_name(f"{self.path.stem}-2{self.path.suffix}")

    def release(self) -> None:
        """Let others have the file."""
        if self._lock is not None:
            self._lock.release()
            self._lock = None

    def keep(self, session: Session) -> None:
        """Write the session, whole or not at all, where there is something new in it."""
        begun = any(not turn.told for turn in session.history) or session.case.notes
        if self.path is None or self._failed or not (begun or self.given):
            return
        text = session_to_yaml(session.case, session.policy, saved(session))
        if text == self._written:
            return
        try:
            make_sessions_folder(self.path)
            self.claim()
            write_whole(self.path, text)
            self._written = text
        except (OSError, ValueError) as error:
            self._failed = True
            reason = getattr(error, "strerror", None) or str(error)
            self.voice.say(self.voice.word("ask.cannot_save", file=self.path, reason=reason), Tone.BAD)

    def move(self, path: Path, session: Session) -> None:
        """Go on in another file, into which the session has just been written."""
        self.path, self.given = path, True
        self._written = session_to_yaml(session.case, session.policy, saved(session))

    def forget(self) -> None:
        """Remove what was written without being asked for."""
        if self.path is not None and not self.given and self._written:
            self.path.unlink(missing_ok=True)
            self._written = ""

    @property
    def failed(self) -> bool:
        """Whether the session could not be written."""
        return self._failed


# --- Taking a session up again -----------------------------------------------------------------


class TakenUp(Struct, frozen=True):
    """A session that was saved. `lost` are the facts, items and questions of which the answers do not fit any more."""

    session: Session
    lost: tuple[str, ...]


def take_up(path: Path, setting: Setting) -> TakenUp:
    """Read a saved session; raises `Stop` where it cannot be read."""
    text = read_case(str(path), setting)
    policy = open_policy(setting.pack or case_pack(text, str(path), setting), setting)
    now = moment(setting.now, policy) if setting.now else clock(policy)
    found = load_session(text, str(path), policy, now)
    loaded = found.loaded
    if loaded.case is None or has_errors(loaded.problems):
        raise stop_for(Code.CASE, loaded.problems, loaded.texts, setting)
    of = loaded.session
    back = restored(policy, loaded.case, of)
    same = of is None or of.hash == policy.hash
    if same and (back.lost or contradictions(policy, loaded.case)):
        raise Stop(Code.CASE, f"{path}: its answers do not fit together: {', '.join(back.lost) or path.name}")
    return TakenUp(back.session, tuple(dict.fromkeys((*found.lost, *back.lost))))
