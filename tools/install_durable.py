"""Install durable-rules, which exists as C source only, and try it with one rule.

    python tools/install_durable.py

Run it with the Python that shall have it. Where it cannot be had this prints one line and exits 1; triage works
without it (the reference engine answers and every verdict says so).
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
SECONDS_TO_BUILD = 300
SECONDS_TO_TRY = 30

# One rule, one fact, one firing; in a process of its own, for a broken build may crash or hang.
ONE_RULE = """
import json
import durable_rules_engine

rule = {"all": [{"m": {"$and": [{"$ex": {"b0": 1}}, {"b0": 7}]}}]}
handle = durable_rules_engine.create_ruleset("smoke", json.dumps({"R": rule}))
code, offset = durable_rules_engine.assert_fact(handle, json.dumps({"sid": "s", "id": "1", "b0": 7}))
fired = durable_rules_engine.start_action_for_state(handle, offset)
assert fired and '"R"' in fired[1], fired
"""


def requirement() -> str:
    """The exact version that `pyproject.toml` asks for, such as `durable-rules==2.0.28`."""
    found = re.search(r'"(durable-rules==[\d.]+)"', (PROJECT / "pyproject.toml").read_text("utf-8"))
    assert found, "pyproject.toml pins durable-rules in its extra `durable`"
    return found[1]


def compiler() -> str:
    """The C compiler with its options.

    The source sets no optimisation and overwrites CFLAGS, so options travel in CC; -O2 makes a case a third faster.
    Python 3.13 no longer has PyEval_CallObject, which did what PyObject_CallObject does.
    """
    renamed = " -DPyEval_CallObject=PyObject_CallObject" if sys.version_info >= (3, 13) else ""
    return f"{os.environ.get('CC') or 'cc'} -O2{renamed}"


def succeeds(command: list[str], log: Path, seconds: int) -> bool:
    """Whether the command ends well and in time; what it prints is added to the log."""
    with log.open("ab") as out:
        try:
            environment = {**os.environ, "CC": compiler()}
            return subprocess.run(command, stdout=out, stderr=out, timeout=seconds, env=environment).returncode == 0
        except subprocess.TimeoutExpired:
            return False


def works(log: Path) -> bool:
    """Whether durable-rules can be imported and fires one rule."""
    return succeeds([sys.executable, "-c", ONE_RULE], log, SECONDS_TO_TRY)


def build(log: Path) -> bool:
    """Build and install it. The wheel cache is avoided: it may hold a build without the options above."""
    command = [sys.executable, "-m", "pip", "install", "--force-reinstall", "--no-deps", "--no-cache-dir"]
    return succeeds([*command, "--no-binary", "durable-rules", requirement()], log, SECONDS_TO_BUILD)


def missing(log: Path) -> str:
    """Why durable-rules cannot be used here, or "" where it can."""
    if works(log):
        return ""
    if not shutil.which(compiler().split()[0]):
        return "there is no C compiler"
    if not build(log):
        return f"it could not be built, see {log}"
    return "" if works(log) else f"it was built but does not run, see {log}"


def main() -> int:
    """0 where durable-rules works, 1 where it does not."""
    log = Path(sys.prefix) / "durable-rules.log"
    log.write_bytes(b"")
    reason = missing(log)
    if reason:
        print(f"triage: no durable-rules: {reason}. The reference engine answers alone.", file=sys.stderr)
    return 1 if reason else 0


if __name__ == "__main__":
    sys.exit(main())
