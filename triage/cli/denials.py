"""A no among the choices: whoever types one means that choice before "none of these answers is right"."""

from __future__ import annotations

from triage.cli.phrases import denies, is_phrase, negates
from triage.interview import Question
from triage.policy import Kind


def denial(text: str, question: Question) -> str | None:
    """The one choice that says no as the text does: "no reply" for "did not reply", any no where one is "nothing"."""
    if question.kind is not Kind.CHOICE or question.none or not negates(text):
        return None
    alike = [name for name, title in question.choices.items() if any(_denies_as(text, each) for each in title.values())]
    return alike[0] if len(alike) == 1 else called_nothing(question)


def _denies_as(text: str, title: str) -> bool:
    return negates(title) and denies(text, title)


def called_nothing(question: Question) -> str | None:
    """The one choice that is called "nothing": whoever was shown nothing does not mean that no answer is right."""
    titles = ((name, title.values()) for name, title in question.choices.items() if not question.none)
    found = [name for name, told in titles if any(is_phrase(each, "ask.words_nothing") for each in told)]
    return found[0] if len(found) == 1 else None
