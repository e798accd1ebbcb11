"""The chapters on what was checked: what the scenarios reach, and what was proved."""

from __future__ import annotations

from collections.abc import Iterator

from triage.coverage import Coverage, Ratio
from triage.policy import Guarantee
from triage.prove.report import Kind, Proof, Refutation, Report, Result
from triage.render.booklet.page import Chapter, Entry
from triage.render.naming import Naming
from triage.render.proofs import what_is_asked
from triage.render.sheet import Block, Grid, Heading, Line
from triage.render.style import Tone


def coverage_chapter(said: Naming, coverage: Coverage) -> Chapter:
    """File by file the rules that won in some scenario and the tests that decided; then the rules that never won."""
    say = said.words.say
    files = sorted({rule.place.file for rule in coverage.rules})
    rows = [_row(file, coverage, said) for file in files]
    total = (say("coverage.all-files"), _figure(coverage.rule_ratio, said), _figure(coverage.leaf_ratio, said))
    head = tuple(say(f"coverage.column-{column}") for column in ("file", "rules", "leaves"))
    lacking = tuple(Line(f"{rule.rule} ({rule.place})", 1) for rule in coverage.rules if not rule.won)
    blocks: tuple[Block, ...] = (Line(say("coverage.cases", n=coverage.cases)), Grid(head, (*rows, total)))
    blocks = (*blocks, Heading(say("booklet.never-won")), *lacking) if lacking else blocks
    return Chapter(
        "coverage", say("coverage.title"), say("booklet.coverage-lead"), (Entry("table-coverage", "", blocks),)
    )


def _row(file: str, coverage: Coverage, said: Naming) -> tuple[str, ...]:
    part = Coverage(
        0,
        tuple(rule for rule in coverage.rules if rule.place.file == file),
        tuple(leaf for leaf in coverage.leaves if leaf.place.file == file),
    )
    return file.rpartition("/")[2], _figure(part.rule_ratio, said), _figure(part.leaf_ratio, said)


def _figure(ratio: Ratio, said: Naming) -> str:
    return said.words.say("coverage.figure", covered=ratio.covered, all=ratio.all, percent=ratio.percent)


def proofs(said: Naming, report: Report | None) -> Chapter:
    """What the pack promises of every verdict, whether that was proved, and what was accepted though it was refuted."""
    say, policy = said.words.say, said.policy
    results = {result.question.about[0]: result for result in (report.of(Kind.GUARANTEE) if report else ())}
    blocks: list[Block] = []
    if policy.guarantees:
        head = tuple(say(f"booklet.column-{column}") for column in ("guarantee", "says", "proof"))
        rows = (_guarantee(each, results.get(each.name), said) for each in policy.guarantees)
        blocks.append(Grid(head, tuple(rows)))
    if policy.accepted:
        blocks.append(Heading(say("booklet.accepted")))
        blocks += [Line(f"{each.id}: {said.text(each.because)}", 1) for each in policy.accepted]
    blocks += _against(report, said) if report else [Line(say("booklet.not-proved"), tone=Tone.CAREFUL)]
    return Chapter(
        "proofs", say("booklet.proofs"), say("booklet.proofs-lead"), (Entry("table-proofs", "", tuple(blocks)),)
    )


def _guarantee(guarantee: Guarantee, result: Result | None, said: Naming) -> tuple[str, ...]:
    say = said.words.say
    match result:
        case None:
            state = say("booklet.unknown")
        case Proof(_, partly):
            state = say("prove.proved") if partly else say("prove.full-answers", what=say("prove.proved"))
        case Refutation(accepted=accepted):
            state = say("prove.refuted" if accepted is None else "prove.accepted")
        case _:
            state = say("prove.undecided")
    return guarantee.name, said.text(guarantee.says), state


def _against(report: Report, said: Naming) -> Iterator[Block]:
    """How much was proved, and everything that stands against the policy."""
    say = said.words.say
    proved = sum(isinstance(result, Proof) for result in report.results)
    yield Line(say("booklet.proved", proved=proved, all=len(report.results)), tone=Tone.STRONG)
    if report.failures:
        yield Heading(say("booklet.against"))
        yield from (Line(f"{each.question.id}: {what_is_asked(each.question, said)}", 1) for each in report.failures)
