"""Options that commands share, as decorators."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from decimal import Decimal

Command = TypeVar("Command", bound=Callable[..., Any])

PACK = click.option("--pack", metavar="DIR|NAME", help="The policy pack: a folder, or the name of a shipped one.")
LANGUAGE = click.option(
    "--lang", "language", type=click.Choice(["zh", "en", "de"]), help="Default: from LANG, else the pack's."
)
ENGINE = click.option(
    "--engine", type=click.Choice(["durable", "reference"]), help="Default: durable where it is installed."
)
NOW = click.option("--now", metavar="MOMENT", help="Decide as of this moment, like 2026-05-12T15:00+08:00.")
SET = click.option("--set", "assignments", metavar="FACT=VALUE", multiple=True, help="State a fact; repeatable.")
COLOUR = click.option(
    "--color", "--colour", "colour", type=click.Choice(["auto", "always", "never"]), default="auto", show_default=True
)
WIDTH = click.option("--width", type=click.IntRange(20, 500), help="Columns. Default: the terminal's, at most 100.")
JSON = click.option("--json", "as_json", is_flag=True, help="One JSON object on standard output.")


def taking(*options: Callable[[Command], Command]) -> Callable[[Command], Command]:
    """A decorator that adds the options in the order in which the help lists them."""

    def add(command: Command) -> Command:
        for option in reversed(options):
            command = option(command)
        return command

    return add


def percent(text: str) -> Decimal:
    """A share from 0 to 100, exact; raises `click.BadParameter` for anything else."""
    from decimal import Decimal, InvalidOperation

    try:
        number = Decimal(text)
    except InvalidOperation:
        number = Decimal(-1)
    if not (number.is_finite() and 0 <= number <= 100):
        raise click.BadParameter(f"{text!r} is no number from 0 to 100")
    return number
