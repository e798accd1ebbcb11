"""`triage check --prove` on changes of the tiny pack: every result, by id, with the case that shows it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from triage.case import Case
from triage.checks import structure
from triage.parse import case_to_yaml, load_case, load_policy
from triage.policy import Policy
from triage.problem import has_errors
from triage.view import contradictions

pytest.importorskip("z3")

from triage.prove import (
    Proof,
    Refutation,
    Report,
    SolverMissing,
    Undecided,
    prove,
)
from triage.prove.report import ADVICE, Kind
from triage.render.proofs import render_proofs

HERE = Path(__file__).resolve().parent
TINY = HERE / "packs" / "tiny"


def samples() -> Iterator[Any]:
    for sample in yaml.safe_load((HERE / "prove" / "samples.yaml").read_text("utf-8")):
        yield pytest.param(sample, id=sample["name"])


def changed(sample: dict[str, Any], folder: Path) -> Policy:
    """The tiny pack with the sample's change, and a fact, `item`, on which nothing depends."""
    pack = folder / "tiny"
    shutil.copytree(TINY, pack)
    facts = (pack / "facts.yaml").read_text("utf-8")
    assert facts.count(", item: book}") == 1
    (pack / "facts.yaml").write_text(facts.replace(", item: book}", "}"), "utf-8")
    if "in" in sample:
        file = pack / sample["in"]
        text = file.read_text("utf-8") if file.exists() else ""
        assert sample.get("replace", "") in text
        file.write_text(text.replace(sample["replace"], sample["with"]) if text else sample["with"], "utf-8")
    loaded = load_policy(pack)
    assert not has_errors(loaded.problems), loaded.problems
    assert loaded.policy is not None
    assert not structure(loaded.policy)
    return loaded.policy


def refuted(report: Report) -> dict[str, Refutation]:
    """Refutations by id, but for tests that another fact implies."""
    return {
        result.question.id: result
        for result in report.results
        if isinstance(result, Refutation) and result.question.kind is not Kind.IMPLIED_TEST
    }


@pytest.mark.parametrize("sample", list(samples()))
def test_a_change_is_refuted_where_it_should_be(sample: dict[str, Any], tmp_path: Path) -> None:
    policy = changed(sample, tmp_path)
    report = prove(policy, 60)
    found = refuted(report)
    if "constraints:all" not in found:  # without any case everything else is refuted too
        assert found.keys() == {id_ for id_, expected in sample["refuted"].items() if expected != "absent"}
    assert not [result for result in report.results if isinstance(result, Undecided)]
    for id_, expected in sample["refuted"].items():
        if expected not in (None, "absent"):
            check_witness(found[id_], expected)
    assert [result.question.id for result in found.values() if result.accepted] == sample.get("accepted", [])
    assert [each.id for each in report.stale] == sample.get("stale", [])
    against = {id_ for id_, r in found.items() if r.question.kind not in ADVICE and not r.accepted}
    assert {result.question.id for result in report.failures} == against


def check_witness(refutation: Refutation, expected: dict[str, list[str]]) -> None:
    witness = refutation.witness
    if "case" in expected:
        assert witness is not None
        assert sorted(witness.case.answers) == sorted(expected["case"])
    if "changed" in expected:
        assert witness is not None
        assert list(witness.changed) == expected["changed"]
        assert witness.after is not None
    if "involved" in expected:
        assert [name for name, _ in refutation.involved] == expected["involved"]
        assert all(place.line for _, place in refutation.involved)


@pytest.fixture(scope="module")
def broken(tmp_path_factory: pytest.TempPathFactory) -> Report:
    """The report on a pack with a conflict and a gap."""
    sample = next(s.values[0] for s in samples() if s.values[0]["name"] == "two rules of one tier disagree")
    folder = tmp_path_factory.mktemp("broken")
    policy = changed(sample, folder)
    return prove(policy, 60)


