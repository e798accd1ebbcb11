"""The whole policy for a lawyer: one page with everything that the pack says, in words, and what was checked of it."""

from __future__ import annotations

from collections.abc import Iterator

from triage.coverage import Coverage
from triage.prove.report import Report
from triage.render.booklet.catalogue import channels, claims, constraints, evidence, parameters, parties
from triage.render.booklet.checked import coverage_chapter, proofs
from triage.render.booklet.page import Chapter, page
from triage.render.booklet.said import facts, findings, measures, rules, sources
from triage.render.naming import Naming
from triage.render.sheet import Block, Heading, Line
from triage.render.style import Tone


def booklet(said: Naming, coverage: Coverage | None, report: Report | None) -> str:
    """The page as HTML. Without coverage no scenarios are told of; without a report nothing is said to be proved."""
    policy, say = said.policy, said.words.say
    chapters = (
        rules(said, coverage),
        claims(said),
        parameters(said),
        channels(said),
        evidence(said),
        parties(said),
        facts(said),
        measures(said),
        findings(said),
        constraints(said),
        sources(said),
        *((coverage_chapter(said, coverage),) if coverage is not None else ()),
        proofs(said, report),
    )
    shown: tuple[Chapter, ...] = tuple(chapter for chapter in chapters if chapter.entries)
    return page(said.text(policy.title, policy.id), _cover(said), shown, say("booklet.contents"), said.words)


def _cover(said: Naming) -> Iterator[Block]:
    policy, say = said.policy, said.words.say
    yield Heading(said.text(policy.title, policy.id), level=0)
    version = policy.version
    if policy.over is not None:
        version = say("layered.version", version=version, over=policy.over.id, over_version=policy.over.version)
    yield Line(say("booklet.version", pack=policy.id, version=version, hash=policy.hash[:12]), tone=Tone.FAINT)
    yield Line(said.text(policy.disclaimer), tone=Tone.STRONG)
    counted = {"rules": policy.rules, "facts": policy.facts, "claims": policy.claims, "sources": policy.sources}
    yield Line(say("booklet.counts", **{name: len(entries) for name, entries in counted.items()}))
    yield Line(say("booklet.money-and-time", currency=policy.currency, zone=policy.timezone.key))
    unverified = [name for name, source in policy.sources.items() if not source.verified]
    if unverified:
        yield Line(say("booklet.unverified", n=len(unverified), all=len(policy.sources)), tone=Tone.CAREFUL)
    convenient = [name for name, parameter in policy.parameters.items() if parameter.convenience]
    if convenient:
        yield Line(say("booklet.convenience", n=len(convenient), all=len(policy.parameters)), tone=Tone.CAREFUL)
