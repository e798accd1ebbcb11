"""Words and phrases that people type, as the message catalogues list them between semicolons, in every language."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from triage.render.words import LANGUAGES, words


@cache
def phrases(key: str) -> tuple[str, ...]:
    """The words and phrases of a list, in their plain form."""
    listed = (each for language in LANGUAGES for each in words(language).say(key).split(";"))
    return tuple(dict.fromkeys(plain(each) for each in listed if each.strip()))


def plain(text: str) -> str:
    """The text without differences of writing that mean nothing: width, case, blanks around it, apostrophes."""
    return unicodedata.normalize("NFKC", text).casefold().replace("\u2019", "'").strip()


def is_phrase(text: str, key: str) -> bool:
    """Whether the text is one of the list, with a full stop after it or without."""
    return plain(text) in phrases(key) or plain(text).rstrip(".。!") in phrases(key)


def begins_with(text: str, key: str) -> bool:
    """Whether the text is one of the list and then something more, which a comma, a stop or a blank sets off."""
    first = re.split(r"[,;.。!\s]+", plain(text), maxsplit=1)[0]
    return first in phrases(key) or any(re.match(rf"{re.escape(each)}[,;.。!]", plain(text)) for each in phrases(key))


def negates(text: str) -> bool:
    """Whether the text begins with a word of negation ("no answer", not "normal")."""
    return any(re.match(rf"{re.escape(each)}(?![a-z])", plain(text)) for each in phrases("read.negations"))


def denies(text: str, said: str) -> bool:
    """Whether the text is a word of negation and then words of `said`, the question that it answers."""
    return any(
        text_rest in plain(said)
        for negation in phrases("read.negations")
        if plain(text).startswith(negation) and len(text_rest := plain(text)[len(negation) :].strip()) > 1
    )
