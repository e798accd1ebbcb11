"""The texts of a session: questions, choices, answers as they were understood, objections and help."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from triage.case import Answer, Contested, Given, NotKnown
from triage.exhaustive import assert_never
from triage.interview import Kept, Question, Said, Use, Why
from triage.policy import Heading, Kind
from triage.render.layout import Paragraph, page
from triage.render.naming import Naming
from triage.render.style import Style, Tone

MARGIN = 3


def render_opening(naming: Naming, width: int, style: Style) -> str:
    """The pack's title, its disclaimer, and what can be typed at any prompt."""
    head = Paragraph(naming.text(naming.policy.title), tone=Tone.HEADING)
    rest = (naming.text(naming.policy.disclaimer), naming.words.say("ask.commands"))
    return page([head, *(Paragraph(text, tone=Tone.FAINT) for text in rest)], width, style)


def render_question(question: Question, number: int, naming: Naming, width: int, style: Style) -> str:
    """The question with its number, its numbered choices and how to answer."""
    text = question_text(question, naming)
    head = Paragraph(text, lead=f"{number}. ", tone=Tone.STRONG, lead_tone=Tone.STRONG)
    return "\n" + page([head], width, style) + render_answers(question, naming, width, style)


def render_answers(question: Question, naming: Naming, width: int, style: Style) -> str:
    """The numbered choices of a question, and how to answer it."""
    shown = _headed(question, naming) if question.headings else _numbered(question, naming)
    lines = [Paragraph(text, lead=lead, indent=MARGIN) for lead, text in shown]
    return page([*lines, Paragraph(manner(question, naming), indent=MARGIN, tone=Tone.FAINT)], width, style)


def render_choices(question: Question, choices: Iterable[str], naming: Naming, width: int, style: Style) -> str:
    """Some of the choices with the numbers that they have in the whole list, under their headings if it is all."""
    numbers = {name: number for number, name in enumerate(question.choices, start=1)}
    titles, chosen = choice_titles(question, naming), list(choices)
    begins = {heading.choices[0]: heading for heading in question.headings} if len(chosen) == len(numbers) else {}
    paragraphs: list[Paragraph] = []
    for name in chosen:
        if name in begins:
            paragraphs.append(Paragraph(naming.text(begins[name].title), indent=MARGIN, tone=Tone.FAINT))
        number = 0 if name == question.none else numbers[name]
        paragraphs.append(Paragraph(titles[name], lead=f"{number}) ", indent=MARGIN))
    return page(paragraphs, width, style)


def question_text(question: Question, naming: Naming) -> str:
    """The question itself; the program's own words where the author has none."""
    return naming.text(question.text) or naming.words.say("ask.evidence")


def _numbered(question: Question, naming: Naming) -> Iterator[tuple[str, str]]:
    if question.several and not question.none:
        yield "0) ", naming.words.say("ask.none")
    for number, (name, title) in enumerate(choice_titles(question, naming).items(), start=1):
        yield f"{0 if name == question.none else number}) ", title
    if question.kind is Kind.CHOICE and not question.none:
        yield "0) ", naming.words.say("ask.none_fits")


def _headed(question: Question, naming: Naming) -> Iterator[tuple[str, str]]:
    """The headings of a long list, each with the numbers of its choices."""
    for choices, heading in heading_ranges(question).items():
        yield f"{choices}) ", naming.text(heading.title)
    yield "0) ", naming.text(question.choices[question.none]) if question.none else naming.words.say("ask.none")


def heading_ranges(question: Question) -> Mapping[str, Heading]:
    """The headings by the numbers of their choices: "1-7"."""
    found, last = dict[str, Heading](), 0
    for heading in question.headings:
        found[f"{last + 1}-{last + len(heading.choices)}"] = heading
        last += len(heading.choices)
    return found


def choice_titles(question: Question, naming: Naming) -> Mapping[str, str]:
    """The choices by id in the order of their numbers; "true" and "false" for yes/no."""
    if question.kind is Kind.YES_NO:
        return {"true": naming.words.say("value.yes"), "false": naming.words.say("value.no")}
    return {name: naming.text(title, name) for name, title in question.choices.items()}


