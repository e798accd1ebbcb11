"""The parts of a verdict that look back: who answers and why, sums, what is refused, conflicts, findings, sources."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

from triage.decide.behind import behind
from triage.policy import weightiest_first
from triage.render.headline import fallback_in_words, parties_in_words, priced
from triage.render.layout import Paragraph
from triage.render.naming import Naming
from triage.render.next_action import is_goodwill
from triage.render.style import Tone
from triage.render.sums import arithmetic
from triage.verdict import Claimed, Clash, Denied, FindingLine, Responsible, Status, Verdict


def item(text: str, tone: Tone = Tone.PLAIN) -> Paragraph:
    """An entry of a list."""
    return Paragraph(text, lead="- ", indent=2, tone=tone)


def below(text: str, tone: Tone = Tone.PLAIN) -> Paragraph:
    """A further line under an entry."""
    return Paragraph(text, indent=4, tone=tone)


def conflicts(verdict: Verdict, said: Naming) -> Iterator[Paragraph]:
    """Rules that contradict each other, by name."""
    for clash in verdict.clashes:
        yield item(clash_in_words(clash, said), Tone.BAD)
        for rule in clash.rules:
            declared = said.policy.rules.get(rule)
            because = said.text(declared.because) if declared else ""
            yield Paragraph(because, lead=f"{rule}: ", indent=4)


def clash_in_words(clash: Clash, said: Naming) -> str:
    """Which rules disagree on what."""
    rules = said.listed(clash.rules)
    return said.words.say("conflict", slot=said.slot(clash.matter, clash.slot), rules=rules)


def matters(verdict: Verdict, said: Naming) -> Iterator[Paragraph]:
    """Who answers in each matter; nothing where the headline has said it all."""
    by_matter: dict[str, list[Responsible]] = {}
    for each in verdict.responsible:
        by_matter.setdefault(each.matter, []).append(each)
    if len(by_matter) < 2 or len({parties_in_words(lines, said) for lines in by_matter.values()}) < 2:
        return
    for matter, lines in by_matter.items():
        text = said.words.say("matter", matter=said.matter(matter), parties=parties_in_words(lines, said))
        yield item(_with_status(text, lines[0].status, verdict, said))


def _with_status(text: str, status: Status, verdict: Verdict, said: Naming) -> str:
    """Adds how firm a conclusion is where it differs from the verdict as a whole."""
    if status is verdict.status:
        return text
    return said.words.say("note", what=text, note=said.words.say(f"firm.{status.value}"))


def reasons(verdict: Verdict, said: Naming) -> Iterator[Paragraph]:
    """What the winning rules say, each reason once, with its sources; last those of rules that may yet not apply."""
    rules = _carrying(verdict, said)
    could = set(verdict.trace.presumed_possible) - set(verdict.trace.presumed_fired)
    for because, cites in _reasons((rule for rule in rules if rule not in could), said).items():
        yield item(sourced(because, cites, said))
    perhaps = _reasons((rule for rule in rules if rule in could), said)
    if perhaps:
        yield Paragraph(said.words.say("why.perhaps"), indent=2)
    for because, cites in perhaps.items():
        yield item(sourced(because, cites, said))


def _carrying(verdict: Verdict, said: Naming) -> Iterable[str]:
    """The rules behind parties and claims, and behind what those rules read."""
    rules = [rule for line in verdict.responsible for rule in line.rules]
    return behind([*rules, *(rule for claim in verdict.claims for rule in claim.rules)], verdict, said.policy)


def _reasons(rules: Iterable[str], said: Naming) -> dict[str, dict[str, None]]:
    """The reasons with the sources of each."""
    by_reason: dict[str, dict[str, None]] = {}
    for name in rules:
        rule = said.policy.rules.get(name)
        if rule is not None:
            by_reason.setdefault(said.text(rule.because, name), {}).update(dict.fromkeys(rule.cites))
    return by_reason


def sourced(text: str, cites: Iterable[str], said: Naming) -> str:
    """The text with the sources that carry it."""
    sources = said.words.say("list.semicolon").join(map(said.source, weightiest_first(cites, said.policy.sources)))
    return said.words.say("sourced", text=text, sources=sources) if sources else text


def claims(verdict: Verdict, said: Naming) -> Iterator[Paragraph]:
    """Each claim with its demand, its arithmetic, its fallback and what else may be chosen."""
    if not any(not is_goodwill(claim.claim, said.policy) for claim in verdict.claims):
        yield Paragraph(said.words.say(_consolation(verdict)), indent=2)
    for claim in verdict.claims:
        yield from _claim(claim, verdict, said)


def _consolation(verdict: Verdict) -> str:
    if verdict.status in (Status.OPEN, Status.CONFLICT) or verdict.possible_claims:
        return "nothing.yet"
    covered = verdict.status is not Status.UNCOVERED
    return "nothing.but-goodwill" if verdict.claims and covered else f"nothing.{verdict.status.value}"


def _claim(claim: Claimed, verdict: Verdict, said: Naming) -> Iterator[Paragraph]:
    say = said.words.say
    declared = said.policy.claims.get(claim.claim)
    head = priced(claim.claim, claim.amount, said)
    if not is_goodwill(claim.claim, said.policy):
        head = _with_status(head, claim.status, verdict, said)
    yield item(head, Tone.STRONG)
    if declared is not None and declared.demand:
        yield below(said.text(declared.demand))
    if claim.amount is not None:
        yield from _reckoned(claim, said)
    if declared is not None and (declared.estimate or declared.voluntary):
        yield below(say("claim.estimate" if declared.estimate else "claim.voluntary"), Tone.CAREFUL)
    fallback = fallback_in_words(claim, said)
    if fallback:
        yield below(say("claim.otherwise", claim=fallback))
    if claim.alternatives:
        yield below(say("claim.alternatives", claims=said.listed(map(said.claim, claim.alternatives))))
    if claim.includes:
        yield below(say("claim.includes", claims=said.listed(map(said.claim, claim.includes))))
    if declared is not None and declared.tone:
        yield below(said.text(declared.tone))


def _reckoned(claim: Claimed, said: Naming) -> Iterator[Paragraph]:
    amount = claim.amount
    if amount is None:
        return
    spelled = arithmetic(amount, said)
    if spelled:
        yield below(said.words.say("claim.arithmetic", arithmetic=spelled))
        figures = (_figure(name, value, said) for name, value in amount.inputs.items())
        yield below(said.words.say("claim.figures", figures=said.words.say("list.semicolon").join(figures)), Tone.FAINT)
    if amount.missing:
        missing = said.listed(map(said.titled, amount.missing))
        yield below(said.words.say("claim.missing", names=missing), Tone.CAREFUL)
    elif amount.exact is not None and claim.amount_status is not claim.status:
        yield below(said.words.say("claim.amount-status", status=said.words.say(f"firm.{claim.amount_status.value}")))


def _figure(name: str, value: Decimal, said: Naming) -> str:
    """A value that went into a sum; a number that no law or term gives says so."""
    text = f"{said.titled(name)} {said.number(name, value)}"
    parameter = said.policy.parameters.get(name)
    if parameter is None or not parameter.convenience:
        return text
    return said.words.say("note", what=text, note=said.words.say("convenience"))


def denied(verdict: Verdict, said: Naming) -> Iterator[Paragraph]:
    """What cannot be claimed, each with its reason; a reason that has been given already is not repeated."""
    given = _reasons(_carrying(verdict, said), said)
    for because, refused in _grouped(verdict.denied, said).items():
        names = said.listed(said.claim(each.claim) for each in refused)
        if because in given:
            yield item(said.words.say("denied.see-above", claims=names))
            continue
        cites = dict.fromkeys(cite for each in refused for cite in each.cites)
        yield item(sourced(said.words.say("denied", claims=names, because=because), cites, said))


def _grouped(lines: Iterable[Denied], said: Naming) -> dict[str, list[Denied]]:
    groups: dict[str, list[Denied]] = {}
    for line in lines:
        groups.setdefault(said.text(line.because), []).append(line)
    return groups


def warnings(verdict: Verdict, said: Naming) -> Iterator[Paragraph]:
    """Warnings against overclaiming."""
    for text in dict.fromkeys(said.text(each.text, each.code) for each in verdict.warnings):
        yield Paragraph(text, lead="! ", indent=2, lead_tone=Tone.CAREFUL)


def findings(verdict: Verdict, said: Naming) -> Iterator[Paragraph]:
    """What was found on the way; findings that are ruled out are left out."""
    for line in verdict.findings:
        if line.value is not False:
            yield item(_finding(line, said))


def _finding(line: FindingLine, said: Naming) -> str:
    title = said.titled(line.finding)
    if line.value is None:
        return said.words.say("note", what=title, note=said.words.say("finding.unknown"))
    rules = (said.policy.rules[rule] for rule in line.rules if rule in said.policy.rules)
    return sourced(title, dict.fromkeys(cite for rule in rules for cite in rule.cites), said)


def sources(verdict: Verdict, said: Naming) -> Iterator[Paragraph]:
    """Each cited source: title and article, since when, its effect in one line, whether it was verified.

    Articles of one law share a link: it stands once, under the first of them.
    """
    linked: set[str] = set()
    for name in weightiest_first(verdict.citations, said.policy.sources):
        source = said.policy.sources.get(name)
        if source is None:
            yield item(name)
            continue
        notes = [note for note in (said.period(source.period), _verified(source.verified, said)) if note]
        head = said.words.say("note", what=said.source(name), note=said.noted(notes)) if notes else said.source(name)
        effect = said.text(source.effect)
        yield item(said.words.say("source", source=head, effect=effect) if effect else head)
        if source.link and source.link not in linked:
            linked.add(source.link)
            yield below(said.words.say("source.link", link=source.link), Tone.FAINT)


def _verified(verified: bool, said: Naming) -> str:
    return "" if verified else said.words.say("not-verified")
