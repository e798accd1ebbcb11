"""The command line. Each command loads, checks, decides, renders and prints; its work is in the module of its name.

Only click is imported here, so that `triage --help` starts as fast as click does.
"""

from __future__ import annotations

import gc
import signal
import sys
from io import TextIOWrapper
from typing import Any

import click

from triage import __version__
from triage.cli.desk import new, plan, schema, show
from triage.cli.options import COLOUR, ENGINE, JSON, LANGUAGE, NOW, PACK, SET, WIDTH, percent, taking

MOST_UNCOLLECTED = 100_000
"""New objects after which garbage is looked for: a policy alone has tens of thousands, none of them garbage."""


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, message="%(prog)s %(version)s")
def cli() -> None:
    """Settle disputes over digital goods: who answers, what to ask for, and what to do next.

    Exit codes: 0 fine, 1 problems found or scenarios failed, 2 wrong usage, 3 policy invalid, 4 case invalid,
    5 a fact is missing and nobody can be asked, 130 interrupted.
    """


@cli.command()
@click.option("--answers", metavar="FILE", help="Answer from a case file instead of asking.")
@click.option("--save", metavar="NAME|FILE", help="Keep the session there, written after every answer.")
@click.option(
    "--resume", metavar="[NAME|FILE]", is_flag=False, flag_value="", help="Go on with it; default: the latest."
)
@click.option("--record", metavar="FILE", help="At the end, also write a scenario with the verdict.")
@click.option("--order", metavar="FILE", help="Begin with what an order export (CSV or JSON) says.")
@click.option("--order-id", metavar="ID", help="The order, where there are several in the file.")
@taking(JSON, SET, NOW, PACK, ENGINE, LANGUAGE, COLOUR, WIDTH)
def ask(**options: Any) -> None:
    """Ask what matters, then show the verdict."""
    from triage.cli.asking import Wish, run
    from triage.cli.opening import Setting

    wishes = {
        name: options.pop(name) for name in ("answers", "save", "resume", "record", "order", "order_id", "as_json")
    }
    run(Setting(**options), Wish(**wishes))


@cli.command()
@click.argument("case", metavar="CASE|NAME|-")
@click.option("--explain", is_flag=True, help="Show how the verdict was derived, rule by rule, with file and line.")
@click.option("--why-not", metavar="CLAIM", help="Show every rule that could give the claim, and what it lacks.")
@taking(JSON, SET, NOW, PACK, ENGINE, LANGUAGE, COLOUR, WIDTH)
def decide(case: str, explain: bool, why_not: str | None, as_json: bool, **setting: Any) -> None:
    """Show the verdict of a case file; "-" reads standard input."""
    from triage.cli.deciding import run
    from triage.cli.opening import Setting

    run(Setting(**setting), case, explain, why_not, as_json)


@cli.command()
@click.argument("case", metavar="CASE|NAME|-")
@click.option("--channel", metavar="CHANNEL", help="Where it goes. Default: the channel that is due.")
@click.option("--format", "form", type=click.Choice(["txt", "md", "html", "docx"]), default="txt", show_default=True)
@click.option("--receipts", is_flag=True, help="Show on what each sentence rests, instead of the letter.")
@click.option("--report", is_flag=True, help="Write the report of clues that goes beside the letter.")
@click.option("--lint", is_flag=True, help="Only say what weakens the letter; exit code 1 where there is anything.")
@click.option("-o", "--output", metavar="FILE", help="Write the letter there; a .docx needs it.")
@taking(SET, NOW, PACK, ENGINE, LANGUAGE, COLOUR, WIDTH)
def letter(case: str, **options: Any) -> None:
    """Write the complaint of a case in three parts: what happened, evidence, demand."""
    from triage.cli.opening import Setting
    from triage.cli.writing import LetterWish, run

    wishes = {name: options.pop(name) for name in ("channel", "form", "receipts", "report", "lint", "output")}
    run(Setting(**options), case, LetterWish(**wishes))


@cli.command()
@click.argument("case", metavar="CASE|NAME|-")
@taking(SET, NOW, PACK, ENGINE, LANGUAGE, COLOUR, WIDTH)
def evidence(case: str, **setting: Any) -> None:
    """Show the least evidence that would secure each claim within reach."""
    from triage.cli.opening import Setting
    from triage.cli.securing import run

    run(Setting(**setting), case)


@cli.command()
@click.argument("pack")
@click.option("-o", "--output", metavar="FILE", help="Write the report there, over the one before.")
@taking(LANGUAGE, COLOUR, WIDTH)
def agree(pack: str, output: str | None, **setting: Any) -> None:
    """Compare a pack with how real disputes ended, and write the report."""
    from triage.cli.agreeing import run
    from triage.cli.opening import Setting

    run(Setting(**setting), pack, output)


