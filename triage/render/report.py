"""The report of a scenario run: failures as a difference, coverage, counts; for a person and as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from triage.render.layout import Paragraph, page
from triage.render.problems import render_problems
from triage.render.style import Style, Tone
from triage.render.words import Words, words
from triage.scenario import Coverage, Difference, Result

SCHEMA = "triage.test/1"
"""What the JSON object calls itself; the number rises when a key changes its meaning."""
NOTHING: Mapping[str, object] = {}


def render_result(result: Result, language: str, width: int, style: Style) -> str:
    """One failed scenario: its file and line, what it is there for, and each key that differs. "" where it passed."""
    if result.passed:
        return ""
    head = page([*_head(result), *_differences(result, words(language))], width, style)
    told = render_problems(result.problems, result.texts, width, style.colour) if result.problems else ""
    return f"{head}{told}\n"


def _head(result: Result) -> Iterator[Paragraph]:
    yield Paragraph(str(result.place), lead="FAILED ", tone=Tone.STRONG, lead_tone=Tone.BAD)
    if result.shows:
        yield Paragraph(result.shows, indent=2)


def _differences(result: Result, said: Words) -> Iterator[Paragraph]:
    for each in result.differences:
        yield Paragraph(f"{each.key} ({each.place})", indent=2)
        yield Paragraph(_shown(each.expected, said), lead=f"- {said.say('test.expected')} ", indent=4, tone=Tone.GOOD)
        yield Paragraph(_shown(each.got, said), lead=f"+ {said.say('test.got')} ", indent=4, tone=Tone.BAD)


def _shown(values: tuple[str, ...], said: Words) -> str:
    return ", ".join(values) or said.say("test.nothing")


def render_summary(
    results: tuple[Result, ...], coverage: Mapping[str, Coverage], language: str, width: int, style: Style
) -> str:
    """Coverage of each pack's rules, then the last line, which is always "N passed, N failed"."""
    failed = sum(not result.passed for result in results)
    last = Paragraph(f"{len(results) - failed} passed, {failed} failed", tone=Tone.BAD if failed else Tone.GOOD)
    parts = (part for pack, each in coverage.items() for part in _covered(pack, each, words(language)))
    return page([*parts, last], width, style)


def _covered(pack: str, coverage: Coverage, said: Words) -> Iterator[Paragraph]:
    fired, never = len(coverage.fired), len(coverage.never)
    yield Paragraph(said.say("test.coverage", pack=pack, fired=fired, all=fired + never))
    if coverage.never:
        yield Paragraph(", ".join(coverage.never), lead=said.say("test.never_fired") + " ", indent=2, tone=Tone.CAREFUL)


def report_json(
    results: tuple[Result, ...], coverage: Mapping[str, Coverage], detailed: Mapping[str, object] = NOTHING
) -> str:
    """One object, indented by two, ending in a newline; equal runs give equal bytes.

    `detailed` is the coverage of each pack in full, where that was asked for.
    """
    failed = sum(not result.passed for result in results)
    report = {
        "schema": SCHEMA,
        "passed": len(results) - failed,
        "failed": failed,
        "scenarios": [_scenario(result) for result in results],
        "coverage": {pack: {"fired": each.fired, "never": each.never} for pack, each in coverage.items()},
        **({"detailed_coverage": dict(detailed)} if detailed else {}),
    }
    return json.dumps(report, ensure_ascii=False, indent=2) + "\n"


def _scenario(result: Result) -> dict[str, object]:
    return {
        "file": result.place.file,
        "line": result.place.line,
        "shows": result.shows,
        "passed": result.passed,
        "differences": [_difference(each) for each in result.differences],
        "problems": [{"place": str(p.place), "code": p.code, "message": p.message} for p in result.problems],
    }


def _difference(difference: Difference) -> dict[str, object]:
    return {
        "key": difference.key,
        "place": str(difference.place),
        "expected": difference.expected,
        "got": difference.got,
    }
