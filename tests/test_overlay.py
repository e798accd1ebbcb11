"""Overlays: a platform's terms over a law pack. What is better for the consumer holds, and the verdict says which."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import asdict
from overlays import overlay
from running import ROOT, TINY, triage
from strategies import bounded

from triage.decide import decide
from triage.engines import ReferenceEngine
from triage.parse import load_case, load_policy
from triage.parse.versions import layered_versions
from triage.policy import Parameter, ParameterVersion, Period, Policy
from triage.problem import Problems
from triage.program import compile_policy
from triage.render.as_json import verdict_json
from triage.render.screen import render_verdict
from triage.verdict import Holds, Verdict

PACKS = sorted(path.parent for path in (ROOT / "rules").glob("*/pack.yaml"))
BRIGHT = ROOT / "examples" / "rules" / "bright-market"
CATALOGUES = ("parameters", "sources", "evidence", "claims", "channels", "letters")
BETTER = "mandatory: true, favours: higher"
DOUBLE = {"parameters.yaml": {"value: 2, cites": f"value: 2, {BETTER}, cites"}}
FINE_BACK = {"claims.yaml": {"amount: fine_paid\n": "amount: fine_paid\n    mandatory: true\n    favours: higher\n"}}
CLOSED = "facts: {issue: [late_fine], closed_that_day: true, fine_paid: 20.00}\nevidence: []"
ON_THE_RECORD = """
facts: {issue: [damage_fine], state_record: none, fine_paid: 20.00, loans: 1}
evidence: [E_SLIP]
"""


def sound(folder: Path) -> Policy:
    loaded = load_policy(folder)
    assert loaded.policy is not None, loaded.problems
    return loaded.policy


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(TINY, tmp_path / "tiny")
    return tmp_path


def verdict_of(policy: Policy, case: str) -> Verdict:
    text = f"policy: {policy.id}\nnow: 2026-05-12T15:00+02:00\n{case.strip()}\n"
    loaded = load_case(text, "case.yaml", policy, None)
    assert loaded.case is not None, loaded.problems
    return decide(policy, loaded.case, ReferenceEngine(compile_policy(policy)))


# --- Laid over: the same pack, wherever its parts stand --------------------------------------------


def content(policy: Policy) -> dict[str, Any]:
    """What a policy says; its name, version and hash tell only which files it is from."""
    told = asdict(policy)
    return {
        name: dict(sorted(value.items())) if isinstance(value, Mapping) else value
        for name, value in told.items()
        if name not in ("id", "version", "hash", "title", "place", "over")
    }


def read(path: Path) -> Any:
    """What a file says, its scalars as text."""
    return yaml.load(path.read_text("utf-8"), Loader=yaml.CBaseLoader)


def parts() -> Iterator[tuple[str, str, str]]:
    """Everything of the tiny pack that an overlay could say in its stead: file, section, name."""
    for section in CATALOGUES:
        entries = read(TINY / f"{section}.yaml")[section]
        yield from ((f"{section}.yaml", section, name) for name in entries)
    said = read(TINY / "facts.yaml")
    yield from (("facts.yaml", section, name) for section in ("facts", "measures") for name in said[section])
    for file in ("10-late.yaml", "20-damage.yaml"):
        rules = read(TINY / file)["rules"]
        yield from ((file, "rules", rule["rule"]) for rule in rules if "finding" not in rule["then"])


def split(folder: Path, moved: set[tuple[str, str, str]]) -> Path:
    """The tiny pack in two: what was moved stands in the overlay."""
    desk = overlay(folder, {"sources.yaml": ""}, {})
    for file in sorted({file for file, _, _ in moved}):
        names = {(section, name) for of_file, section, name in moved if of_file == file}
        law = read(TINY / file)
        own: dict[str, Any] = {"file": law["file"]} if "file" in law else {}
        for section in {section for section, _ in names}:
            entries = law[section]
            if isinstance(entries, list):
                own[section] = [rule for rule in entries if (section, rule["rule"]) in names]
                law[section] = [rule for rule in entries if (section, rule["rule"]) not in names]
            else:
                own[section] = {name: entry for name, entry in entries.items() if (section, name) in names}
                law[section] = {name: entry for name, entry in entries.items() if (section, name) not in names}
        (folder / "tiny" / file).write_text(plain(law), "utf-8")
        (desk / file).write_text(plain(own), "utf-8")
    return desk


def plain(content: object) -> str:
    """YAML whose scalars are written as they were read: numbers and dates stay unquoted."""
    return yaml.dump(content, Dumper=_Plain, allow_unicode=True, sort_keys=False, width=10_000)


class _Plain(yaml.SafeDumper):
    """Writes text without quotes wherever YAML allows it."""


_Plain.yaml_implicit_resolvers = {}


@bounded(25)
@given(moved=st.sets(st.sampled_from(sorted(parts()))))
def test_an_overlay_and_its_law_pack_are_the_pack_that_a_hand_would_make_of_them(
    tmp_path_factory: pytest.TempPathFactory, moved: set[tuple[str, str, str]]
) -> None:
    folder = tmp_path_factory.mktemp("split")
    shutil.copytree(TINY, folder / "tiny")
    assert content(sound(split(folder, moved))) == content(sound(TINY))


def test_an_overlay_that_says_nothing_changes_nothing_but_the_name(folder: Path) -> None:
    policy = sound(overlay(folder, {"sources.yaml": ""}, {}))
    law = sound(folder / "tiny")
    assert content(policy) == content(law)
    assert (policy.id, policy.version) == ("desk", "7")
    assert policy.over is not None
    assert (policy.over.id, policy.over.version, policy.over.hash) == ("tiny", "1.0.0", law.hash)


def test_the_hash_names_the_files_of_both(folder: Path) -> None:
    desk = overlay(folder, {}, {})
    before = sound(desk).hash
    (folder / "tiny" / "10-late.yaml").write_text(
        (folder / "tiny" / "10-late.yaml").read_text("utf-8") + "# more\n", "utf-8"
    )
    assert sound(desk).hash != before


def test_a_changed_law_pack_is_read_anew(folder: Path) -> None:
    """Packs are remembered between runs; an overlay's depends on two folders."""
    desk = overlay(folder, {}, {})
    case = folder / "case.yaml"
    case.write_text("policy: desk\nnow: 2026-05-12T15:00+02:00\n" + ON_THE_RECORD, "utf-8")
    run = ("decide", case, "--pack", desk, "--json")
    cache = {"XDG_CACHE_HOME": str(folder / "cache")}
    first = triage(*run, env=cache)
    assert first.code == 0, first.err
    assert triage(*run, env=cache).out == first.out
    pack = folder / "tiny" / "pack.yaml"
    pack.write_text(pack.read_text("utf-8").replace('"1.0.0"', '"1.0.1"'), "utf-8")
    assert '"version": "1.0.1"' in triage(*run, env=cache).out


