"""Engines: for a policy and a view, which clauses hold and which could still hold."""

from __future__ import annotations

from typing import Literal

from triage.engines.inference import Engine, Inference
from triage.engines.reference import ReferenceEngine
from triage.program import Program

__all__ = ["Engine", "Inference", "ReferenceEngine", "open_engine"]


def open_engine(program: Program, name: Literal["durable", "reference"] | None = None) -> Engine:
    """The engine of that name; without a name durable-rules where it can be imported, else the reference.

    Raises ImportError where durable-rules is asked for by name and is not there.
    """
    if name == "reference":
        return ReferenceEngine(program)
    try:
        from triage.engines.durable import DurableEngine
    except ImportError:
        if name == "durable":
            raise
        return ReferenceEngine(program)
    return DurableEngine(program)
