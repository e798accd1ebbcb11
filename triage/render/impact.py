"""What a change of policy does, for a person and as JSON: entries that changed, verdicts that moved, and why."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from msgspec import Struct

from triage.exhaustive import assert_never
from triage.impact import Aspect, Change, How, Incomparable, Moved, Same, gain
from triage.policy import Policy
from triage.render.headline import priced, who_answers
from triage.render.layout import Paragraph, page
from triage.render.naming import Naming, naming
from triage.render.style import Style, Tone
from triage.verdict import Verdict

SCHEMA = "triage.diff/1"
"""What the JSON object calls itself; the number rises when a key changes its meaning."""
_TONES = {How.ADDED: Tone.GOOD, How.REMOVED: Tone.BAD, How.CHANGED: Tone.CAREFUL, How.WORDED: Tone.FAINT}


class Impact(Struct, frozen=True):
    """The report's content. `moved` is in the order in which it is shown, `causes` by the name of the case."""

    old: Policy
    new: Policy
    changes: tuple[Change, ...]
    same: tuple[Same, ...]
    moved: tuple[Moved, ...]
    incomparable: tuple[Incomparable, ...]
    causes: Mapping[str, tuple[Change, ...]]


def weightiest_first(moved: Sequence[Moved]) -> tuple[Moved, ...]:
    """Cases with another party first, then by how much more or less is claimed, then by name."""

    def weight(each: Moved) -> tuple[bool, Decimal, int, str]:
        return (
            Aspect.RESPONSIBLE not in each.aspects,
            -abs(gain(each) or Decimal(0)),
            list(Aspect).index(each.aspects[0]),
            each.name,
        )

    return tuple(sorted(moved, key=weight))


# --- For a person ------------------------------------------------------------------------------


def render_impact(impact: Impact, language: str, width: int, style: Style) -> str:
    """The whole report; its last line counts."""
    before, after = naming(impact.old, language), naming(impact.new, language)
    paragraphs = [*_changes(impact, after), *_moves(impact, before, after), *_incomparable(impact, after)]
    return page([*paragraphs, Paragraph(""), _counts(impact, after)], width, style)


def _changes(impact: Impact, said: Naming) -> Iterator[Paragraph]:
    say = said.words.say
    yield Paragraph(say("diff.changes", old=_version(impact.old), new=_version(impact.new)), tone=Tone.HEADING)
    if not impact.changes:
        yield Paragraph(say("diff.no-changes"))
    for change in impact.changes:
        place = f" ({change.place})" if change.place.file else ""
        how = say(f"diff.{change.how.value}")
        yield Paragraph(f"{_entry(change, said)}{place}", lead=f"{how}  ", tone=_TONES[change.how], indent=2)
        yield from _effect(change, impact, said)


def _effect(change: Change, impact: Impact, said: Naming) -> Iterator[Paragraph]:
    """How many verdicts the change moves, and what they claim more or less together, as far as that is a sum."""
    moved = [each for each in impact.moved if change in impact.causes.get(each.name, ())]
    gains = [more for each in moved if (more := gain(each)) is not None]
    if moved:
        told = said.words.say("diff.moves", n=len(moved))
        yield Paragraph(said.noted([told, *_in_words(sum(gains, Decimal(0)), said)]), indent=4)


def _version(policy: Policy) -> str:
    return f"{policy.id} {policy.version} ({policy.hash[:12]})"


def _entry(change: Change, said: Naming) -> str:
    sort = said.words.say(f"diff.sort-{change.sort.value}" if change.sort else "diff.sort-pack")
    return f"{sort} {change.name}"


def _moves(impact: Impact, before: Naming, after: Naming) -> Iterator[Paragraph]:
    for moved in impact.moved:
        yield Paragraph("")
        yield Paragraph(moved.name, tone=Tone.STRONG)
        if moved.shows:
            yield Paragraph(moved.shows, indent=2)
        for aspect in moved.aspects:
            yield Paragraph(after.words.say(f"diff.{aspect.value}"), indent=2)
            yield Paragraph(_told(aspect, moved.before, before), lead="- ", indent=4, tone=Tone.BAD)
            yield Paragraph(_told(aspect, moved.after, after), lead="+ ", indent=4, tone=Tone.GOOD)
        yield from (Paragraph(text, indent=2) for text in _in_words(gain(moved), after))
        causes = impact.causes.get(moved.name, ())
        if moved.read.strange:
            facts = after.listed(moved.read.strange)
            yield Paragraph(after.words.say("diff.strange", facts=facts), indent=2)
        because = after.listed(_entry(change, after) for change in causes) or after.words.say("diff.together")
        yield Paragraph(because, lead=f"{after.words.say('diff.because')} ", indent=2, tone=Tone.CAREFUL)


