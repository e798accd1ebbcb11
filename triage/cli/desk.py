"""The author's desk: `triage show`, `new`, `schema`, `plan`. Only click is imported here, as in `triage.cli`."""

from __future__ import annotations

from typing import Any

import click

from triage.cli.options import COLOUR, ENGINE, JSON, LANGUAGE, PACK, WIDTH, taking

_MARKDOWN = click.option("--markdown", is_flag=True, help="Write Markdown instead of lines for a terminal.")
_SHOWING = taking(_MARKDOWN, PACK, LANGUAGE, COLOUR, WIDTH)


@click.group()
def show() -> None:
    """Browse a policy pack: one rule, the rules of a subject, a fact, a source."""


@show.command("rule")
@click.argument("rule", metavar="ID")
@click.option("--scenarios", metavar="PATH", help="Where to look for scenarios. Default: those of the pack.")
@_SHOWING
def show_rule(rule: str, scenarios: str | None, markdown: bool, **setting: Any) -> None:
    """Show a rule with its reason, sources, examples, the scenarios that fire it, and its rivals."""
    from triage.cli.opening import Setting
    from triage.cli.showing import show_rule

    show_rule(Setting(**setting), rule, scenarios, markdown)


@show.command("subject")
@click.argument("subject", metavar="FILE|MATTER")
@_SHOWING
def show_subject(subject: str, markdown: bool, **setting: Any) -> None:
    """Show the rules of a file or a matter as a decision table."""
    from triage.cli.opening import Setting
    from triage.cli.showing import show_subject

    show_subject(Setting(**setting), subject, markdown)


@show.command("fact")
@click.argument("fact", metavar="NAME")
@_SHOWING
def show_fact(fact: str, markdown: bool, **setting: Any) -> None:
    """Show a fact, measure or finding with everything that reads it."""
    from triage.cli.opening import Setting
    from triage.cli.showing import show_fact

    show_fact(Setting(**setting), fact, markdown)


@show.command("source")
@click.argument("source", metavar="ID")
@_SHOWING
def show_source(source: str, markdown: bool, **setting: Any) -> None:
    """Show a source with everything that rests on it."""
    from triage.cli.opening import Setting
    from triage.cli.showing import show_source

    show_source(Setting(**setting), source, markdown)


@click.group()
def new() -> None:
    """Begin a pack, a rule, a fact or a scenario that passes `triage check`, to be filled in."""


_KINDS = ("yes_no", "choice", "choices", "count", "number", "money", "moment", "text")
_IN = click.option("--in", "file", metavar="FILE", required=True, help="The pack's file of rules, like 20-late.yaml.")


@new.command("pack")
@click.argument("name", metavar="NAME")
@click.option("-o", "--output", "into", metavar="DIR", default=".", help="Where to make the folder. Default: here.")
@taking(LANGUAGE, COLOUR, WIDTH)
def new_pack(name: str, into: str, **setting: Any) -> None:
    """Make a folder with a small pack that uses each part of the language once."""
    from triage.cli.creating import new_pack
    from triage.cli.opening import Setting

    new_pack(Setting(**setting), name, into)


@new.command("rule")
@click.argument("rule", metavar="ID")
@_IN
@click.option("--when", "fact", metavar="FACT", help="The fact that it tests. Default: the pack's first one.")
@taking(PACK, LANGUAGE, COLOUR, WIDTH)
def new_rule(rule: str, file: str, fact: str | None, **setting: Any) -> None:
    """Put a rule at the end of a file of rules, or into a new file. It only warns until you change it."""
    from triage.cli.adding import new_rule
    from triage.cli.opening import Setting

    new_rule(Setting(**setting), rule, file, fact)


@new.command("fact")
@click.argument("fact", metavar="NAME")
@click.option("--kind", type=click.Choice(_KINDS), default="yes_no", show_default=True)
@click.option("--choice", "choices", metavar="NAME", multiple=True, help="A choice of the kinds choice and choices.")
@_IN
@taking(PACK, LANGUAGE, COLOUR, WIDTH)
def new_fact(fact: str, kind: str, choices: tuple[str, ...], file: str, **setting: Any) -> None:
    """Put a fact at the end of facts.yaml, and a rule that reads it into a file of rules."""
    from triage.cli.adding import new_fact
    from triage.cli.opening import Setting

    new_fact(Setting(**setting), fact, kind, choices, file)


@new.command("scenario")
@click.argument("name", metavar="NAME")
@click.option("--rule", metavar="ID", help="The rule that fires in it. Default: the pack's first one.")
@click.option("-o", "--output", "into", metavar="DIR", help="Where to write it. Default: beside the pack's scenarios.")
@taking(PACK, ENGINE, LANGUAGE, COLOUR, WIDTH)
def new_scenario(name: str, rule: str | None, into: str | None, **setting: Any) -> None:
    """Write a case in which a rule fires, with the verdict that it gets now."""
    from triage.cli.creating import new_scenario
    from triage.cli.opening import Setting

    new_scenario(Setting(**setting), name, rule, into)


@click.command()
@click.argument("packs", metavar="[PACK]...", nargs=-1)
@click.option("-o", "--output", "into", metavar="DIR", help="Write there instead of into the pack's folder schema/.")
@click.option("--check", is_flag=True, help="Write nothing; exit 1 where a schema is missing or out of date.")
@click.option("--modelines", "lines", is_flag=True, help="Also tell editors, in the first line of each file.")
@taking(COLOUR, WIDTH)
def schema(packs: tuple[str, ...], into: str | None, check: bool, lines: bool, **setting: Any) -> None:
    """Write JSON Schemas that let editors complete and explain the names of a pack; all shipped packs by default."""
    from triage.cli.opening import Setting
    from triage.cli.schemas import run

    run(Setting(**setting), packs, into, check, lines)


@click.command()
@click.argument("pack", metavar="[PACK]", required=False)
@click.option("--scenarios", metavar="PATH", help="The scenarios to play. Default: those of the pack.")
@click.option(
    "--cases",
    "count",
    type=click.IntRange(0, 100_000),
    default=50,
    show_default=True,
    help="So many cases by lot, which respect the constraints.",
)
@click.option("--seed", type=int, default=1, show_default=True, help="The lot: equal seeds draw equal cases.")
@taking(JSON, LANGUAGE, COLOUR, WIDTH)
def plan(pack: str | None, scenarios: str | None, count: int, seed: int, as_json: bool, **setting: Any) -> None:
    """Play sessions and report how many questions they take, and whether one was asked in vain."""
    from triage.cli.opening import Setting
    from triage.cli.planning import run

    run(Setting(**setting), pack, scenarios, count, seed, as_json)
