"""Schemas of packs: every shipped file is valid, broken ones are not, and the committed schemas are up to date."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from jsonschema import Draft7Validator
from referencing import Registry
from referencing.jsonschema import DRAFT7

from triage.bundled import pack_folder, pack_names, scenario_folder
from triage.cli import cli
from triage.document import Node, Scalar, Sequence, parse_yaml
from triage.parse import load_policy
from triage.parse.catalogues import CHANNEL_KEYS, CLAIM_KEYS
from triage.parse.expect import KEYS as EXPECT_KEYS
from triage.parse.facts import FACT_KEYS, SECTIONS
from triage.parse.guarantees import SECTIONS as PROMISES
from triage.parse.load import DECLARES
from triage.parse.pack import OPTIONAL, REQUIRED
from triage.parse.rules import HEAD_KEYS, RULE_KEYS, THEN_KEYS
from triage.problem import Problems
from triage.render.schemas import FOLDER, SCHEMAS, modeline, schemas
from triage.render.schemas.vocabulary import MOMENT

HERE = Path(__file__).parent
TINY = HERE / "packs" / "tiny"
PRACTICE = HERE.parent / "examples" / "rules" / "code-shop"
OVERLAY = PRACTICE.parent / "bright-market"
PACKS = [TINY, PRACTICE, OVERLAY, *(folder for name in pack_names() if (folder := pack_folder(name)) is not None)]
SCENARIOS = {
    "tiny": HERE / "scenarios" / "tiny",
    "code-shop": PRACTICE.parent.parent / "scenarios" / "code-shop",
    "bright-market": PRACTICE.parent.parent / "scenarios" / "bright-market",
    **{name: scenario_folder(name) for name in pack_names()},
}


@lru_cache
def made(folder: Path) -> dict[str, str]:
    policy = load_policy(folder).policy
    assert policy is not None, folder
    return schemas(policy)


@lru_cache
def validator(folder: Path, schema: str) -> Draft7Validator:
    """A validator that knows the pack's vocabulary, as an editor that finds it beside the schema."""
    vocabulary = DRAFT7.create_resource(json.loads(made(folder)["vocabulary.json"]))
    registry: Registry[Any] = Registry().with_resource("vocabulary.json", vocabulary)
    return Draft7Validator(json.loads(made(folder)[schema]), registry=registry)


def plain(node: Node) -> Any:
    """What YAML 1.2's core schema makes of a node (https://yaml.org/spec/1.2.2/, 10.3)."""
    match node:
        case Scalar(text, True) if text in ("true", "false"):
            return text == "true"
        case Scalar(text, True) if re.fullmatch(r"[-+]?[0-9]+", text):
            return int(text)
        case Scalar(text, True) if re.fullmatch(r"[-+]?[0-9]*\.[0-9]+", text):
            return float(text)
        case Scalar(text):
            return text
        case Sequence(items):
            return [plain(item) for item in items]
        case _:
            return {key.text: plain(value) for key, value in node}


def errors(folder: Path, schema: str, text: str) -> list[str]:
    node = parse_yaml(text, "x", Problems())
    assert node is not None
    found = validator(folder, schema).iter_errors(plain(node))
    return [f"{list(error.absolute_path)}: {error.message[:300]}" for error in found]


def schema_of(file: str) -> str:
    return modeline(file).rpartition("/")[2]


# --- What is shipped ---------------------------------------------------------------------------

FILES = [(folder, file.name) for folder in PACKS for file in sorted(folder.glob("*.yaml"))]


@pytest.mark.parametrize(("folder", "file"), FILES, ids=lambda value: value if isinstance(value, str) else value.name)
def test_every_file_of_a_pack_is_valid(folder: Path, file: str) -> None:
    assert errors(folder, schema_of(file), (folder / file).read_text("utf-8")) == []


@pytest.mark.parametrize("folder", PACKS, ids=lambda folder: folder.name)
def test_every_scenario_is_valid(folder: Path) -> None:
    where = SCENARIOS[folder.name]
    files = sorted(where.rglob("*.yaml")) if where else []
    assert files or folder.name not in SCENARIOS
    assert {f.name: e for f in files if (e := errors(folder, "case.json", f.read_text("utf-8")))} == {}


