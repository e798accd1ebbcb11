"""A case to the text of a case file, which reads back as the same case."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from decimal import Decimal

from triage.case import Answer, Case, Contested, Given, NotKnown
from triage.exhaustive import assert_never
from triage.parse.session import USES, SavedSession, SavedTurn
from triage.policy import Policy, Value

_BARE = re.compile("[A-Za-z][A-Za-z0-9_-]*( [A-Za-z0-9_-]+)*")
"""Text that no reader of YAML takes for anything but text, unless it is one of these words."""
_WORDS = frozenset({"true", "false", "yes", "no", "on", "off", "y", "n", "null"})


def case_to_yaml(case: Case, policy: Policy) -> str:
    """The case as a file, facts and evidence in the policy's order; `load_case` makes the same case of it."""
    return "".join(f"{line}\n" for line in _lines(case, policy))


def _lines(case: Case, policy: Policy, every_item: bool = True) -> Iterator[str]:
    yield f"policy: {case.policy}"
    yield f"now: {_moment(case.now)}"
    answers = {name: case.answers[name] for name in policy.facts if name in case.answers}
    yield from _section("facts", (_given(name, answer) for name, answer in answers.items()))
    unknown = [name for name, answer in answers.items() if isinstance(answer, NotKnown)]
    if unknown:
        yield f"unknown: [{', '.join(unknown)}]"
    yield from _section("contested", (_contested(name, answer) for name, answer in answers.items()))
    yield from _evidence(case.evidence, policy, every_item)
    yield from _section("notes", (f"{name}: {quoted(note)}" for name, note in case.notes.items()))


def session_to_yaml(case: Case, policy: Policy, session: SavedSession) -> str:
    """The case with how it was asked for, as a file; `load_session` makes the same of it."""
    lines = (*_lines(case, policy, every_item=False), *_session(session))
    return "".join(f"{line}\n" for line in lines)


def _session(session: SavedSession) -> Iterator[str]:
    yield "session:"
    yield f"  version: {json.dumps(session.version)}"
    yield f"  hash: {json.dumps(session.hash)}"
    for key, turns in (("asked", session.asked), ("kept", session.kept)):
        if turns:
            yield f"  {key}:"
            yield from (f"  - {_turn(turn, answers_too=key == 'kept')}" for turn in turns)


def _turn(turn: SavedTurn, answers_too: bool) -> str:
    """A question that was asked; the answer to a fact is said where the case does not say it."""
    use = f", use: {turn.use}" if turn.use != USES[0] else ""
    named = use + (", named: true" if turn.named else "")
    match turn.said:
        case Given() | NotKnown() | Contested() if not answers_too:
            return turn.question
        case Given(value, by):
            value_ = written(value)
            said = f"{{value: {value_}, by: [{', '.join(by)}]}}" if by else value_
            return f"{{fact: {turn.question}, value: {said}{named}}}"
        case NotKnown():
            return f"{{fact: {turn.question}, unknown: true{named}}}"
        case Contested(values):
            sides = ", ".join(f"{party}: {written(value)}" for party, value in values.items())
            return f"{{fact: {turn.question}, contested: {{{sides}}}{named}}}"
        case None:
            how = "unknown: true"
        case frozenset():
            how = f"picked: [{', '.join(name for name in turn.names if name in turn.said)}]"
        case Mapping():
            how = "single: true"
        case _:
            assert_never(turn.said)
    return f"{{list: {turn.question}, names: [{', '.join(turn.names)}], {how}{named}}}"


def _section(key: str, entries: Iterable[str]) -> Iterator[str]:
    lines = [entry for entry in entries if entry]
    if lines:
        yield f"{key}:"
        yield from (f"  {line}" for line in lines)


def _given(name: str, answer: Answer) -> str:
    if not isinstance(answer, Given):
        return ""
    value = written(answer.value)
    return f"{name}: {{value: {value}, by: [{', '.join(answer.by)}]}}" if answer.by else f"{name}: {value}"


def _contested(name: str, answer: Answer) -> str:
    if not isinstance(answer, Contested):
        return ""
    return f"{name}: {{{', '.join(f'{party}: {written(value)}' for party, value in answer.values.items())}}}"


def _evidence(evidence: Mapping[str, bool], policy: Policy, every_item: bool) -> Iterator[str]:
    """A list where every item was asked about, else a mapping of those that were.

    A list says that nothing else can be shown; a session does not, since the pack may come to know more items.
    """
    if not evidence:
        return
    told = {item: evidence[item] for item in policy.evidence if item in evidence}
    if every_item and len(told) == len(policy.evidence):
        yield f"evidence: [{', '.join(item for item, shown in told.items() if shown)}]"
    else:
        yield f"evidence: {{{', '.join(f'{item}: {written(shown)}' for item, shown in told.items())}}}"


def written(value: Value) -> str:
    """A value as it stands in a case file."""
    match value:
        case bool():
            return "true" if value else "false"
        case str():
            return quoted(value)
        case Decimal():
            return f"{value:f}"
        case datetime():
            return _moment(value)
        case frozenset():
            return f"[{', '.join(map(quoted, sorted(value)))}]"
        case _:
            assert_never(value)


def _moment(moment: datetime) -> str:
    shortest = "minutes" if not (moment.second or moment.microsecond) else "auto"
    return moment.isoformat(timespec=shortest)


def quoted(text: str) -> str:
    """The text as a YAML scalar: bare where nobody can misread it, else in double quotes (JSON's are YAML's)."""
    if _BARE.fullmatch(text) and text.lower() not in _WORDS:
        return text
    return json.dumps(text, ensure_ascii=False)