def cases(report: Report) -> list[Case]:
    return [r.witness.case for r in report.results if isinstance(r, Refutation) and r.witness is not None]


def test_the_case_of_a_conflict_is_one_and_its_verdict_says_so(broken: Report) -> None:
    (refutation,) = [r for r in broken.failures if isinstance(r, Refutation)]
    assert refutation.witness is not None
    (clash,) = refutation.witness.verdict.clashes
    assert clash.rules == ("late-reader-answers", "kind-reader")


def test_every_case_is_one_that_can_be_written_and_read_back(broken: Report) -> None:
    assert cases(broken)
    for case in cases(broken):
        assert not contradictions(broken.policy, case)
        loaded = load_case(case_to_yaml(case, broken.policy), "case.yaml", broken.policy, case.now)
        assert loaded.problems == ()
        assert loaded.case == case


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_report_names_the_rules_with_their_places_and_counts_at_the_end(broken: Report, language: str) -> None:
    text = render_proofs(broken, language, 80)
    assert "conflict:fine:responsible:late-reader-answers+kind-reader" in text
    assert "tiny/10-late.yaml:13:3" in text
    assert "returned_at: " in text
    last = text.splitlines()[-1]
    assert last.startswith("tiny 1.0.0")
    assert str(sum(isinstance(result, Proof) for result in broken.results)) in last


def test_results_come_in_the_same_order_with_the_same_cases(broken: Report) -> None:
    again = prove(broken.policy, 60)
    assert again.results == broken.results


def test_what_was_proved_is_kept_and_not_asked_again(
    broken: Report, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from triage.prove import solving

    kept = tmp_path / "cache" / "prove.json"
    first = prove(broken.policy, 60, kept=kept)
    assert first.results == broken.results
    monkeypatch.setattr(solving.Solver, "__init__", None)  # whoever needs a solver now fails
    assert prove(broken.policy, 60, kept=kept).results == broken.results


@pytest.mark.parametrize("spoilt", ["", "[]", "{", '{"prover": "another", "answers": {}, "older": {}}'])
def test_answers_that_cannot_be_read_are_worked_out_anew(broken: Report, tmp_path: Path, spoilt: str) -> None:
    kept = tmp_path / "prove.json"
    kept.write_text(spoilt, "utf-8")
    assert prove(broken.policy, 60, kept=kept).results == broken.results
    assert kept.stat().st_size > 1000


def test_what_takes_too_long_is_undecided_and_said_to_be(
    broken: Report, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from triage.prove import solving
    from triage.prove.answer import UNDECIDED

    monkeypatch.setattr(solving.Solver, "find", lambda *_, **__: UNDECIDED)
    kept = tmp_path / "prove.json"
    report = prove(broken.policy, 0.5, kept=kept, processes=1)
    assert not [r for r in report.results if isinstance(r, Refutation) and r.witness]
    assert {r.question.kind for r in report.failures} >= {Kind.CONFLICT, Kind.DEAD, Kind.CONSTRAINTS}
    assert "not decided within 0.5 s" in render_proofs(report, "en", 80)
    monkeypatch.undo()
    assert prove(broken.policy, 60, kept=kept).results == broken.results  # nothing undecided was kept


@pytest.mark.parametrize("processes", [1, 3])
def test_however_many_processes_share_the_questions_the_results_are_the_same(broken: Report, processes: int) -> None:
    assert prove(broken.policy, 60, processes=processes).results == broken.results


def test_progress_goes_on_to_the_last_question(broken: Report) -> None:
    told: list[tuple[int, int, str]] = []
    prove(broken.policy, 60, lambda number, count, question: told.append((number, count, question.id)))
    assert [number for number, _, _ in told] == sorted({number for number, _, _ in told})
    assert {count for _, count, _ in told} == {told[-1][0]}


def test_without_the_solver_it_says_what_to_install(broken: Report, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    with pytest.raises(SolverMissing, match=r"pip install 'triage-digital-goods\[prove\]'"):
        prove(broken.policy)
