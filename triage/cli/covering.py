"""`triage test --coverage`: measure, report, and write pages."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path

import click
from msgspec import Struct

from triage.cli.opening import Setting, folder_of, program_language
from triage.cli.paths import is_folder, is_there
from triage.cli.saving import write_whole
from triage.coverage import Coverage, cover
from triage.parse import load_policy
from triage.policy import Policy
from triage.render.coverage_pages import PackCoverage, coverage_pages
from triage.render.coverage_report import coverage_json, coverage_lines, shortfall
from triage.render.layout import page
from triage.render.naming import Naming, naming
from triage.render.words import words
from triage.scenario import Result


class Wanted(Struct, frozen=True):
    """What was asked for: a report, least shares in per cent, a folder for pages."""

    report: bool = False
    least_rules: Decimal | None = None
    least_leaves: Decimal | None = None
    html: str | None = None

    @property
    def anything(self) -> bool:
        """Whether coverage has to be measured at all."""
        return self.report or self.html is not None or (self.least_rules, self.least_leaves) != (None, None)

    def check(self) -> None:
        """Raise `click.BadParameter` where the pages could not be written, before anything is run."""
        if self.html is not None and is_there(Path(self.html)) and not is_folder(Path(self.html)):
            raise click.BadParameter(f"{self.html!r} is not a folder", param_hint="--html")

    def measure(self, packs: Mapping[str, Policy], results: tuple[Result, ...], setting: Setting) -> Measured:
        """The coverage of the packs by the scenarios that could be decided; pages are written here."""
        language = program_language(setting)
        found = (
            [(name, naming(pack, language), _cover(pack, results)) for name, pack in packs.items()]
            if self.anything
            else []
        )
        measured = Measured(self, tuple((said, coverage) for _, said, coverage in found), setting)
        if self.html is not None:
            pages = (PackCoverage(coverage, load_policy(folder_of(name)).texts, said) for name, said, coverage in found)
            _write(coverage_pages(tuple(pages), words(language)), Path(self.html))
            click.echo(words(language).say("coverage.written", file=Path(self.html) / "index.html"), err=True)
        return measured


def _cover(policy: Policy, results: tuple[Result, ...]) -> Coverage:
    cases = ((result.place.file, result.case) for result in results if result.case is not None)
    return cover(policy, ((file, case) for file, case in cases if case.policy == policy.id))


def _write(pages: Mapping[str, str], folder: Path) -> None:
    try:
        for name, text in pages.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            write_whole(folder / name, text)
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        reason = getattr(error, "strerror", None) or error
        raise click.BadParameter(f"{folder} cannot be written to: {reason}", param_hint="--html") from None


class Measured(Struct, frozen=True):
    """The coverage of each pack, as far as it was asked for."""

    wanted: Wanted
    packs: tuple[tuple[Naming, Coverage], ...]
    setting: Setting

    def report(self) -> str:
        """What is not covered, for a person; "" where it was not asked for."""
        style = self.setting.style(sys.stdout.isatty())
        lines = (line for said, coverage in self.packs for line in coverage_lines(coverage, said))
        return page(lines, self.setting.columns, style) if self.wanted.report else ""

    def as_json(self) -> dict[str, object]:
        """The coverage of each pack by its id."""
        return {said.policy.id: coverage_json(coverage) for said, coverage in self.packs}

    def shortfall(self) -> tuple[str, ...]:
        """A line for each share that is below what was asked for."""
        return tuple(self._short())

    def _short(self) -> Iterator[str]:
        for said, coverage in self.packs:
            yield from shortfall(coverage, self.wanted.least_rules, self.wanted.least_leaves, said)
