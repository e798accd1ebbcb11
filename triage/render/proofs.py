"""What proving a policy gave: what stands against it first, each with its case, then remarks, then what was proved."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from triage.exhaustive import assert_never
from triage.parse import case_to_yaml
from triage.policy import ANY_MATTER, Guarantee, Policy
from triage.problem import Place
from triage.prove.report import ADVICE, Kind, Proof, Question, Refutation, Report, Result, Undecided, Witness
from triage.render.headline import what_to_ask, who_answers
from triage.render.layout import Paragraph, page
from triage.render.naming import Naming, naming
from triage.render.style import PLAIN, Style, Tone
from triage.verdict import Verdict

NO_WIDTH = 10_000
"""A line of this width is never broken."""


class Whole(Paragraph, frozen=True):
    """A line that stays one line, so that ids and places can be found and copied."""


def render_proofs(report: Report, language: str, width: int, remarks: bool = False, style: Style = PLAIN) -> str:
    """The whole report, ending in a line break; its last line counts. `remarks`: tell each, not only how many."""
    said = naming(report.policy, language)
    paragraphs = [*_paragraphs(report, remarks, said), _counts(report, said)]
    return page_of(paragraphs, width, style)


def page_of(paragraphs: Iterable[Paragraph], width: int, style: Style) -> str:
    """The paragraphs one below the other, whole lines as they are."""
    return "".join(page([each], NO_WIDTH if isinstance(each, Whole) else width, style) for each in paragraphs)


def _paragraphs(report: Report, remarks: bool, said: Naming) -> Iterator[Paragraph]:
    accepted = [r for r in report.results if isinstance(r, Refutation) and r.accepted]
    advice = [r for r in report.results if isinstance(r, Refutation) and not r.accepted and r.question.kind in ADVICE]
    for failure in report.failures:
        yield from _failure(failure, said)
    for refutation in accepted:
        yield from _accepted(refutation, said)
    for each in report.stale:
        yield Whole(said.words.say("prove.stale"), lead=f"{each.id} ({each.place}) ", tone=Tone.CAREFUL)
    for kind in Kind:
        found = [r for r in advice if r.question.kind is kind]
        if remarks and kind is not Kind.IMPLIED_TEST:
            yield from _remarks(found, said)
        elif found:
            text = said.words.say(f"prove.counted.{kind.value}", n=len(found))
            yield Paragraph(text, lead=f"{said.words.say('prove.remark')} ", tone=Tone.FAINT)
    if advice and not remarks:
        yield Paragraph(said.words.say("prove.more"), tone=Tone.FAINT)
    for result in report.of(Kind.GUARANTEE, Kind.IRRELEVANT):
        if isinstance(result, Proof):
            yield _proved(result, said)


def _failure(result: Refutation | Undecided, said: Naming) -> Iterator[Paragraph]:
    say = said.words.say
    key = "prove.refuted" if isinstance(result, Refutation) else "prove.undecided"
    yield Whole(_where(result.question), lead=f"{say(key)} ", tone=Tone.STRONG, lead_tone=Tone.BAD)
    yield Paragraph(what_is_asked(result.question, said), indent=2)
    match result:
        case Refutation(_, involved, witness):
            yield from _involved(involved, result.question.place)
            yield from _witness(witness, said)
        case Undecided(_, seconds, full):
            told = say("prove.no-formula") if seconds is None else say("prove.not-decided", seconds=f"{seconds:g}")
            yield Paragraph(told, indent=2, tone=Tone.CAREFUL)
            if full:
                yield Paragraph(say("prove.full-only"), indent=2)
        case _:
            assert_never(result)
    yield Paragraph("")


def _where(question: Question) -> str:
    return f"{question.id} ({question.place})" if question.place.file else question.id


def _involved(involved: tuple[tuple[str, Place], ...], place: Place) -> Iterator[Paragraph]:
    if len(involved) > 1 or any(where != place for _, where in involved):
        yield from (Whole(f"{name} ({where})" if where.file else name, lead="- ", indent=2) for name, where in involved)


def _witness(witness: Witness | None, said: Naming) -> Iterator[Paragraph]:
    """The case as its author would write it, and what the engine makes of it."""
    if witness is None:
        return
    policy = said.policy
    yield Paragraph(said.words.say("prove.case"), indent=2)
    for line in case_to_yaml(witness.case, policy).splitlines()[1:]:
        yield Whole(line.strip(), indent=4 + len(line) - len(line.lstrip()))
    yield from _verdict(witness.verdict, said)
    if witness.after is not None:
        changed = said.listed(
            f"{said.titled(name)}: {said.value(name, value)}" for name, value in witness.changed.items()
        )
        yield Paragraph(said.words.say("prove.changed", facts=changed), indent=2)
        yield from _verdict(witness.after, said)


def _verdict(verdict: Verdict, said: Naming) -> Iterator[Paragraph]:
    say = said.words.say
    yield Paragraph(say(f"status.{verdict.status.value}"), lead=f"{say('head.status')}: ", indent=4, tone=Tone.CAREFUL)
    yield Paragraph(who_answers(verdict, said), lead=f"{say('who-answers')}: ", indent=4)
    yield Paragraph(what_to_ask(verdict, said), lead=f"{say('head.ask-for')}: ", indent=4)


def what_is_asked(question: Question, said: Naming) -> str:
    """What a refutation of the question says, in one sentence."""
    say, about = said.words.say, question.about
    match question.kind:
        case Kind.CONFLICT:
            return say("prove.conflict", slot=said.slot(about[0], about[2] if about[1] == "also" else about[1]))
        case Kind.GAP if about[0] == ANY_MATTER:
            return say("prove.gap-anywhere")
        case Kind.GAP:
            return say("prove.gap", matter=said.matter(about[0]))
        case Kind.GUARANTEE:
            return said.text(_guarantee(about[0], said.policy).says)
        case Kind.IDLE_TEST | Kind.IMPLIED_TEST:
            return say(f"prove.idle-test-{about[-1]}", rule=about[0], test=about[1])
        case Kind.IRRELEVANT | Kind.IDLE_FACT:
            return say(f"prove.{question.kind.value}", fact=said.titled(about[0]))
        case Kind.FALLS:
            return say("prove.falls", matter=said.matter(about[0]), rule=about[1])
        case Kind.IMPOSSIBLE:
            value = [said.value(about[0], about[1])] if len(about) > 1 else []
            return say("prove.impossible", what=": ".join([said.titled(about[0]), *value]))
        case Kind.CONSTRAINTS | Kind.DEAD | Kind.SHADOWED | Kind.SUBSUMED:
            return say(f"prove.{question.kind.value}", rule=about[0])
        case Kind.MEETING:
            return say("prove.meeting", rules=about[0])
        case _:
            assert_never(question.kind)


def _guarantee(name: str, policy: Policy) -> Guarantee:
    return next(each for each in policy.guarantees if each.name == name)


def _accepted(result: Refutation, said: Naming) -> Iterator[Paragraph]:
    assert result.accepted is not None
    yield Whole(_where(result.question), lead=f"{said.words.say('prove.accepted')} ", lead_tone=Tone.CAREFUL)
    yield Paragraph(said.text(result.accepted.because), indent=2)


def _remarks(results: list[Refutation], said: Naming) -> Iterator[Paragraph]:
    """Remarks, each with its place."""
    for result in results:
        lead = f"{said.words.say('prove.remark')} "
        yield Paragraph(what_is_asked(result.question, said), lead=lead, lead_tone=Tone.CAREFUL)
        yield Whole(_where(result.question), indent=2, tone=Tone.FAINT)


def _proved(result: Proof, said: Naming) -> Paragraph:
    say = said.words.say
    lead = f"{say('prove.proved')} "
    if result.question.kind is Kind.GUARANTEE:
        text = f"{result.question.about[0]}: {what_is_asked(result.question, said)}"
    else:
        text = say("prove.irrelevant-indeed", fact=said.titled(result.question.about[0]))
    return Paragraph(text if result.partly else say("prove.full-answers", what=text), lead=lead, lead_tone=Tone.GOOD)


def _counts(report: Report, said: Naming) -> Paragraph:
    policy = report.policy
    counted = {
        "proved": _number(report.results, Proof),
        "refuted": len([each for each in report.failures if isinstance(each, Refutation)]),
        "undecided": _number(report.results, Undecided),
        "accepted": len([r for r in report.results if isinstance(r, Refutation) and r.accepted]),
    }
    text = said.words.say("prove.counts", pack=f"{policy.id} {policy.version}", **counted)
    return Paragraph(text, tone=Tone.BAD if report.failures else Tone.GOOD)


def _number(results: Iterable[Result], kind: type[Result]) -> int:
    return sum(isinstance(result, kind) for result in results)
