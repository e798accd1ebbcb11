"""Where a platform's terms and the law under them differ, in words."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from triage.render.layout import Paragraph
from triage.render.naming import Naming
from triage.render.style import Tone
from triage.verdict import Holds, Layered, Verdict


def layered(verdict: Verdict, said: Naming) -> Iterator[Paragraph]:
    """What the terms promise beyond the law, and what of them gives way to it, each with both sources."""
    for line in verdict.layered:
        tone = Tone.CAREFUL if line.holds is Holds.LAW else Tone.PLAIN
        yield Paragraph(layered_in_words(line, said), lead="- ", indent=2, tone=tone)
        if line.note and line.kind != "rule":
            yield Paragraph(said.text(line.note), indent=4)


def layered_in_words(line: Layered, said: Naming) -> str:
    """One difference with both values, and which of them holds."""
    key = "rule" if line.kind == "rule" else line.holds.value
    return said.words.say(
        f"layered.{key}",
        title=_title(line, said),
        law=_value(line, line.law, said),
        terms=_value(line, line.terms, said),
        law_cites=_sources(line.law_cites, said),
        terms_cites=_sources(line.terms_cites, said),
    )


def _title(line: Layered, said: Naming) -> str:
    if line.kind == "rule":
        return said.text(line.note, line.name)
    return said.claim(line.name) if line.kind == "claim" else said.titled(line.name)


def _value(line: Layered, value: Decimal | None, said: Naming) -> str:
    if value is None:
        return said.words.say("layered.unknown")
    return said.money(value) if line.kind == "claim" else said.number(line.name, value)


def _sources(cites: tuple[str, ...], said: Naming) -> str:
    return said.words.say("list.semicolon").join(map(said.source, cites)) or said.words.say("layered.no-source")


def version_in_words(verdict: Verdict, said: Naming) -> str:
    """The version of the pack; of an overlay also the law pack under it."""
    if verdict.over is None:
        return verdict.version
    over = verdict.over
    return said.words.say("layered.version", version=verdict.version, over=over.id, over_version=over.version)
