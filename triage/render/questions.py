"""The texts of a session: questions, choices, answers as they were understood, objections and help."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from decimal import Decimal

from typing_extensions import assert_never

from triage.case import Answer, Contested, Given, NotKnown
from triage.interview import Objection, Question, Said
from triage.policy import Kind, Policy, Text, Value
from triage.render.layout import Paragraph, page
from triage.render.style import Style, Tone
from triage.render.words import Words, words


def render_opening(policy: Policy, language: str, width: int, style: Style) -> str:
    """The pack's title, its disclaimer, and what can be typed at any prompt."""
    head = Paragraph(in_language(policy.title, language), tone=Tone.HEADING)
    rest = (in_language(policy.disclaimer, language), words(language).say("ask.commands"))
    return page([head, *(Paragraph(text, tone=Tone.FAINT) for text in rest)], width, style)


def render_question(question: Question, number: int, language: str, width: int, style: Style) -> str:
    """The question with its number, its numbered choices and how to answer."""
    said = words(language)
    text = in_language(question.text, language) or said.say("ask.evidence")
    head = Paragraph(text, lead=f"{number}. ", tone=Tone.STRONG, lead_tone=Tone.STRONG)
    lines = [Paragraph(text, lead=lead, indent=3) for lead, text in _numbered(question, said)]
    return "\n" + page([head, *lines, Paragraph(said.say(manner(question)), indent=3, tone=Tone.FAINT)], width, style)


def _numbered(question: Question, said: Words) -> Iterator[tuple[str, str]]:
    if question.several:
        yield "0) ", said.say("ask.none")
    for number, title in enumerate(choice_titles(question, said).values(), start=1):
        yield f"{number}) ", title


def choice_titles(question: Question, said: Words) -> Mapping[str, str]:
    """The choices by id in the order of their numbers; "true" and "false" for yes/no."""
    if question.kind is Kind.YES_NO:
        return {"true": said.say("ask.yes"), "false": said.say("ask.no")}
    return {name: in_language(title, said.language) or name for name, title in question.choices.items()}


def manner(question: Question) -> str:
    """How to answer a question of this kind."""
    return f"ask.how_{question.kind.value}"


def render_help(question: Question, language: str, width: int, style: Style) -> str:
    """Where the answer can be found, as far as the author says, and what can be typed."""
    said = words(language)
    helped = in_language(question.help, language) or said.say(f"ask.help_{question.topic.value}")
    return page([Paragraph(text, indent=3) for text in (helped, said.say("ask.commands"))], width, style)


def render_objection(
    objection: Objection, answers: Mapping[str, Answer], policy: Policy, language: str, width: int, style: Style
) -> str:
    """Answers that cannot hold together: why, and what was answered; friendly, since anyone can slip."""
    said = words(language)
    why = in_language(objection.says, language) or _out_of_order(objection, policy, said)
    said_before = [
        Paragraph(f"{in_language(policy.facts[name].title, language)}: {answer}", lead="- ", indent=3)
        for name in objection.facts
        if name in answers
        for answer in [answer_text(answers[name], name, policy, language)]
    ]
    first = Paragraph(said.say("ask.objection", why=why), indent=3, tone=Tone.CAREFUL)
    return page([first, *said_before, Paragraph(said.say("ask.once_more"), indent=3)], width, style)


def _out_of_order(objection: Objection, policy: Policy, said: Words) -> str:
    earlier, later = (_moment_title(name, policy, said) for name in objection.facts)
    return said.say("ask.out_of_order", earlier=earlier, later=later)


def _moment_title(name: str, policy: Policy, said: Words) -> str:
    return said.say("ask.now") if name == "now" else in_language(policy.facts[name].title, said.language)


# --- Answers -----------------------------------------------------------------------------------


def understood(question: Question, answered: Said, policy: Policy, language: str) -> str:
    """The answer in words: what the session takes it to mean."""
    match answered:
        case None:
            return words(language).say("ask.dont_know")
        case Given() | NotKnown() | Contested():
            return answer_text(answered, question.names[0], policy, language)
        case Mapping():
            return _single_answers(question, answered, policy, language)
        case frozenset():
            said = words(language)
            return _several(answered, choice_titles(question, said), said)
        case _:
            return value_text(answered, question.names[0], policy, language)


def _single_answers(question: Question, answers: Mapping[str, Answer], policy: Policy, language: str) -> str:
    """Answers to single facts of a list: those that apply; those in doubt with what is said of them."""
    said = words(language)
    if not any(isinstance(answer, Given | Contested) for answer in answers.values()):
        return said.say("ask.dont_know")
    applying = (name for name, answer in answers.items() if answer != Given(False))
    titles = choice_titles(question, said)
    lines = (f"{titles[name]} ({answer_text(answers[name], name, policy, language)})" for name in applying)
    return said.say("ask.list_separator").join(lines) or said.say("ask.none")


def answer_text(answer: Answer, fact: str, policy: Policy, language: str) -> str:
    """An answer to one fact in words."""
    said = words(language)
    match answer:
        case Given(value):
            return value_text(value, fact, policy, language)
        case NotKnown():
            return said.say("ask.dont_know")
        case Contested(values):
            sides = (
                f"{in_language(policy.parties[party], language)}: {value_text(value, fact, policy, language)}"
                for party, value in values.items()
            )
            return said.say("ask.contested", sides="; ".join(sides))
        case _:
            assert_never(answer)


def value_text(value: Value, fact: str, policy: Policy, language: str) -> str:
    """A fact's value in words."""
    choices, said = policy.facts[fact].choices, words(language)
    titles = {name: in_language(title, language) or name for name, title in choices.items()}
    match value:
        case bool():
            return said.say("ask.yes" if value else "ask.no")
        case frozenset():
            return _several(value, titles, said)
        case str():
            return titles.get(value, value)
        case datetime():
            return f"{value.astimezone(policy.timezone):%Y-%m-%d %H:%M}"
        case Decimal():
            return f"{policy.currency_symbol}{value}" if policy.facts[fact].kind is Kind.MONEY else f"{value}"
        case _:
            assert_never(value)


def _several(chosen: frozenset[str], titles: Mapping[str, str], said: Words) -> str:
    picked = [title for name, title in titles.items() if name in chosen]
    return said.say("ask.list_separator").join(picked) or said.say("ask.none")


def in_language(text: Text, language: str) -> str:
    """The text in the language, else in the first one that it has; "" where it has none."""
    return text.get(language) or next(iter(text.values()), "")
