"""Letters: three parts, nothing said that was not given, codes masked, own words unable to do anything."""

from __future__ import annotations

import io
import re
import unicodedata
from collections.abc import Callable

import pytest
from msgspec.structs import replace
from running import ROOT
from shipped_packs import shipped

from triage.case import Case
from triage.decide import decide
from triage.letter import Letter, compose, compose_report, masked
from triage.own_words import notes_of
from triage.parse import load_case
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


CODE = "ABCDE-FGHIJ-12345-XYZ99"


def policy() -> Policy:
    return shipped()


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
    form = policy().letters[channel]
    page = page_of(letter(case(), channel), policy(), language)
    text = as_txt(page)
    assert len(page.sections) >= 3
    if any("amount" in sentence.fills for passage in form.demand for sentence in passage.sentences):
        assert "529.00" in text
    if "order" in notes_of(form):
        assert "202605103344" in text
    assert not page.too_long
    assert "YZ99" in text or "code" not in notes_of(form)
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


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("ABCD EFGH IJKL MNOP works", "****MNOP works"),
        ("ABCDE-FGHIJ-KLMNO", "****LMNO"),
        ("\uff21\uff22\uff23\uff24\uff11-EFGH2-IJKL3", "****JKL3"),
        ("code a1b2c3d4e5f6", "code ****e5f6"),
        ("card 6222020200112233445", "card ****3445"),
        ("bought 3 keys on 2026-05-10 at 14:30 for 29.00", "bought 3 keys on 2026-05-10 at 14:30 for 29.00"),
        ("DCD-14 and CRPL-55 say so", "DCD-14 and CRPL-55 say so"),
        ("phone 13800138000", "phone 13800138000"),
    ],
)
def test_what_looks_like_a_code_is_covered(text: str, shown: str) -> None:
    assert masked(text, {}) == shown


def test_a_code_is_covered_wherever_it_is_written() -> None:
    everywhere = dict.fromkeys(("story", "merchant", "platform", "name", "consent"), f"x {CODE}")
    of = replace(case(), notes={**case().notes, **everywhere})
    for channel in policy().letters:
        for language in ("zh", "en"):
            composed = letter(of, channel)
            assert "FGHIJ" not in as_txt(page_of(composed, policy(), language))
            assert "FGHIJ" not in receipts(composed, policy(), language)


HOSTILE = (
    "\x1b[31mred\x07 \u202eevil\u202c \ufffe {demand} {note.order} {{7*7}} {% if %} </w:t><w:t> &amp; <b>bold</b> "
    "[link](javascript:alert(1)) `code` ![x](y) | # head\n- item\n1. one\n=====" + "long " * 50
)


@pytest.mark.parametrize("channel", ["CH_MERCHANT", "CH_PLATFORM_TICKET", "CH_12315"])
def test_hostile_notes_stay_text(channel: str) -> None:
    docx = pytest.importorskip("docx")
    of = replace(case(), notes={"order": HOSTILE[:60], "merchant": HOSTILE, "platform": "# x", "story": "- " + HOSTILE})
    page = page_of(letter(of, channel), policy(), "zh")
    text = as_txt(page)
    assert not {sign for sign in text if unicodedata.category(sign)[0] == "C"} - {"\n"}
    assert "{" not in text
    assert "<b>" not in as_html(page, "zh")
    assert "<w:t>" not in as_html(page, "zh")
    lines = as_md(page).split("\n")
    assert [line for line in lines if re.match(r"[-+=]|#+ (?!\\)[-a-z]", line)] == []
    assert not re.search(r"(?<!\\)[`*_<>|]|(?<!\\)\]\(", "\n".join(lines))
    read = "\n".join(each.text for each in docx.Document(io.BytesIO(as_docx(page))).paragraphs)
    assert all(section.paragraphs[0] in read for section in page.sections)


def test_clues_are_reported_on_a_sheet_of_their_own() -> None:
    report = compose_report(policy(), case(), decide(policy(), case()), "CH_12315")
    assert report is not None
    text = as_txt(page_of(report, policy(), "en"))
    assert "Report of a violation" in text
    assert "529.00" not in text
    assert "suspected" not in as_txt(page_of(letter(case()), policy(), "en"))
    innocent = case(CASE.replace("source_proof: none", "source_proof: valid"))
    assert compose_report(policy(), innocent, decide(policy(), innocent), "CH_12315") is None
    assert compose_report(policy(), case(), decide(policy(), case()), "CH_MERCHANT") is None


def test_a_private_seller_and_a_content_operator_are_met_with_the_law_that_binds_them() -> None:
    private = case(CASE.replace("seller_is_business: true", "seller_is_business: false"))
    for channel in ("CH_PLATFORM_COMPLAINT", "CH_SMALL_CLAIM"):
        text = as_txt(page_of(letter(private, channel), policy(), "en"))
        assert "Consumer" not in text
        assert "E-commerce" not in text
    for channel in policy().letters:
        cited = letter(case(), channel).sources
        assert all(policy().sources[source].verified and policy().sources[source].in_letters for source in cited)
        assert len(cited) <= policy().letters[channel].sources


def test_what_is_for_others_to_give_is_not_demanded_here() -> None:
    silent = case((ROOT / "scenarios/cn-digital-goods/two-matters-silent-merchant.yaml").read_text("utf-8"))
    claims = [line.claim for line in decide(policy(), silent).claims]
    assert "platform_penalty_request" in claims
    measures = policy().claims["platform_penalty_request"].demand["en"]
    assert measures in as_txt(page_of(letter(silent, "CH_PLATFORM_COMPLAINT"), policy(), "en"))
    assert measures not in as_txt(page_of(letter(silent, "CH_12315"), policy(), "en"))


def test_own_words_do_nothing() -> None:
    page = page_of(letter(case()), policy(), "en")
    assert "(price_paid)" in as_txt(page)
    assert "<script>" not in as_html(page, "en")
    assert "\\*\\*bold\\*\\*" in as_md(page)


def test_a_letter_too_long_for_its_channel_leaves_out_what_is_optional() -> None:
    long = replace(case(), notes={**case().notes, "story": "x " * 600})
    page = page_of(letter(long, "CH_MERCHANT"), policy(), "en")
    assert not page.too_long
    assert "x x x" not in as_txt(page)
    assert page.left_out


def test_a_word_document_can_be_read_back() -> None:
    docx = pytest.importorskip("docx")
    content = as_docx(page_of(letter(case()), policy(), "zh"))
    text = "\n".join(paragraph.text for paragraph in docx.Document(io.BytesIO(content)).paragraphs)
    assert "529.00" in text


def test_sections_are_counted_without_a_gap() -> None:
    without = replace(case(), evidence={})
    text = as_txt(page_of(letter(without, "CH_MERCHANT"), policy(), "zh"))
    assert "一、问题描述" in text
    assert "二、诉求" in text
    assert "三、" not in text


def test_the_letter_for_a_minor_says_what_decides() -> None:
    minor = case((ROOT / "scenarios/cn-digital-goods/fp46-fault-not-known.yaml").read_text("utf-8"))
    text = as_txt(page_of(letter(minor, "CH_SMALL_CLAIM"), policy(), "zh"))
    assert "一名12周岁的未成年人自己操作付款" in text
    assert "不予追认" in text
    assert "民法典 19；民法典 145" in text
