"""A session that was saved under another version of its pack: what still fits is kept, entry by entry."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from triage.document import Mapping, Node, Scalar, Sequence, parse_yaml
from triage.parse.case import LoadedCase, load_case_node
from triage.policy import Policy
from triage.problem import Problems, has_errors

SECTIONS = ("facts", "contested", "unknown", "evidence")
"""Where answers stand in a case."""
LISTS = ("asked", "kept")
"""The lists of a session."""


class Resumed(Struct, frozen=True):
    """A saved session as the pack reads it now; `lost` names the facts and items whose answers do not fit any more."""

    loaded: LoadedCase
    lost: tuple[str, ...]


def load_session(text: str, file: str, policy: Policy, now: datetime) -> Resumed:
    """Read a session, or a case without one. The moment is `now`, not the one at which it was saved.

    Saved under the same version it is read strictly. Nothing is raised for what can be wrong with it.
    """
    problems = Problems()
    node = parse_yaml(text, file, problems)
    if node is None:
        return Resumed(LoadedCase(None, None, "", problems.sorted(), {file: text}), ())
    if not isinstance(node, Mapping) or _hash(node) in ("", policy.hash):
        return Resumed(_at(now, load_case_node(node, text, file, policy, now, problems)), ())
    fitting, lost = _fitting(node, policy, now)
    return Resumed(_at(now, load_case_node(fitting, text, file, policy, now, problems)), lost)


def _at(now: datetime, loaded: LoadedCase) -> LoadedCase:
    """The case at this moment: clocks have gone on since it was saved."""
    return replace(loaded, case=replace(loaded.case, now=now)) if loaded.case else loaded


def _hash(node: Mapping) -> str:
    session = node.get("session")
    hash_ = session.get("hash") if isinstance(session, Mapping) else None
    return hash_.text if isinstance(hash_, Scalar) else ""


def _fitting(node: Mapping, policy: Policy, now: datetime) -> tuple[Mapping, tuple[str, ...]]:
    """The case without the entries that the pack cannot read any more, and the names of those."""
    lost: list[str] = []
    head = tuple(entry for entry in node if entry[0].text in ("policy",))

    def reads(*entries: tuple[Scalar, Node]) -> bool:
        return not has_errors(
            load_case_node(Mapping((*head, *entries), node.place), "", "", policy, now, Problems()).problems
        )

    answers: list[tuple[Scalar, Node]] = []
    for key, section in node:
        if key.text in SECTIONS:
            answers.append((key, _kept_entries(section, lambda part, key=key: reads((key, part)), lost)))  # type: ignore[misc]
    others = tuple(entry for entry in node if entry[0].text not in (*SECTIONS, "session"))
    session = node.get("session")
    if isinstance(session, Mapping):
        key = next(name for name, _ in node if name.text == "session")
        others = (*others, (key, _kept_lists(session, lambda part: reads(*answers, (key, part)))))
    return Mapping((*others, *answers), node.place), tuple(dict.fromkeys(lost))


def _kept_entries(section: Node, reads: Callable[[Node], bool], lost: list[str]) -> Node:
    """The section with the entries that can be read one by one; the names of the others go to `lost`."""
    if isinstance(section, Mapping):
        kept = [entry for entry in section if reads(Mapping((entry,), section.place))]
        lost += [name.text for name, _ in section if name.text not in {key.text for key, _ in kept}]
        return Mapping(tuple(kept), section.place)
    if isinstance(section, Sequence):
        items = [item for item in section if reads(Sequence((item,), section.place))]
        lost += [item.text for item in section if isinstance(item, Scalar) and item not in items]
        return Sequence(tuple(items), section.place)
    return section


def _kept_lists(session: Mapping, reads: Callable[[Node], bool]) -> Mapping:
    """The session with the questions that the pack still has and to which there still is an answer."""
    head = tuple(entry for entry in session if entry[0].text not in LISTS)

    def fits(key: Scalar, item: Node) -> bool:
        return reads(Mapping((*head, (key, Sequence((item,), item.place))), session.place))

    lists = tuple(
        (key, Sequence(tuple(item for item in value if fits(key, item)), value.place))
        for key, value in session
        if key.text in LISTS and isinstance(value, Sequence)
    )
    return Mapping((*head, *lists), session.place)
