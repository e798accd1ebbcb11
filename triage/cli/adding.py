"""`triage new fact|rule`: an entry at the end of a pack's file, tried out before anything is written."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Mapping as MappingOf
from pathlib import Path

import click
from msgspec.structs import replace

from triage.checks import check
from triage.cli.creating import KEBAB_CASE, LOWER_CASE, checked_name, fill, open_pack, say_made
from triage.cli.ending import Code, Stop
from triage.cli.opening import Setting, stop_for
from triage.cli.paths import is_folder, is_there
from triage.cli.saving import write_whole
from triage.cli.showing import named
from triage.document import Mapping, parse_yaml, read_text
from triage.insertion import inserted
from triage.parse import Loaded, base_folder, load_policy
from triage.parse.folder import RULES
from triage.policy import Kind, Policy
from triage.problem import Problem, Problems
from triage.render.scaffold import fact_entry, rule_entry, rule_file, test_of, test_of_fact
from triage.render.schemas import FOLDER, modeline, schemas


def new_fact(setting: Setting, name: str, kind: str, choices: tuple[str, ...], file: str) -> None:
    """A fact at the end of facts.yaml, and a rule that reads it (what nothing reads is a mistake)."""
    checked_name(name, LOWER_CASE, "some_fact", "NAME")
    policy, folder = open_pack(setting)
    _free(name, {**policy.facts, **policy.measures, **policy.findings, **policy.parameters}, "NAME")
    sort = Kind(kind)
    if (sort in (Kind.CHOICE, Kind.CHOICES)) != bool(choices):
        raise click.BadParameter(
            f"a fact of the kind {kind} has {'no ' if choices else ''}choices", param_hint="--choice"
        )
    entry = fact_entry(
        name, sort, tuple(checked_name(c, LOWER_CASE, "too_late", "--choice") for c in choices), policy.languages
    )
    edits = {"facts.yaml": _inserted(folder, "facts.yaml", "facts", entry, setting)}
    rule = f"note-{name.replace('_', '-')}"
    if sort is not Kind.TEXT:
        _free(rule, policy.rules, "NAME")
        edits |= _with_rule(rule, test_of(name, sort, choices), file, policy, folder, setting)
    _save(folder, edits, rule, setting)
    say_made(setting, "fact", name, folder / "facts.yaml")
    if sort is not Kind.TEXT:
        say_made(setting, "rule", rule, folder / file)


def new_rule(setting: Setting, name: str, file: str, fact: str | None) -> None:
    """A rule at the end of a file of rules, or the first one of a new file."""
    checked_name(name, KEBAB_CASE, "late-return", "ID")
    policy, folder = open_pack(setting)
    _free(name, policy.rules, "ID")
    tested = {each: declared for each, declared in policy.facts.items() if declared.kind is not Kind.TEXT}
    if not tested:
        raise click.BadParameter(f"{policy.id} has no fact that a rule could test", param_hint="--when")
    read = named(fact, tested, "fact that a rule may test", policy.id, "--when") if fact else next(iter(tested))
    _save(folder, _with_rule(name, test_of_fact(tested[read]), file, policy, folder, setting), name, setting)
    say_made(setting, "rule", name, folder / file)


def _free(name: str, taken: MappingOf[str, object], hint: str) -> None:
    if name in taken:
        place = getattr(taken[name], "place", "")
        raise click.BadParameter(f"{name!r} is there already: {place}", param_hint=hint)


def _with_rule(name: str, when: str, file: str, policy: Policy, folder: Path, setting: Setting) -> dict[str, str]:
    """The file with the rule at its end."""
    if not RULES.fullmatch(file):
        raise click.BadParameter(f"{file!r} is no file of rules; write a name like 20-late.yaml", param_hint="--in")
    if not policy.sources:
        raise click.BadParameter(f"{policy.id} has no source that a rule could cite", param_hint="--in")
    source = next(iter(policy.sources))
    matter, tier = next(iter(policy.matters)), policy.tiers[-1]
    if not is_there(folder / file):
        return {file: rule_file(matter, tier, rule_entry(name, when, source, policy.languages), modeline(file))}
    said = _said_for_all(folder / file)
    head = tuple(f"{key}: {value}" for key, value in (("matter", matter), ("tier", tier)) if key not in said)
    entry = rule_entry(name, when, "" if "cites" in said else source, policy.languages, head)
    return {file: _inserted(folder, file, "rules", entry, setting)}


def _said_for_all(path: Path) -> set[str]:
    """The keys that the head of a file of rules says for all of them."""
    text = read_text(path)
    root = parse_yaml(text, path.name, Problems()) if isinstance(text, str) else None
    said = root.get("file") if isinstance(root, Mapping) else None
    return {key.text for key, _ in said} if isinstance(said, Mapping) else set()


def _inserted(folder: Path, file: str, section: str, entry: tuple[str, ...], setting: Setting) -> str:
    text = read_text(folder / file, file)
    found = text if isinstance(text, Problem) else inserted(text, file, section, entry)
    if isinstance(found, Problem):
        raise stop_for(Code.POLICY, [found], {} if isinstance(text, Problem) else {file: text}, setting)
    return found


def _save(folder: Path, edits: MappingOf[str, str], rule: str, setting: Setting) -> None:
    """Write the files, all or none; raises `Stop` where the pack, with this rule, would have new problems."""
    _try_out(folder, edits, rule, setting)
    before = {file: (folder / file).read_bytes() if is_there(folder / file) else None for file in edits}
    done: list[str] = []
    try:
        for file, text in edits.items():
            write_whole(folder / file, text)
            done.append(file)
    except OSError as error:
        for file in done:
            _put_back(folder / file, before[file])
        raise Stop(Code.POLICY, f"{folder} cannot be written to: {error.strerror}") from None
    _refresh_schemas(folder)


def _refresh_schemas(folder: Path) -> None:
    """Write the pack's schemas anew where it has them."""
    policy = load_policy(folder).policy
    if policy is not None and is_folder(folder / FOLDER):
        for name, text in schemas(policy).items():
            write_whole(folder / FOLDER / name, text)


