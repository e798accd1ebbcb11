"""How many questions sessions took, as a table of lines and as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from msgspec import to_builtins

from triage.interview import Stage
from triage.policy import Policy
from triage.rehearsal import Report, Spread
from triage.render.layout import Paragraph, page
from triage.render.style import Style, Tone
from triage.render.words import Words, words


def render_rehearsed(policy: Policy, reports: Mapping[str, Report], language: str, width: int, style: Style) -> str:
    """One block for each report ("scenarios", "random")."""
    said = words(language)
    return "\n".join(page(list(_lines(policy, name, report, said)), width, style) for name, report in reports.items())


def _lines(policy: Policy, name: str, report: Report, said: Words) -> Iterator[Paragraph]:
    say = said.say
    head = say(f"plan.{name}", pack=policy.id, count=report.cases)
    yield Paragraph(head, tone=Tone.HEADING)
    rows = {"planned": report.planned, "authors": report.authors, "everything": report.everything}
    for key, spread in rows.items():
        yield Paragraph(_spread(spread, said), lead=say(f"plan.{key}"), indent=2)
    yield Paragraph(
        say("plan.bound", bound=f"{report.bound:.1f}", bits=f"{report.bits:.1f}", outcomes=report.outcomes), indent=2
    )
    stages = ", ".join(
        say(f"plan.stage_{stage.value}", count=report.stages[stage.value])
        for stage in Stage
        if stage.value in report.stages
    )
    yield Paragraph(stages, lead=say("plan.asked_for"), indent=2)
    idle = ", ".join(f"{question} ({count})" for question, count in sorted(report.idle.items()))
    tone = Tone.CAREFUL if idle else Tone.PLAIN
    yield Paragraph(idle or say("value.none"), lead=say("plan.idle"), indent=2, tone=tone)


def _spread(spread: Spread, said: Words) -> str:
    return said.say("plan.spread", mean=f"{spread.mean:.1f}", p95=spread.p95, worst=spread.worst)


def rehearsed_json(policy: Policy, reports: Mapping[str, Report], seed: int) -> str:
    """One object, indented by two, ending in a newline; equal runs give equal bytes."""
    head = {"pack": policy.id, "version": policy.version, "seed": seed}
    return json.dumps({**head, **to_builtins(reports)}, indent=2) + "\n"
