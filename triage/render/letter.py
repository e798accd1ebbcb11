"""A complaint in words: plain text, Markdown, HTML or a Word document, and the receipts of every sentence."""

from __future__ import annotations

import html
import io
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from functools import reduce

from triage.letter import Filling, Letter, Line
from triage.policy import Policy
from triage.render.layout import clean
from triage.render.naming import Naming, naming
from triage.render.sums import arithmetic
from triage.verdict import Amount

FORMATS = ("txt", "md", "html", "docx")


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the letter; `numbered` ones are a list."""

    heading: str
    paragraphs: tuple[str, ...]
    numbered: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """A letter in one language. `too_long`: how many characters it has over the channel's limit."""

    title: str
    sections: tuple[Section, ...]
    too_long: int = 0


def page_of(letter: Letter, policy: Policy, language: str) -> Page:
    """The letter in a language; optional sentences are left out, the last first, until it fits its channel."""
    said = naming(policy, language)
    limit = letter.form.limit
    page = _page(letter, said)
    while limit is not None and _length(page) > limit and (shorter := _shortened(letter)) is not None:
        letter = shorter
        page = _page(letter, said)
    return replace(page, too_long=max(0, _length(page) - limit)) if limit is not None else page


def _shortened(letter: Letter) -> Letter | None:
    """The letter without its last optional sentence; None where there is none left."""
    if (shorter := _without_last_optional(letter.closing)) is not None:
        return replace(letter, closing=shorter)
    if (shorter := _without_last_optional(letter.demand)) is not None:
        return replace(letter, demand=shorter)
    if (shorter := _without_last_optional(letter.problem)) is not None:
        return replace(letter, problem=shorter)
    return None


def _without_last_optional(lines: tuple[Line, ...]) -> tuple[Line, ...] | None:
    last = next((index for index in reversed(range(len(lines))) if lines[index].optional), None)
    return None if last is None else lines[:last] + lines[last + 1 :]


def _length(page: Page) -> int:
    return len(as_txt(page).replace("\n", ""))


def _page(letter: Letter, said: Naming) -> Page:
    say = said.words.say
    exhibits = tuple(
        say("letter.exhibit", item=said.item(exhibit.item), links=said.listed(map(said.link, exhibit.links)))
        for exhibit in letter.exhibits
    )
    sections = (
        Section(say("letter.problem"), _joined(letter.problem, said)),
        Section(say("letter.evidence"), exhibits, numbered=True),
        Section(say("letter.demand"), tuple(_say(line, said) for line in letter.demand)),
        Section(say("letter.sources"), tuple(_sources(letter, said))),
        Section("", tuple(_say(line, said) for line in letter.closing)),
    )
    return Page(said.text(letter.form.title), tuple(section for section in sections if section.paragraphs))


def _joined(lines: tuple[Line, ...], said: Naming) -> tuple[str, ...]:
    """The sentences of the problem as one paragraph."""
    sentences = [_say(line, said) for line in lines]
    return (
        (reduce(lambda text, more: said.words.say("letter.joined", text=text, more=more), sentences),) if lines else ()
    )


def _sources(letter: Letter, said: Naming) -> Iterator[str]:
    if letter.sources:
        yield said.words.say("list.semicolon").join(map(said.source, letter.sources))


def _say(line: Line, said: Naming) -> str:
    text = said.text(line.sentence.text)
    for filling in line.fillings:
        text = text.replace("{" + filling.name + "}", _filled(filling, said))
    return clean(text)


def _filled(filling: Filling, said: Naming) -> str:
    """A placeholder's text. Braces in the person's own words are no placeholders."""
    match filling.kind, filling.value:
        case "fact" | "measure", Decimal() | bool() | str() | frozenset() | datetime() as value:
            return said.value(filling.name, value)
        case "moment", datetime() as moment:
            return said.moment(moment)
        case "sum", Amount() as amount:
            return arithmetic(amount, said) if filling.name == "arithmetic" else said.money(amount.exact or Decimal(0))
        case "claim", str() as claim:
            declared = said.policy.claims[claim]
            return said.text(declared.demand) if filling.name == "demand" else said.text(declared.title)
        case "party", str() as party:
            return said.party(party)
        case "channel", str() as channel:
            return said.channel(channel)
        case _, value:
            return str(value).replace("{", "(").replace("}", ")")