# --- Parameters ------------------------------------------------------------------------------------

DAYS = [date(2026, 1, 1) + timedelta(days=10 * n) for n in range(7)]


@st.composite
def versions(draw: st.DrawFn, cite: str, gaps: bool) -> tuple[ParameterVersion, ...]:
    """Versions that follow each other; with gaps some days have none."""
    cuts = sorted(draw(st.sets(st.sampled_from(DAYS), max_size=3)))
    ends: list[tuple[date | None, date | None]] = list(
        zip([None, *cuts], [*(day - timedelta(days=1) for day in cuts), None], strict=True)
    )
    kept = [end for end in ends if not gaps or draw(st.booleans())] or ends[:1]
    values = [Decimal(draw(st.integers(1, 3))) for _ in kept]
    return tuple(ParameterVersion(value, Period(*end), (cite,)) for end, value in zip(kept, values, strict=True))


def on(day: date, found: tuple[ParameterVersion, ...]) -> ParameterVersion | None:
    matching = [each for each in found if (each.period.since or date.min) <= day <= (each.period.until or date.max)]
    assert len(matching) < 2
    return matching[0] if matching else None


@bounded(300)
@given(law=versions("LAW", False), terms=versions("TERMS", True), mandatory=st.booleans(), higher=st.booleans())
def test_on_every_day_the_version_that_holds_is_the_right_one(
    law: tuple[ParameterVersion, ...], terms: tuple[ParameterVersion, ...], mandatory: bool, higher: bool
) -> None:
    parameter = Parameter("p", {}, "days", False, law, favours="higher" if higher else "lower", mandatory=mandatory)
    problems = Problems()
    found = layered_versions(parameter, terms, {"en": "note"}, problems)
    assert problems.found == []
    for day in (DAYS[0] + timedelta(days=n) for n in range(-5, 70)):
        one, other, got = on(day, law), on(day, terms), on(day, found)
        assert one is not None
        assert got is not None
        if other is None or other.value == one.value:
            assert (got.value, got.layered) == (one.value, None)
            continue
        terms_are_better = (other.value > one.value) is higher
        holds = other if terms_are_better or not mandatory else one
        assert (got.value, got.cites) == (holds.value, holds.cites)
        assert got.layered is not None
        assert (got.layered.law, got.layered.overlay) == (one.value, other.value)
        assert got.layered.yields is (holds is one)