@cli.command()
@click.argument("pack")
@click.option("-o", "--output", metavar="FILE", help="Write the page there, over the one before.")
@click.option("--scenarios", metavar="PATH", help="Where to look for scenarios. Default: those of the pack.")
@click.option("--prove", is_flag=True, help="Prove the pack too; earlier answers are used where they still hold.")
@taking(LANGUAGE, COLOUR, WIDTH)
def booklet(pack: str, output: str | None, scenarios: str | None, prove: bool, **setting: Any) -> None:
    """Write a whole pack as one page for a lawyer: rules in words, tables, sources, coverage, proofs."""
    from triage.cli.binding import run
    from triage.cli.opening import Setting

    run(Setting(**setting), pack, output, scenarios, prove)


@cli.command()
@click.argument("paths", metavar="[PATH|NAME]...", nargs=-1)
@click.option("--ics", "output", metavar="FILE", help="Also write a calendar file, with reminders.")
@taking(NOW, PACK, ENGINE, LANGUAGE)
def due(paths: tuple[str, ...], output: str | None, **setting: Any) -> None:
    """List the deadlines of saved cases (files, folders, names of sessions; by default all sessions), nearest first."""
    from triage.cli.dates import run
    from triage.cli.opening import Setting

    run(Setting(**setting), paths, output)


@cli.command()
@click.argument("packs", metavar="[PACK]...", nargs=-1)
@click.option("--prove", is_flag=True, help="Prove it for all cases: no conflicts, no gaps, guarantees, nothing dead.")
@click.option("--meetings", is_flag=True, help="Find rules that disagree, can hold together, and do in no scenario.")
@click.option("--limit", metavar="SECONDS", type=click.FloatRange(0.1, 86400), help="For one proof. Default: 30.")
@click.option("--write", "folder", metavar="DIR", help="Write the case of each refutation or meeting as a scenario.")
@click.option("--remarks", is_flag=True, help="Tell each remark with its place, not only how many there are.")
@click.option("--jobs", metavar="N", type=click.IntRange(1, 256), help="Processes. Default: one a processor.")
@click.option("--no-cache", "afresh", is_flag=True, help="Neither use nor keep the answers of earlier proofs.")
@taking(LANGUAGE, COLOUR, WIDTH)
def check(
    packs: tuple[str, ...],
    prove: bool,
    meetings: bool,
    limit: float | None,
    folder: str | None,
    remarks: bool,
    jobs: int | None,
    afresh: bool,
    **setting: Any,
) -> None:
    """Find everything that is wrong with policy packs; all shipped ones by default."""
    from triage.cli.checking import Proving, run
    from triage.cli.opening import Setting

    if not (prove or meetings) and (limit or folder or remarks or jobs or afresh):
        raise click.UsageError("--limit, --write, --remarks, --jobs and --no-cache go with --prove or --meetings")
    run(Setting(**setting), packs, Proving(prove, meetings, limit, folder, remarks, jobs, afresh))


@cli.command()
@click.argument("paths", metavar="[PATH]...", nargs=-1)
@click.option("--coverage", is_flag=True, help="Show the rules that never won, and the tests that never decided.")
@click.option("--min-rule-coverage", "least_rules", type=percent, help="Fail below this share of rules that won.")
@click.option("--min-leaf-coverage", "least_leaves", type=percent, help="Fail below this share of decisive tests.")
@click.option("--html", metavar="DIR", help="Write the packs' files there as pages, every rule and test coloured.")
@taking(JSON, PACK, ENGINE, LANGUAGE, COLOUR, WIDTH)
def test(paths: tuple[str, ...], as_json: bool, coverage: bool, html: str | None, **options: Any) -> None:
    """Run scenarios: cases with the verdict that they must get. All shipped ones by default."""
    from triage.cli.covering import Wanted
    from triage.cli.opening import Setting
    from triage.cli.testing import run

    wanted = Wanted(coverage, options.pop("least_rules"), options.pop("least_leaves"), html)
    run(Setting(**options), paths, as_json, wanted)


@cli.command()
@click.argument("old")
@click.argument("new")
@click.argument("cases", metavar="[CASES]...", nargs=-1)
@click.option("--exit-code", is_flag=True, help="End with 1 where a verdict moved or cannot be compared.")
@taking(JSON, ENGINE, LANGUAGE, COLOUR, WIDTH)
def diff(old: str, new: str, cases: tuple[str, ...], exit_code: bool, as_json: bool, **setting: Any) -> None:
    """Show what a change of policy does: verdicts that move, by how much, and which change moves them.

    OLD and NEW are packs: folders, names, or REVISION:FOLDER for what git has, like HEAD:rules/my-pack. CASES are
    case files or folders; by default the pack's scenarios.
    """
    from triage.cli.comparing import run
    from triage.cli.opening import Setting

    run(Setting(**setting), old, new, cases, as_json, exit_code)


cli.add_command(show)
cli.add_command(new)
cli.add_command(schema)
cli.add_command(plan)


def main() -> None:
    """The program `triage`."""
    gc.set_threshold(MOST_UNCOLLECTED)
    _prepare_streams()
    code = _code()
    gc.freeze()  # what is left ends with the process: no use in looking for garbage among it
    sys.exit(code)


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
