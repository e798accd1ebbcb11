"""Letters: three parts, nothing said that was not given, codes masked, own words unable to do anything."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from functools import cache

import pytest

from triage.bundled import pack_folder
from triage.case import Case
from triage.decide import decide
from triage.letter import Letter, compose, masked
from triage.parse import load_case, load_policy
from triage.policy import Policy
from triage.render.letter import as_docx, as_html, as_md, as_txt, page_of, receipts

CASE = """
policy: cn-digital-goods
now: 2026-05-12T15:00+08:00
facts:
  goods_type: licence_key
  issue: [code_used]
  price_paid: 29.00
  paid_at: 2026-05-10T14:00+08:00
  seller_is_business: true
  claimed_genuine: true
  activation_result: used
  redeem_account_is_user: false
  source_proof: none
  reported_at: 2026-05-10T14:30+08:00
evidence: [E_TXN, E_LISTING, E_ANOM, E_COMM]
notes:
  merchant: shop A
  platform: some platform
  order: "202605103344"
  code: ABCDE-FGHIJ-12345-XYZ99
  story: "the code ABCDE-FGHIJ-12345-XYZ99 <script>alert(1)</script> {price_paid} **bold**"
"""


@cache
def policy() -> Policy:
    folder = pack_folder("cn-digital-goods")
    assert folder is not None
    loaded = load_policy(folder).policy
    assert loaded is not None
    return loaded


def case(text: str = CASE) -> Case:
    loaded = load_case(text, "case.yaml", policy(), None)
    assert loaded.case is not None, loaded.problems
    return loaded.case


def letter(of: Case, channel: str = "CH_12315") -> Letter:
    return compose(policy(), of, decide(policy(), of), channel)


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("channel", list(policy().letters))
def test_every_letter_has_three_parts_and_the_exact_sum(
    channel: str, language: str, golden: Callable[[str, str], None]
) -> None:
    page = page_of(letter(case(), channel), policy(), language)
    text = as_txt(page)
    assert len(page.sections) >= 3
    assert "529.00" in text
    assert "202605103344" in text
    assert not page.too_long
    golden(f"letter-{channel}-{language}.txt", text)


def test_what_was_not_given_is_not_said() -> None:
    without = case().without("paid_at").without("source_proof")
    said = [line.sentence.text["en"] for line in letter(without).problem]
    assert not any("{paid_at}" in text or "{source_proof}" in text for text in said)


def test_a_presumption_is_no_fact_to_complain_about() -> None:
    for part in (letter(case()).problem, letter(case()).demand, letter(case()).closing):
        for line in part:
            assert set(line.receipts.facts) & set(case().answers) == set(line.receipts.facts) - set(policy().measures)


def test_what_rests_on_evidence_needs_it() -> None:
    rests = "The product page promised a genuine licence."
    assert rests in as_txt(page_of(letter(case()), policy(), "en"))
    lacking = replace(case(), evidence={**case().evidence, "E_LISTING": False})
    assert rests not in as_txt(page_of(letter(lacking), policy(), "en"))


def test_every_sentence_has_a_receipt() -> None:
    composed = letter(case())
    for line in (*composed.problem, *composed.demand, *composed.closing):
        found = line.receipts
        assert found.facts or found.notes or found.evidence or found.sources
    assert "    facts: paid_at, goods_type, price_paid" in receipts(composed, policy(), "en")


def test_codes_are_masked_but_for_their_end() -> None:
    text = as_txt(page_of(letter(case()), policy(), "en"))
    assert "****YZ99" in text
    assert "ABCDE" not in text
    assert masked("key A1B2-C3D4-E5F6, order 12345678901234", {}) == "key ****E5F6, order 12345678901234"
    assert masked("order TB20260510ABC1", {"order": "TB20260510ABC1"}) == "order TB20260510ABC1"


def test_own_words_do_nothing() -> None:
    page = page_of(letter(case()), policy(), "en")
    assert "(price_paid)" in as_txt(page)
    assert "<script>" not in as_html(page, "en")
    assert "\\*\\*bold\\*\\*" in as_md(page)


def test_a_letter_too_long_for_its_channel_leaves_out_what_is_optional() -> None:
    long = replace(case(), notes={**case().notes, "story": "x" * 600})
    page = page_of(letter(long, "CH_MERCHANT"), policy(), "en")
    assert not page.too_long
    assert "xxx" not in as_txt(page)


def test_a_word_document_can_be_read_back() -> None:
    docx = pytest.importorskip("docx")
    content = as_docx(page_of(letter(case()), policy(), "zh"))
    text = "\n".join(paragraph.text for paragraph in docx.Document(io.BytesIO(content)).paragraphs)
    assert "529.00" in text