@pytest.mark.parametrize(
    ("value", "amount", "holds"),
    [("3", "60.00", Holds.TERMS), ("1", "40.00", Holds.LAW), ("2", "40.00", None)],
)
def test_the_verdict_says_which_value_holds_and_cites_both(
    folder: Path, value: str, amount: str, holds: Holds | None
) -> None:
    changes = f"parameters:\n  double: {{value: {value}, cites: [DESK-1], note: {{en: So it is., zh: 如此。}}}}\n"
    policy = sound(overlay(folder, {"changes.yaml": changes}, DOUBLE))
    verdict = verdict_of(policy, ON_THE_RECORD)
    (claim,) = verdict.claims
    assert claim.claim == "fine_back_double"
    assert claim.amount is not None
    assert claim.amount.exact == Decimal(amount)
    assert [(line.name, line.holds) for line in verdict.layered] == ([("double", holds)] if holds else [])
    assert ("DESK-1" in verdict.citations) is (holds is not None)
    assert verdict.over is not None
    assert verdict.over.id == "tiny"
    if holds is not None:
        shown = " ".join(render_verdict(verdict, policy, "en", 80).split())
        law = "that holds; the law pack has 2 [House rules 3]"
        if holds is Holds.LAW:
            law = "which is worse for you than 2 by mandatory law [House rules 3]; the law holds"
        assert f"multiple: the platform's terms say {value} [Terms of the desk 1], " in shown
        assert law in shown
        assert "So it is." in shown
        assert f'"holds": "{holds.value}"' in verdict_json(verdict, policy)


def test_what_the_verdict_does_not_rest_on_is_not_mentioned(folder: Path) -> None:
    changes = "parameters:\n  double: {value: 3, cites: [DESK-1]}\n"
    policy = sound(overlay(folder, {"changes.yaml": changes}, DOUBLE))
    assert verdict_of(policy, CLOSED).layered == ()


# --- Claims and rules ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("paid", "amount", "holds"),
    [("20.00", "20.00", Holds.LAW), ("5.00", "10.00", Holds.TERMS), ("10.00", "10.00", None)],
)
def test_of_a_mandatory_claim_the_better_sum_holds_case_by_case(
    folder: Path, paid: str, amount: str, holds: Holds | None
) -> None:
    changes = 'claims:\n  fine_back: {amount: "10", cites: [DESK-1]}\n'
    policy = sound(overlay(folder, {"changes.yaml": changes}, FINE_BACK))
    verdict = verdict_of(
        policy, f"facts: {{issue: [late_fine], closed_that_day: true, fine_paid: {paid}}}\nevidence: []"
    )
    (claim,) = verdict.claims
    assert claim.amount is not None
    assert claim.amount.exact == Decimal(amount)
    assert [line.holds for line in verdict.layered] == ([holds] if holds else [])


REFUSES = """rules:
- rule: desk-refuses
  matter: fine
  tier: safety
  when: {issue: late_fine}
  then: {responsible: borrower, deny: fine_back}
  cites: [DESK-1]
"""


def test_a_rule_of_the_terms_is_beaten_by_the_mandatory_rule_that_it_would_beat(folder: Path) -> None:
    policy = sound(overlay(folder, {"20-desk.yaml": REFUSES}, FINE_BACK))
    verdict = verdict_of(policy, CLOSED)
    assert [claim.claim for claim in verdict.claims] == ["fine_back"]
    assert verdict.denied == ()
    (line,) = verdict.layered
    assert (line.kind, line.name, line.holds) == ("rule", "desk-refuses", Holds.LAW)
    assert {"HR-1", "DESK-1"} <= set(verdict.citations)
    shown = " ".join(render_verdict(verdict, policy, "en", 80).split())
    assert "the platform's terms say: The desk says so. [Terms of the desk 1]. A mandatory rule stands above" in shown


def test_where_the_law_is_not_mandatory_the_terms_hold(folder: Path) -> None:
    policy = sound(overlay(folder, {"20-desk.yaml": REFUSES.replace("borrower", "lender")}, {}))
    verdict = verdict_of(policy, CLOSED)
    assert verdict.clashes != () or verdict.claims == ()
    assert verdict.layered == ()


