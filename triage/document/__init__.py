"""YAML text to nodes that know their place: the strict subset of YAML in which packs and cases are written."""

from triage.document.files import LARGEST, decode, read_bytes, read_regular, read_text
from triage.document.nodes import Mapping, Node, Scalar, Sequence
from triage.document.strict import DEEPEST, FASTEST, MOST_NODES, PythonParser, parse_yaml

__all__ = [
    "DEEPEST",
    "FASTEST",
    "LARGEST",
    "MOST_NODES",
    "Mapping",
    "Node",
    "PythonParser",
    "Scalar",
    "Sequence",
    "decode",
    "parse_yaml",
    "read_bytes",
    "read_regular",
    "read_text",
]
