"""NN-<subject>.yaml: rules, with what the head of the file says for all of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from fractions import Fraction

from msgspec import Struct

from triage.document import Mapping as MappingNode
from triage.document import Node, Scalar, Sequence
from triage.parse.catalogues import read_in_force
from triage.parse.conditions import read_condition
from triage.parse.fact_values import read_given
from triage.parse.fields import Fields, entries_of, items_of, read_fields
from triage.parse.scope import CAPITALS, KEBAB_CASE, Scope
from triage.parse.values import read_boolean, read_moment, read_share, read_text
from triage.policy import (
    ALWAYS,
    All,
    ConcludesFinding,
    ConcludesOutcome,
    ConcludesWarning,
    Conclusion,
    Condition,
    Example,
    ExampleFact,
    Expectation,
    Not,
    Rule,
    Source,
    Text,
)
from triage.problem import did_you_mean

HEAD_KEYS = ("matter", "tier", "given", "cites")
RULE_KEYS = ("matter", "tier", "when", "unless", "because", "cites", "overrides", "in_force", "examples", "mandatory")
OUTCOME_KEYS = ("responsible", "also_liable", "claim", "deny")
THEN_KEYS = ("finding", *OUTCOME_KEYS, "warn")
LIABLE = ("jointly", "secondarily")
EXPECTATIONS = {expectation.value: expectation for expectation in Expectation}


class Head(Struct, frozen=True):
    """What a file says for each of its rules; "" where it says nothing.

    `meant` are keys that it misspells: its rules do not lack them once more.
    """

    matter: str
    tier: str
    given: Condition
    cites: tuple[str, ...]
    meant: frozenset[str]


def declare_rules(file: str, node: Node, scope: Scope) -> Fields:
    """Enter the names of a file's rules, and the codes of their warnings, into the scope."""
    fields = read_fields(node, file, scope.problems, ("rules",), ("file",))
    for item in items_of(fields.get("rules"), "`rules`", scope.problems):
        name = item.get("rule") if isinstance(item, MappingNode) else None
        if isinstance(name, Scalar):
            scope.declare("rule", name, KEBAB_CASE)
        else:
            scope.unreadable.add("rule")
        then = item.get("then") if isinstance(item, MappingNode) else None
        code = then.get("warn") if isinstance(then, MappingNode) else None
        if isinstance(code, Scalar):
            scope.declared.setdefault("warning", {}).setdefault(code.text, code.place)
    return fields


def read_rules(fields: Fields, scope: Scope, sources: Mapping[str, Source]) -> Iterator[Rule]:
    """The rules of a file, once all names of the pack are declared."""
    head = _head(fields.get("file"), scope)
    for node in items_of(fields.get("rules"), "`rules`", scope.problems):
        yield _rule(node, head, scope, sources)


def _head(node: Node | None, scope: Scope) -> Head:
    if node is None:
        return Head("", "", ALWAYS, (), frozenset())
    fields = read_fields(node, "`file`", scope.problems, (), HEAD_KEYS)
    matter, tier = fields.get("matter"), fields.get("tier")
    return Head(
        scope.refer(matter, "matter") if matter else "",
        scope.refer(tier, "tier") if tier else "",
        read_condition(fields.get("given"), "`given`", scope),
        scope.refer_all(fields.get("cites"), "source"),
        fields.meant,
    )


def _rule(node: Node, head: Head, scope: Scope, sources: Mapping[str, Source]) -> Rule:
    name = node.get("rule") if isinstance(node, MappingNode) else None
    id_ = name.text if isinstance(name, Scalar) else ""
    what = f"the rule `{id_}`" if id_ else "this rule"
    fields = read_fields(node, what, scope.problems, ("rule", "then"), RULE_KEYS)
    if name is not None and not isinstance(name, Scalar):
        scope.problems.add(name.place, "not-a-name", "the name of a rule stands here, nothing else")
    cites = tuple(dict.fromkeys(scope.refer_all(fields.get("cites"), "source") + head.cites))
    return Rule(
        id=id_,
        matter=_own_or_file(fields, "matter", head.matter, head, what, scope),
        tier=_own_or_file(fields, "tier", head.tier, head, what, scope),
        when=_condition(fields, head, what, scope),
        then=_conclusion(fields.get("then"), what, scope),
        because=_because(fields, cites, what, scope, sources),
        cites=cites,
        overrides=_overrides(fields, id_, what, scope),
        period=read_in_force(fields.get("in_force"), what, scope),
        examples=tuple(
            _example(item, what, scope)
            for item in items_of(fields.get("examples"), f"`examples` of {what}", scope.problems)
        ),
        place=node.place,
        mandatory=read_boolean(fields.get("mandatory"), f"`mandatory` of {what}", scope.problems),
    )


def _own_or_file(fields: Fields, key: str, of_file: str, head: Head, what: str, scope: Scope) -> str:
    """The rule's own matter or tier, else its file's."""
    own = fields.get(key)
    if own is not None:
        return scope.refer(own, key)
    if not of_file and fields.readable and key not in fields.meant | head.meant:
        message = f"neither {what} nor its file names a {key}"
        scope.problems.add(
            fields.place, "missing-key", message, f"write `{key}` in the rule, or in `file` for all rules"
        )
    return of_file


def _condition(fields: Fields, head: Head, what: str, scope: Scope) -> Condition:
    """`given` of the file and `when` and not `unless`."""
    when = read_condition(fields.get("when"), f"`when` of {what}", scope)
    parts = [part for part in (head.given, when) if part != ALWAYS]
    if "unless" in fields:
        place = fields.place_of("unless")
        parts.append(Not(read_condition(fields.get("unless"), f"`unless` of {what}", scope), place))
    return parts[0] if len(parts) == 1 else All(tuple(parts), fields.place)


