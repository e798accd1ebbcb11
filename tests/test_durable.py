"""durable-rules at the edges of what it can do, and after something went wrong in it."""

from __future__ import annotations

import os
import platform
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from random import Random
from resource import RUSAGE_SELF, getrusage
from typing import Any as Whatever

import pytest
from random_packs import random_case, random_policy
from small_packs import blames, case, fact, finds, policy, rule
from watchdog import time_limit

from triage.engines import Inference, ReferenceEngine
from triage.engines.tokens import MOST_IN_A_ROW, MOST_RULES, engine_rules, listing, tokenise
from triage.policy import All, Any, Found, Not, OneOf, Policy
from triage.program import compile_policy
from triage.view import as_given, as_presumed

durable = pytest.importorskip("triage.engines.durable")


@pytest.fixture(autouse=True)
def _watched() -> Iterator[None]:
    """The library's compiler can hang while it holds the interpreter's lock."""
    with time_limit(60):
        yield


def yes(name: str) -> OneOf:
    return OneOf(name, (True,))


def agree(pack: Policy, *cases: Mapping[str, bool]) -> list[Inference]:
    """What follows in each case, which the reference confirms."""
    program = compile_policy(pack)
    engine, reference = durable.DurableEngine(program), ReferenceEngine(program)
    views = [as_given(pack, case({}, **given)) for given in cases]
    found = [engine.infer(view) for view in views]
    assert found == [reference.infer(view) for view in views]
    return found


# --- Sizes -------------------------------------------------------------------------------------


def test_a_condition_of_more_tokens_than_the_library_takes_is_broken_into_rows() -> None:
    names = [f"b{i}" for i in range(40)]
    pack = policy([fact(name) for name in names], [rule("all-of-them", All(tuple(yes(name) for name in names)))])
    table = tokenise(compile_policy(pack))
    assert max(len(implication.reads) for implication in table.implications) == MOST_IN_A_ROW
    everything = dict.fromkeys(names, True)
    sure, missing, denied = agree(pack, everything, {**everything, "b39": False}, dict.fromkeys(names[:-1], True))
    assert sure.sure == {"all-of-them"}
    assert missing.possible == frozenset()
    assert denied == Inference(frozenset(), frozenset({"all-of-them"}))


def test_more_tokens_than_fit_one_bucket() -> None:
    names = [f"b{i}" for i in range(100)]
    pack = policy([fact(name) for name in names], [rule(f"rule-{name}", yes(name)) for name in names])
    found = agree(pack, {"b0": True, "b59": True, "b60": True, "b61": True, "b99": True})
    assert found[0].sure == {"rule-b0", "rule-b59", "rule-b60", "rule-b61", "rule-b99"}


def test_a_token_that_very_many_rules_read_has_several_names() -> None:
    others = [f"c{i}" for i in range(450)]
    rules = [rule(f"rule-{name}", All((yes("b0"), yes(name)))) for name in others]
    pack = policy([fact(name) for name in ("b0", *others)], rules)
    both, one = agree(pack, {"b0": True, "c3": True, "c444": True}, {"c3": True})
    assert both.sure == {"rule-c3", "rule-c444"}
    assert one.sure == frozenset()


def test_rules_that_read_the_same_fire_together() -> None:
    rules = [rule(f"rule-{i}", All((yes("b0"), yes(f"c{i % 7}")))) for i in range(450)]
    pack = policy([fact("b0"), *(fact(f"c{i}") for i in range(7))], rules)
    assert len(engine_rules(tokenise(compile_policy(pack)))) == 7 + 1  # and the heartbeat
    both, one = agree(pack, {"b0": True, "c3": True}, {"c3": True})
    assert both.sure == {f"rule-{i}" for i in range(450) if i % 7 == 3}
    assert one.sure == frozenset()


def test_very_many_rules_without_a_condition() -> None:
    rules = [rule(f"rule-{i}") for i in range(450)]
    (found,) = agree(policy([], rules), {})
    assert len(found.sure) == 450


def test_more_rules_than_the_library_takes_are_refused_before_it_sees_them() -> None:
    names = [f"b{i}" for i in range(MOST_RULES + 1)]
    pack = policy([fact(name) for name in names], [rule(f"rule-{name}", yes(name)) for name in names])
    with pytest.raises(durable.EngineFailure, match="rules"):
        durable.DurableEngine(compile_policy(pack)).infer(as_given(pack, case()))