def manner(question: Question, naming: Naming) -> str:
    """How to answer a question of this kind."""
    if question.headings:
        return naming.words.say("ask.how_headings", range=next(iter(heading_ranges(question))))
    return naming.words.say(f"ask.how_{question.kind.value}")


def earlier_answer(question: Question, kept: Kept, naming: Naming) -> str:
    """The answer that an empty line gives, and where it comes from."""
    key = "ask.suggested" if kept.use is Use.SUGGESTED else "ask.earlier"
    return naming.words.say(key, answer=understood(question, kept.said, naming))


def render_help(question: Question, reason: Why | None, naming: Naming, width: int, style: Style) -> str:
    """Why this is asked, where the answer can be found as far as the author says, and what can be typed.

    `reason`: None where all that follows hangs on the answer.
    """
    helped = naming.text(question.help) or naming.words.say(f"ask.help_{question.topic.value}")
    texts = (*_why(reason, naming), helped, naming.words.say("ask.commands_all"))
    return page([Paragraph(text, indent=MARGIN) for text in texts], width, style)


def _why(reason: Why | None, naming: Naming) -> Iterator[str]:
    """What hangs on the answer: conclusions, the end of a term, what could be proved."""
    say = naming.words.say
    if reason is None:
        yield say("ask.why_first")
        return
    if reason.conclusions:
        yield say("ask.why", conclusions=first_of(map(naming.conclusion, reason.conclusions), naming))
    if reason.due:
        yield say("ask.why_due", facts=first_of(map(naming.titled, reason.due), naming))
    if reason.proves:
        known = naming.policy.links
        named = (naming.link(each) if each in known else naming.titled(each) for each in reason.proves)
        yield say("ask.why_proves", what=first_of(named, naming))


MOST_NAMED = 5
"""So many things of a long list are named."""


def first_of(texts: Iterable[str], naming: Naming) -> str:
    """The texts as a list, each once; of a long one the first, and how many more there are."""
    once = list(dict.fromkeys(texts))
    named, more = naming.listed(once[:MOST_NAMED]), len(once) - MOST_NAMED
    return naming.words.say("list.more", named=named, n=more) if more > 0 else named


# --- Answers -----------------------------------------------------------------------------------


def understood(question: Question, said: Said, naming: Naming) -> str:
    """The answer in words: what the session takes it to mean."""
    match said:
        case None:
            return naming.words.say("ask.dont_know")
        case Given() | NotKnown() | Contested():
            return answer_text(said, question.names[0], naming)
        case Mapping():
            return _single_answers(question, said, naming)
        case frozenset():
            return naming.listed(_picked(question, said, naming)) or naming.words.say("ask.none")
        case _:
            return naming.value(question.names[0], said)


def _picked(question: Question, chosen: frozenset[str], naming: Naming) -> Iterator[str]:
    return (title for name, title in choice_titles(question, naming).items() if name in chosen)


def _single_answers(question: Question, answers: Mapping[str, Answer], naming: Naming) -> str:
    """Answers to single facts of a list: those that were not denied, with what was said of them."""
    if not any(isinstance(answer, Given | Contested) for answer in answers.values()):
        return naming.words.say("ask.dont_know")
    titles = choice_titles(question, naming)
    kept = (name for name, answer in answers.items() if not (isinstance(answer, Given) and answer.value is False))
    lines = (f"{titles[name]} ({answer_text(answers[name], name, naming)})" for name in kept)
    return naming.listed(lines) or naming.words.say("ask.none")


def answer_text(answer: Answer, fact: str, naming: Naming) -> str:
    """An answer to one fact in words."""
    match answer:
        case Given(value):
            return naming.value(fact, value)
        case NotKnown():
            return naming.words.say("ask.dont_know")
        case Contested(values):
            sides = (f"{naming.party(party)}: {naming.value(fact, value)}" for party, value in values.items())
            return naming.words.say("ask.contested", sides="; ".join(sides))
        case _:
            assert_never(answer)
