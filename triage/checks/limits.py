"""The limits of durable-rules, before a person meets them: size, and whether its compiler comes back at all.

The compiler of durable-rules 2.0.28 can hang and crash on rule sets outside its limits, so a policy is compiled in a
child process with a time limit.
"""

from __future__ import annotations

import multiprocessing

from triage.engines.tokens import MOST_RULES, engine_rules, tokenise
from triage.policy import Policy
from triage.problem import Problem
from triage.program import Program, compile_policy

PATIENCE = 20.0
"""Seconds; 400 rules compile in 20 milliseconds."""


def beyond_the_engine(policy: Policy) -> tuple[Problem, ...]:
    """A problem where durable-rules cannot take the policy; none where the library is not installed."""
    program = compile_policy(policy)
    size = len(engine_rules(tokenise(program)))
    if size > MOST_RULES:
        message = f"the policy compiles to {size} rules of durable-rules, which takes {MOST_RULES}"
        return (Problem(policy.place, "too-many-rules", message, "split the pack, or take alternatives out of rules"),)
    failure = _compiled_apart(program)
    return (Problem(policy.place, "engine-refuses", failure, "report this policy with the message"),) if failure else ()


def _compiled_apart(program: Program) -> str:
    """What went wrong when compiling in a child process; "" where all is well."""
    try:
        import triage.engines.durable  # noqa: F401
    except ImportError:
        return ""
    if "fork" not in multiprocessing.get_all_start_methods():
        return ""  # a spawned child would have to read the policy again; the limits above still hold
    child = multiprocessing.get_context("fork").Process(target=_compile, args=(program,), daemon=True)
    child.start()
    child.join(PATIENCE)
    if child.is_alive():
        child.kill()
        child.join()
        return f"durable-rules did not compile the policy within {PATIENCE:.0f} s"
    return "" if child.exitcode == 0 else f"durable-rules failed to compile the policy (exit {child.exitcode})"


def _compile(program: Program) -> None:
    from triage.engines.durable import Compiled

    Compiled(program)
