"""pack.yaml: who may be responsible for what, in which languages, currency and time zone."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from itertools import pairwise
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from msgspec import Struct

from triage.document import Mapping as MappingNode
from triage.document import Node, Sequence
from triage.parse.conditions import read_condition
from triage.parse.fields import Fields, entries_of, items_of, read_fields
from triage.parse.scope import CAPITALS, Scope
from triage.parse.values import read_decimal, read_integer, read_text, read_words
from triage.policy import Group, Kind, Role, Screen, Seat, Text
from triage.problem import Place, Related

REQUIRED = (
    "id",
    "version",
    "languages",
    "title",
    "disclaimer",
    "currency",
    "timezone",
    "matters",
    "tiers",
    "parties",
    "roles",
    "links",
    "proof_strength",
)
OPTIONAL = ("groups", "screens", "person")
UTC = ZoneInfo("UTC")

_LANGUAGE = re.compile("[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_CURRENCY = re.compile("[A-Z]{3}")


class Frame(Struct, frozen=True):
    """What pack.yaml says."""

    id: str
    version: str
    title: Text
    disclaimer: Text
    currency: str
    currency_symbol: str
    matters: Mapping[str, Text]
    tiers: tuple[str, ...]
    parties: Mapping[str, Text]
    roles: Mapping[str, Role]
    links: Mapping[str, Text]
    proof_strength: int
    groups: Mapping[str, Group]
    screens: Mapping[str, Screen]
    place: Place
    person: str
    currency_words: Mapping[str, Decimal]


def declare_pack(node: Node, scope: Scope) -> Fields:
    """Enter the names of pack.yaml, its languages and its time zone into the scope."""
    fields = read_fields(node, "pack.yaml", scope.problems, REQUIRED, OPTIONAL)
    scope.languages = _languages(fields.get("languages"), scope)
    scope.timezone = _timezone(fields.get("timezone"), scope)
    for key, category in (("matters", "matter"), ("parties", "party"), ("roles", "role"), ("links", "link")):
        pattern = {"pattern": CAPITALS} if category == "link" else {}
        for name, _ in entries_of(fields.get(key), f"`{key}`", scope.problems):
            scope.declare(category, name, **pattern)
        if not isinstance(fields.get(key), MappingNode):
            scope.unreadable.add(category)
    for key, category in (("groups", "group"), ("screens", "screen")):
        for name, _ in entries_of(fields.get(key), f"`{key}`", scope.problems):
            scope.declare(category, name)
        if key in fields and not isinstance(fields.get(key), MappingNode):
            scope.unreadable.add(category)
    for item in items_of(fields.get("tiers"), "`tiers`", scope.problems):
        scope.declare_item("tier", item)
    if not isinstance(fields.get("tiers"), Sequence):
        scope.unreadable.add("tier")
    return fields


def _languages(node: Node | None, scope: Scope) -> tuple[str, ...]:
    languages: list[str] = []
    for item in items_of(node, "`languages`", scope.problems):
        code = read_words(item, "a language", scope.problems)
        if not _LANGUAGE.fullmatch(code):
            scope.problems.add(item.place, "bad-language", f"`{code}` is no language code", "write codes like zh, en")
        elif code in languages:
            scope.problems.add(item.place, "said-twice", f"`{code}` stands in the list twice")
        else:
            languages.append(code)
    return tuple(languages)


def _timezone(node: Node | None, scope: Scope) -> ZoneInfo:
    name = read_words(node, "`timezone`", scope.problems)
    try:
        return ZoneInfo(name) if name else UTC
    except (ZoneInfoNotFoundError, ValueError, OSError):
        assert node is not None
        hint = "write a name of the IANA time zone database, like America/Lima"
        scope.problems.add(node.place, "unknown-timezone", f"there is no time zone `{name}`", hint)
        return UTC


def read_pack(fields: Fields, folder: str, scope: Scope) -> Frame:
    """What pack.yaml says; `folder` is the name of the folder that it stands in."""
    problems = scope.problems
    code, symbol, words = _currency(fields.get("currency"), scope)
    person = fields.get("person")
    return Frame(
        _id(fields.get("id"), folder, scope),
        read_words(fields.get("version"), "`version`", problems),
        read_text(fields.get("title"), "the pack's title", scope),
        read_text(fields.get("disclaimer"), "the disclaimer", scope),
        code,
        symbol,
        _texts(fields, "matters", "the matter", scope),
        tuple(scope.names("tier")),
        _texts(fields, "parties", "the party", scope),
        _roles(fields.get("roles"), scope),
        _texts(fields, "links", "the link", scope),
        read_integer(fields.get("proof_strength"), "`proof_strength`", problems, 1, 3, default=2),
        _groups(fields.get("groups"), scope),
        _screens(fields.get("screens"), scope),
        fields.place,
        scope.refer(person, "party") if person else "",
        words,
    )


def _id(node: Node | None, folder: str, scope: Scope) -> str:
    name = read_words(node, "`id`", scope.problems)
    if node is not None and name != folder:
        message = f"the pack says that it is `{name}`, and its folder is named `{folder}`"
        scope.problems.add(node.place, "id-not-folder", message, "give both the same name")
    return name


def _currency(node: Node | None, scope: Scope) -> tuple[str, str, dict[str, Decimal]]:
    if node is None:
        return "", "", {}
    fields = read_fields(node, "`currency`", scope.problems, ("code", "symbol", "minor_unit"), ("words",))
    code = read_words(fields.get("code"), "the currency's code", scope.problems)
    if code and not _CURRENCY.fullmatch(code):
        message = f"`{code}` is no currency code"
        scope.problems.add(fields.place_of("code"), "bad-currency", message, "write three capitals, like USD")
    scope.minor_unit = read_integer(fields.get("minor_unit"), "`minor_unit`", scope.problems, 0, 4, default=2)
    symbol = read_words(fields.get("symbol"), "the currency's symbol", scope.problems)
    return code, symbol, _currency_words(fields.get("words"), scope)


def _currency_words(node: Node | None, scope: Scope) -> dict[str, Decimal]:
    """What people write around a sum, with what it is worth: {crown: 1, penny: 0.01}."""
    worth: dict[str, Decimal] = {}
    for word, value in entries_of(node, "`words` of the currency", scope.problems):
        number = read_decimal(value, f"what `{word.text}` is worth", scope.problems)
        if number is not None and number <= 0:
            scope.problems.add(value.place, "out-of-bounds", f"`{word.text}` is worth more than nothing")
        elif number is not None:
            worth[word.text.casefold()] = number
    return worth


def _texts(fields: Fields, key: str, what: str, scope: Scope) -> dict[str, Text]:
    return {
        name.text: read_text(node, f"{what} `{name.text}`", scope)
        for name, node in entries_of(fields.get(key), f"`{key}`", scope.problems)
    }


def _roles(node: Node | None, scope: Scope) -> dict[str, Role]:
    roles: dict[str, Role] = {}
    for name, value in entries_of(node, "`roles`", scope.problems):
        what = f"the role `{name.text}`"
        fields = read_fields(value, what, scope.problems, ("title", "seats"))
        seats = tuple(
            _seat(item, what, scope) for item in items_of(fields.get("seats"), f"`seats` of {what}", scope.problems)
        )
        _check_seats(fields, what, scope)
        roles[name.text] = Role(
            name.text, read_text(fields.get("title"), f"the title of {what}", scope), seats, name.place
        )
    return roles


def _seat(node: Node, what: str, scope: Scope) -> Seat:
    fields = read_fields(node, f"a seat of {what}", scope.problems, ("party",), ("when",))
    party = fields.get("party")
    when = read_condition(fields.get("when"), f"`when` of a seat of {what}", scope)
    return Seat(scope.refer(party, "party") if party else "", when, node.place)


def _check_seats(fields: Fields, what: str, scope: Scope) -> None:
    """Somebody must sit in every role, and a seat after one without `when` is never reached."""
    seats = fields.get("seats")
    if not isinstance(seats, Sequence):
        return
    open_ = [not (isinstance(seat, MappingNode) and seat.get("when")) for seat in seats]
    if True not in open_:
        message = f"nobody may sit in {what} where no `when` holds"
        scope.problems.add(fields.place_of("seats"), "empty-seat", message, "end the seats with one that has no `when`")
    for is_open, (seat, after) in zip(open_, pairwise(seats), strict=False):
        if is_open:
            related = [Related("this one has no `when`", seat.place)]
            scope.problems.add(after.place, "seat-not-reached", f"this seat of {what} is never reached", "", related)


def _groups(node: Node | None, scope: Scope) -> dict[str, Group]:
    groups: dict[str, Group] = {}
    taken: dict[str, str] = {}
    for name, value in entries_of(node, "`groups`", scope.problems):
        what = f"the group `{name.text}`"
        fields = read_fields(value, what, scope.problems, ("claims",), ("chosen_by",))
        claims = scope.refer_all(fields.get("claims"), "claim")
        for claim in claims:
            if claim in taken:
                message = f"`{claim}` is in the group `{taken[claim]}` already"
                scope.problems.add(fields.place_of("claims"), "two-groups", message, "a claim is in one group at most")
            taken[claim] = name.text
        groups[name.text] = Group(name.text, claims, _chosen_by(fields.get("chosen_by"), what, scope), name.place)
    return groups


def _chosen_by(node: Node | None, what: str, scope: Scope) -> str | None:
    if node is None:
        return None
    fact = scope.refer(node, "fact")
    shape = scope.shapes.get(fact)
    if shape and shape.kind not in (None, Kind.CHOICE):
        related = [Related("declared here", shape.place)]
        message = f"`chosen_by` of {what} must be a fact of the kind choice"
        scope.problems.add(node.place, "not-a-choice", message, "its choices are names of claims", related)
    return fact


def _screens(node: Node | None, scope: Scope) -> dict[str, Screen]:
    screens: dict[str, Screen] = {}
    for name, value in entries_of(node, "`screens`", scope.problems):
        fields = read_fields(value, f"the screen `{name.text}`", scope.problems, ("ask",), ("title",))
        ask = read_text(fields.get("ask"), f"`ask` of the screen `{name.text}`", scope)
        title = fields.get("title")
        short = read_text(title, f"`title` of the screen `{name.text}`", scope) if title is not None else {}
        screens[name.text] = Screen(name.text, ask, name.place, short)
    return screens
