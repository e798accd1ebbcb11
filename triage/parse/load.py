"""A folder of YAML files to a policy, in two passes: all names first, then what is said about them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from msgspec import Struct, field
from msgspec.structs import replace

from triage.document import Mapping as MappingNode
from triage.document import Node, Scalar
from triage.parse.calendar import declare_calendar, read_calendar
from triage.parse.catalogues import (
    CATEGORIES,
    declare_catalogue,
    groups_of_claims,
    read_catalogue,
    read_channel,
    read_claim,
    read_evidence,
    read_parameter,
    read_source,
)
from triage.parse.changes import declare_changes, overlaid
from triage.parse.facts import Given, declare_facts, read_facts
from triage.parse.fields import Fields
from triage.parse.folder import PackFolder, hash_of, read_folder
from triage.parse.guarantees import Promises, declare_guarantees, read_guarantees
from triage.parse.layers import PACK, laid_over, over_of, read_base
from triage.parse.letters import declare_letters, read_letters, read_wording
from triage.parse.orders import declare_orders, read_orders
from triage.parse.own_words import read_own_words
from triage.parse.pack import UTC, Frame, declare_pack, read_pack
from triage.parse.report import without_echoes
from triage.parse.rules import declare_rules, read_rules
from triage.parse.scope import Scope
from triage.policy import (
    Base,
    Channel,
    Claim,
    Evidence,
    LetterForm,
    OrderForm,
    OwnWords,
    Parameter,
    Policy,
    Rule,
    Source,
    Text,
)
from triage.problem import Place, Problem, Problems, has_errors

FACTS, CALENDAR, LETTERS = "facts.yaml", "calendar.yaml", "letters.yaml"
GUARANTEES, CHANGES = "guarantees.yaml", "changes.yaml"
ORDERS = "orders.yaml"
DECLARES: Mapping[str, tuple[str, ...]] = {
    PACK: ("matter", "tier", "party", "role", "link", "group", "screen"),
    FACTS: ("fact", "measure", "finding"),
    CALENDAR: (),
    **{file: (category,) for file, (_, category, _) in CATEGORIES.items()},
    LETTERS: (),
    ORDERS: (),
    GUARANTEES: ("guarantee",),
    CHANGES: (),
}
"""What each file declares; all other files of a pack are rules."""


class Loaded(Struct, frozen=True):
    """What came of a pack: its policy, unless there is an error, and all problems with the texts they stand in.

    A place's `file`, and the key of its text, is the folder's name and the name in it:
    `library/20-damage.yaml`, wherever the folder is.
    """

    policy: Policy | None
    problems: tuple[Problem, ...]
    texts: Mapping[str, str] = field(default_factory=dict)


def load_policy(folder: Path) -> Loaded:
    """Read a pack, or an overlay with the pack under it.

    Nothing is raised for what an author can do wrong; see `Loaded.problems`.
    """
    problems = Problems()
    own = read_folder(folder, DECLARES, problems)
    over = over_of(own)
    base = read_base(folder, own, over, DECLARES, problems) if over is not None else None
    _report_missing(own, base, over is not None, problems)
    texts = own.texts if base is None else {**base.texts, **own.texts}
    if not own.files or (over is not None and base is None):
        return Loaded(None, problems.sorted(), texts)
    of_text = len(problems.found)
    nodes = own.nodes if base is None else laid_over(base, own, problems)
    policy = _Reading(own, base, nodes, Scope(problems, UTC)).policy()
    found = without_echoes(problems, of_text)
    return Loaded(None if has_errors(found) else policy, found, texts)


def _report_missing(own: PackFolder, base: PackFolder | None, is_overlay: bool, problems: Problems) -> None:
    """A pack has its frame, and it or the one under it has facts; only an overlay changes another pack."""
    _must_have(PACK, own, problems)
    if base is not None or not is_overlay:
        _must_have(FACTS, base or own, problems)
    if not is_overlay and CHANGES in own.nodes and PACK in own.nodes:
        place, hint = Place(f"{own.name}/{CHANGES}"), "name it in pack.yaml: `over: <pack>`"
        problems.add(place, "changes-nothing", f"{CHANGES} is for overlays, and this pack lies over none", hint)


def _must_have(file: str, folder: PackFolder, problems: Problems) -> None:
    if folder.there and file not in folder.nodes:
        problems.add(Place(folder.name), "no-file", f"the pack lacks {file}", "see docs/language.md")


class Catalogues(Struct, frozen=True):
    """What the files of named entries say."""

    parameters: Mapping[str, Parameter]
    sources: Mapping[str, Source]
    evidence: Mapping[str, Evidence]
    claims: Mapping[str, Claim]
    channels: Mapping[str, Channel]
    letters: Mapping[str, LetterForm]
    own_words: OwnWords
    letter_words: Mapping[str, Text]
    promises: Promises
    orders: OrderForm | None


class _Reading:
    """A pack being read; `nodes` are its files by name, those of the pack under it included, None for no YAML."""

    def __init__(
        self, own: PackFolder, base: PackFolder | None, nodes: Mapping[str, Node | None], scope: Scope
    ) -> None:
        self._own = own
        self._base = base
        self._nodes = nodes
        self._scope = scope

    def policy(self) -> Policy | None:
        """The policy; None where pack.yaml or facts.yaml, its frame, cannot be read at all."""
        fields = self._declare()
        frame = read_pack(fields[PACK], self._own.name, self._scope) if PACK in fields else None
        given = read_facts(fields[FACTS], self._scope) if FACTS in fields else None
        catalogues = self._catalogues(fields)
        rules = self._rules(fields, catalogues.sources)
        if not frame or not given:
            return None
        policy = self._assemble(frame, given, catalogues, rules)
        policy = replace(policy, calendar=read_calendar(fields.get(CALENDAR), self._scope))
        return policy if self._base is None else overlaid(policy, fields.get(CHANGES), self._scope)

    def _under(self) -> Base | None:
        """The law pack, as the verdict names it."""
        if self._base is None:
            return None
        pack = self._base.nodes.get(PACK)
        version = pack.get("version") if isinstance(pack, MappingNode) else None
        return Base(self._base.name, version.text if isinstance(version, Scalar) else "", hash_of(self._base))

    def _declare(self) -> dict[str, Fields]:
        """The first pass. Languages and time zone come first, since all other files are read with them."""
        fields: dict[str, Fields] = {}
        for file in dict.fromkeys((PACK, *DECLARES, *sorted(self._nodes))):
            node = self._nodes.get(file)
            if node is not None:
                fields[file] = self._declare_file(file, node)
            elif file in self._nodes or file in (PACK, FACTS):
                self._scope.unreadable.update(DECLARES.get(file, ("rule", "warning")))
        return fields

    def _declare_file(self, file: str, node: Node) -> Fields:
        if file == PACK:
            return declare_pack(node, self._scope)
        if file == FACTS:
            return declare_facts(node, self._scope)
        if file == CALENDAR:
            return declare_calendar(node, self._scope)
        if file == LETTERS:
            return declare_letters(node, self._scope)
        if file == ORDERS:
            return declare_orders(node, self._scope)
        if file == GUARANTEES:
            return declare_guarantees(node, self._scope)
        if file == CHANGES:
            return declare_changes(node, self._scope)
        if file in CATEGORIES:
            return declare_catalogue(file, node, self._scope)
        return declare_rules(file, node, self._scope)

    def _catalogues(self, fields: Mapping[str, Fields]) -> Catalogues:
        scope = self._scope
        return Catalogues(
            read_catalogue(fields.get("parameters.yaml"), "parameters", read_parameter, scope),
            read_catalogue(fields.get("sources.yaml"), "sources", read_source, scope),
            read_catalogue(fields.get("evidence.yaml"), "evidence", read_evidence, scope),
            read_catalogue(fields.get("claims.yaml"), "claims", read_claim, scope),
            read_catalogue(fields.get("channels.yaml"), "channels", read_channel, scope),
            read_letters(fields.get(LETTERS), scope),
            read_own_words(fields.get(LETTERS), scope),
            read_wording(fields.get(LETTERS), scope),
            read_guarantees(fields.get(GUARANTEES), scope),
            read_orders(fields.get(ORDERS), scope),
        )

    def _rules(self, fields: Mapping[str, Fields], sources: Mapping[str, Source]) -> dict[str, Rule]:
        files = [of_file for file, of_file in fields.items() if file not in DECLARES]
        return {rule.id: rule for of_file in files for rule in read_rules(of_file, self._scope, sources)}

    def _assemble(self, frame: Frame, given: Given, catalogues: Catalogues, rules: Mapping[str, Rule]) -> Policy:
        groups = groups_of_claims(frame.groups)
        return Policy(
            id=frame.id,
            version=frame.version,
            hash=hash_of(*(folder for folder in (self._base, self._own) if folder)),
            languages=self._scope.languages,
            title=frame.title,
            disclaimer=frame.disclaimer,
            currency=frame.currency,
            currency_symbol=frame.currency_symbol,
            minor_unit=self._scope.minor_unit,
            timezone=self._scope.timezone,
            matters=frame.matters,
            tiers=frame.tiers,
            parties=frame.parties,
            roles=frame.roles,
            links=frame.links,
            proof_strength=frame.proof_strength,
            groups=frame.groups,
            screens=frame.screens,
            facts=given.facts,
            measures=given.measures,
            findings=given.findings,
            parameters=catalogues.parameters,
            sources=catalogues.sources,
            evidence=catalogues.evidence,
            claims={name: replace(claim, group=groups.get(name)) for name, claim in catalogues.claims.items()},
            channels=catalogues.channels,
            rules=rules,
            nevers=given.nevers,
            ordered=given.ordered,
            letters=catalogues.letters,
            own_words=catalogues.own_words,
            letter_words=catalogues.letter_words,
            raised_by=catalogues.promises.raised_by,
            guarantees=catalogues.promises.guarantees,
            irrelevant=catalogues.promises.irrelevant,
            accepted=catalogues.promises.accepted,
            place=frame.place,
            person=frame.person,
            currency_words=frame.currency_words,
            orders=catalogues.orders,
            over=self._under(),
        )
