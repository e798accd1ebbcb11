"""Answers kept from one run to the next, by the digest of everything that a question says.

A rule that changes changes the digests of the questions that read it, and no others.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from fractions import Fraction
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import TypeAlias

from msgspec import Struct, field

from triage.prove.answer import Answer
from triage.prove.terms import Assignment, Term

Entry: TypeAlias = "dict[str, list[str] | dict[str, str]] | bool | str"
"""False: there is no case. True: there is one. Else the case: what is true in it, and its numbers; or its key."""


@cache
def _prover() -> str:
    """The digest of the program that found the answers: another one may not find the same."""
    digest = blake2b(digest_size=16)
    for path in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()


class Kept(Struct):
    """The answers of earlier runs, and those of this one.

    No file: nothing is kept. `lent`: files that are read, too, but not written: those of the law pack under an overlay.
    What a run did not look up stays for one more, so that a change that is taken back costs nothing.
    """

    file: Path | None = None
    lent: tuple[Path, ...] = ()
    _before: Mapping[str, Entry] = field(default_factory=dict)
    _last: Mapping[str, Entry] = field(default_factory=dict)  # those of them that the run before this one looked up
    _now: dict[str, Entry] = field(default_factory=dict)
    _told: set[str] = field(default_factory=set)  # keys that were handed on
    _cases: dict[int, tuple[Assignment, str]] = field(default_factory=dict)  # cases by identity, with their keys

    def __post_init__(self) -> None:
        lent = [entries for file in self.lent for entries in _read(file)]
        self._last, older = _read(self.file) if self.file is not None else ({}, {})
        self._before = {key: entry for entries in (*lent, older, self._last) for key, entry in entries.items()}

    def get(self, key: str) -> Answer | None:
        """The answer to a question, where it was answered."""
        entry = self._now.get(key, self._before.get(key))
        if entry is None:
            return None
        self._now[key] = entry
        return _answer(entry) if not isinstance(entry, str) else self.get(entry)

    def put(self, key: str, answer: Answer) -> None:
        """Keep an answer; one that was not found within its limit is asked again."""
        if answer.decided:
            self._now[key] = _entry(answer)

    def example(self, name: str) -> Assignment | None:
        """The case that last answered the question of this name; the question may have changed since."""
        answer = self.get(f"example:{name}")
        return answer.case if answer is not None else None

    def keep_example(self, name: str, case: Assignment) -> None:
        """Keep a case as the one that answered the question; one case that answers many is kept once."""
        if id(case) not in self._cases:
            entry = _entry(Answer(True, case, found=True))
            key = blake2b(json.dumps(entry).encode(), digest_size=16).hexdigest()
            self._cases[id(case)] = case, f"case:{key}"
            self._now[f"case:{key}"] = entry
        self._now[f"example:{name}"] = self._cases[id(case)][1]

    def fresh(self) -> dict[str, Entry]:
        """What was looked up or found out since this was last asked, for `add` in another process."""
        found = {key: entry for key, entry in self._now.items() if key not in self._told}
        self._told.update(found)
        return found

    def add(self, found: Mapping[str, Entry]) -> None:
        """Take over what another process looked up or found out."""
        self._now.update({key: entry for key, entry in found.items() if not isinstance(self._now.get(key), dict)})

    def save(self) -> None:
        """Write the answers of this run; where they cannot be written the next run just takes longer."""
        if self.file is None:
            return
        older = {key: entry for key, entry in self._last.items() if key not in self._now}
        text = json.dumps({"prover": _prover(), "answers": self._now, "older": older}, sort_keys=True)
        beside = self.file.with_suffix(f".{os.getpid()}")
        try:
            self.file.parent.mkdir(parents=True, exist_ok=True)
            beside.write_text(text, encoding="utf-8")
            beside.replace(self.file)
        except OSError:
            return


def key_of(kind: str, *terms: Term) -> str:
    """The key of an answer of a kind that hangs on these terms and on nothing else; their order counts."""
    digest = blake2b(kind.encode(), digest_size=16)
    for term in terms:
        digest.update(term.digest)
    return digest.hexdigest()


def kept_file(policy_id: str, kind: str, environ: Mapping[str, str]) -> Path:
    """Where the answers of one kind about a policy are kept: under XDG_CACHE_HOME, by default ~/.cache."""
    home = environ.get("XDG_CACHE_HOME") or str(Path(environ.get("HOME", "~")).expanduser() / ".cache")
    return Path(home) / "triage" / f"{kind}-{policy_id}.json"


def _read(file: Path) -> tuple[Mapping[str, Entry], Mapping[str, Entry]]:
    """The answers that the last run looked up, and older ones."""
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}, {}
    if not isinstance(found, dict) or found.get("prover") != _prover():
        return {}, {}
    answers, older = found.get("answers"), found.get("older")
    return (answers, older) if isinstance(answers, dict) and isinstance(older, dict) else ({}, {})


def _entry(answer: Answer) -> Entry:
    if answer.case is None:
        return answer.found
    true = sorted(name for name, value in answer.case.items() if value is True)
    numbers = {name: str(value) for name, value in answer.case.items() if not isinstance(value, bool)}
    return {"true": true, "numbers": numbers}


def _answer(entry: Entry) -> Answer:
    if isinstance(entry, bool):
        return Answer(True, found=entry)
    assert isinstance(entry, dict)
    case: dict[str, bool | Fraction] = dict.fromkeys(entry["true"], True)
    numbers = entry["numbers"]
    assert isinstance(numbers, dict)
    case |= {name: Fraction(value) for name, value in numbers.items()}
    return Answer(True, case, found=True)
