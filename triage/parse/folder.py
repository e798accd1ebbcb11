"""The files of a pack: their bytes, their texts, and what YAML makes of them."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from msgspec import Struct, field

from triage.document import Node, decode, parse_yaml, read_regular
from triage.problem import Place, Problem, Problems, did_you_mean

RULES = re.compile("[0-9]{2}-[a-z0-9-]+[.]yaml")


class PackFolder(Struct, frozen=True):
    """A pack as it lies in its folder.

    The keys of `files` and `texts` are the folder's name and the file's ("library/20-damage.yaml"), as places name
    them; those of `nodes` the file's alone. None stands for a file that could not be read. `there` is false where
    there is no folder that can be looked into.
    """

    name: str
    files: Mapping[str, bytes | None] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)
    nodes: Mapping[str, Node | None] = field(default_factory=dict)
    there: bool = True


def read_folder(folder: Path, known: Iterable[str], problems: Problems) -> PackFolder:
    """The files of a pack. `known` are the names that a file may have, those of rules aside."""
    name = folder.resolve().name
    found = _found(folder, name, problems)
    if found is None:
        return PackFolder(name, there=False)
    kept = [path for path in found if _is_known(path.name, f"{name}/{path.name}", tuple(known), problems)]
    files = {f"{name}/{path.name}": _bytes(path, f"{name}/{path.name}", problems) for path in kept}
    texts = _texts(files, problems)
    nodes = {
        file.partition("/")[2]: parse_yaml(texts[file], file, problems) if file in texts else None for file in files
    }
    return PackFolder(name, files, texts, nodes)


def hash_of(*folders: PackFolder) -> str:
    """SHA-256 of the files, names and contents, wherever their folders are and whatever they are called."""
    digest = hashlib.sha256()
    for folder in folders:
        for file, data in sorted(folder.files.items()):
            content = data or b""
            digest.update(f"{file.partition('/')[2]}\0{len(content)}\0".encode())
            digest.update(content)
    return digest.hexdigest()


def _found(folder: Path, name: str, problems: Problems) -> list[Path] | None:
    """The YAML files of the folder, sorted; None, with a problem, where it cannot be looked into."""
    try:
        return sorted(path for path in folder.iterdir() if path.suffix in (".yaml", ".yml") and path.name[0] != ".")
    except NotADirectoryError:
        problems.add(Place(name), "not-a-folder", f"{folder} is a file; a pack is a folder")
    except FileNotFoundError:
        problems.add(Place(name), "no-folder", f"there is no folder {folder}")
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        problems.add(Place(name), "unreadable", f"{folder} cannot be read: {reason}")
    return None


def _is_known(name: str, file: str, known: tuple[str, ...], problems: Problems) -> bool:
    """Whether a pack has files of that name; a misspelt file would be left out silently otherwise."""
    if name in known or RULES.fullmatch(name):
        return True
    near = did_you_mean(Path(name).stem, [Path(file).stem for file in known])
    hint = f"did you mean {near}.yaml?" if near else "a file of rules is named like 20-used-code.yaml"
    problems.add(Place(file), "unknown-file", f"a pack has no file {name}", hint)
    return False


def _bytes(path: Path, file: str, problems: Problems) -> bytes | None:
    data = read_regular(path, file)
    if isinstance(data, Problem):
        problems.found.append(data)
        return None
    return data


def _texts(files: Mapping[str, bytes | None], problems: Problems) -> dict[str, str]:
    texts: dict[str, str] = {}
    for file, data in files.items():
        text = decode(data, file) if data is not None else None
        if isinstance(text, Problem):
            problems.found.append(text)
        elif text is not None:
            texts[file] = text
    return texts