def test_a_mandatory_rule_keeps_who_answers(folder: Path) -> None:
    law = {"10-late.yaml": {"- rule: closed-day\n": "- rule: closed-day\n  mandatory: true\n"}}
    refuses = REFUSES.replace(", deny: fine_back", "")
    policy = sound(overlay(folder, {"20-desk.yaml": refuses}, law))
    verdict = verdict_of(policy, CLOSED)
    assert {party for line in verdict.responsible for party in line.parties} <= {"library", "partner"}
    assert verdict.clashes == ()
    assert [line.name for line in verdict.layered] == ["desk-refuses"]


# --- The shipped packs and the example -------------------------------------------------------------


@pytest.mark.parametrize(
    "pack", sorted(path.parent for path in (ROOT / "rules").glob("*/pack.yaml")), ids=lambda p: p.name
)
def test_every_parameter_and_claim_of_law_says_what_favours_the_consumer(pack: Path) -> None:
    policy = sound(pack)
    silent = [name for name, each in policy.parameters.items() if each.favours is None]
    silent += [name for name, each in policy.claims.items() if each.favours is None]
    assert silent == []


def test_no_convenience_number_binds_a_platform() -> None:
    policy = sound(ROOT / "rules" / "cn-digital-goods")
    assert [each.name for each in policy.parameters.values() if each.convenience and each.mandatory] == []
    assert any(each.mandatory for each in policy.parameters.values())


def test_the_commands_work_on_an_overlay(tmp_path: Path) -> None:
    check = triage("check", BRIGHT)
    assert (check.code, check.err) == (0, ""), check.out
    scenarios = triage("test", "--pack", BRIGHT, ROOT / "examples" / "scenarios" / "bright-market", "--lang", "en")
    assert scenarios.code == 0, scenarios.out
    assert "2 of 2 rules fire" in scenarios.out
    shown = triage("show", "rule", "bm-no-refund", "--pack", BRIGHT, "--lang", "en")
    assert "genuine-no-source" in shown.out
    schema = triage("schema", BRIGHT, "-o", tmp_path / "schema")
    assert schema.code == 0, schema.err
    assert (tmp_path / "schema" / "changes.json").exists()
    case = ROOT / "examples" / "scenarios" / "bright-market" / "fake-floor.yaml"
    letter = triage("letter", case, "--pack", BRIGHT, "--lang", "en")
    assert "829.00" in letter.out
    asked = triage("ask", "--answers", case, "--pack", BRIGHT, "--lang", "en")
    assert "the platform's terms say 2" in " ".join(asked.out.split())
    assert "1 over cn-digital-goods" in " ".join(asked.out.split())


def test_what_is_promised_of_the_law_is_proved_of_both_together(tmp_path: Path) -> None:
    """The overlay's rule would refuse what the law pack guarantees; with a mandatory claim it cannot."""
    shutil.copytree(ROOT / "examples" / "rules" / "code-shop", tmp_path / "code-shop")
    clause = "{title: {en: Terms, zh: 约定}, article: '1', effect: {en: None back., zh: 不退。}, verified: true}"
    files = {
        "pack.yaml": 'id: terms\nover: code-shop\nversion: "1"\ntitle: {en: Terms, zh: 约定}\n',
        "sources.yaml": f"sources:\n  T-1: {clause}\n",
        "20-terms.yaml": "rules:\n- {rule: no-money-back, matter: code, tier: proof, when: {problem: dead_code},"
        " then: {deny: money_back}, cites: [T-1]}\n",
    }
    (tmp_path / "terms").mkdir()
    for file, text in files.items():
        (tmp_path / "terms" / file).write_text(text, "utf-8")
    prove = ("check", "--prove", "--no-cache", "terms", "--lang", "en")
    refuted = triage(*prove, cwd=tmp_path)
    assert refuted.code == 1
    assert "REFUTED guarantee:recording-is-enough" in refuted.out
    claims = tmp_path / "code-shop" / "claims.yaml"
    claims.write_text(
        claims.read_text("utf-8").replace(
            "  money_back:\n", "  money_back:\n    favours: higher\n    mandatory: true\n"
        ),
        "utf-8",
    )
    assert "proved recording-is-enough" in triage(*prove, cwd=tmp_path).out


def test_a_new_rule_is_tried_out_on_its_law_pack(folder: Path) -> None:
    """It stands in the overlay's own file, and the law pack is where it was."""
    desk = overlay(folder, {"20-desk.yaml": REFUSES}, {})
    law = {path.name: path.read_bytes() for path in (folder / "tiny").glob("*.yaml")}
    made = triage("new", "rule", "desk-too", "--pack", desk, "--in", "20-desk.yaml")
    assert made.code == 0, made.err
    assert "desk-too" in sound(desk).rules
    assert {path.name: path.read_bytes() for path in (folder / "tiny").glob("*.yaml")} == law