def _put_back(path: Path, content: bytes | None) -> None:
    path.unlink() if content is None else path.write_bytes(content)


def _try_out(folder: Path, edits: MappingOf[str, str], rule: str, setting: Setting) -> None:
    """Check the pack as it would be; problems that it has already are its author's business."""
    known = {(problem.code, problem.message) for problem in _problems(load_policy(folder), rule)}
    with tempfile.TemporaryDirectory(prefix="triage-new-") as part:
        below = base_folder(folder)
        if below is not None:
            _copy(below, Path(part))
        copy = _copy(folder, Path(part))
        fill(copy, edits)
        loaded = load_policy(copy)
    new = [problem for problem in _problems(loaded, rule) if (problem.code, problem.message) not in known]
    if new:
        raise stop_for(Code.POLICY, new, loaded.texts, setting)


def _copy(folder: Path, into: Path) -> Path:
    """The pack's files in a folder of the same name."""
    copy = into / folder.resolve().name
    copy.mkdir()
    for path in folder.glob("*.y*ml"):
        shutil.copyfile(path, copy / path.name)
    return copy


def _problems(loaded: Loaded, rule: str) -> tuple[Problem, ...]:
    """All problems of a pack, but of examples only those of one rule: trying out the others would take seconds."""
    return (*loaded.problems, *(check(_with_examples_of(rule, loaded.policy)) if loaded.policy else ()))


def _with_examples_of(name: str, policy: Policy) -> Policy:
    rules = {id_: rule if id_ == name else replace(rule, examples=()) for id_, rule in policy.rules.items()}
    return replace(policy, rules=rules)
