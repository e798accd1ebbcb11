"""The names of a pack as pieces of a JSON Schema, each with its title in every language of the pack."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, TypeAlias

from triage.policy import Fact, Kind, Policy, Text
from triage.render.words import words

Schema: TypeAlias = dict[str, Any]
"""A JSON Schema, or a part of one, ready for `json.dumps`."""

DAY = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
MOMENT = (
    "^[0-9]{4}-[0-9]{2}-[0-9]{2}([T ][0-9]{2}:[0-9]{2}(:[0-9]{2}([.][0-9]{1,6})?)?( ?(Z|[+-][0-9]{2}:[0-9]{2}))?)?$"
)
LOWER_CASE, KEBAB_CASE, CAPITALS = "^[a-z][a-z0-9_]*$", "^[a-z0-9]+(-[a-z0-9]+)*$", "^[A-Z][A-Z0-9]*([_-][A-Z0-9]+)*$"
BOOLEAN: Schema = {"type": "boolean"}
WORDS: Schema = {"type": "string", "minLength": 1}
"""A text that is not empty."""


def mapping(properties: Mapping[str, Schema], required: Iterable[str] = ()) -> Schema:
    """A mapping with these keys and no others."""
    schema: Schema = {"type": "object", "additionalProperties": False, "properties": dict(properties)}
    names = list(required)
    return {**schema, "required": names} if names else schema


def named(pattern: str, entry: Schema) -> Schema:
    """A mapping whose keys the author chooses."""
    return {"type": "object", "propertyNames": {"pattern": pattern}, "additionalProperties": entry}


def listed(item: Schema) -> Schema:
    """A list without repetitions."""
    return {"type": "array", "items": item, "uniqueItems": True}


def reference(name: str) -> Schema:
    """A definition of the schema that the others share."""
    return {"$ref": f"vocabulary.json#/definitions/{name}"}


def one_or_more(item: Schema) -> Schema:
    """One of something, or a list of them."""
    return {"anyOf": [item, {**listed(item), "minItems": 1}]}


class Vocabulary:
    """The names of a policy, and the program's words about the keys of its files."""

    def __init__(self, policy: Policy) -> None:
        self.policy = policy

    # --- Texts ---

    def say(self, key: str, **values: object) -> str:
        """The program's words in every language of the pack, a line for each."""
        return "\n".join(dict.fromkeys(words(name).say(f"schema.{key}", **values) for name in self.policy.languages))

    def key(self, key: str, schema: Schema) -> Schema:
        """A part of a schema with what its key means."""
        return {"description": self.say(key), **schema}

    def keys(self, properties: Mapping[str, Schema]) -> dict[str, Schema]:
        """Keys of a file, each with what it means."""
        return {name: self.key(name, schema) for name, schema in properties.items()}

    def both(self, text: Text) -> str:
        """A text of the pack in all its languages, on one line."""
        return " / ".join(dict.fromkeys(text[name] for name in self.policy.languages if name in text))

    def text(self) -> Schema:
        """What a person reads: every language of the pack."""
        return mapping(dict.fromkeys(self.policy.languages, WORDS), self.policy.languages)

    # --- Names ---

    def one_of(self, titles: Mapping[str, str]) -> Schema:
        """One of these names."""
        return {"type": "string", "enum": list(titles), "enumDescriptions": list(titles.values())}

    def sources(self) -> Schema:
        """Sources, with title, article and effect."""
        told = {
            name: f"{self.both(source.title)} {source.article}\n{self.both(source.effect)}"
            for name, source in self.policy.sources.items()
        }
        return listed(self.one_of(told))

    def evidence(self, proving: str = "") -> Schema:
        """Items of evidence; with `proving` those that may prove that fact."""
        items = self.policy.evidence.values()
        return self.one_of({i.id: self.both(i.title) for i in items if not proving or proving in i.proves})

    def claims(self, *more: str) -> Schema:
        """Claims, and words that may stand in their place."""
        titles = {name: self.both(claim.title) for name, claim in self.policy.claims.items()}
        return self.one_of({**titles, **{word: self.say(f"claims-{word}") for word in more}})

    def rules(self) -> Schema:
        """Rules, with their reasons."""
        return self.one_of({name: self.both(rule.because) for name, rule in self.policy.rules.items()})

    def findings(self) -> Schema:
        """Findings."""
        return self.one_of({name: self.both(finding.title) for name, finding in self.policy.findings.items()})

    def channels(self) -> Schema:
        """Channels."""
        return self.one_of({name: self.both(channel.title) for name, channel in self.policy.channels.items()})

    def roles(self) -> dict[str, str]:
        """Roles with their titles."""
        return {name: self.both(role.title) for name, role in self.policy.roles.items()}

    def texts(self, texts: Mapping[str, Text]) -> Schema:
        """Matters, parties or links."""
        return self.one_of({name: self.both(text) for name, text in texts.items()})

    def tiers(self) -> Schema:
        """Tiers, strongest first."""
        return {"type": "string", "enum": list(self.policy.tiers)}

    def facts(self, kind: Kind | None = None) -> Schema:
        """Facts, or those of a kind."""
        facts = self.policy.facts.values()
        return self.one_of({f.name: self.both(f.title) for f in facts if kind is None or f.kind is kind})

    def moments(self) -> Schema:
        """Facts of the kind moment, and `now`."""
        facts = [fact for fact in self.policy.facts.values() if fact.kind is Kind.MOMENT]
        return self.one_of({**{f.name: self.both(f.title) for f in facts}, "now": self.say("now")})

    def formula(self) -> Schema:
        """A number or a formula; parameters are offered."""
        return {"type": ["number", "string"], "examples": list(self.policy.parameters)}

    def in_force(self) -> dict[str, Schema]:
        """The keys of a period."""
        day: Schema = {"type": "string", "pattern": DAY}
        return self.keys(
            {"from": day, "until": day, "by": self.facts(Kind.MOMENT), "else": {"type": "string", "enum": ["now"]}}
        )

    # --- Facts ---

    def about(self, fact: Fact) -> Schema:
        """Title and description of a fact."""
        lines = [self.say(f"kind-{fact.kind.value}"), self.both(fact.ask), self.both(fact.help)]
        return {"title": self.both(fact.title), "description": "\n".join(line for line in lines if line)}

    def value(self, fact: Fact) -> Schema:
        """A value of the fact, as a case gives it."""
        match fact.kind:
            case Kind.YES_NO:
                return BOOLEAN
            case Kind.CHOICE:
                return self.choice(fact)
            case Kind.CHOICES:
                return listed(self.choice(fact))
            case Kind.MOMENT:
                return {"type": "string", "pattern": MOMENT}
            case Kind.TEXT:
                return WORDS
            case Kind.COUNT | Kind.NUMBER | Kind.MONEY:
                return self._number(fact)

    def choice(self, fact: Fact) -> Schema:
        """One of the fact's choices."""
        return self.texts(fact.choices)

    def _number(self, fact: Fact) -> Schema:
        schema: Schema = {"type": "integer" if fact.kind is Kind.COUNT else "number"}
        bounds = {"minimum": fact.low, "maximum": fact.high}
        numbers = {key: float(bound) for key, bound in bounds.items() if bound is not None}
        return {**schema, **{key: int(bound) if bound.is_integer() else bound for key, bound in numbers.items()}}

    def given(self, fact: Fact) -> Schema:
        """A value, or a value with the items of evidence that prove it."""
        value = self.value(fact)
        items = self.evidence(proving=fact.name)
        proved = mapping({"value": value, "by": one_or_more(items) if items["enum"] else {"type": "array"}}, ["value"])
        if "enum" in value or isinstance(value["type"], list):
            return {**self.about(fact), "anyOf": [value, proved]}
        return {**self.about(fact), **value, **proved, "type": [value["type"], "object"]}

    def all_given(self) -> dict[str, Schema]:
        """Each fact with what a case may say of it."""
        return {name: self.given(fact) for name, fact in self.policy.facts.items()}
