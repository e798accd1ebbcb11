"""The first eight lines of a verdict: who answers, what to ask for, the sum, how firm it is, what to do next."""

from __future__ import annotations

from collections.abc import Sequence

from triage.render.layout import Paragraph, cells, lay_out, padded
from triage.render.naming import Naming
from triage.render.next_action import is_goodwill, next_action
from triage.render.style import Tone
from triage.render.sums import amount_in_words
from triage.verdict import Amount, Branch, Change, Claimed, Responsible, Status, Verdict

TONES = {
    Status.SETTLED: Tone.GOOD,
    Status.PRESUMED: Tone.GOOD,
    Status.PROVISIONAL: Tone.CAREFUL,
    Status.OPEN: Tone.CAREFUL,
    Status.UNCOVERED: Tone.CAREFUL,
    Status.CONFLICT: Tone.BAD,
}
LINES = 8
"""The headline never has more lines at 80 columns; what the other rows leave is for the next action."""
NARROW = 60
"""Below this width each line of the headline may take twice as many lines."""


def headline(verdict: Verdict, said: Naming, width: int) -> list[Paragraph]:
    """Title, parties, demand with sum, status and next action: at most eight lines at 80 columns."""
    say = said.words.say
    title = Paragraph(say("head.title", now=said.dated(verdict.now)), tone=Tone.HEADING, most=1)
    rows = [
        (say("who-answers"), who_answers(verdict, said), Tone.STRONG, 2),
        (say("head.ask-for"), what_to_ask(verdict, said), Tone.STRONG, 2),
        (say("head.status"), say(f"status.{verdict.status.value}"), TONES[verdict.status], 1),
    ]
    column = max(cells(label) for label in (*(row[0] for row in rows), say("head.next"))) + 2
    factor = 2 if width < NARROW else 1
    lines = [title] + [
        Paragraph(text, lead=padded(label, column), tone=tone, most=most * factor) for label, text, tone, most in rows
    ]
    left = LINES * factor - sum(len(lay_out(paragraph, width)) for paragraph in lines)
    lead = padded(say("head.next"), column)
    return [*lines, Paragraph(next_action(verdict, said), lead=lead, tone=Tone.STRONG, most=left)]


def in_short(verdict: Verdict, said: Naming, width: int) -> list[Paragraph]:
    """The rows of the headline that a reader acts on: who answers, what to ask for, what to do next."""
    _, who, demand, _, next_ = headline(verdict, said, width)
    return [who, demand, next_]


def who_answers(verdict: Verdict, said: Naming) -> str:
    """The responsible parties; by matter where they differ."""
    say = said.words.say
    if not verdict.responsible:
        return say("nobody.but-claims" if _rights(verdict, said) else f"nobody.{verdict.status.value}")
    matters: dict[str, list[str]] = {}
    for matter in dict.fromkeys(each.matter for each in verdict.responsible):
        lines = [each for each in verdict.responsible if each.matter == matter]
        matters.setdefault(parties_in_words(lines, said), []).append(said.matter(matter))
    if len(matters) == 1:
        return next(iter(matters))
    return say("list.semicolon").join(
        say("matter", matter=said.listed(titles), parties=parties) for parties, titles in matters.items()
    )


def parties_in_words(lines: Sequence[Responsible], said: Naming) -> str:
    """The parties that answer in one matter: "the merchant (1/2), the user (1/2)"."""
    return said.listed(dict.fromkeys(_party_in_words(each, said) for each in lines))


def _party_in_words(each: Responsible, said: Naming) -> str:
    """ "the merchant", "the seller or the platform (not clear yet)", "the seller (1/2)", "the platform (jointly)"."""
    say = said.words.say
    parties = said.either(said.party(party) for party in each.parties)
    if len(each.parties) > 1:
        parties = say("note", what=parties, note=say("seat.undecided"))
    if each.how == "shared":
        return say("note", what=parties, note=str(each.share))
    return parties if each.how == "alone" else say("note", what=parties, note=how_in_words(each.how, said))


def how_in_words(how: str, said: Naming) -> str:
    """How a further party is liable ("jointly"); a pack's own word as it is written."""
    key = f"how.{how}"
    return said.words.say(key) if said.words.has(key) else how


def what_to_ask(verdict: Verdict, said: Naming) -> str:
    """The claims with their sums and the fallback; kind words where there is nothing to claim by right."""
    say = said.words.say
    rights = _rights(verdict, said)
    goodwill = [claim for claim in verdict.claims if is_goodwill(claim.claim, said.policy)]
    if rights:
        return say("list.semicolon").join(_asked(claim, said, claim is rights[0]) for claim in rights)
    if verdict.possible_claims and not goodwill:
        possible = [claim for claim in verdict.possible_claims if not is_goodwill(claim, said.policy)]
        return say("ask-for.possible", claims=said.listed(map(said.claim, possible or verdict.possible_claims)))
    if goodwill:
        key = "ask-for.uncovered" if verdict.status is Status.UNCOVERED else "ask-for.goodwill"
        return say(key, claims=said.listed(_asked(claim, said, False) for claim in goodwill))
    if verdict.status is Status.UNCOVERED:
        return say("ask-for.nothing-uncovered")
    return say(f"ask-for.nothing-{'yet' if verdict.status in (Status.OPEN, Status.CONFLICT) else 'by-right'}")


def _rights(verdict: Verdict, said: Naming) -> list[Claimed]:
    return [claim for claim in verdict.claims if not is_goodwill(claim.claim, said.policy)]


def _asked(claim: Claimed, said: Naming, with_fallback: bool) -> str:
    text = priced(claim.claim, claim.amount, said)
    fallback = fallback_in_words(claim, said) if with_fallback else ""
    return said.words.say("note", what=text, note=said.words.say("otherwise", claim=fallback)) if fallback else text


def fallback_in_words(claim: Claimed, said: Naming) -> str:
    """What to ask for if the claim is refused; nothing where that has been paid already."""
    fallback = claim.otherwise
    if fallback is None or (fallback.amount is not None and fallback.amount.exact == 0):
        return ""
    return priced(fallback.claim, fallback.amount, said)


def priced(claim: str, amount: Amount | None, said: Naming) -> str:
    """A claim with its sum: "full refund $29.00"."""
    title = said.claim(claim)
    return title if amount is None else said.words.say("priced", claim=title, sum=amount_in_words(amount, said))


def outcome_in_words(outcome: Branch | Change, verdict: Verdict, said: Naming) -> str:
    """What a headline would be: its claims with their sums, and who answers where that is somebody else than now."""
    priced_claims = [priced(claim, amount, said) for claim, amount in outcome.claims]
    nothing = "branch.not-yet" if outcome.undecided else "branch.nothing"
    text = said.words.say("list.semicolon").join(priced_claims) or said.words.say(nothing)
    now = {party for each in verdict.responsible for party in each.parties}
    if not outcome.parties or set(outcome.parties) == now:
        return text
    return said.words.say("branch.other-party", outcome=text, parties=said.listed(map(said.party, outcome.parties)))
