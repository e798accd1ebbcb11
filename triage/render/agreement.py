"""The agreement report: real disputes, what was decided, what the policy says, and why they differ."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from triage.agreement import Agreement, Compared
from triage.policy import Policy
from triage.render.headline import priced
from triage.render.naming import Naming, naming


def render_agreement(compared: Iterable[Compared], policy: Policy, language: str) -> str:
    """Markdown: the counts, a table, and for each dispute what decided it."""
    found = tuple(compared)
    said = naming(policy, language)
    say = said.words.say
    counts = {kind: sum(each.agreement is kind for each in found) for kind in Agreement}
    lines = [
        f"# {say('agreement.title', pack=said.text(policy.title))}",
        "",
        say("agreement.counts", total=len(found), **{kind.value: counts[kind] for kind in Agreement}),
        say("agreement.overclaims", n=sum(bool(each.overclaims) for each in found)),
        "",
        *_table(found, said),
        *(line for each in found for line in _section(each, said)),
    ]
    return "\n".join(lines) + "\n"


def _table(found: tuple[Compared, ...], said: Naming) -> Iterator[str]:
    say = said.words.say
    yield f"| {say('agreement.dispute')} | {say('agreement.decided')} | {say('agreement.verdict')} | |"
    yield "|---|---|---|---|"
    for each in found:
        yield f"| {each.name} | {_decided(each, said)} | {_verdict(each, said)} | {_result(each, said)} |"
    yield ""


def _section(each: Compared, said: Naming) -> Iterator[str]:
    say = said.words.say
    yield f"## {each.name}"
    yield ""
    yield each.shows
    yield ""
    yield f"- {say('agreement.source')}: {each.decided.source}"
    yield f"- {say('agreement.because')}: {each.decided.because}"
    yield f"- {say('agreement.turns-on')}: {said.listed(map(said.titled, each.decided.turns_on)) or '-'}"
    yield f"- {say('agreement.verdict')}: {_verdict(each, said)} ({each.verdict.status.value})"
    yield f"- {_result(each, said)}"
    yield ""


def _decided(each: Compared, said: Naming) -> str:
    parties = said.listed(map(said.party, each.decided.responsible)) or "-"
    claims = said.either(map(said.claim, each.decided.claims)) or said.words.say("agreement.nothing")
    return f"{parties}: {claims}"


def _verdict(each: Compared, said: Naming) -> str:
    parties = dict.fromkeys(party for line in each.verdict.responsible for party in line.parties)
    claims = [priced(line.claim, line.amount, said) for line in each.verdict.claims]
    return (
        f"{said.listed(map(said.party, parties)) or '-'}: {said.listed(claims) or said.words.say('agreement.nothing')}"
    )


def _result(each: Compared, said: Naming) -> str:
    facts = said.listed(map(said.titled, each.waits_for))
    claims = said.listed(map(said.claim, each.overclaims))
    if each.overclaims:
        return said.words.say("agreement.overclaim", claims=claims)
    return said.words.say(f"agreement.{each.agreement.value}", facts=facts)
