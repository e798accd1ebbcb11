"""facts.yaml: facts, measures, findings, and what cannot be together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from msgspec import Struct

from triage.document import Mapping as MappingNode
from triage.document import Node, Scalar
from triage.parse.asked import read_cost, read_unknown
from triage.parse.conditions import read_condition
from triage.parse.fact_values import read_fact_value
from triage.parse.fields import Fields, entries_of, items_of, read_fields
from triage.parse.formulas import read_formula, sort_of
from triage.parse.lists import check_choice, read_headings, read_none
from triage.parse.scope import NOT_NAMES, Scope, Shape
from triage.parse.values import read_boolean, read_decimal, read_text, read_words
from triage.policy import (
    NUMERIC,
    Burden,
    Fact,
    Finding,
    Kind,
    Measure,
    Never,
    Ordered,
    Presumption,
    Production,
    Text,
    Value,
)
from triage.problem import Place, Related, did_you_mean

SECTIONS = ("facts", "measures", "findings", "never", "ordered")
KINDS = {kind.value: kind for kind in Kind}
MEASURE_KINDS = {kind.value: kind for kind in Kind if kind in NUMERIC or kind is Kind.MOMENT}
FACT_KEYS = (
    "ask",
    "help",
    "choices",
    "min",
    "max",
    "applies_when",
    "presume",
    "produced_by",
    "burden",
    "first",
    "screen",
    "keywords",
    "headings",
    "worded",
    "none",
    "cost",
    "unknown",
)


class Given(Struct, frozen=True):
    """What facts.yaml says."""

    facts: Mapping[str, Fact]
    measures: Mapping[str, Measure]
    findings: Mapping[str, Finding]
    nevers: tuple[Never, ...]
    ordered: tuple[Ordered, ...]


# --- First pass: names and kinds ---------------------------------------------------------------


def declare_facts(node: Node, scope: Scope) -> Fields:
    """Enter the names, kinds, choices and bounds of facts.yaml into the scope."""
    fields = read_fields(node, "facts.yaml", scope.problems, ("facts",), SECTIONS[1:])
    for name, value in entries_of(fields.get("facts"), "`facts`", scope.problems):
        scope.declare("fact", name)
        scope.shapes[name.text] = _shape(name, value, scope)
    for name, value in entries_of(fields.get("measures"), "`measures`", scope.problems):
        scope.declare("measure", name)
        kind = value.get("kind") if isinstance(value, MappingNode) else None
        scope.measures[name.text] = _kind(kind, MEASURE_KINDS, scope)
    for name, _ in entries_of(fields.get("findings"), "`findings`", scope.problems):
        scope.declare("finding", name)
    if not isinstance(fields.get("facts"), MappingNode):
        scope.unreadable.add("fact")
    return fields


def _kind(node: Node | None, kinds: Mapping[str, Kind], scope: Scope) -> Kind | None:
    if node is None:
        return None
    text = node.text if isinstance(node, Scalar) else ""
    if text not in kinds:
        near = did_you_mean(text, kinds)
        hint = f"did you mean `{near}`?" if near else f"the kinds are {', '.join(kinds)}"
        scope.problems.add(node.place, "unknown-kind", f"there is no kind `{text}` here", hint)
    return kinds.get(text)


def _shape(name: Scalar, node: Node, scope: Scope) -> Shape:
    if not isinstance(node, MappingNode):
        return Shape(name.text, None, {}, None, None, name.place)
    kind = _kind(node.get("kind"), KINDS, scope)
    what = f"the fact `{name.text}`"
    low = read_decimal(node.get("min"), f"`min` of {what}", scope.problems)
    high = read_decimal(node.get("max"), f"`max` of {what}", scope.problems)
    return Shape(name.text, kind, _choice_places(node, kind, what, scope), low, high, name.place)


def _choice_places(node: MappingNode, kind: Kind | None, what: str, scope: Scope) -> dict[str, Place]:
    choices = node.get("choices")
    if choices is None and kind in (Kind.CHOICE, Kind.CHOICES):
        scope.problems.add(node.place, "missing-key", f"{what} lacks `choices`")
    if choices is not None and kind is not None and kind not in (Kind.CHOICE, Kind.CHOICES):
        message = f"{what} is {kind.value}, which has no choices"
        scope.problems.add(choices.place, "key-not-for-kind", message, "leave `choices` out, or make it a choice")
    places: dict[str, Place] = {}
    for name, _ in entries_of(choices, f"`choices` of {what}", scope.problems):
        _check_choice(name, scope)
        places[name.text] = name.place
    return places


def _check_choice(name: Scalar, scope: Scope) -> None:
    if name.text in NOT_NAMES:
        message = f"`{name.text}` cannot name a choice: a case could not tell it from another word"
        scope.problems.add(name.place, "reserved-name", message, "choose another name")
    elif not name.text.replace("_", "a").isalnum() or not name.text.isascii() or name.text.lower() != name.text:
        message = f"`{name.text}` cannot name a choice"
        scope.problems.add(name.place, "bad-name", message, "write the name in lower case, like card_code")


# --- Second pass: everything else --------------------------------------------------------------


def read_facts(fields: Fields, scope: Scope) -> Given:
    """What facts.yaml says, once all names of the pack are declared."""
    problems = scope.problems
    return Given(
        {name.text: _fact(name, node, scope) for name, node in entries_of(fields.get("facts"), "`facts`", problems)},
        dict(_measures(fields.get("measures"), scope)),
        dict(_findings(fields.get("findings"), scope)),
        tuple(_never(node, scope) for node in items_of(fields.get("never"), "`never`", problems)),
        tuple(_ordered(node, scope) for node in items_of(fields.get("ordered"), "`ordered`", problems)),
    )


def _fact(name: Scalar, node: Node, scope: Scope) -> Fact:
    what, problems = f"the fact `{name.text}`", scope.problems
    fields = read_fields(node, what, problems, ("kind", "title"), FACT_KEYS)
    shape = scope.shapes[name.text]
    low, high = _bounds(fields, shape, what, scope)
    none = read_none(fields.get("none"), shape, what, scope)
    fact = Fact(
        name=name.text,
        kind=shape.kind or Kind.TEXT,
        title=read_text(fields.get("title"), f"the title of {what}", scope),
        ask=read_text(fields.get("ask"), f"`ask` of {what}", scope),
        help=read_text(fields.get("help"), f"`help` of {what}", scope),
        choices=dict(_choices(fields.get("choices"), what, scope)),
        low=low,
        high=high,
        applies_when=read_condition(fields.get("applies_when"), f"`applies_when` of {what}", scope, findings=False),
        presume=_presumption(fields.get("presume"), shape, what, scope),
        production=_production(fields.get("produced_by"), what, scope),
        burden=_burden(fields.get("burden"), shape, what, scope),
        first=read_boolean(fields.get("first"), f"`first` of {what}", problems),
        screen=_screen(fields.get("screen"), shape, what, scope),
        cost=read_cost(fields.get("cost"), what, problems),
        unknown=read_unknown(fields.get("unknown"), what, problems),
        place=name.place,
        keywords=dict(_keywords(fields.get("keywords"), shape, what, scope)),
        headings=read_headings(fields.get("headings"), none, shape, what, scope),
        worded=dict(_worded(fields.get("worded"), shape, what, scope)),
        none=none,
    )
    if fields.readable and "ask" not in fields and (fact.presume is None or fact.first) and fact.screen is None:
        problems.add(name.place, "missing-key", f"{what} is asked, and lacks `ask`")
    return fact


def _bounds(fields: Fields, shape: Shape, what: str, scope: Scope) -> tuple[Decimal | None, Decimal | None]:
    """The least and the greatest value; money and counts are never below 0."""
    low, high = shape.low, shape.high
    if shape.kind not in NUMERIC:
        for key in ("min", "max"):
            if shape.kind and key in fields:
                message = f"{what} is {shape.kind.value}; only numbers have `{key}`"
                scope.problems.add(fields.place_of(key), "key-not-for-kind", message, "leave it out")
        return None, None
    if shape.kind in (Kind.MONEY, Kind.COUNT):
        if low is not None and low < 0:
            message = f"{what} is {shape.kind.value}, which is never below 0"
            scope.problems.add(fields.place_of("min"), "out-of-bounds", message)
        low = low if low is not None and low > 0 else Decimal(0)
    if low is not None and high is not None and low > high:
        scope.problems.add(fields.place_of("max"), "empty-range", f"`max` of {what} is below its least value {low}")
    return low, high


def _choices(node: Node | None, what: str, scope: Scope) -> Iterator[tuple[str, Text]]:
    for name, value in entries_of(node, f"`choices` of {what}", scope.problems):
        yield name.text, read_text(value, f"the choice `{name.text}` of {what}", scope)


def _keywords(node: Node | None, shape: Shape, what: str, scope: Scope) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Words that speak for a choice, in whichever language."""
    if node is not None and shape.kind not in (None, Kind.CHOICE, Kind.CHOICES):
        scope.problems.add(node.place, "key-not-for-kind", f"{what} has no choices to find by keywords", "leave it out")
        return
    for choice, value in entries_of(node, f"`keywords` of {what}", scope.problems):
        check_choice(choice.text, choice.place, shape, what, scope)
        listed = items_of(value, f"the keywords of `{choice.text}`", scope.problems)
        yield choice.text, tuple(read_words(item, "a keyword", scope.problems) for item in listed)


