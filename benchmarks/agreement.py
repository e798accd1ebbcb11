"""Do the engines agree? Random packs and cases, as given and as presumed, through durable-rules and the reference.

    python benchmarks/agreement.py                      # 400 packs x 250 cases, 50 packs a process
    python benchmarks/agreement.py --packs 40 --first 1000

Each process compiles its packs and ends, so that a crash or a hang of the library is that process's alone and its
memory is given back. Mismatches are printed with the seeds that make them; the exit status is 1 if there is one.
"""

from __future__ import annotations

import argparse
import multiprocessing
import sys
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from random import Random
from time import perf_counter

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from random_packs import Taste, random_case, random_policy  # noqa: E402

from triage.engines import ReferenceEngine, open_engine  # noqa: E402
from triage.program import compile_policy  # noqa: E402
from triage.view import as_given, as_presumed  # noqa: E402

TASTE = Taste(most_facts=11, most_rules=30)
SECONDS_A_PACK = 60.0
"""A process that takes longer, pack for pack, hangs."""


@dataclass(frozen=True, slots=True)
class Tally:
    """What came of some packs: evaluations, and those that the engines see differently, by seeds."""

    evaluations: int = 0
    fired: int = 0
    undecided: int = 0
    mismatches: tuple[str, ...] = ()

    def __add__(self, other: Tally) -> Tally:
        return Tally(
            self.evaluations + other.evaluations,
            self.fired + other.fired,
            self.undecided + other.undecided,
            self.mismatches + other.mismatches,
        )


def compare(seed: int, cases: int) -> Tally:
    """One pack with its cases."""
    random = Random(seed)
    policy = random_policy(random, TASTE)
    program = compile_policy(policy)
    derived, reference = open_engine(program, "durable"), ReferenceEngine(program)
    tally = Tally()
    for number in range(cases):
        given = as_given(policy, random_case(random, policy, random.choice((0.2, 0.5, 0.8, 1.0))))
        for name, view in (("given", given), ("presumed", as_presumed(given))):
            one, other = derived.infer(view), reference.infer(view)
            wrong = () if one == other else (f"pack {seed}, case {number}, as {name}",)
            tally += Tally(1, len(one.sure), len(one.possible - one.sure), wrong)
    return tally


def work(seeds: range, cases: int, out: Connection) -> None:
    """Send the tally of some packs."""
    out.send(sum((compare(seed, cases) for seed in seeds), Tally()))


def in_a_process(seeds: range, cases: int) -> Tally:
    """The tally of some packs, made elsewhere; a process that crashes or hangs is a mismatch."""
    context = multiprocessing.get_context("fork")
    receiving, sending = context.Pipe(duplex=False)
    process = context.Process(target=work, args=(seeds, cases, sending))
    process.start()
    sending.close()
    try:
        if receiving.poll(SECONDS_A_PACK * len(seeds)):
            return receiving.recv()  # type: ignore[no-any-return]
        return Tally(mismatches=(f"packs {seeds.start} to {seeds.stop - 1}: no answer",))
    except EOFError:
        return Tally(mismatches=(f"packs {seeds.start} to {seeds.stop - 1}: the process died",))
    finally:
        process.kill()
        process.join()


def main() -> int:
    """Compare as many packs as asked for, and print what came of it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name, default in (("packs", 400), ("cases", 250), ("together", 50), ("first", 0)):
        parser.add_argument(f"--{name}", type=int, default=default)
    asked = parser.parse_args()
    start, tally = perf_counter(), Tally()
    for first in range(asked.first, asked.first + asked.packs, asked.together):
        seeds = range(first, min(first + asked.together, asked.first + asked.packs))
        tally += in_a_process(seeds, asked.cases)
        print(f"{seeds.stop - asked.first} packs, {tally.evaluations} evaluations", file=sys.stderr)
    for mismatch in tally.mismatches:
        print(mismatch)
    print(
        f"{asked.packs} packs x {asked.cases} cases: {tally.evaluations} evaluations, {tally.fired} clauses fired, "
        f"{tally.undecided} undecided, {len(tally.mismatches)} mismatches, {perf_counter() - start:.0f} s"
    )
    return 1 if tally.mismatches else 0


if __name__ == "__main__":
    sys.exit(main())