def _because(fields: Fields, cites: tuple[str, ...], what: str, scope: Scope, sources: Mapping[str, Source]) -> Text:
    """The rule's own reason, else the effect of what it cites first."""
    if "because" in fields:
        return read_text(fields.get("because"), f"`because` of {what}", scope)
    if cites:
        return sources[cites[0]].effect if cites[0] in sources else {}
    if fields.readable:
        message = f"{what} gives no reason"
        scope.problems.add(
            fields.place, "no-reason", message, "write `because`, or cite a source, whose effect is then the reason"
        )
    return {}


def _overrides(fields: Fields, id_: str, what: str, scope: Scope) -> tuple[str, ...]:
    names = scope.refer_all(fields.get("overrides"), "rule")
    if id_ and id_ in names:
        scope.problems.add(fields.place_of("overrides"), "names-itself", f"{what} overrides itself")
    return names


# --- Conclusions -------------------------------------------------------------------------------


def _conclusion(node: Node | None, what: str, scope: Scope) -> Conclusion:
    if node is None:
        return ConcludesFinding(())
    fields = read_fields(node, f"`then` of {what}", scope.problems, (), THEN_KEYS)
    kinds = [kind for kind in ("finding", "warn") if kind in fields]
    kinds += [key for key in OUTCOME_KEYS if key in fields][:1]
    if len(kinds) > 1:
        message = f"{what} concludes one kind of thing, not `{kinds[0]}` and `{kinds[1]}`"
        hint = "make two rules with the same `when`"
        scope.problems.add(fields.place_of(kinds[1]), "mixed-conclusions", message, hint)
    if not kinds and fields.readable:
        scope.problems.add(
            fields.place, "no-conclusion", f"{what} concludes nothing", f"write one of {', '.join(THEN_KEYS)}"
        )
    if "finding" in fields:
        return ConcludesFinding(scope.refer_all(fields.get("finding"), "finding"))
    if "warn" in fields:
        return ConcludesWarning(_warning(fields, scope))
    return _outcome(fields, what, scope)


def _warning(fields: Fields, scope: Scope) -> str:
    node = fields.get("warn")
    code = node.text if isinstance(node, Scalar) else ""
    if not CAPITALS.fullmatch(code):
        message = "`warn` takes the code of the warning"
        scope.problems.add(fields.place_of("warn"), "bad-name", message, "write it in capitals, like W_TWICE")
    return code


def _outcome(fields: Fields, what: str, scope: Scope) -> ConcludesOutcome:
    deny = fields.get("deny")
    all_ = isinstance(deny, Scalar) and deny.text == "all"
    claims = scope.refer_all(fields.get("claim"), "claim")
    denies = () if all_ else scope.refer_all(deny, "claim")
    for claim in claims:
        if claim in denies:
            message = f"{what} grants `{claim}` and denies it"
            scope.problems.add(fields.place_of("deny"), "granted-and-denied", message, "keep one")
    return ConcludesOutcome(
        _responsible(fields.get("responsible"), what, scope),
        tuple(_also_liable(fields.get("also_liable"), what, scope)),
        claims,
        denies,
        all_,
    )


def _responsible(node: Node | None, what: str, scope: Scope) -> tuple[tuple[str, Fraction], ...]:
    if node is None:
        return ()
    if isinstance(node, Scalar):
        return ((scope.refer(node, "role"), Fraction(1)),)
    shares: list[tuple[str, Fraction]] = []
    sound = True
    for role, value in entries_of(node, f"`responsible` of {what}", scope.problems):
        share = read_share(value, f"the share of `{role.text}`", scope.problems)
        sound = sound and share is not None
        shares.append((scope.refer(role, "role"), share or Fraction(1)))
    total = sum((share for _, share in shares), Fraction(0))
    if sound and total != 1 and not isinstance(node, Sequence):
        message = f"the shares of {what} sum to {total}, not to 1"
        scope.problems.add(node.place, "shares-not-whole", message, "write fractions like 1/3 and 2/3")
    return tuple(shares)


def _also_liable(node: Node | None, what: str, scope: Scope) -> Iterator[tuple[str, str]]:
    for role, value in entries_of(node, f"`also_liable` of {what}", scope.problems):
        how = value.text if isinstance(value, Scalar) else ""
        if how not in LIABLE:
            near = did_you_mean(how, LIABLE)
            hint = f"did you mean `{near}`?" if near else f"write {' or '.join(LIABLE)}"
            message = f"`{how}` is no way of being liable with others"
            scope.problems.add(value.place, "unknown-liability", message, hint)
        yield scope.refer(role, "role"), how


# --- Examples ----------------------------------------------------------------------------------


def _example(node: Node, what: str, scope: Scope) -> Example:
    fields = read_fields(node, f"an example of {what}", scope.problems, (), tuple(EXPECTATIONS))
    if fields.readable and len(fields.entries) != 1:
        message = f"an example of {what} says one of {', '.join(EXPECTATIONS)}"
        scope.problems.add(node.place, "bad-example", message, "write {wins: {fact: value}}")
    facts: list[ExampleFact] = []
    now: datetime | None = None
    for word, (_, changes) in fields.entries.items():
        for name, value in entries_of(changes, f"`{word}` of {what}", scope.problems):
            if name.text == "now":
                now = read_moment(value, "`now`", scope.timezone, scope.problems)
            elif scope.refer(name, "fact") in scope.shapes:
                given = read_given(value, scope.shapes[name.text], scope)
                facts += [ExampleFact(name.text, *given)] if given else []
    expects = next((EXPECTATIONS[word] for word in fields.entries), Expectation.WINS)
    return Example(expects, tuple(facts), now, node.place)
