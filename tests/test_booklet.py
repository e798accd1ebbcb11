"""The booklet: everything that a pack says on one page, which stands alone, holds its links and runs nothing."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from html import escape
from html.parser import HTMLParser
from pathlib import Path

import pytest
from running import ROOT, TINY, triage

from triage.coverage import cover
from triage.parse import load_policy
from triage.policy import Policy
from triage.prove.report import Kind, Proof, Question, Refutation, Report
from triage.render.booklet import booklet
from triage.render.naming import naming

SHOP = ROOT / "examples" / "rules" / "code-shop"
VOID = {"meta", "br", "hr", "link", "img"}


class Reader(HTMLParser):
    """What a browser would see: anchors, links, text; `wrong` are tags that do not close where they should."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.wrong: list[str] = []
        self.tags: set[str] = set()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.attributes: set[str] = set()
        self.text = ""
        self.feed(text)
        self.wrong += self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        if tag not in VOID:
            self.open.append(tag)
        for name, value in attrs:
            self.attributes.add(name)
            if name == "id":
                self.ids.append(value or "")
            if name == "href":
                self.links.append(value or "")

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.wrong.append(tag)

    def handle_data(self, data: str) -> None:
        if "style" not in self.open:
            self.text += data


def policy(folder: Path) -> Policy:
    loaded = load_policy(folder)
    assert loaded.policy is not None, loaded.problems
    return loaded.policy


def written(of: Policy, language: str = "en", report: Report | None = None) -> str:
    return booklet(naming(of, language), cover(of, []), report)


def texts(of: Policy, language: str) -> Iterator[str]:
    """What a reader must find: names, titles, questions, reasons and effects."""
    yield from (*of.rules, *of.facts, *of.measures, *of.findings, *of.sources, *of.claims, *of.channels)
    yield from (rule.because[language] for rule in of.rules.values() if rule.because)
    yield from (fact.ask[language] for fact in of.facts.values() if fact.ask)
    yield from (source.effect[language] for source in of.sources.values())
    yield from (claim.demand[language] for claim in of.claims.values())
    yield from (parameter.title[language] for parameter in of.parameters.values())
    yield from (item.title[language] for item in of.evidence.values())
    yield from (never.says[language] for never in of.nevers)
    yield from (guarantee.says[language] for guarantee in of.guarantees)


@pytest.mark.parametrize(("folder", "language"), [(TINY, "en"), (TINY, "zh"), (SHOP, "en")], ids=["tiny", "zh", "shop"])
def test_all_that_the_pack_says_is_there(folder: Path, language: str) -> None:
    of = policy(folder)
    seen = " ".join(Reader(written(of, language)).text.split())
    assert [text for text in texts(of, language) if " ".join(text.split()) not in seen] == []


@pytest.mark.parametrize("folder", [TINY, SHOP, *sorted(p.parent for p in (ROOT / "rules").glob("*/pack.yaml"))])
def test_the_page_stands_alone(folder: Path) -> None:
    of = policy(folder)
    text = written(of, of.languages[0])
    page = Reader(text)
    assert page.wrong == []
    assert not page.tags & {"script", "img", "link", "iframe", "object", "form"}
    assert not {name for name in page.attributes if name.startswith("on") or name == "src"}
    assert "url(" not in text
    assert "@import" not in text
    assert len(page.ids) == len(set(page.ids))
    inside = [link.removeprefix("#") for link in page.links if link.startswith("#")]
    assert set(inside) <= set(page.ids)
    assert {link for link in page.links if not link.startswith("#")} <= {s.link for s in of.sources.values()}
    assert "@media print" in text


def test_text_of_a_pack_is_never_markup(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(TINY, tmp_path / "tiny"))
    evil = "<script>alert(1)</script>&\\\"'<b>"
    for path in folder.glob("*.yaml"):
        said = path.read_text("utf-8")
        path.write_text(re.sub(r"(?<=en: )[A-Z][^,}{\n\"]*(?=, zh)", f'"{evil}"', said), "utf-8")
    of = policy(folder)
    text = written(of)
    assert escape("<script>alert(1)</script>") in text
    assert "<script" not in text
    assert Reader(text).wrong == []


def test_numbers_that_no_law_gives_and_sources_that_nobody_verified_are_marked() -> None:
    text = Reader(written(policy(TINY))).text
    assert "1 of 3 sources were not verified" in text
    row = text[text.index("time for the record (h_record)") :]
    assert "a rule of thumb, not law" in row[:200]


def test_an_overlay_shows_what_of_its_terms_holds() -> None:
    text = Reader(written(policy(ROOT / "examples" / "rules" / "bright-market"))).text
    assert "bright-market 1 over cn-digital-goods" in text
    assert "the platform's terms say 2; mandatory law holds" in text
    assert "the platform's terms, instead of ¥500.00 in the law pack" in text
    refusal = text[text.index("bm-no-refundbright-market/") :]
    assert "genuine-no-source" in refusal[: refusal.index("Rests on") + 3000]


def test_what_was_proved_is_told_and_what_was_not_is_not() -> None:
    of = policy(SHOP)
    first, second, *_ = of.guarantees
    question = Question(Kind.GUARANTEE, (first.name,), first.place)
    other = Question(Kind.GUARANTEE, (second.name,), second.place)
    report = Report(of, (Proof(question, True), Refutation(other, (), None)), ())
    unproved, told = Reader(written(of)).text, Reader(written(of, report=report)).text
    assert "Nothing was proved for this copy" in unproved
    assert "Proved: 1 of 2 questions." in told
    assert re.search(rf"{re.escape(first.says['en'])}proved", told)
    assert re.search(rf"{re.escape(second.says['en'])}REFUTED", told)
    assert "Nothing was proved" not in told


def test_the_command_writes_the_page_over_the_one_before(tmp_path: Path) -> None:
    path = tmp_path / "policy.html"
    path.write_text("before", "utf-8")
    ran = triage("booklet", SHOP, "-o", path, "--lang", "en")
    assert ran.code == 0, ran.err
    text = path.read_text("utf-8")
    assert "wins in dead-recorded" in text
    assert "100.00 %" in text
    assert triage("booklet", SHOP, "--lang", "en").out == text
    bad = triage("booklet", SHOP, "--scenarios", tmp_path / "none")
    assert bad.code == 2
    assert triage("booklet", SHOP, "-o", tmp_path / "no" / "x.html").code == 2
    assert triage("booklet", "no-such-pack").code == 3