def test_real_disputes_and_the_example_of_the_readme_are_valid_and_say_so() -> None:
    pack = HERE.parent / "rules" / "cn-digital-goods"
    disputes = (HERE.parent / "scenarios" / "cn-digital-goods-real").glob("*.yaml")
    files = [*disputes, HERE.parent / "examples" / "used-licence.yaml"]
    assert len(files) == 29
    for file in files:
        text = file.read_text("utf-8")
        assert errors(pack, "case.json", text) == [], file
        assert (file.parent / text.splitlines()[0].partition("=")[2]).resolve() == pack / FOLDER / "case.json", file


@pytest.mark.parametrize("folder", PACKS, ids=lambda folder: folder.name)
def test_schemas_are_schemas_and_their_references_lead_somewhere(folder: Path) -> None:
    known = json.loads(made(folder)["vocabulary.json"])["definitions"]
    for text in made(folder).values():
        Draft7Validator.check_schema(json.loads(text))
        references = re.findall(r'"\$ref": "([^"]+)"', text)
        assert {each.removeprefix("vocabulary.json#/definitions/") for each in references} <= set(known)


SHIPPED = [folder for folder in PACKS if folder != TINY]


COMMITTED = [folder for folder in SHIPPED if folder != OVERLAY]
"""Those of an overlay change with its law pack, and are written where somebody edits it."""


@pytest.mark.parametrize("folder", COMMITTED, ids=lambda folder: folder.name)
def test_the_committed_schemas_are_up_to_date(folder: Path) -> None:
    committed = {path.name: path.read_bytes().decode("utf-8") for path in (folder / FOLDER).glob("*")}
    assert committed.keys() == made(folder).keys()
    assert [name for name, text in made(folder).items() if committed[name] != text] == [], "run `triage schema`"


@pytest.mark.parametrize("folder", SHIPPED, ids=lambda folder: folder.name)
def test_every_shipped_file_tells_editors_its_schema(folder: Path) -> None:
    for path in sorted(folder.glob("*.yaml")):
        assert path.read_text("utf-8").splitlines()[0] == modeline(path.name), path
    where = SCENARIOS[folder.name]
    for path in sorted(where.rglob("*.yaml")) if where else ():
        line = path.read_text("utf-8").splitlines()[0]
        assert line.startswith("# yaml-language-server: $schema="), path
        assert (path.parent / line.partition("=")[2]).resolve() == (folder / FOLDER / "case.json").resolve(), path


# --- Nothing is forgotten ----------------------------------------------------------------------


def keys_of(schema: str, *path: str) -> set[str]:
    """The keys of a mapping in a schema of the tiny pack, by the keys that lead to it."""
    part = json.loads(made(TINY)[schema])
    for step in path:
        part = part[step] if step in part else _resolved(part)[step]
    return set(_resolved(part)["properties"])


def _resolved(part: dict[str, Any]) -> dict[str, Any]:
    if "$ref" not in part:
        return part
    name = part["$ref"].rpartition("/")[2]
    found: dict[str, Any] = json.loads(made(TINY)["vocabulary.json"])["definitions"][name]
    return found


RULE = ("properties", "rules", "items")


@pytest.mark.parametrize(
    ("schema", "path", "keys"),
    [
        ("pack.json", (), (*REQUIRED, *OPTIONAL)),
        ("facts.json", (), SECTIONS),
        ("facts.json", ("properties", "facts", "additionalProperties"), ("kind", "title", *FACT_KEYS)),
        ("claims.json", ("properties", "claims", "additionalProperties"), ("title", "demand", *CLAIM_KEYS)),
        (
            "channels.json",
            ("properties", "channels", "additionalProperties"),
            ("title", "action", "stage", *CHANNEL_KEYS),
        ),
        ("rules.json", ("properties", "file"), HEAD_KEYS),
        ("rules.json", RULE, ("rule", "then", *RULE_KEYS)),
        ("rules.json", (*RULE, "properties", "then"), THEN_KEYS),
        ("guarantees.json", (), PROMISES),
        ("case.json", ("properties", "expect"), EXPECT_KEYS),
    ],
)
def test_a_schema_has_the_keys_that_the_reader_knows(schema: str, path: tuple[str, ...], keys: tuple[str, ...]) -> None:
    assert keys_of(schema, *path) == set(keys)