def _worded(node: Node | None, shape: Shape, what: str, scope: Scope) -> Iterator[tuple[str, Text]]:
    """How a letter words a choice."""
    if node is not None and shape.kind not in (None, Kind.CHOICE, Kind.CHOICES):
        scope.problems.add(node.place, "key-not-for-kind", f"{what} has no choices to word", "leave it out")
        return
    for choice, value in entries_of(node, f"`worded` of {what}", scope.problems):
        check_choice(choice.text, choice.place, shape, what, scope)
        yield choice.text, read_text(value, f"how letters word `{choice.text}` of {what}", scope)


def _presumption(node: Node | None, shape: Shape, what: str, scope: Scope) -> Presumption | None:
    if node is None:
        return None
    fields = read_fields(node, f"`presume` of {what}", scope.problems, ("value", "because"), ("cites",))
    value: Value | None = None
    written = fields.get("value")
    if written is not None:
        now = shape.kind is Kind.MOMENT and isinstance(written, Scalar) and written.text == "now"
        value = "now" if now else read_fact_value(written, shape, scope)
    because = read_text(fields.get("because"), f"`because` of what is presumed of {what}", scope)
    return Presumption(False if value is None else value, because, scope.refer_all(fields.get("cites"), "source"))


def _production(node: Node | None, what: str, scope: Scope) -> Production | None:
    if node is None:
        return None
    fields = read_fields(node, f"`produced_by` of {what}", scope.problems, ("party", "demand"), ("within", "since"))
    party, since = fields.get("party"), fields.get("since")
    demand = read_text(fields.get("demand"), f"the demand for {what}", scope)
    within = None
    if "within" in fields:
        within, _ = read_formula(fields.get("within"), f"`within` of {what}", scope, "number", constant=True)
    return Production(
        scope.refer(party, "party") if party else "", demand, within, read_moment_fact(since, scope) if since else None
    )


