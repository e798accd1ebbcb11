"""`triage check --prove`: what can be proved of a policy pack, and the cases that refute the rest."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from triage.cli.checking import Proving
from triage.cli.deciding import put
from triage.cli.ending import Code, Stop
from triage.cli.opening import Setting, language_of
from triage.policy import Policy
from triage.prove import LIMIT, NotEncoded, Progress, Question, Refutation, Report, SolverMissing, prove
from triage.render.naming import naming
from triage.render.proofs import render_proofs, what_is_asked
from triage.render.scaffold import scenario_text
from triage.render.words import Words, words


def prove_pack(policy: Policy, setting: Setting, how: Proving) -> int:
    """Prove, print the report and write the cases; how much stands against the policy. Raises `Stop`."""
    language = language_of(policy, setting)
    report = report_on(policy, words(language), how)
    put(render_proofs(report, language, setting.columns, how.remarks, setting.style(sys.stdout.isatty())))
    if how.folder is not None:
        _write(report, Path(how.folder), language)
    return len(report.failures)


def report_on(policy: Policy, said: Words, how: Proving) -> Report:
    """What can be proved of a policy. Raises `Stop`."""
    with solving(policy, said) as progress:
        kept, lent = how.kept(policy, "prove"), how.lent(policy, "prove")
        return prove(policy, how.limit or LIMIT, progress, kept, how.jobs, lent)


@contextmanager
def solving(policy: Policy, said: Words) -> Iterator[Progress]:
    """Shows how far the solver is, where a person is watching; raises `Stop` where it cannot be asked at all."""
    show, clear = _progress(said)
    try:
        yield show
    except NotEncoded as cannot:
        raise Stop(Code.PROBLEMS, f"{policy.id} cannot be proved: the solver is not told what {cannot} is") from None
    except SolverMissing as missing:
        raise Stop(Code.USAGE, str(missing)) from None
    finally:
        clear()


def _progress(said: Words) -> tuple[Progress, Callable[[], None]]:
    """What shows on which question the prover is, where a person is watching, and what clears it."""
    if not sys.stderr.isatty():
        return lambda *_: None, lambda: None

    def show(number: int, count: int, question: Question) -> None:
        line = said.say("prove.progress", n=number, all=count, id=question.id)
        click.echo(f"\r\x1b[K{line[:76]}", nl=False, err=True)

    return show, lambda: click.echo("\r\x1b[K", nl=False, err=True)


def _write(report: Report, folder: Path, language: str) -> None:
    """A scenario for each case that stands against the policy, with the verdict that it gets now."""
    said = words(language)
    for result in report.failures:
        if isinstance(result, Refutation) and result.witness is not None:
            path = folder / f"{result.question.id.replace(':', '-').replace('+', '-')}.yaml"
            shows = what_is_asked(result.question, naming(report.policy, language))
            case, verdict = result.witness.case, result.witness.verdict
            text = scenario_text(case, verdict, report.policy, language, "", shows)
            write_case(path, text, result.question.id, said)


def write_case(path: Path, text: str, id_: str, said: Words) -> None:
    """Write the case of a question where there is no file yet, and say so. Raises `BadParameter`."""
    key = "prove.written" if _write_new(path, text) else "prove.kept-file"
    click.echo(said.say(key, file=path, id=id_), err=True)


def _write_new(path: Path, text: str) -> bool:
    """Write a file where there is none; whether it was written. Raises `BadParameter` where that cannot be."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except FileExistsError:
        return False
    except OSError as error:
        message = f"{error.filename or path} cannot be written: {error.strerror}"
        raise click.BadParameter(message, param_hint="--write") from None
    return True
