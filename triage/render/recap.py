"""What was answered so far, numbered; answers that do not fit together; answers that are not used any more."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from triage.interview import Kept, Objection, Question, Said, Session, Topic, question_of
from triage.render.layout import Paragraph, page
from triage.render.naming import Naming
from triage.render.questions import MARGIN, answer_text, understood
from triage.render.style import Style, Tone


def render_recap(session: Session, also: Question | None, naming: Naming, width: int, style: Style) -> str:
    """All answers with their numbers, and the question that is open now after them."""
    lines = [said_to(turn.question, turn.said, naming) for turn in session.history]
    if also is not None:
        open_now = naming.words.say("ask.open_now")
        lines.append(naming.words.say("when.is", subject=short(also, naming), value=open_now))
    return "\n" + render_options(lines, width, style)


def render_told(session: Session, naming: Naming, width: int, style: Style) -> str:
    """What an order says, before the first question."""
    head = Paragraph(naming.words.say("ask.from_order"))
    lines = (said_to(turn.question, turn.said, naming) for turn in session.history)
    return "\n" + page([head, *(Paragraph(line, lead="- ", indent=MARGIN) for line in lines)], width, style)


def render_options(lines: Sequence[str], width: int, style: Style) -> str:
    """Lines with numbers from 1."""
    return page(
        (Paragraph(line, lead=f"{number}) ", indent=MARGIN) for number, line in enumerate(lines, start=1)), width, style
    )


def said_to(question: Question, said: Said, naming: Naming) -> str:
    """A question with its answer: "price paid: $29.00"."""
    return naming.words.say("when.is", subject=short(question, naming), value=understood(question, said, naming))


def short(question: Question, naming: Naming) -> str:
    """What the question is about, in a few words where there are any."""
    match question.topic:
        case Topic.FACT:
            return naming.titled(question.id)
        case Topic.SCREEN:
            return _screen_title(question.id, naming)
        case Topic.EVIDENCE:
            return naming.words.say("part.evidence")


def render_lost(lost: Mapping[str, Kept], naming: Naming, width: int, style: Style) -> str:
    """Answers of before that the verdict does not use, now that another one has changed."""
    head = Paragraph(naming.words.say("ask.lost"), indent=MARGIN, tone=Tone.CAREFUL)
    return page([head, *_lost(lost, naming)], width, style)


def _lost(lost: Mapping[str, Kept], naming: Naming) -> Iterator[Paragraph]:
    for id_, kept in lost.items():
        question = question_of(naming.policy, id_, kept.names)
        yield Paragraph(said_to(question, kept.said, naming) if question else id_, lead="- ", indent=MARGIN)


def render_objections(
    objections: Iterable[Objection], session: Session, naming: Naming, width: int, style: Style
) -> str:
    """Answers that cannot hold together: why, and what was answered; friendly, since anyone can slip."""
    return "".join(page(_objection(each, session, naming), width, style) for each in objections)


def _objection(objection: Objection, session: Session, naming: Naming) -> Iterator[Paragraph]:
    answers = session.case.answers
    why = naming.text(objection.says) or _out_of_order(objection, naming)
    yield Paragraph(naming.words.say("ask.objection", why=why), indent=MARGIN, tone=Tone.CAREFUL)
    for name in objection.facts:
        if name in answers:
            text = f"{naming.titled(name)}: {answer_text(answers[name], name, naming)}"
            yield Paragraph(text, lead="- ", indent=MARGIN)


def _out_of_order(objection: Objection, naming: Naming) -> str:
    earlier, later = map(naming.titled, objection.facts)
    return naming.words.say("ask.out_of_order", earlier=earlier, later=later)


def render_changed_pack(lost: Iterable[str], naming: Naming, width: int, style: Style) -> str:
    """Answers that the pack does not take any more since it has changed: they are asked for again."""
    head = Paragraph(naming.words.say("ask.changed_pack"), indent=MARGIN, tone=Tone.CAREFUL)
    lines = (Paragraph(_named(name, naming), lead="- ", indent=MARGIN) for name in lost)
    return page([head, *lines], width, style)


def _named(name: str, naming: Naming) -> str:
    """A fact, an item of evidence or a list; what the pack does not have any more is called by its name."""
    if name in naming.policy.evidence:
        return naming.item(name)
    return _screen_title(name, naming) if name in naming.policy.screens else naming.titled(name)


def _screen_title(name: str, naming: Naming) -> str:
    """What a list of exceptions is called; the question itself where the author gave no title."""
    screen = naming.policy.screens[name]
    return naming.text(screen.title) or naming.text(screen.ask)