def test_there_is_a_schema_for_each_file_of_a_pack() -> None:
    files = {*DECLARES, "20-damage.yaml"}
    assert {schema_of(file) for file in files} | {"case.json"} == {f"{name}.json" for name in SCHEMAS}
    assert modeline("other.yaml") == modeline("rules.yaml") == modeline("case.yaml") == ""


# --- Broken files ------------------------------------------------------------------------------

RULES_HEAD = "file: {matter: damage, tier: proof}\nrules:\n"
GOOD_RULE = "- rule: a-rule\n  when: {state_record: none}\n  then: {responsible: lender}\n"
CASE_HEAD = "policy: tiny\nnow: 2026-08-04T15:00+02:00\n"

BROKEN = {
    "unknown fact": ("rules.json", RULES_HEAD + GOOD_RULE.replace("state_record", "state_recrd")),
    "unknown choice": ("rules.json", RULES_HEAD + GOOD_RULE.replace("none", "nothing")),
    "unknown choice in a list": ("rules.json", RULES_HEAD + GOOD_RULE.replace("none", "[none, nothing]")),
    "unknown role": ("rules.json", RULES_HEAD + GOOD_RULE.replace("lender", "lendr")),
    "unknown key": ("rules.json", RULES_HEAD + GOOD_RULE + "  becuase: {en: x, zh: x}\n"),
    "unknown claim": ("rules.json", RULES_HEAD + GOOD_RULE.replace("responsible: lender", "claim: fine")),
    "unknown source": ("rules.json", RULES_HEAD + GOOD_RULE + "  cites: [HR-9]\n"),
    "unknown rule": ("rules.json", RULES_HEAD + GOOD_RULE + "  overrides: [no-such-rule]\n"),
    "unknown evidence": ("rules.json", RULES_HEAD + GOOD_RULE.replace("state_record: none", "has: E_NONE")),
    "unknown matter": ("rules.json", (RULES_HEAD + GOOD_RULE).replace("matter: damage", "matter: damages")),
    "unknown test": ("rules.json", RULES_HEAD + GOOD_RULE.replace("state_record: none", "loans: {more: 3}")),
    "text tested": ("rules.json", RULES_HEAD + GOOD_RULE.replace("state_record: none", "story: x")),
    "finding compared": ("rules.json", RULES_HEAD + GOOD_RULE.replace("state_record: none", "returned_late: 1")),
    "nested mistake": ("rules.json", RULES_HEAD + GOOD_RULE.replace("state_record: none", "any: [{not: {itm: book}}]")),
    "language missing": ("rules.json", RULES_HEAD + GOOD_RULE + "  because: {en: x}\n"),
    "two kinds of conclusion": (
        "rules.json",
        RULES_HEAD + GOOD_RULE.replace("lender}", "lender, finding: returned_late}"),
    ),
    "warning and claim": ("rules.json", RULES_HEAD + GOOD_RULE.replace("lender}", "lender, warn: W_X}")),
    "no conclusion": ("rules.json", RULES_HEAD + "- rule: a-rule\n  then: {}\n"),
    "rule id": ("rules.json", RULES_HEAD + GOOD_RULE.replace("a-rule", "A_Rule")),
    "example with two results": ("rules.json", RULES_HEAD + GOOD_RULE + "  examples: [{wins: {}, silent: {}}]\n"),
    "evidence that proves another fact": (
        "rules.json",
        RULES_HEAD + GOOD_RULE + "  examples: [{wins: {damaged_before: {value: true, by: E_SLIP}}}]\n",
    ),
    "unknown fact in a case": ("case.json", CASE_HEAD + "facts: {itm: book}\n"),
    "unknown choice in a case": ("case.json", CASE_HEAD + "facts: {item: magazine}\n"),
    "number for yes or no": ("case.json", CASE_HEAD + "facts: {returned: 1}\n"),
    "negative money": ("case.json", CASE_HEAD + "facts: {fine_paid: -1}\n"),
    "too much money": ("case.json", CASE_HEAD + "facts: {fine_paid: 1000.01}\n"),
    "half a loan": ("case.json", CASE_HEAD + "facts: {loans: 1.5}\n"),
    "no moment": ("case.json", CASE_HEAD + "facts: {due_at: tomorrow}\n"),
    "other policy": ("case.json", CASE_HEAD.replace("tiny", "large")),
    "unknown expectation": ("case.json", CASE_HEAD + "expect: {result: x}\n"),
    "unknown status": ("case.json", CASE_HEAD + "expect: {status: sure}\n"),
    "one side contests": ("case.json", CASE_HEAD + "contested: {loans: {library: 2}}\n"),
    "unknown kind": ("facts.json", "facts: {x: {kind: boolean, title: {en: x, zh: x}}}\n"),
    "finding in applies_when": (
        "facts.json",
        "facts: {x: {kind: count, title: {en: x, zh: x}, applies_when: {returned_late: true}}}\n",
    ),
    "capitals": ("facts.json", "facts: {X: {kind: count, title: {en: x, zh: x}}}\n"),
    "unknown party": ("pack.json", (TINY / "pack.yaml").read_text("utf-8").replace("party: partner", "party: partnr")),
    "unverified unsaid": (
        "sources.json",
        'sources: {S-1: {title: {en: x, zh: x}, article: "1", effect: {en: x, zh: x}}}\n',
    ),
    "value and versions": (
        "parameters.json",
        "parameters: {p: {title: {en: x, zh: x}, unit: hours, value: 1, versions: [{value: 2}]}}\n",
    ),
    "strength": ("evidence.json", "evidence: {E: {title: {en: x, zh: x}, links: {L1: 4}, holder: {en: x, zh: x}}}\n"),
    "unknown channel": ("letters.json", "letters: {CH_NONE: {title: {en: x, zh: x}, problem: [], demand: []}}\n"),
    "unknown claim promised": (
        "guarantees.json",
        "guarantees: [{guarantee: g, says: {en: x, zh: x}, then: {claim: fine}}]\n",
    ),
    "unknown channel key": ("channels.json", "channels: {CH: {title: {en: x, zh: x}, stage: 1}}\n"),
    "unknown fallback": (
        "claims.json",
        "claims: {c: {title: {en: x, zh: x}, demand: {en: x, zh: x}, otherwise: nothing}}\n",
    ),
}


