"""A case file: the facts of one dispute, and for a scenario the verdict that it must get."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from msgspec import Struct, field

from triage.case import Answer, Case, Contested, Given, NotKnown
from triage.document import Mapping as MappingNode
from triage.document import Node, Scalar, Sequence, parse_yaml
from triage.parse.contested import read_contested
from triage.parse.decided import Decided, read_decided
from triage.parse.expect import Expect, read_expect
from triage.parse.fact_values import read_fact_value, read_given
from triage.parse.fields import Fields, entries_of, items_of, read_fields
from triage.parse.report import without_echoes
from triage.parse.scope import LOWER_CASE, Scope, scope_of
from triage.parse.session import SavedSession, read_session
from triage.parse.values import read_moment, read_words
from triage.policy import Kind, Policy, Value
from triage.problem import Place, Problem, Problems, Related, has_errors

KEYS = (
    "now",
    "facts",
    "unknown",
    "contested",
    "evidence",
    "notes",
    "expect",
    "shows",
    "decided",
    "turns_on",
    "session",
)
PACK_NAME = re.compile("[a-z0-9]+(-[a-z0-9]+)*")


class LoadedCase(Struct, frozen=True):
    """What came of a case file: the case, unless there is an error, and all problems with their texts."""

    case: Case | None
    expect: Expect | None
    shows: str
    problems: tuple[Problem, ...]
    texts: Mapping[str, str] = field(default_factory=dict)
    decided: Decided | None = None
    session: SavedSession | None = None


def case_policy_id(text: str, file: str) -> str | Problem:
    """The id of the policy pack that a case names, or why there is none. An id is never a path."""
    problems = Problems()
    node = parse_yaml(text, file, problems)
    if node is None:
        return problems.sorted()[0]
    if not isinstance(node, MappingNode):
        return Problem(node.place, "not-a-mapping", "a case must be a mapping", "it begins with `policy: <pack>`")
    named = node.get("policy")
    if named is None:
        return Problem(node.place, "missing-key", "the case lacks `policy`", "write `policy: <pack>`")
    if not isinstance(named, Scalar) or not PACK_NAME.fullmatch(named.text):
        hint = "write the name alone, like my-pack, not a path"
        return Problem(named.place, "bad-policy-id", "this cannot be the name of a policy pack", hint)
    return named.text


def load_case(
    text: str, file: str, policy: Policy, default_now: datetime | None, facts_only: bool = False
) -> LoadedCase:
    """Read a case; `default_now` stands in where it does not say `now` (None: then it must).

    `facts_only`: what the case is expected to come to is not looked at, so that it may name what the policy has not.
    Nothing is raised for what an author can do wrong. Whether the facts can hold together is not looked at
    here (see `triage.view.contradictions`).
    """
    problems = Problems()
    node = parse_yaml(text, file, problems)
    if node is None:
        return LoadedCase(None, None, "", problems.sorted(), {file: text})
    return load_case_node(node, text, file, policy, default_now, problems, facts_only)


def load_case_node(
    node: Node,
    text: str,
    file: str,
    policy: Policy,
    default_now: datetime | None,
    problems: Problems,
    facts_only: bool = False,
) -> LoadedCase:
    """Read a case of which the text was read already, with what was found in it so far."""
    texts = {file: text}
    of_text = len(problems.found)
    scope = scope_of(policy, problems)
    fields = read_fields(node, "a case", problems, ("policy",), KEYS)
    expected = None if facts_only else fields.get("expect")
    case = _case(fields, policy, default_now, scope)
    expect = read_expect(expected, scope) if expected is not None else None
    shows = read_words(fields.get("shows"), "`shows`", problems)
    decided = None if facts_only else read_decided(fields, scope)
    told = None if facts_only else fields.get("session")
    session = read_session(told, case.answers if case else {}, scope)
    found = without_echoes(problems, of_text)
    if has_errors(found):
        return LoadedCase(None, None, shows, found, texts)
    return LoadedCase(case, expect, shows, found, texts, decided, session)


def _case(fields: Fields, policy: Policy, default_now: datetime | None, scope: Scope) -> Case | None:
    _check_policy(fields.get("policy"), policy, scope)
    now = read_moment(fields.get("now"), "`now`", policy.timezone, scope.problems) or default_now
    if now is None and fields.readable and "now" not in fields:
        hint = "a scenario must not depend on today"
        scope.problems.add(fields.place, "missing-key", "the case lacks `now`", hint)
    answers = _answers(fields, policy, scope)
    evidence = _evidence(fields.get("evidence"), policy, scope)
    notes = {
        name.text: read_words(value, f"the note `{name.text}`", scope.problems)
        for name, value in entries_of(fields.get("notes"), "`notes`", scope.problems)
        if _is_note(name, scope)
    }
    return Case(policy.id, now, answers, evidence, notes, fields.place) if now else None


def _check_policy(node: Node | None, policy: Policy, scope: Scope) -> None:
    if isinstance(node, Scalar) and node.text != policy.id:
        message = f"the case is for the policy `{node.text}`, not for `{policy.id}`"
        scope.problems.add(node.place, "other-policy", message)
    elif node is not None and not isinstance(node, Scalar):
        scope.problems.add(node.place, "not-a-name", "the name of a policy pack stands here, nothing else")


def _is_note(name: Scalar, scope: Scope) -> bool:
    if LOWER_CASE.fullmatch(name.text):
        return True
    message = f"`{name.text}` cannot be the name of a note"
    scope.problems.add(name.place, "bad-name", message, "write the name in lower case, like merchant")
    return False


# --- Answers -----------------------------------------------------------------------------------


def _answers(fields: Fields, policy: Policy, scope: Scope) -> dict[str, Answer]:
    """The answers by fact. A fact is given, not known, or contested; never two of these."""
    answers: dict[str, Answer] = {}
    for name, node in entries_of(fields.get("facts"), "`facts`", scope.problems):
        if _enter(name, answers, scope):
            given = read_given(node, scope.shapes[name.text], scope)
            value, by = given or (False, ())
            _check_proof(name, by, policy, scope)
            answers[name.text] = Given(value, by, name.place)
    for item in items_of(fields.get("unknown"), "`unknown`", scope.problems):
        if _enter(item, answers, scope) and isinstance(item, Scalar):
            answers[item.text] = NotKnown(item.place)
    for name, node in entries_of(fields.get("contested"), "`contested`", scope.problems):
        if _enter(name, answers, scope):
            answers[name.text] = Contested(read_contested(name.text, node, scope), name.place)
    return answers


def _enter(node: Node, answers: Mapping[str, Answer], scope: Scope) -> bool:
    """Whether the node names a fact that has no answer yet."""
    name = scope.refer(node, "fact")
    if name in answers:
        related = [Related("first here", answers[name].place)]
        scope.problems.add(node.place, "said-twice", f"`{name}` has an answer already", "keep one", related)
        return False
    return name in scope.shapes


def _check_proof(name: Scalar, by: tuple[str, ...], policy: Policy, scope: Scope) -> None:
    for item in by:
        if item in policy.evidence and name.text not in policy.evidence[item].proves:
            can = [each.id for each in policy.evidence.values() if name.text in each.proves]
            hint = f"what can prove it: {', '.join(can)}" if can else "nothing that the policy knows can prove it"
            scope.problems.add(name.place, "proves-other-facts", f"`{item}` cannot prove `{name.text}`", hint)


def _evidence(node: Node | None, policy: Policy, scope: Scope) -> dict[str, bool]:
    """A list is all that can be shown; a mapping tells of the items that it names only."""
    if node is None:
        return {}
    if isinstance(node, Sequence):
        shown = scope.refer_all(node, "evidence")
        return {item: item in shown for item in policy.evidence}
    return {
        scope.refer(item, "evidence"): _can_show(item, value, scope)
        for item, value in entries_of(node, "`evidence`", scope.problems)
    }


def _can_show(item: Scalar, node: Node, scope: Scope) -> bool:
    if isinstance(node, Scalar) and node.plain and node.text in ("true", "false"):
        return node.text == "true"
    scope.problems.add(node.place, "not-true-false", f"`{item.text}` can be shown or not", "write true or false")
    return False


# --- One value ---------------------------------------------------------------------------------


def read_value(policy: Policy, fact: str, text: str) -> Value | Problem:
    """The value that the text gives to the fact: strict, as in a case file; several choices with commas."""
    return _read_value(policy, fact, text, Place(""), policy.timezone)


def _read_value(policy: Policy, fact: str, text: str, place: Place, timezone: ZoneInfo) -> Value | Problem:
    problems = Problems()
    scope = scope_of(policy, problems)
    scope.timezone = timezone
    scalar = Scalar(text, True, place)
    if fact not in scope.shapes:
        return scope.unknown(fact, place, "fact")
    node: Node = scalar
    if policy.facts[fact].kind is Kind.CHOICES:
        items = [part.strip() for part in text.split(",") if part.strip()]
        node = Sequence(tuple(Scalar(item, True, place) for item in items), place)
    value = read_fact_value(node, scope.shapes[fact], scope)
    if value is None or problems.found:
        return problems.sorted()[0]
    return value


def parse_assignment(policy: Policy, assignment: str, timezone: ZoneInfo) -> tuple[str, Answer] | Problem:
    """The fact and its answer that `--set fact=value` says; `fact=unknown` is "nobody here can say".

    A moment without an offset is in `timezone`.
    """
    place = Place("--set")
    name, sign, text = assignment.partition("=")
    name, text = name.strip(), text.strip()
    if not sign or not name:
        return Problem(place, "bad-assignment", f"`{assignment}` sets nothing", "write fact=value")
    if text == "unknown" and name in policy.facts:
        return name, NotKnown(place)
    value = _read_value(policy, name, text, place, timezone)
    return value if isinstance(value, Problem) else (name, Given(value, (), place))
