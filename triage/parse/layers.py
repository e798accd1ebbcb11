"""An overlay laid over its law pack: the files of both become those of one pack, before anything is made of them.

What an overlay adds stands in the files that every pack has. What it changes stands in changes.yaml, so that nothing
of the law gives way unsaid.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from triage.bundled import pack_folder, pack_names
from triage.document import Mapping as MappingNode
from triage.document import Node, Scalar, Sequence, decode, parse_yaml, read_regular
from triage.parse.fields import read_fields
from triage.parse.folder import RULES, PackFolder, read_folder
from triage.parse.scope import KEBAB_CASE
from triage.problem import Place, Problem, Problems, Related, did_you_mean

PACK = "pack.yaml"
REQUIRED = ("id", "over", "version", "title")
ADDS = ("matters", "parties", "roles", "links", "groups", "screens")
OWN = ("id", "version", "title", "disclaimer")
"""What an overlay's pack.yaml says in the place of its law pack's; to `ADDS` it adds."""

_OVER = re.compile(rb"\bover\b")


def base_folder(folder: Path) -> Path | None:
    """Where the law pack of the overlay in the folder is; None for a pack that is no overlay, or whose base is missing.

    It lies beside the overlay, or is shipped.
    """
    data = read_regular(folder / PACK, PACK)
    if isinstance(data, Problem) or not _OVER.search(data):
        return None
    text = decode(data, PACK)
    node = None if isinstance(text, Problem) else parse_yaml(text, PACK, Problems())
    over = node.get("over") if isinstance(node, MappingNode) else None
    return _find(folder, over.text) if isinstance(over, Scalar) else None


def _find(folder: Path, name: str) -> Path | None:
    if not KEBAB_CASE.fullmatch(name):
        return None
    beside = folder.resolve().parent / name
    return beside if (beside / PACK).is_file() else pack_folder(name)


def over_of(own: PackFolder) -> Node | None:
    """The value of `over`; None where the pack is no overlay."""
    pack = own.nodes.get(PACK)
    return pack.get("over") if isinstance(pack, MappingNode) else None


def read_base(folder: Path, own: PackFolder, over: Node, known: Iterable[str], problems: Problems) -> PackFolder | None:
    """The law pack that `over` names; None, with a problem, where there is none that can lie under an overlay."""
    name = over.text if isinstance(over, Scalar) else ""
    if name == own.name:
        problems.add(over.place, "overlays-itself", "a pack cannot lie over itself", "name the law pack under it")
        return None
    found = _find(folder, name)
    if found is None:
        beside = (path.parent.name for path in folder.resolve().parent.glob(f"*/{PACK}"))
        near = did_you_mean(name, {*pack_names(), *beside} - {own.name})
        hint = f"did you mean `{near}`?" if near else f"it lies beside this folder, or is shipped: {_shipped()}"
        problems.add(over.place, "unknown-base", f"there is no pack `{name}` to lie over", hint)
        return None
    base = read_folder(found, known, problems)
    below = over_of(base)
    if below is not None:
        related = [Related("it lies over another pack here", below.place)]
        message = f"`{name}` is an overlay itself"
        problems.add(over.place, "overlay-over-overlay", message, "lie over the law pack, one layer deep", related)
        return None
    return base


def _shipped() -> str:
    return ", ".join(pack_names()) or "none"


def laid_over(base: PackFolder, own: PackFolder, problems: Problems) -> dict[str, Node | None]:
    """The files of both as those of one pack; the overlay's rules stand in files of their own."""
    nodes = dict(base.nodes)
    for file, node in own.nodes.items():
        if file == PACK:
            nodes[file] = _pack(nodes.get(file), node, problems)
        elif RULES.fullmatch(file):
            nodes[f"{own.name}/{file}"] = node
        else:
            nodes[file] = _with(nodes[file], node, problems) if file in nodes else node
    return nodes


def _pack(base: Node | None, own: Node | None, problems: Problems) -> Node | None:
    """The law pack's frame under the overlay's name, version and title."""
    if own is None or not isinstance(base, MappingNode):
        return None
    fields = read_fields(own, "pack.yaml of an overlay", problems, REQUIRED, ("disclaimer", *ADDS))
    said = {key: entry for key, entry in fields.entries.items() if key in OWN}
    entries = [said.get(key.text, (key, value)) for key, value in base]
    added = tuple(entry for key, entry in fields.entries.items() if key in ADDS)
    return _with(MappingNode(tuple(entries), own.place), MappingNode(added, own.place), problems)


def _with(base: Node | None, own: Node | None, problems: Problems) -> Node | None:
    """What both say: entries and items of the overlay come after those of the law pack."""
    if not isinstance(base, MappingNode) or not isinstance(own, MappingNode):
        return None if base is None or own is None else own
    entries = {key.text: (key, value) for key, value in base}
    for key, value in own:
        known = entries.get(key.text)
        entries[key.text] = (key, value) if known is None else (known[0], _both(known[1], value, problems))
    return MappingNode(tuple(entries.values()), base.place)


def _both(base: Node, own: Node, problems: Problems) -> Node:
    if isinstance(base, Sequence) and isinstance(own, Sequence):
        return Sequence((*base.items, *own.items), base.place)
    if not isinstance(base, MappingNode) or not isinstance(own, MappingNode):
        return own
    taken = {key.text: key.place for key, _ in base}
    for key, _ in own:
        if key.text in taken:
            problems.found.append(_taken(key, taken))
    added = tuple((key, value) for key, value in own if key.text not in taken)
    return MappingNode((*base.entries, *added), base.place)


def _taken(key: Scalar, taken: Mapping[str, Place]) -> Problem:
    hint = "an overlay's files add; what it says in the place of the law pack's stands in changes.yaml"
    related = (Related("declared here", taken[key.text]),)
    return Problem(key.place, "name-taken", f"the law pack has `{key.text}` already", hint, related)