@pytest.mark.parametrize(("schema", "text"), BROKEN.values(), ids=BROKEN)
def test_a_broken_file_is_not_valid(schema: str, text: str) -> None:
    assert errors(TINY, schema, text) != []


def test_the_broken_rules_are_valid_without_their_mistake() -> None:
    assert errors(TINY, "rules.json", RULES_HEAD + GOOD_RULE) == []
    assert errors(TINY, "case.json", CASE_HEAD) == []


# --- For editors -------------------------------------------------------------------------------


def walk(part: Any) -> Iterator[dict[str, Any]]:
    if isinstance(part, dict):
        yield part
    for inner in part.values() if isinstance(part, dict) else part if isinstance(part, list) else ():
        yield from walk(inner)


def test_every_choice_has_a_description_in_both_languages() -> None:
    texts = {name: json.loads(text) for name, text in made(TINY).items()}
    told = [part for text in texts.values() for part in walk(text) if "enumDescriptions" in part]
    assert told
    assert all(len(part["enum"]) == len(part["enumDescriptions"]) for part in told)
    (choices,) = {tuple(part["enumDescriptions"]) for part in told if part["enum"] == ["none", "vague", "exact"]}
    assert choices == ("none / 没有", "a vague one / 含糊", "an exact one / 准确")


