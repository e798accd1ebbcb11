"""Keeping a case: asking where, and writing the file whole or not at all."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from triage.cli.paths import is_there
from triage.cli.sessions import make_sessions_folder, session_file
from triage.cli.typed import Command, is_no, is_yes, read_command
from triage.cli.voice import Voice, read_line
from triage.interview import Session, saved
from triage.parse import session_to_yaml
from triage.render.style import Tone


def offer_to_save(session: Session, voice: Voice, quitting: bool) -> Command | Path | None:
    """Ask for a file name until the session is saved or the person does not want it saved; the file, if there is one.

    At the end of a session the person may rather change an answer or ask what if; then that is the answer.
    """
    while True:
        voice.say(voice.word("ask.quit_save" if quitting else "ask.save"))
        name = (read_line(voice.word("ask.prompt")) or "").strip()
        command = read_command(name)
        if not quitting and command in (Command.REVIEW, Command.WHAT_IF):
            return command
        if command is not None and command is not Command.QUIT:
            continue  # no name for a file: typed as at a question
        if is_no(name):
            voice.say(voice.word("ask.not_saved"))
            return None
        path = session_file(name)
        if not is_yes(name) and may_write(path, voice) and save(session, path, voice):
            return path


def may_write(path: Path, voice: Voice) -> bool:
    """Whether nothing is there, or the person says that it may go."""
    if not is_there(path):
        return True
    voice.say(voice.word("ask.overwrite", file=path), Tone.CAREFUL)
    return is_yes(read_line(voice.word("ask.prompt")) or "")


def save(session: Session, path: Path, voice: Voice) -> bool:
    """Write the session, which is a case, whole or not at all; says on stderr what became of it."""
    try:
        make_sessions_folder(path)
        write_whole(path, session_to_yaml(session.case, session.policy, saved(session)))
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        reason = getattr(error, "strerror", None) or str(error)
        voice.say(voice.word("ask.cannot_save", file=path, reason=reason), Tone.BAD)
        return False
    voice.say(voice.word("ask.saved", file=path))
    return True


def write_whole(path: Path, text: str) -> None:
    """Write `text` in UTF-8, as `write_bytes_whole` does."""
    write_bytes_whole(path, text.encode())


def write_bytes_whole(path: Path, content: bytes) -> None:
    """Write a file so that it is either the old one or the new one, whatever happens meanwhile.

    Raises `OSError` where the folder cannot be written to; nothing is left behind then, nor on an interrupt.
    """
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".part", dir=path.parent)
    part = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        part.chmod(0o666 & ~_umask())
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def _umask() -> int:
    """The mask of new files; it can only be read by setting it."""
    mask = os.umask(0o077)
    os.umask(mask)
    return mask
