"""A folder of YAML files to a policy, in two passes: all names first, then what is said about them."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from triage.document import Node, decode, parse_yaml, read_bytes
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
from triage.parse.facts import Given, declare_facts, read_facts
from triage.parse.fields import Fields
from triage.parse.guarantees import Promises, declare_guarantees, read_guarantees
from triage.parse.letters import declare_letters, read_letters
from triage.parse.pack import UTC, Frame, declare_pack, read_pack
from triage.parse.report import without_echoes
from triage.parse.rules import declare_rules, read_rules
from triage.parse.scope import Scope
from triage.policy import Channel, Claim, Evidence, LetterForm, Parameter, Policy, Rule, Source
from triage.problem import Place, Problem, Problems, did_you_mean, has_errors

PACK, FACTS, LETTERS, GUARANTEES = "pack.yaml", "facts.yaml", "letters.yaml", "guarantees.yaml"
RULES = re.compile("[0-9]{2}-[a-z0-9-]+[.]yaml")
DECLARES: Mapping[str, tuple[str, ...]] = {
    PACK: ("matter", "tier", "party", "role", "link", "group", "screen"),
    FACTS: ("fact", "measure", "finding"),
    **{file: (category,) for file, (_, category, _) in CATEGORIES.items()},
    LETTERS: (),
    GUARANTEES: ("guarantee",),
}
"""What each file declares; all other files of a pack are rules."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """What came of a pack: its policy, unless there is an error, and all problems with the texts they stand in.

    A place's `file`, and the key of its text, is the folder's name and the name in it:
    `library/20-damage.yaml`, wherever the folder is.
    """

    policy: Policy | None
    problems: tuple[Problem, ...]
    texts: Mapping[str, str] = field(default_factory=dict)


def load_policy(folder: Path) -> Loaded:
    """Read a pack. Nothing is raised for what an author can do wrong; see `Loaded.problems`."""
    problems = Problems()
    name = folder.resolve().name
    files = _files(folder, name, problems)
    texts = _texts(files, problems)
    nodes = {
        file.partition("/")[2]: parse_yaml(texts[file], file, problems) if file in texts else None for file in files
    }
    of_text = len(problems.found)
    policy = _Reading(name, nodes, Scope(problems, UTC)).policy(_hash(files)) if files else None
    found = without_echoes(problems, of_text)
    return Loaded(None if has_errors(found) else policy, found, texts)


def _files(folder: Path, name: str, problems: Problems) -> dict[str, bytes | None]:
    """The bytes of the pack's files by name, None for one that cannot be read."""
    try:
        found = sorted(path for path in folder.iterdir() if path.suffix in (".yaml", ".yml") and path.name[0] != ".")
    except NotADirectoryError:
        problems.add(Place(name), "not-a-folder", f"{folder} is a file; a pack is a folder")
        return {}
    except FileNotFoundError:
        problems.add(Place(name), "no-folder", f"there is no folder {folder}")
        return {}
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        problems.add(Place(name), "unreadable", f"{folder} cannot be read: {reason}")
        return {}
    known = [path for path in found if _is_known(path.name, f"{name}/{path.name}", problems)]
    for missing in sorted({PACK, FACTS} - {path.name for path in known}):
        problems.add(Place(name), "no-file", f"the pack lacks {missing}", "see docs/language.md")
    return {f"{name}/{path.name}": _bytes(path, f"{name}/{path.name}", problems) for path in known}


def _is_known(name: str, file: str, problems: Problems) -> bool:
    """Whether a pack has files of that name; a misspelt file would be left out silently otherwise."""
    if name in DECLARES or RULES.fullmatch(name):
        return True
    near = did_you_mean(Path(name).stem, [Path(file).stem for file in DECLARES])
    hint = f"did you mean {near}.yaml?" if near else "a file of rules is named like 20-used-code.yaml"
    problems.add(Place(file), "unknown-file", f"a pack has no file {name}", hint)
    return False


def _bytes(path: Path, file: str, problems: Problems) -> bytes | None:
    data = read_bytes(path, file)
    if isinstance(data, Problem):
        problems.found.append(data)
        return None
    return data


def _texts(files: Mapping[str, bytes | None], problems: Problems) -> dict[str, str]:
    texts: dict[str, str] = {}
    for file, data in files.items():
        text = decode(data, file) if data is not None else None
        if isinstance(text, Problem):
            problems.found.append(text)
        elif text is not None:
            texts[file] = text
    return texts


def _hash(files: Mapping[str, bytes | None]) -> str:
    """SHA-256 of the files, names and contents, wherever their folder is and whatever it is called."""
    digest = hashlib.sha256()
    for file, data in sorted(files.items()):
        content = data or b""
        digest.update(f"{file.partition('/')[2]}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()


@dataclass(frozen=True, slots=True)
class Catalogues:
    """What the files of named entries say."""

    parameters: Mapping[str, Parameter]
    sources: Mapping[str, Source]
    evidence: Mapping[str, Evidence]
    claims: Mapping[str, Claim]
    channels: Mapping[str, Channel]
    letters: Mapping[str, LetterForm]
    promises: Promises


class _Reading:
    """A pack being read; `nodes` are its files by name, None for one that is not YAML."""

    def __init__(self, name: str, nodes: Mapping[str, Node | None], scope: Scope) -> None:
        self._name = name
        self._nodes = nodes
        self._scope = scope

    def policy(self, hash_: str) -> Policy | None:
        """The policy; None where pack.yaml or facts.yaml, its frame, cannot be read at all."""
        fields = self._declare()
        frame = read_pack(fields[PACK], self._name, self._scope) if PACK in fields else None
        given = read_facts(fields[FACTS], self._scope) if FACTS in fields else None
        catalogues = self._catalogues(fields)
        rules = self._rules(fields, catalogues.sources)
        return self._assemble(frame, given, catalogues, rules, hash_) if frame and given else None

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
        if file == LETTERS:
            return declare_letters(node, self._scope)
        if file == GUARANTEES:
            return declare_guarantees(node, self._scope)
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
            read_guarantees(fields.get(GUARANTEES), scope),
        )

    def _rules(self, fields: Mapping[str, Fields], sources: Mapping[str, Source]) -> dict[str, Rule]:
        files = [of_file for file, of_file in fields.items() if file not in DECLARES]
        return {rule.id: rule for of_file in files for rule in read_rules(of_file, self._scope, sources)}

    def _assemble(
        self, frame: Frame, given: Given, catalogues: Catalogues, rules: Mapping[str, Rule], hash_: str
    ) -> Policy:
        groups = groups_of_claims(frame.groups)
        return Policy(
            id=frame.id,
            version=frame.version,
            hash=hash_,
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
            raised_by=catalogues.promises.raised_by,
            guarantees=catalogues.promises.guarantees,
            irrelevant=catalogues.promises.irrelevant,
            accepted=catalogues.promises.accepted,
            place=frame.place,
            person=frame.person,
            currency_words=frame.currency_words,
        )
