"""Law is data: the program knows no pack, and two packs of different law and language work alike."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from running import triage

import triage as program
from triage.bundled import pack_folder, pack_names, scenario_folder
from triage.parse import load_case, load_policy
from triage.policy import Policy, Text
from triage.scenario import scenario_files

SOURCE = Path(program.__file__).parent
ROOT = SOURCE.parent
CATALOGUES = SOURCE / "render" / "words"
PACKS = tuple(pack_names())
EUROPE = "eu-digital-content"
GERMAN_CASE = ROOT / "scenarios" / EUROPE / "remedy-running-pay-less.yaml"

TOKEN = re.compile(r"[A-Za-z][A-Za-z0-9]*(?:[_-][A-Za-z0-9]+)*")
PHRASE = 4
"""A text of a pack with fewer words may be said by anyone ("what went wrong")."""


@cache
def policy_of(name: str) -> Policy:
    folder = pack_folder(name)
    assert folder is not None
    loaded = load_policy(folder)
    assert loaded.policy is not None
    assert not loaded.problems
    return loaded.policy


def written() -> Iterator[Path]:
    """Every file that belongs to the program: modules, catalogues, whatever else lies beside them."""
    for path in sorted(SOURCE.rglob("*")):
        if path.is_file() and "__pycache__" not in path.parts and "_bundled" not in path.parts:
            yield path


def outside_the_catalogues() -> Iterator[Path]:
    """Without the program's own words, which may be like anybody's."""
    return (path for path in written() if not path.is_relative_to(CATALOGUES))


def is_distinctive(name: str) -> bool:
    """`user` is an English word; `private_seller`, `CH_12315` and `CRPL-55` belong to a pack."""
    return bool(re.search(r"[_\d-]", name)) or (len(name) > 2 and name.isupper())


def names_of(policy: Policy) -> Iterator[str]:
    """The names that are law or trade of a pack, as far as they cannot be mistaken for English."""
    frame = (policy.id, policy.currency, str(policy.timezone))
    catalogues = (policy.parties, policy.roles, policy.claims, policy.channels, policy.sources, policy.evidence)
    declared = (name for catalogue in catalogues for name in catalogue)
    yield from (name for name in (*frame, *declared) if is_distinctive(name))


def texts_of(policy: Policy) -> Iterator[Text]:
    """The texts by which a person knows a pack: titles, reasons, effects, demands."""
    yield from (policy.title, policy.disclaimer)
    yield from (*policy.parties.values(), *policy.matters.values(), *policy.links.values())
    yield from (role.title for role in policy.roles.values())
    yield from (rule.because for rule in policy.rules.values())
    for claim in policy.claims.values():
        yield from (claim.title, claim.demand)
    for channel in policy.channels.values():
        yield from (channel.title, channel.action)
    for source in policy.sources.values():
        yield from (source.title, source.effect)
    for fact in policy.facts.values():
        yield from (fact.title, fact.ask, *fact.choices.values())


def phrases_of(policy: Policy) -> frozenset[str]:
    """The texts of several words, in lower case, one space between two words."""
    flat = (" ".join(text.lower().split()) for texts in texts_of(policy) for text in texts.values())
    return frozenset(text for text in flat if len(text.split()) >= PHRASE)


def tokens_in(text: str) -> frozenset[str]:
    """Whole names: `user-redeemed` is one and does not count as `user`."""
    return frozenset(TOKEN.findall(text))


def lines_with(pattern: str, path: Path) -> list[str]:
    """The lines of a file with a match, as `file:line: text`."""
    lines = enumerate(path.read_text("utf-8").splitlines(), 1)
    return [f"{path.relative_to(SOURCE)}:{n}: {line.strip()}" for n, line in lines if re.search(pattern, line)]


# --- The program names nothing of a pack --------------------------------------------------------


def test_there_are_two_packs_of_different_law() -> None:
    assert len(PACKS) >= 2
    assert len({policy_of(name).currency for name in PACKS}) == len(PACKS)
    assert len({policy_of(name).timezone for name in PACKS}) == len(PACKS)


@pytest.mark.parametrize("name", PACKS)
def test_the_program_names_no_party_claim_channel_source_or_currency_of_a_pack(name: str) -> None:
    names = frozenset(names_of(policy_of(name)))
    assert len(names) > 50
    found = [f"{path.relative_to(SOURCE)}: {found}" for path in written() for found in sorted(_named(path, names))]
    assert found == []


def _named(path: Path, names: frozenset[str]) -> frozenset[str]:
    return names & tokens_in(path.read_text("utf-8"))


@pytest.mark.parametrize("name", PACKS)
def test_the_program_knows_no_currency_sign_of_a_pack(name: str) -> None:
    sign = re.escape(policy_of(name).currency_symbol)
    assert [line for path in written() for line in lines_with(sign, path)] == []


@pytest.mark.parametrize("name", PACKS)
def test_the_program_says_no_text_of_a_pack(name: str) -> None:
    phrases = phrases_of(policy_of(name))
    assert len(phrases) > 100
    for path in outside_the_catalogues():
        text = " ".join(path.read_text("utf-8").lower().split())
        assert [phrase for phrase in phrases if phrase in text] == [], path


def test_outside_the_catalogues_the_program_speaks_no_language_of_a_pack_but_english() -> None:
    foreign = r"[^\W\d_a-zA-Z]"
    assert [line for path in outside_the_catalogues() for line in lines_with(foreign, path)] == []


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ('blocked = "CH_12315"', "CH_12315"),
        ("# as CRPL-55 says", "CRPL-55"),
        ("raise Wrong('write CNY')", "CNY"),
        ("if claim == 'price_reduction':", "price_reduction"),
        ("party is marketplace_as_trader", "marketplace_as_trader"),
    ],
)
def test_a_slip_would_be_found(text: str, name: str) -> None:
    names = frozenset(found for pack in PACKS for found in names_of(policy_of(pack)))
    assert tokens_in(text) & names == {name}


def test_plain_english_is_no_slip() -> None:
    names = frozenset(found for pack in PACKS for found in names_of(policy_of(pack)))
    prose = "The user asks the platform to assist; a trader may replace it. Goodwill: user-redeemed, price_paid."
    assert tokens_in(prose) & names == frozenset()


# --- Both packs work ----------------------------------------------------------------------------


@pytest.mark.parametrize("name", PACKS)
def test_the_scenarios_of_a_shipped_pack_say_what_they_show_and_expect(name: str) -> None:
    """Their verdicts are those of `triage test`, which `make test` runs with both engines."""
    policy, folder = policy_of(name), scenario_folder(name)
    assert folder is not None
    files = scenario_files(folder)
    assert len(files) >= 60
    loaded = {file.name: load_case(file.read_text("utf-8"), file.name, policy, None) for file in files}
    assert [name for name, each in loaded.items() if not (each.case and each.expect and each.shows)] == []
    assert [problem for each in loaded.values() for problem in each.problems] == []


# --- Texts in German, the program's own words in English ----------------------------------------


@pytest.mark.parametrize("way", [("--lang", "de"), ()])
def test_a_german_verdict_has_german_texts_and_english_words(way: tuple[str, ...]) -> None:
    ran = triage("decide", GERMAN_CASE, "--engine", "reference", *way, env={"LC_ALL": "de_DE.UTF-8"})
    assert ran.code == 0
    head = ran.out.splitlines()[:4]
    assert head[1].split(maxsplit=2) == ["Who", "answers", "der Unternehmer"]
    assert head[2].split(maxsplit=2) == ["Ask", "for", "verhältnismäßige Minderung, €3.29"]
    assert "(120.00 × 20 / 365) × (100 - 50) / 100 - 0.00 = 3.29" in ran.out
    assert policy_of(EUROPE).disclaimer["de"].split(".")[0] in " ".join(ran.out.split())
    assert policy_of(EUROPE).disclaimer["en"].split(".")[0] not in " ".join(ran.out.split())


def test_a_pack_that_does_not_speak_the_language_speaks_its_first_one() -> None:
    ran = triage("decide", GERMAN_CASE, "--engine", "reference", "--lang", "zh")
    assert ran.code == 0
    assert "the trader" in ran.out.splitlines()[1]
    assert not re.search(r"[\u4e00-\u9fff]", ran.out)


@pytest.mark.parametrize("name", PACKS)
def test_every_text_of_a_pack_is_in_each_of_its_languages(name: str) -> None:
    policy = policy_of(name)
    for text in texts_of(policy):
        assert not text or set(text) == set(policy.languages), text
