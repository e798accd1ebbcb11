"""`triage letter`: the complaint of a case, for a channel."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from triage.cli.deciding import put
from triage.cli.ending import Code, Stop
from triage.cli.opening import Setting, decider, language_of, open_case
from triage.cli.paths import is_there
from triage.cli.saving import write_bytes_whole
from triage.letter import compose
from triage.policy import Policy
from triage.problem import did_you_mean
from triage.render.letter import Page, as_docx, as_html, as_md, as_txt, page_of, receipts
from triage.render.words import words
from triage.verdict import Verdict


def run(setting: Setting, file: str, channel: str | None, form: str, show_receipts: bool, output: str | None) -> None:
    """Write the letter. Raises `Stop` for an invalid pack or case, `click.UsageError` for a channel without a form."""
    policy, case = open_case(file, setting)
    if channel is not None:
        _check_channel(channel, policy)
    verdict = decider(policy, setting)(policy, case)
    language = language_of(policy, setting)
    letter = compose(policy, case, verdict, channel or _next_channel(verdict, policy))
    if show_receipts:
        put(receipts(letter, policy, language))
        return
    page = page_of(letter, policy, language)
    if page.too_long:
        click.echo(words(language).say("letter.too-long", n=page.too_long), err=True)
    _write(_in_format(page, form, language), form, output)


def _check_channel(channel: str, policy: Policy) -> None:
    if channel not in policy.letters:
        near = did_you_mean(channel, policy.letters)
        hint = f"did you mean {near}?" if near else f"letters: {', '.join(policy.letters) or 'none'}"
        raise click.BadParameter(f"{policy.id} has no letter to {channel!r}; {hint}", param_hint="--channel")


def _next_channel(verdict: Verdict, policy: Policy) -> str:
    """The first channel of the route that is open and has a form."""
    open_now = [stop.channel for stop in verdict.route if stop.state == "open" and stop.channel in policy.letters]
    if not open_now:
        raise click.UsageError(
            f"no channel with a letter is open; take --channel: {', '.join(policy.letters) or 'none'}"
        )
    return open_now[0]


def _in_format(page: Page, form: str, language: str) -> bytes:
    if form == "docx":
        try:
            return as_docx(page)
        except ImportError:
            raise click.UsageError("a .docx needs python-docx: pip install 'triage-digital-goods[docx]'") from None
    text = {"txt": as_txt, "md": as_md}[form](page) if form != "html" else as_html(page, language)
    return text.encode()


def _write(content: bytes, form: str, output: str | None) -> None:
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
