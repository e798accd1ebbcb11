"""`--order`: one order of an export (CSV or JSON) as the answers that it gives, by the pack's orders.yaml.

An export comes from anywhere. It is read strictly: a cell that cannot be read is a problem with its line and column.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path

from msgspec import Struct, field

from triage.case import Answer, Given
from triage.cli.moments import read_moment
from triage.cli.numerals import read_numeral
from triage.cli.spoken import read_spoken
from triage.cli.sums import read_sum
from triage.document.files import read_bytes
from triage.parse import read_value
from triage.policy import Kind, OrderColumn, OrderForm, Policy, Value
from triage.problem import Place, Problem, did_you_mean

ENCODINGS = ("utf-8-sig", "gb18030")
"""UTF-8, and what spreadsheets in mainland China write; whatever is valid UTF-8 is not meant to be the other."""
DELIMITERS = ",;\t"
MOST_ORDERS = 10_000
LISTED = 8
"""Orders that are named where one has to be picked."""
_AS_TEXT = re.compile(r'="?(?P<text>[^"]*)"?')
"""A number that a spreadsheet must not round: ="12345678901234567890"."""


class Row(Struct, frozen=True):
    """One order: cells by the name of their column, each with its place."""

    cells: Mapping[str, str]
    places: Mapping[str, Place]
    place: Place


class Order(Struct, frozen=True):
    """What an order says: answers and notes."""

    answers: Mapping[str, Answer] = field(default_factory=dict)
    notes: Mapping[str, str] = field(default_factory=dict)


def read_order(path: Path, wanted: str | None, policy: Policy, now: datetime) -> Order | tuple[Problem, ...]:
    """The order of that number, or the only one; the problems where there is none or it cannot be read."""
    file = str(path)
    if policy.orders is None:
        return (Problem(Place(file), "no-orders", f"{policy.id} does not say how to read orders", "see orders.yaml"),)
    data = read_bytes(path, file)
    rows = data if isinstance(data, Problem) else _rows(data, file)
    row = rows if isinstance(rows, Problem) else _picked(rows, wanted, policy.orders, file)
    if isinstance(row, Problem):
        return (row,)
    return _order(row, policy.orders, policy, now)


# --- Rows --------------------------------------------------------------------------------------


def _rows(data: bytes, file: str) -> list[Row] | Problem:
    text = _decoded(data)
    if text is None or not text.strip():
        return Problem(Place(file), "not-text", "this is no text file", "export the order as CSV or JSON")
    found = _json_rows(text, file) if text.lstrip()[0] in "[{" else _csv_rows(text, file)
    if isinstance(found, list) and len(found) > MOST_ORDERS:
        return Problem(Place(file), "file-too-large", f"there are more than {MOST_ORDERS} orders in it", "export one")
    return found


def _decoded(data: bytes) -> str | None:
    for encoding in ENCODINGS:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        return None if "\0" in text else text
    return None


def _csv_rows(text: str, file: str) -> list[Row] | Problem:
    head = text.splitlines()[0]
    delimiter = max(DELIMITERS, key=head.count)
    reader = csv.reader(io.StringIO(text), delimiter=delimiter, strict=True)
    try:
        names = [_cell(name) for name in next(reader)]
        if len(set(names)) < len(names):
            return Problem(Place(file, 1), "name-taken", "two columns have the same name", "rename one")
        rows = []
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            place = Place(file, reader.line_num, 1)
            if len(cells) != len(names):
                message = f"this line has {len(cells)} cells, and there are {len(names)} columns"
                return Problem(place, "bad-row", message, "put a cell that holds a comma in quotes")
            places = {name: Place(file, reader.line_num, index) for index, name in enumerate(names, start=1)}
            rows.append(Row({name: _cell(cell) for name, cell in zip(names, cells, strict=True)}, places, place))
    except csv.Error as error:
        return Problem(Place(file, reader.line_num, 1), "not-csv", f"this is no CSV: {error}")
    return rows


def _cell(text: str) -> str:
    plain = text.strip()
    found = _AS_TEXT.fullmatch(plain)
    return found["text"].strip() if found else plain


def _json_rows(text: str, file: str) -> list[Row] | Problem:
    """A list of orders, or one; what lies deeper is called by its path: `shop.name`."""
    try:
        found = json.loads(text)
    except json.JSONDecodeError as error:
        return Problem(Place(file, error.lineno, error.colno), "not-json", f"this is no JSON: {error.msg}")
    except (RecursionError, ValueError) as error:  # ValueError: a number of more digits than Python reads
        return Problem(Place(file), "not-json", f"this is no JSON that can be read: {error}")
    orders = found if isinstance(found, list) else [found]
    if not all(isinstance(order, dict) for order in orders):
        return Problem(Place(file), "not-json", "an order must be an object, or there must be a list of them")
    rows = [dict(_flat(order, "")) for order in orders]
    return [Row(cells, dict.fromkeys(cells, Place(file)), Place(file)) for cells in rows]


def _flat(value: object, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for name, part in value.items():
            yield from _flat(part, f"{path}.{name}" if path else name)
    elif isinstance(value, bool):
        yield path, "true" if value else "false"
    elif isinstance(value, str | int | float):
        yield path, str(value).strip()


# --- The order that is meant -------------------------------------------------------------------


def _picked(rows: list[Row], wanted: str | None, form: OrderForm, file: str) -> Row | Problem:
    if not rows:
        return Problem(Place(file), "no-order", "there is no order in it")
    ids = [_of(form.order, row) or "" for row in rows]
    if wanted is None:
        if len(rows) == 1:
            return rows[0]
        listed = ", ".join([*ids[:LISTED], *(["..."] if len(ids) > LISTED else [])])
        return Problem(Place(file), "several-orders", f"there are {len(rows)} orders in it", f"--order-id: {listed}")
    found = [row for row, id_ in zip(rows, ids, strict=True) if id_ == wanted]
    if len(found) == 1:
        return found[0]
    if not found:
        near = did_you_mean(wanted, ids)
        return Problem(
            Place(file), "no-order", f"there is no order `{wanted}` in it", f"did you mean `{near}`?" if near else ""
        )
    message = f"the order `{wanted}` stands on {len(found)} lines"
    return Problem(found[1].place, "several-orders", message, "leave the line of the item that went wrong")


def _of(names: tuple[str, ...], row: Row) -> str | None:
    """The cell of the first column that the row has by one of these names; None where it has none or it is empty."""
    return next((row.cells[name] for name in names if row.cells.get(name)), None)


# --- Its cells ---------------------------------------------------------------------------------


def _order(row: Row, form: OrderForm, policy: Policy, now: datetime) -> Order | tuple[Problem, ...]:
    answers: dict[str, Answer] = {}
    notes: dict[str, str] = {}
    problems: list[Problem] = []
    known = [(column, name) for column in form.columns for name in column.names if row.cells.get(name)]
    if not known:
        names = ", ".join(column.names[0] for column in form.columns if column.names)
        return (Problem(row.place, "no-columns", "the export has none of the columns", f"the pack knows: {names}"),)
    for column, name in known:
        text, place = row.cells[name], row.places[name]
        said = _said(column, name, text, place, policy, now)
        if isinstance(said, Problem):
            problems.append(said)
        elif column.note:
            notes.setdefault(column.note, text)
        elif said is not None:
            answers.setdefault(column.fact, Given(said, (), place))
    return tuple(problems) if problems else Order(answers, notes)


def _said(
    column: OrderColumn, name: str, text: str, place: Place, policy: Policy, now: datetime
) -> Value | Problem | None:
    """The value of a cell; None where it says nothing about a fact."""
    if column.must_be:
        if text in column.must_be:
            return None
        listed = ", ".join(column.must_be)
        return Problem(place, "other-order", f"`{name}` is `{text}`; only {listed} can be read")
    if column.note:
        return None
    if column.values:
        if text in column.values or column.ignores:
            return column.values.get(text)
        near = did_you_mean(text, column.values)
        hint = f"did you mean `{near}`?" if near else f"the pack knows: {', '.join(column.values)}"
        return Problem(place, "unknown-value", f"`{name}` is `{text}`, which the pack cannot read", hint)
    return _by_kind(column.fact, name, text, place, policy, now)


def _by_kind(fact: str, name: str, text: str, place: Place, policy: Policy, now: datetime) -> Value | Problem:
    """The value by the fact's kind: sums and moments as people write them, so long as nothing has to be guessed."""
    kind = policy.facts[fact].kind
    plain: str | None = text
    if kind is Kind.MOMENT:
        moment = read_moment(text, policy)
        spoken = None if moment else read_spoken(text, now, policy)
        moment = moment or (spoken.moment if spoken and not spoken.guessed else None)
        plain = moment.isoformat() if moment else None
    elif kind in (Kind.MONEY, Kind.COUNT, Kind.NUMBER):
        number = read_sum(text, policy) if kind is Kind.MONEY else read_numeral(text)
        plain = None if number is None else f"{number:f}"
    value = None if plain is None else read_value(policy, fact, plain)
    if value is None or isinstance(value, Problem):
        reason = f": {value.message}" if isinstance(value, Problem) else ""
        return Problem(place, "bad-cell", f"`{name}` is `{text}`, which cannot be read as {kind.value}{reason}")
    return value