# --- Formats -----------------------------------------------------------------------------------


def as_txt(page: Page) -> str:
    """Plain text."""
    return page.title + "\n\n" + "\n".join(_block(section, section.heading) for section in page.sections)


def _block(section: Section, heading: str) -> str:
    lines = [heading] if heading else []
    lines += [f"{n}. {p}" if section.numbered else p for n, p in enumerate(section.paragraphs, start=1)]
    return "\n".join(lines) + "\n"


def as_md(page: Page) -> str:
    """Markdown; signs of the person's own words that Markdown would read are escaped."""
    parts = [f"# {_escaped(page.title)}"]
    for section in page.sections:
        parts += [f"## {_escaped(section.heading)}"] if section.heading else []
        listed = enumerate(section.paragraphs, start=1)
        parts += [f"{n}. {_escaped(p)}" if section.numbered else _escaped(p) for n, p in listed]
    return "\n\n".join(parts) + "\n"


def _escaped(text: str) -> str:
    return "".join("\\" + sign if sign in "\\`*_[]<>#|" else sign for sign in text)


def as_html(page: Page, language: str) -> str:
    """A page of its own, readable on paper; everything is escaped."""
    body = [f"<h1>{html.escape(page.title)}</h1>"]
    for section in page.sections:
        body += [f"<h2>{html.escape(section.heading)}</h2>"] if section.heading else []
        tag = "li" if section.numbered else "p"
        items = "".join(f"<{tag}>{html.escape(text)}</{tag}>" for text in section.paragraphs)
        body.append(f"<ol>{items}</ol>" if section.numbered else items)
    style = "body{max-width:42em;margin:2em auto;padding:0 1em;font-family:serif;line-height:1.6}"
    head = f'<meta charset="utf-8"><title>{html.escape(page.title)}</title><style>{style}</style>'
    opening = f'<!doctype html>\n<html lang="{html.escape(language)}">'
    return f"{opening}<head>{head}</head><body>{''.join(body)}</body></html>\n"


def as_docx(page: Page) -> bytes:
    """A Word document. Raises ImportError where python-docx (the extra `docx`) is not installed."""
    from docx import Document

    document = Document()
    document.add_heading(page.title, level=1)
    for section in page.sections:
        if section.heading:
            document.add_heading(section.heading, level=2)
        for text in section.paragraphs:
            document.add_paragraph(text, style="List Number" if section.numbered else None)
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


# --- Receipts ----------------------------------------------------------------------------------


def receipts(letter: Letter, policy: Policy, language: str) -> str:
    """Each sentence with the facts, words, evidence and sources on which it rests."""
    said = naming(policy, language)
    lines: list[str] = []
    for line in (*letter.problem, *letter.demand, *letter.closing):
        lines.append(_say(line, said))
        lines += [f"    {text}" for text in _rests_on(line, said)]
    for exhibit in letter.exhibits:
        lines.append(f"{exhibit.number}. {said.item(exhibit.item)}")
        lines.append(f"    {exhibit.item}")
    return "\n".join(lines) + "\n"


def _rests_on(line: Line, said: Naming) -> Iterator[str]:
    say, found = said.words.say, line.receipts
    if found.facts:
        yield say("receipt.facts", names=said.listed(found.facts))
    if found.notes:
        yield say("receipt.notes", names=said.listed(name.removeprefix("note.") for name in found.notes))
    if found.evidence:
        yield say("receipt.evidence", names=said.listed(map(said.item, found.evidence)))
    if found.sources:
        yield say("receipt.sources", names=said.listed(map(said.source, found.sources)))
