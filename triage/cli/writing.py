"""`triage letter`: the complaint of a case, for a channel."""

from __future__ import annotations

import sys
from pathlib import Path

import click
from msgspec import Struct

from triage.case import Case
from triage.cli.deciding import put
from triage.cli.ending import Code, Stop
from triage.cli.opening import Setting, decider, language_of, open_case
from triage.cli.paths import is_there
from triage.cli.saving import write_bytes_whole
from triage.letter import Letter, compose, compose_report
from triage.own_words import remarks
from triage.policy import Policy
from triage.problem import did_you_mean
from triage.render.letter import Page, as_docx, as_html, as_md, as_txt, page_of, receipts
from triage.render.naming import naming
from triage.render.next_action import next_stop
from triage.render.remarks import render_remarks
from triage.render.style import Style
from triage.verdict import Verdict


class LetterWish(Struct, frozen=True):
    """What the command line asks of a letter."""

    channel: str | None = None
    form: str = "txt"
    receipts: bool = False
    report: bool = False
    lint: bool = False
    output: str | None = None


def run(setting: Setting, file: str, wish: LetterWish) -> None:
    """Write the letter, and say on stderr what weakens it.

    Raises `Stop` for an invalid pack or case, and with `lint` where there is anything to say; `click.UsageError` for a
    channel without a form.
    """
    policy, case = open_case(file, setting)
    if wish.channel is not None:
        _check_channel(wish.channel, policy)
    verdict = decider(policy, setting)(policy, case)
    language = language_of(policy, setting)
    channel = wish.channel or next_channel(verdict, policy)
    if channel is None:
        raise click.UsageError(
            f"no channel with a letter is open; take --channel: {', '.join(policy.letters) or 'none'}"
        )
    letter = _sheet(policy, case, verdict, channel, wish)
    page = page_of(letter, policy, language)
    style = setting.style(sys.stderr.isatty())
    told = render_remarks(remarks(policy, case, verdict, letter.form), page, policy, language, setting.columns, style)
    if wish.lint:
        put(told)
        if told:
            raise Stop(Code.PROBLEMS, "")
        return
    click.echo(told, err=True, nl=False)
    if wish.receipts:
        put(receipts(letter, policy, language))
        return
    write(_in_format(page, wish.form, language), wish.form, wish.output)


def _sheet(policy: Policy, case: Case, verdict: Verdict, channel: str, wish: LetterWish) -> Letter:
    if not wish.report:
        return compose(policy, case, verdict, channel)
    report = compose_report(policy, case, verdict, channel)
    if report is None:
        raise click.UsageError(f"there is nothing to report beside the letter to {channel}")
    return report


def letter_text(policy: Policy, case: Case, verdict: Verdict, channel: str, language: str) -> str:
    """The letter to a channel as plain text."""
    return as_txt(page_of(compose(policy, case, verdict, channel), policy, language))


def remarks_text(
    policy: Policy, case: Case, verdict: Verdict, channel: str, language: str, width: int, style: Style
) -> str:
    """What to say about that letter and the person's own words; "" where there is nothing."""
    letter = compose(policy, case, verdict, channel)
    page = page_of(letter, policy, language)
    return render_remarks(remarks(policy, case, verdict, letter.form), page, policy, language, width, style)


def _check_channel(channel: str, policy: Policy) -> None:
    if channel not in policy.letters:
        near = did_you_mean(channel, policy.letters)
        hint = f"did you mean {near}?" if near else f"letters: {', '.join(policy.letters) or 'none'}"
        raise click.BadParameter(f"{policy.id} has no letter to {channel!r}; {hint}", param_hint="--channel")


def next_channel(verdict: Verdict, policy: Policy) -> str | None:
    """The channel that is due, where it has a form; else the first open one that has."""
    due = next_stop(verdict, naming(policy, policy.languages[0]))
    if due is not None and due.channel in policy.letters:
        return due.channel
    open_now = (stop.channel for stop in verdict.route if stop.state == "open")
    return next((channel for channel in open_now if channel in policy.letters), None)


def _in_format(page: Page, form: str, language: str) -> bytes:
    if form == "docx":
        try:
            return as_docx(page)
        except ImportError:
            raise click.UsageError("a .docx needs python-docx: pip install 'triage-digital-goods[docx]'") from None
    text = {"txt": as_txt, "md": as_md}[form](page) if form != "html" else as_html(page, language)
    return text.encode()


def write(content: bytes, form: str, output: str | None) -> None:
    """To the file, which must not be there yet, or to standard output. Raises `Stop` where it cannot be written."""
    if output is None:
        if form == "docx":
            raise click.UsageError("a .docx goes to a file: take -o FILE")
        sys.stdout.write(content.decode())
        return
    path = Path(output)
    if is_there(path):
        raise Stop(Code.USAGE, f"{output} is there already; it is not overwritten")
    try:
        write_bytes_whole(path, content)
    except OSError as error:
        raise Stop(Code.USAGE, f"{output} cannot be written: {error.strerror}") from None
