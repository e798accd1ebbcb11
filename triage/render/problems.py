"""Problems for their author: `file:line:col code message`, the source line with a caret, what to look at, a hint.

library/20-damage.yaml:4:10 unknown-fact there is no fact, measure or finding `state_recrod`
  4 |   when: {state_recrod: [none, vague]}
    |          ^
  library/facts.yaml:54:3 `state_record` is declared here
  hint: did you mean `state_record`?
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from triage.problem import Place, Problem, Severity
from triage.render.layout import cells, clean
from triage.render.style import Style, Tone

LONGEST = 400
"""Characters of a message or a hint that are shown; names in them may be as long as an author likes."""
CUT = "..."
NARROWEST = 24
"""Cells that a source line is given at least."""


def render_problems(
    problems: Iterable[Problem], texts: Mapping[str, str], width: int = 80, colour: bool = False
) -> str:
    """All problems and their number, ending in a line break; "" where there are none.

    `texts` are the texts that places point into, by file. Only source lines are fitted into `width` cells:
    a message stays on one line, so that editors and grep find it.
    """
    found = tuple(problems)
    if not found:
        return ""
    lines: dict[str, list[str]] = {}
    for file in {problem.place.file for problem in found} & set(texts):
        lines[file] = re.split("\r\n|\r|\n", texts[file])
    style = Style(colour)
    blocks = ["\n".join(_block(problem, lines, width, style)) for problem in found]
    return "\n\n".join([*blocks, _count(found, style)]) + "\n"


def _block(problem: Problem, lines: Mapping[str, list[str]], width: int, style: Style) -> Iterator[str]:
    tone = Tone.BAD if problem.severity is Severity.ERROR else Tone.CAREFUL
    place = f"{_line(str(problem.place))} " if problem.place.file else ""
    code = f"{problem.severity.value} {problem.code}" if problem.severity is Severity.WARNING else problem.code
    yield f"{style.paint(place, Tone.STRONG)}{style.paint(code, tone)} {_line(problem.message)}"
    yield from _source(problem.place, lines.get(problem.place.file, []), width, style)
    for related in problem.related:
        yield f"  {_line(str(related.place))} {_line(related.message)}"
    if problem.hint:
        yield f"  {style.paint('hint:', Tone.STRONG)} {_line(problem.hint)}"


def _line(text: str) -> str:
    """The text on one line, without signs that move the cursor, and not endless."""
    shown = clean(text[: LONGEST + 1])
    return shown if len(text) <= LONGEST else shown[: LONGEST - len(CUT)] + CUT


def _source(place: Place, lines: list[str], width: int, style: Style) -> Iterator[str]:
    """The source line, cut to the width around the place, and a caret under it."""
    if not 1 <= place.line <= len(lines):
        return
    number = str(place.line)
    room = max(width - len(number) - 5, NARROWEST)
    shown, caret = _around(lines[place.line - 1], max(place.column, 1) - 1, room)
    yield style.paint(f"  {number} | ", Tone.FAINT) + shown
    yield style.paint(f"  {' ' * len(number)} | ", Tone.FAINT) + " " * caret + style.paint("^", Tone.BAD)


def _around(line: str, column: int, room: int) -> tuple[str, int]:
    """At most `room` cells of the line with its character `column` among them, and the cell at which that stands."""
    before, after = line[:column], line[column:]
    left, right = clean(before[-room - 1 :]), clean(after[: room + 1])
    if cells(left) + cells(right) <= room and len(before) + len(after) <= 2 * room:
        return (left + right).rstrip(), cells(left)
    if cells(left) > room // 2 or len(before) > room:
        left = CUT + _last(left, room // 2 - len(CUT))
    rest = room - cells(left)
    if cells(right) > rest or len(after) > room:
        right = _first(right, rest - len(CUT)) + CUT
    return left + right, cells(left)


def _first(text: str, room: int) -> str:
    while cells(text) > room:
        text = text[:-1]
    return text


def _last(text: str, room: int) -> str:
    while cells(text) > room:
        text = text[1:]
    return text


def _count(problems: tuple[Problem, ...], style: Style) -> str:
    """How many there are of each severity ("2 errors, 1 warning")."""
    counts = [(each, sum(problem.severity is each for problem in problems)) for each in Severity]
    words = [counted(count, each.value) for each, count in counts if count]
    return style.paint(", ".join(words), Tone.STRONG)


def counted(count: int, what: str) -> str:
    """A count in English, as all that authors are told is: "1 rule", "2 rules"."""
    return f"{count} {what}{'' if count == 1 else 's'}"
