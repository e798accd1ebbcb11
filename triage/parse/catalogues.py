"""parameters.yaml, sources.yaml, evidence.yaml, claims.yaml and channels.yaml."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from typing import TypeVar

from triage.document import Mapping as MappingNode
from triage.document import Node, Scalar
from triage.parse.asked import read_cost
from triage.parse.conditions import read_condition
from triage.parse.facts import read_moment_fact
from triage.parse.fields import Fields, entries_of, items_of, read_fields
from triage.parse.formulas import Sort, read_formula
from triage.parse.scope import CAPITALS, LOWER_CASE, Scope
from triage.parse.values import read_boolean, read_day, read_decimal, read_integer, read_named, read_text, read_words
from triage.policy import (
    Answer,
    Block,
    Channel,
    Claim,
    Condition,
    Cost,
    Evidence,
    Favours,
    Formula,
    Group,
    Parameter,
    ParameterVersion,
    Period,
    Source,
    SourceKind,
)

Entry = TypeVar("Entry")

SOURCE_KINDS = {kind.value: kind for kind in SourceKind}

CATEGORIES = {
    "parameters.yaml": ("parameters", "parameter", LOWER_CASE),
    "sources.yaml": ("sources", "source", CAPITALS),
    "evidence.yaml": ("evidence", "evidence", CAPITALS),
    "claims.yaml": ("claims", "claim", LOWER_CASE),
    "channels.yaml": ("channels", "channel", CAPITALS),
}
"""The files of this module: the one key of each, what stands under it, and how its names are written."""

PERIOD_KEYS = ("from", "until", "by", "else")
LAYERED_KEYS = ("favours", "mandatory")
CLAIM_KEYS = (
    "amount",
    "includes",
    "otherwise",
    "needs",
    "blocks",
    "voluntary",
    "estimate",
    "tone",
    "cites",
    *LAYERED_KEYS,
)
CHANNEL_KEYS = (
    "in_force",
    "when",
    "opens",
    "at_once",
    "closes",
    "answers",
    "needs",
    "clock",
    "limits",
    "cites",
    "verified",
)


def declare_catalogue(file: str, node: Node, scope: Scope) -> Fields:
    """Enter the names of one of the files into the scope."""
    key, category, pattern = CATEGORIES[file]
    fields = read_fields(node, file, scope.problems, (key,))
    for name, _ in entries_of(fields.get(key), f"`{key}`", scope.problems):
        scope.declare(category, name, pattern)
    if not isinstance(fields.get(key), MappingNode):
        scope.unreadable.add(category)
    return fields


def read_catalogue(
    fields: Fields | None, key: str, read: Callable[[Scalar, Node, Scope], Entry], scope: Scope
) -> dict[str, Entry]:
    """The entries of a file by name; none where there is no such file."""
    entries = entries_of(fields.get(key), f"`{key}`", scope.problems) if fields else ()
    return {name.text: read(name, node, scope) for name, node in entries}


def read_period(fields: Fields, what: str, scope: Scope) -> Period:
    """`from`, `until`, `by` and `else` of something that is in force for a time."""
    since = read_day(fields.get("from"), f"`from` of {what}", scope.problems)
    until = read_day(fields.get("until"), f"`until` of {what}", scope.problems)
    if since and until and since > until:
        message = f"{what} ends before it begins"
        scope.problems.add(fields.place_of("until"), "empty-range", message, "both days are included")
    by, otherwise = fields.get("by"), fields.get("else")
    if otherwise is not None and (by is None or not (isinstance(otherwise, Scalar) and otherwise.text == "now")):
        message = f"`else` of {what} can only be `now`, beside `by`"
        scope.problems.add(fields.place_of("else"), "bad-else", message, "write {by: <moment fact>, else: now}")
    if since is None and until is None and by is not None:
        message = f"`by` of {what} decides nothing without `from` or `until`"
        scope.problems.add(fields.place_of("by"), "period-without-days", message)
    return Period(since, until, read_moment_fact(by, scope) if by is not None else None, otherwise is not None)


def read_in_force(node: Node | None, what: str, scope: Scope) -> Period:
    """The mapping `in_force`; always in force where the key is missing."""
    if node is None:
        return Period()
    return read_period(read_fields(node, f"`in_force` of {what}", scope.problems, (), PERIOD_KEYS), what, scope)


# --- Parameters and sources --------------------------------------------------------------------


def read_parameter(name: Scalar, node: Node, scope: Scope) -> Parameter:
    """An entry of parameters.yaml."""
    what = f"the parameter `{name.text}`"
    optional = ("value", "versions", "convenience", "cites", *LAYERED_KEYS)
    fields = read_fields(node, what, scope.problems, ("title", "unit"), optional)
    favours, mandatory = read_direction(fields, what, scope)
    return Parameter(
        name.text,
        read_text(fields.get("title"), f"the title of {what}", scope),
        read_words(fields.get("unit"), f"the unit of {what}", scope.problems),
        read_boolean(fields.get("convenience"), f"`convenience` of {what}", scope.problems),
        tuple(read_versions(fields, what, scope)),
        name.place,
        favours,
        mandatory,
    )


def read_direction(fields: Fields, what: str, scope: Scope) -> tuple[Favours | None, bool]:
    """`favours` and `mandatory`: which values are better for the consumer, and whether worse ones are ruled out."""
    node = fields.get("favours")
    text = node.text if isinstance(node, Scalar) else ""
    mandatory = read_boolean(fields.get("mandatory"), f"`mandatory` of {what}", scope.problems)
    if node is not None and text not in ("higher", "lower"):
        message = f"`favours` of {what} tells which values are better for the consumer"
        scope.problems.add(node.place, "bad-direction", message, "write higher or lower")
    elif node is None and mandatory:
        message = f"{what} is mandatory, and does not say which values are better for the consumer"
        scope.problems.add(fields.place_of("mandatory"), "no-direction", message, "write `favours: higher` or `lower`")
    return ("higher" if text == "higher" else "lower" if text == "lower" else None), mandatory


def read_versions(fields: Fields, what: str, scope: Scope) -> Iterator[ParameterVersion]:
    if fields.readable and ("value" in fields) == ("versions" in fields):
        message = f"{what} has either a `value` or `versions`"
        scope.problems.add(fields.place, "value-or-versions", message)
    cites = scope.refer_all(fields.get("cites"), "source")
    if "value" in fields:
        value = read_decimal(fields.get("value"), f"the value of {what}", scope.problems)
        yield ParameterVersion(value or Decimal(0), Period(), cites, fields.place_of("value"))
    versions = tuple(items_of(fields.get("versions"), f"`versions` of {what}", scope.problems))
    if "versions" in fields and not versions:
        scope.problems.add(fields.place_of("versions"), "empty-list", f"{what} has no version")
    for node in versions:
        version = read_fields(node, f"a version of {what}", scope.problems, ("value",), (*PERIOD_KEYS, "cites"))
        value = read_decimal(version.get("value"), f"the value of {what}", scope.problems)
        period = read_period(version, f"this version of {what}", scope)
        yield ParameterVersion(
            value or Decimal(0), period, scope.refer_all(version.get("cites"), "source") or cites, node.place
        )


def read_source(name: Scalar, node: Node, scope: Scope) -> Source:
    """An entry of sources.yaml."""
    what = f"the source `{name.text}`"
    required = ("title", "article", "effect", "verified")
    fields = read_fields(node, what, scope.problems, required, ("in_force", "link", "in_letters", "kind"))
    return Source(
        name.text,
        read_text(fields.get("title"), f"the title of {what}", scope),
        read_words(fields.get("article"), f"the article of {what}", scope.problems),
        read_in_force(fields.get("in_force"), what, scope),
        _link(fields.get("link"), what, scope),
        read_text(fields.get("effect"), f"the effect of {what}", scope),
        read_boolean(fields.get("verified"), f"`verified` of {what}", scope.problems),
        read_boolean(fields.get("in_letters"), f"`in_letters` of {what}", scope.problems)
        if "in_letters" in fields
        else True,
        name.place,
        _source_kind(fields.get("kind"), what, scope),
    )


def _source_kind(node: Node | None, what: str, scope: Scope) -> SourceKind:
    """One of the kinds by name; without the key it is a statute."""
    message = f"`kind` of {what} says what the source is"
    return read_named(node, SOURCE_KINDS, SourceKind.STATUTE, "bad-source-kind", message, scope.problems)


def _link(node: Node | None, what: str, scope: Scope) -> str:
    link = read_words(node, f"the link of {what}", scope.problems)
    if node is not None and link and not link.startswith(("https://", "http://")):
        message = f"the link of {what} is no address of a page"
        scope.problems.add(node.place, "bad-link", message, "begin it with https://")
    return link


# --- Evidence ----------------------------------------------------------------------------------


def read_evidence(name: Scalar, node: Node, scope: Scope) -> Evidence:
    """An entry of evidence.yaml."""
    what = f"the item of evidence `{name.text}`"
    fields = read_fields(
        node, what, scope.problems, ("title", "links", "holder"), ("proves", "note", "cost", "afterwards")
    )
    links = {
        link.text: read_integer(value, f"the strength of `{link.text}`", scope.problems, 1, 3, default=1)
        for link, value in entries_of(fields.get("links"), f"`links` of {what}", scope.problems)
        if scope.refer(link, "link")
    }
    return Evidence(
        name.text,
        read_text(fields.get("title"), f"the title of {what}", scope),
        links,
        scope.refer_all(fields.get("proves"), "fact"),
        read_text(fields.get("holder"), f"the holder of {what}", scope),
        read_text(fields.get("note"), f"the note of {what}", scope),
        read_cost(fields.get("cost"), what, scope.problems) if "cost" in fields else Cost.LOOK_UP,
        read_boolean(fields.get("afterwards"), f"`afterwards` of {what}", scope.problems)
        if "afterwards" in fields
        else True,
        name.place,
    )


# --- Claims and channels -----------------------------------------------------------------------


def _formula(fields: Fields, key: str, what: str, scope: Scope, sort: Sort) -> Formula | None:
    node = fields.get(key)
    return None if node is None else read_formula(node, f"`{key}` of {what}", scope, sort)[0]


def read_claim(name: Scalar, node: Node, scope: Scope) -> Claim:
    """An entry of claims.yaml; its group is added by `with_groups`."""
    what = f"the claim `{name.text}`"
    fields = read_fields(node, what, scope.problems, ("title", "demand"), CLAIM_KEYS)
    favours, mandatory = read_direction(fields, what, scope)
    otherwise, includes = fields.get("otherwise"), scope.refer_all(fields.get("includes"), "claim")
    fallback = scope.refer(otherwise, "claim") if otherwise is not None else None
    if name.text in includes or fallback == name.text:
        key = "includes" if name.text in includes else "otherwise"
        scope.problems.add(fields.place_of(key), "names-itself", f"`{key}` of {what} names the claim itself")
    return Claim(
        name=name.text,
        title=read_text(fields.get("title"), f"the title of {what}", scope),
        demand=read_text(fields.get("demand"), f"the demand of {what}", scope),
        amount=_formula(fields, "amount", what, scope, "number"),
        includes=includes,
        otherwise=fallback,
        group=None,
        needs=scope.refer_all(fields.get("needs"), "link"),
        blocks=tuple(
            _block(b, what, scope) for b in items_of(fields.get("blocks"), f"`blocks` of {what}", scope.problems)
        ),
        voluntary=read_boolean(fields.get("voluntary"), f"`voluntary` of {what}", scope.problems),
        estimate=read_boolean(fields.get("estimate"), f"`estimate` of {what}", scope.problems),
        tone=read_text(fields.get("tone"), f"the tone of {what}", scope),
        cites=scope.refer_all(fields.get("cites"), "source"),
        place=name.place,
        favours=favours,
        mandatory=mandatory,
    )


def groups_of_claims(groups: Mapping[str, Group]) -> dict[str, str]:
    """The group that each claim is in."""
    return {claim: group.name for group in groups.values() for claim in group.claims}


def _block(node: Node, what: str, scope: Scope) -> Block:
    fields = read_fields(node, f"a block of {what}", scope.problems, ("when", "because"), ("cites",))
    when = read_condition(fields.get("when"), f"`when` of a block of {what}", scope)
    because = read_text(fields.get("because"), f"`because` of a block of {what}", scope)
    return Block(when, because, scope.refer_all(fields.get("cites"), "source"), node.place)


def read_channel(name: Scalar, node: Node, scope: Scope) -> Channel:
    """An entry of channels.yaml."""
    what = f"the channel `{name.text}`"
    fields = read_fields(node, what, scope.problems, ("title", "action", "stage"), CHANNEL_KEYS)
    at_once: Condition | None = None
    if "at_once" in fields:
        at_once = read_condition(fields.get("at_once"), f"`at_once` of {what}", scope)
    return Channel(
        id=name.text,
        title=read_text(fields.get("title"), f"the title of {what}", scope),
        action=read_text(fields.get("action"), f"the action of {what}", scope),
        stage=read_integer(fields.get("stage"), f"the stage of {what}", scope.problems, 0, 1000),
        when=read_condition(fields.get("when"), f"`when` of {what}", scope),
        opens=_formula(fields, "opens", what, scope, "moment"),
        at_once=at_once,
        closes=_formula(fields, "closes", what, scope, "moment"),
        needs=scope.refer_all(fields.get("needs"), "evidence"),
        clock=read_text(fields.get("clock"), f"the clock of {what}", scope),
        limits=read_text(fields.get("limits"), f"the limits of {what}", scope),
        cites=scope.refer_all(fields.get("cites"), "source"),
        verified=read_boolean(fields.get("verified"), f"`verified` of {what}", scope.problems),
        place=name.place,
        period=read_in_force(fields.get("in_force"), what, scope),
        answers=tuple(
            _answer(node, what, scope)
            for node in items_of(fields.get("answers"), f"`answers` of {what}", scope.problems)
        ),
    )


def _answer(node: Node, what: str, scope: Scope) -> Answer:
    of_what = f"an entry of `answers` of {what}"
    fields = read_fields(node, of_what, scope.problems, ("says", "by"))
    says = read_text(fields.get("says"), f"`says` of {of_what}", scope)
    return Answer(says, read_formula(fields.get("by"), f"`by` of {of_what}", scope, "moment")[0], node.place)