def _in_words(more: Decimal | None, said: Naming) -> Iterator[str]:
    if more:
        yield said.words.say("diff.more" if more > 0 else "diff.less", sum=said.money(abs(more)))


def _told(aspect: Aspect, verdict: Verdict, said: Naming) -> str:
    return said.words.say("list.semicolon").join(_parts(aspect, verdict, said)) or said.words.say("test.nothing")


def _parts(aspect: Aspect, verdict: Verdict, said: Naming) -> Iterator[str]:
    match aspect:
        case Aspect.RESPONSIBLE:
            yield who_answers(verdict, said)
        case Aspect.CLAIMS:
            yield from (priced(each.claim, each.amount, said) for each in verdict.claims)
        case Aspect.DENIED:
            yield from (said.claim(each.claim) for each in verdict.denied)
        case Aspect.CLASHES:
            yield from (said.slot(each.matter, each.slot) for each in verdict.clashes)
        case Aspect.STATUS:
            yield said.words.say(f"status.{verdict.status.value}")
        case Aspect.ROUTE:
            for stop in verdict.route:
                when = said.moment(stop.earliest) if stop.earliest else said.words.say(f"diff.channel-{stop.state}")
                yield said.words.say("note", what=said.channel(stop.channel), note=when)
        case Aspect.STEPS:
            yield from (said.titled(each.fact) for each in verdict.steps)
        case Aspect.WARNINGS:
            yield from (each.code for each in verdict.warnings)
        case Aspect.PRESUMED:
            yield from (f"{said.titled(each.fact)}: {said.value(each.fact, each.value)}" for each in verdict.presumed)
        case Aspect.OPEN:
            yield from (said.titled(each.fact) for each in verdict.open)
        case _:
            assert_never(aspect)


def _incomparable(impact: Impact, said: Naming) -> Iterator[Paragraph]:
    if impact.incomparable:
        yield Paragraph("")
        yield Paragraph(said.words.say("diff.incomparable"), tone=Tone.HEADING)
    for each in impact.incomparable:
        yield Paragraph(each.name, lead="! ", tone=Tone.STRONG, lead_tone=Tone.CAREFUL)
        yield from (Paragraph(f"{problem.place} {problem.message}", indent=2) for problem in each.problems)


def _counts(impact: Impact, said: Naming) -> Paragraph:
    counts = {"same": len(impact.same), "moved": len(impact.moved), "incomparable": len(impact.incomparable)}
    return Paragraph(said.words.say("diff.counts", **counts), tone=Tone.CAREFUL if impact.moved else Tone.GOOD)


# --- JSON --------------------------------------------------------------------------------------


def impact_json(impact: Impact) -> str:
    """One object, indented by two, ending in a newline; equal runs give equal bytes."""
    english = naming(impact.old, "en"), naming(impact.new, "en")
    report = {
        "schema": SCHEMA,
        "old": _named(impact.old),
        "new": _named(impact.new),
        "changes": [_change(change) for change in impact.changes],
        "same": len(impact.same),
        "moved": [_moved(each, impact, *english) for each in impact.moved],
        "incomparable": [
            {"case": each.name, "problems": [{"place": str(p.place), "message": p.message} for p in each.problems]}
            for each in impact.incomparable
        ],
    }
    return json.dumps(report, ensure_ascii=False, indent=2) + "\n"


def _named(policy: Policy) -> dict[str, str]:
    return {"id": policy.id, "version": policy.version, "hash": policy.hash}


def _change(change: Change) -> dict[str, str]:
    sort = change.sort.value if change.sort else "pack"
    return {"sort": sort, "name": change.name, "how": change.how.value, "place": str(change.place)}


def _moved(moved: Moved, impact: Impact, before: Naming, after: Naming) -> dict[str, object]:
    more = gain(moved)
    return {
        "case": moved.name,
        "aspects": {
            aspect.value: {
                "before": list(_parts(aspect, moved.before, before)),
                "after": list(_parts(aspect, moved.after, after)),
            }
            for aspect in moved.aspects
        },
        "gain": None if more is None else f"{more:.{impact.new.minor_unit}f}",
        "not_known_to_both": list(moved.read.strange),
        "causes": [_change(change) for change in impact.causes.get(moved.name, ())],
    }