def test_the_ids_of_as_many_facts_as_there_can_be_have_hashes_of_their_own() -> None:
    """The library tells ids and attributes apart by 32 bits of their FNV-1a hash alone."""
    ids = [str(number) for number in range(20_000)]
    attributes = [f"b{number}" for number in range(20_000 // durable.BUCKET)]
    for names in (ids, [*attributes, "id", "sid"], [durable.SURE, durable.POSSIBLE]):
        assert len({fnv(name) for name in names}) == len(names)


def fnv(text: str) -> int:
    value = 0x811C9DC5
    for byte in text.encode():
        value = ((value ^ byte) * 0x01000193) & 0xFFFFFFFF
    return value


# --- Logic -------------------------------------------------------------------------------------


def test_a_finding_is_ruled_out_only_once_nothing_can_conclude_it() -> None:
    rules = [
        rule("found", yes("b0"), finds("f0")),
        rule("found-otherwise", yes("b1"), finds("f0")),
        rule("without", Not(Found("f0"))),
        rule("further", Not(Found("f0")), finds("f1")),
        rule("last", All((Found("f1"), Not(Found("f0"))))),
    ]
    pack = policy([fact("b0"), fact("b1")], rules)
    ruled_out, open_, true = agree(pack, {"b0": False, "b1": False}, {"b0": False}, {"b1": True})
    assert ruled_out.sure == {"without", "further", "last"}
    assert open_ == Inference(frozenset(), frozenset({"found-otherwise", "without", "further", "last"}))
    assert true == Inference(frozenset({"found-otherwise"}), frozenset({"found", "found-otherwise"}))


def test_neither_a_fact_nor_its_contrary_is_sure_while_it_is_unknown() -> None:
    rules = [
        rule("both", All((yes("b0"), Not(yes("b0"))))),
        rule("either", Any((yes("b0"), Not(yes("b0"))))),
        rule("never", Any(())),
        rule("always", Not(Any(()))),
    ]
    unknown, known = agree(policy([fact("b0")], rules), {}, {"b0": True})
    assert unknown == Inference(frozenset({"always"}), frozenset({"always", "both", "either"}))
    assert known.sure == known.possible == {"always", "either"}


# --- Failures ----------------------------------------------------------------------------------


@pytest.fixture
def engine() -> tuple[Whatever, Policy]:
    """An engine that has decided a case already."""
    pack = policy([fact("b0"), fact("b1")], [rule("one", yes("b0"), finds("f0")), rule("two", Found("f0"))])
    made = durable.DurableEngine(compile_policy(pack))
    made.infer(as_given(pack, case(b0=True)))
    return made, pack


def test_after_a_failure_the_engine_is_compiled_anew(
    engine: tuple[Whatever, Policy], monkeypatch: pytest.MonkeyPatch
) -> None:
    made, pack = engine
    view = as_given(pack, case(b0=True))
    before = made._local.compiled

    def refuse(*_: object) -> None:
        raise durable.EngineFailure("no")

    with monkeypatch.context() as patched:
        patched.setattr(durable.Compiled, "assert_token", refuse)
        with pytest.raises(durable.EngineFailure):
            made.infer(view)
    assert made.infer(view).sure == {"one", "two"}
    assert made._local.compiled is not before
    assert made.infer(as_given(pack, case(b0=False))).possible == frozenset()


def test_an_interruption_leaves_nothing_behind(
    engine: tuple[Whatever, Policy], monkeypatch: pytest.MonkeyPatch
) -> None:
    made, pack = engine

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(durable.Compiled, "_rule_out", interrupted)
        with pytest.raises(KeyboardInterrupt):
            made.infer(as_given(pack, case(b0=True)))
    assert made.infer(as_given(pack, case(b0=False))).possible == frozenset()


def test_rules_that_fire_without_end_are_stopped(
    engine: tuple[Whatever, Policy], monkeypatch: pytest.MonkeyPatch
) -> None:
    made, pack = engine
    real = durable.library

    class Endless:
        """The library, but for a rule that fires again and again."""

        def __getattr__(self, name: str) -> object:
            return getattr(real, name)

        def complete_and_start_action(self, *_: object) -> str:
            return '{"r0": {}}'

    with monkeypatch.context() as patched:
        patched.setattr(durable, "library", Endless())
        with pytest.raises(durable.EngineFailure, match="without end"):
            made.infer(as_given(pack, case(b0=True)))
    assert made.infer(as_given(pack, case(b0=True))).sure == {"one", "two"}


def test_an_id_that_the_library_thinks_it_knows_is_a_failure(
    engine: tuple[Whatever, Policy], monkeypatch: pytest.MonkeyPatch
) -> None:
    made, pack = engine
    monkeypatch.setattr(durable.Compiled, "end", lambda *_: None)
    made.infer(as_given(pack, case(b0=True)))
    with pytest.raises(durable.EngineFailure, match="code 2"):
        made.infer(as_given(pack, case(b0=True)))


def test_very_many_cases_take_no_more_memory_than_some() -> None:
    pack = random_policy(Random(3))
    made, random = durable.DurableEngine(compile_policy(pack)), Random(3)
    views = [as_presumed(as_given(pack, random_case(random, pack))) for _ in range(50)]
    used = []
    for _ in range(3):
        for view in views * 20:
            made.infer(view)
        used.append(getrusage(RUSAGE_SELF).ru_maxrss)
    assert used[2] < used[0] * 1.05


def test_facts_are_never_taken_back_one_by_one(
    engine: tuple[Whatever, Policy], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The library writes past the end of its memory when two facts of a rule that has fired are retracted."""
    made, pack = engine

    def retract(*_: object) -> None:
        raise AssertionError

    monkeypatch.setattr(durable.library, "retract_fact", retract)
    assert made.infer(as_given(pack, case(b0=True))).sure == {"one", "two"}


def test_a_session_in_which_nothing_else_fires_can_be_ended(engine: tuple[Whatever, Policy]) -> None:
    made, pack = engine
    for _ in range(100):
        assert made.infer(as_given(pack, case(b0=False, b1=False))).possible == frozenset()


END_A_SESSION = """
import sys
import durable_rules_engine as library
import json
only = {"all": [{"m0": {"a": 1}}, {"m1": {"a": 2}}]}
heartbeat = {"all": [{"m0": {"a": 1}}]}
rules = {"r0": only, "r1": heartbeat} if sys.argv[1] == "fired" else {"r0": only}
handle = library.create_ruleset("triage", json.dumps(rules))
_, offset = library.assert_fact(handle, '{"sid": "s", "id": "1", "a": 1}')
started = library.start_action_for_state(handle, offset)
while started:
    started = library.complete_and_start_action(handle, offset)
library.delete_state(handle, "s")
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="only glibc fills what it allocates when asked to")
@pytest.mark.parametrize(("session", "codes"), [("silent", {-signal.SIGSEGV, -signal.SIGABRT}), ("fired", {0})])
def test_only_a_session_that_has_fired_can_be_ended(session: str, codes: set[int]) -> None:
    """Why there is a heartbeat: before the first firing `delete_state` frees what was never set, here 0xAA...AA."""
    done = subprocess.run(
        [sys.executable, "-c", END_A_SESSION, session],
        env={**os.environ, "MALLOC_PERTURB_": "85"}, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode in codes, done.stderr


def test_eight_threads_share_one_engine() -> None:
    pack = random_policy(Random(8))
    program = compile_policy(pack)
    shared, reference = durable.DurableEngine(program), ReferenceEngine(program)
    wrong: list[object] = []

    def work(seed: int) -> None:
        random = Random(seed)
        for _ in range(40):
            view = as_presumed(as_given(pack, random_case(random, pack)))
            if shared.infer(view) != reference.infer(view):
                wrong.append(seed)

    threads = [threading.Thread(target=work, args=(seed,)) for seed in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(50)
    assert wrong == []
    assert not any(thread.is_alive() for thread in threads)


def test_the_library_starts_no_threads_of_its_own() -> None:
    script = "import triage.engines.durable, threading; print(threading.active_count())"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.strip() == "1"


# --- What is compiled --------------------------------------------------------------------------


def test_the_compiled_rules_can_be_read(golden: Callable[[str, str], None]) -> None:
    names = [f"b{i}" for i in range(14)]
    rules = [
        rule("plain", yes("b0"), finds("f0")),
        rule("either", Any((yes("b1"), All((yes("b2"), Not(yes("b3"))))))),
        rule("without", Not(All((Found("f0"), yes("b1")))), blames()),
        rule("long", All(tuple(yes(name) for name in names))),
        rule("always"),
    ]
    golden("engine/listing.txt", listing(compile_policy(policy([fact(name) for name in names], rules))))