def read_moment_fact(node: Node, scope: Scope) -> str:
    """The name of a fact of the kind moment."""
    name = scope.refer(node, "fact")
    shape = scope.shapes.get(name)
    if shape and shape.kind is not None and shape.kind is not Kind.MOMENT:
        related = [Related("declared here", shape.place)]
        message = f"`{name}` is {shape.kind.value}; a moment must stand here"
        scope.problems.add(node.place, "not-a-moment-fact", message, "", related)
    return name


def _burden(node: Node | None, shape: Shape, what: str, scope: Scope) -> Burden | None:
    if node is None:
        return None
    fields = read_fields(node, f"`burden` of {what}", scope.problems, ("on",), ("unproved", "cites"))
    party, unproved = fields.get("on"), fields.get("unproved")
    return Burden(
        scope.refer(party, "party") if party else "",
        read_fact_value(unproved, shape, scope) if unproved else None,
        scope.refer_all(fields.get("cites"), "source"),
    )


def _screen(node: Node | None, shape: Shape, what: str, scope: Scope) -> str | None:
    if node is None:
        return None
    if shape.kind is not None and shape.kind is not Kind.YES_NO:
        message = f"{what} is {shape.kind.value}; a screen asks yes/no facts only"
        scope.problems.add(node.place, "key-not-for-kind", message, "leave `screen` out, or make it yes_no")
    return scope.refer(node, "screen")


def _measures(node: Node | None, scope: Scope) -> Iterator[tuple[str, Measure]]:
    for name, value in entries_of(node, "`measures`", scope.problems):
        what = f"the measure `{name.text}`"
        fields = read_fields(value, what, scope.problems, ("title", "kind", "is"))
        kind = scope.measures[name.text]
        formula, _ = read_formula(fields.get("is"), what, scope, sort_of(kind))
        title = read_text(fields.get("title"), f"the title of {what}", scope)
        yield name.text, Measure(name.text, formula, title, kind or Kind.NUMBER, name.place)


def _findings(node: Node | None, scope: Scope) -> Iterator[tuple[str, Finding]]:
    for name, value in entries_of(node, "`findings`", scope.problems):
        what = f"the finding `{name.text}`"
        fields = read_fields(value, what, scope.problems, ("title",))
        yield name.text, Finding(name.text, read_text(fields.get("title"), f"the title of {what}", scope), name.place)


def _never(node: Node, scope: Scope) -> Never:
    fields = read_fields(node, "an entry of `never`", scope.problems, ("when", "says"))
    when = read_condition(fields.get("when"), "`when` of an entry of `never`", scope, findings=False)
    return Never(when, read_text(fields.get("says"), "`says` of an entry of `never`", scope), node.place)


def _ordered(node: Node, scope: Scope) -> Ordered:
    moments = [_now_or_moment(item, scope) for item in items_of(node, "an entry of `ordered`", scope.problems)]
    if len(moments) < 2 or len(set(moments)) < len(moments):
        message = "an entry of `ordered` names two moments or more, each once"
        scope.problems.add(node.place, "bad-order", message, "write [paid_at, delivered_at, now]")
    return Ordered(tuple(moments), node.place)


def _now_or_moment(node: Node, scope: Scope) -> str:
    if isinstance(node, Scalar) and node.text == "now":
        return "now"
    return read_moment_fact(node, scope)