def test_facts_and_keys_are_explained_in_both_languages() -> None:
    condition = json.loads(made(TINY)["vocabulary.json"])["definitions"]["condition"]["properties"]
    assert condition["state_record"]["title"] == "record of the book's state / 图书状况记录"
    assert "What record did the library show? / 图书馆出示了什么记录?" in condition["state_record"]["description"]
    rule = json.loads(made(TINY)["rules.json"])["properties"]["rules"]["items"]["properties"]
    assert rule["overrides"]["description"].count("\n") == 1


def test_unknown_keys_are_refused_everywhere_and_alternatives_are_few() -> None:
    for name, text in made(TINY).items():
        for part in walk(json.loads(text)):
            assert "properties" not in part or "type" not in part or part["additionalProperties"] is False, name
        assert text.count('"anyOf"') <= 20, name


@pytest.mark.parametrize(
    ("text", "valid"),
    [
        ("2026-05-10", True),
        ("2026-05-10T14:30", True),
        ("2026-05-10 14:30:15.5", True),
        ("2026-05-10T14:30+08:00", True),
        ("2026-05-10T14:30 Z", True),
        ("10.05.2026", False),
        ("2026-5-1", False),
        ("2026-05-10T14", False),
    ],
)
def test_moments(text: str, valid: bool) -> None:
    assert bool(re.search(MOMENT, text)) is valid


# --- The command -------------------------------------------------------------------------------


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(cli, ["schema", *map(str, arguments)])


def test_schemas_are_written_beside_the_pack_and_only_where_they_differ(tmp_path: Path) -> None:
    pack = tmp_path / "tiny"
    shutil.copytree(TINY, pack)
    assert run(pack, "--check").exit_code == 1
    assert not (pack / FOLDER).exists()
    assert run(pack).exit_code == 0
    assert {path.name: path.read_text("utf-8") for path in (pack / FOLDER).iterdir()} == made(TINY)
    assert run(pack, "--check").exit_code == 0
    (pack / FOLDER / "rules.json").write_text("{}", "utf-8")
    checked = run(pack, "--check")
    assert (checked.exit_code, checked.stderr.count("\n")) == (1, 1)
    assert "rules.json" in checked.stderr
    assert "1 of" in run(pack).stdout
    assert load_policy(pack).problems == ()


def test_schemas_go_into_another_folder(tmp_path: Path) -> None:
    assert run(TINY, "-o", tmp_path / "new" / "folder").exit_code == 0
    assert {path.name for path in (tmp_path / "new" / "folder").iterdir()} == set(made(TINY))
    assert not (TINY / FOLDER).exists()


def test_every_file_can_be_told_its_schema_once(tmp_path: Path) -> None:
    pack, cases = tmp_path / "packs" / "tiny", tmp_path / "scenarios" / "tiny"
    shutil.copytree(TINY, pack)
    shutil.copytree(HERE / "scenarios" / "tiny", cases)
    before = {path: path.read_text("utf-8") for path in (*pack.glob("*.yaml"), *cases.glob("*.yaml"))}
    assert run(pack, "--modelines").exit_code == 0
    after = {path: path.read_text("utf-8") for path in before}
    assert {path: text.partition("\n")[2] for path, text in after.items()} == before
    for path, text in after.items():
        schema = path.parent / text.splitlines()[0].removeprefix("# yaml-language-server: $schema=")
        assert schema.is_file()
        assert schema.name == (schema_of(path.name) if path.parent == pack else "case.json")
    run(pack, "--modelines")
    assert {path: path.read_text("utf-8") for path in before} == after


def test_wrong_usage_and_bad_packs(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", "utf-8")
    assert run(TINY, "-o", tmp_path / "file").exit_code == 2
    assert run(TINY, "-o", tmp_path / "file" / "below").exit_code == 2
    assert run(TINY, TINY, "-o", tmp_path).exit_code == 2
    assert run(TINY, "--modelines", "--check").exit_code == 2
    assert run("no-such-pack").exit_code == 3
    (tmp_path / "empty").mkdir()
    assert run(tmp_path / "empty").exit_code == 3
    assert list((tmp_path / "empty").iterdir()) == []
