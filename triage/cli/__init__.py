"""The command line. Each command loads, checks, decides, renders and prints; its work is in the module of its name.

Only click is imported here, so that `triage --help` starts as fast as click does.
"""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable
from io import TextIOWrapper
from typing import Any, TypeVar

import click

from triage import __version__

Command = TypeVar("Command", bound=Callable[..., Any])

_PACK = click.option("--pack", metavar="DIR|NAME", help="The policy pack: a folder, or the name of a shipped one.")
_LANGUAGE = click.option(
    "--lang", "language", type=click.Choice(["zh", "en"]), help="Default: from LANG, else the pack's."
)
_ENGINE = click.option(
    "--engine", type=click.Choice(["durable", "reference"]), help="Default: durable where it is installed."
)
_NOW = click.option("--now", metavar="MOMENT", help="Decide as of this moment, like 2026-05-12T15:00+08:00.")
_SET = click.option("--set", "assignments", metavar="FACT=VALUE", multiple=True, help="State a fact; repeatable.")
_COLOUR = click.option(
    "--color", "--colour", "colour", type=click.Choice(["auto", "always", "never"]), default="auto", show_default=True
)
_WIDTH = click.option("--width", type=click.IntRange(20, 500), help="Columns. Default: the terminal's, at most 100.")
_JSON = click.option("--json", "as_json", is_flag=True, help="One JSON object on standard output.")


def _taking(*options: Callable[[Command], Command]) -> Callable[[Command], Command]:
    """A decorator that adds the options in the order in which the help lists them."""

    def add(command: Command) -> Command:
        for option in reversed(options):
            command = option(command)
        return command

    return add


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, message="%(prog)s %(version)s")
def cli() -> None:
    """Settle disputes over digital goods: who answers, what to ask for, and what to do next.

    Exit codes: 0 fine, 1 problems found or scenarios failed, 2 wrong usage, 3 policy invalid, 4 case invalid,
    5 a fact is missing and nobody can be asked, 130 interrupted.
    """


@cli.command()
@click.option("--answers", metavar="FILE", help="Answer from a case file instead of asking.")
@click.option("--save", metavar="FILE", help="Save the case there at the end.")
@_taking(_JSON, _SET, _NOW, _PACK, _ENGINE, _LANGUAGE, _COLOUR, _WIDTH)
def ask(answers: str | None, save: str | None, as_json: bool, **setting: Any) -> None:
    """Ask what matters, then show the verdict."""
    from triage.cli.asking import run
    from triage.cli.opening import Setting

    run(Setting(**setting), answers, save, as_json)


@cli.command()
@click.argument("case", metavar="CASE|-")
@click.option("--explain", is_flag=True, help="Show how the verdict was derived, rule by rule, with file and line.")
@click.option("--why-not", metavar="CLAIM", help="Show every rule that could give the claim, and what it lacks.")
@_taking(_JSON, _SET, _NOW, _PACK, _ENGINE, _LANGUAGE, _COLOUR, _WIDTH)
def decide(case: str, explain: bool, why_not: str | None, as_json: bool, **setting: Any) -> None:
    """Show the verdict of a case file; "-" reads standard input."""
    from triage.cli.deciding import run
    from triage.cli.opening import Setting

    run(Setting(**setting), case, explain, why_not, as_json)


@cli.command()
@click.argument("packs", metavar="[PACK]...", nargs=-1)
@_taking(_COLOUR, _WIDTH)
def check(packs: tuple[str, ...], **setting: Any) -> None:
    """Find everything that is wrong with policy packs; all shipped ones by default."""
    from triage.cli.checking import run
    from triage.cli.opening import Setting

    run(Setting(**setting), packs)


@cli.command()
@click.argument("paths", metavar="[PATH]...", nargs=-1)
@_taking(_JSON, _PACK, _ENGINE, _LANGUAGE, _COLOUR, _WIDTH)
def test(paths: tuple[str, ...], as_json: bool, **setting: Any) -> None:
    """Run scenarios: cases with the verdict that they must get. All shipped ones by default."""
    from triage.cli.opening import Setting
    from triage.cli.testing import run

    run(Setting(**setting), paths, as_json)


def main() -> None:
    """The program `triage`."""
    _prepare_streams()
    sys.exit(_code())


def _code() -> int:
    """Run the command; its exit code."""
    try:
        return cli.main(prog_name="triage", standalone_mode=False) or 0
    except click.ClickException as problem:
        problem.show()
        return problem.exit_code
    except (click.Abort, KeyboardInterrupt):
        return 130


def _prepare_streams() -> None:
    """UTF-8 whatever the locale says, and a quiet end where the reader of a pipe has gone."""
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace" if stream is sys.stdin else "backslashreplace")
    if hasattr(signal, "SIGPIPE"):
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)
