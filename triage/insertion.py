"""A new entry at the end of a section of a YAML file, with every other character of the file as it was."""

from __future__ import annotations

from triage.document import Mapping, Node, Scalar, Sequence, parse_yaml
from triage.problem import Place, Problem, Problems


def inserted(text: str, file: str, section: str, entry: tuple[str, ...]) -> str | Problem:
    """The text with the lines of `entry` at the end of a top-level section that is written one entry a line.

    The entry takes the section's indentation; a blank line goes before it where the section has them. A problem where
    the text cannot be read, lacks the section, or writes it in brackets.
    """
    problems = Problems()
    root = parse_yaml(text, file, problems)
    if root is None or problems.found:
        return problems.sorted()[0]
    node = root.get(section) if isinstance(root, Mapping) else None
    if not isinstance(root, Mapping) or node is None:
        return Problem(Place(file, 1), "no-section", f"{file} has no section `{section}`", f"write `{section}:`")
    lines = text.splitlines()
    margin = _margin(node, lines)
    if margin is None:
        message = f"`{section}` is written in brackets, or is empty"
        return Problem(node.place, "not-in-lines", message, "write each entry on a line of its own first")
    end = _end(root, section, lines)
    blank = [""] if _spaced(node, lines) else []
    new = [*lines[:end], *blank, *(f"{margin}{line}".rstrip() for line in entry), *lines[end:]]
    return "".join(f"{line}{_ending(text)}" for line in new)


def _first(node: Node) -> Place | None:
    match node:
        case Mapping(entries) if entries:
            return entries[0][0].place
        case Sequence(items) if items:
            return items[0].place
        case Mapping() | Sequence() | Scalar():
            return None


def _margin(node: Node, lines: list[str]) -> str | None:
    """What stands before each entry; None where the entries do not begin lines of their own."""
    first = _first(node)
    if first is None or lines[node.place.line - 1][node.place.column - 1 : node.place.column] in ("{", "["):
        return None
    before = lines[first.line - 1][: first.column - 1]
    if isinstance(node, Sequence):
        before = before.rstrip().removesuffix("-") if before.rstrip().endswith("-") else "?"
    return before if before.strip() == "" else None


def _end(root: Mapping, section: str, lines: list[str]) -> int:
    """The number of lines up to the end of the section; what a comment above the next section says stays with it."""
    starts = sorted(key.place.line for key, _ in root)
    own = next(key.place.line for key, _ in root if key.text == section)
    after = next((start for start in starts if start > own), None)
    end = len(lines) if after is None else after - 1
    while end > own and (not lines[end - 1].strip() or (after is not None and lines[end - 1].startswith("#"))):
        end -= 1
    return end


def _spaced(node: Node, lines: list[str]) -> bool:
    """Whether a blank line stands between the entries."""
    places = [key.place for key, _ in node] if isinstance(node, Mapping) else []
    places = [item.place for item in node] if isinstance(node, Sequence) else places
    first, last = places[0].line, places[-1].line
    return any(not line.strip() for line in lines[first : last - 1])


def _ending(text: str) -> str:
    return "\r\n" if "\r\n" in text else "\n"
