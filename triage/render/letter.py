"""A complaint in words: plain text, Markdown, HTML or a Word document, and the receipts of every sentence."""

from __future__ import annotations

import html
import io
import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from decimal import Decimal
from functools import reduce

from msgspec import Struct
from msgspec.structs import replace

from triage.letter import Entry, Filling, Letter, Line
from triage.policy import Blank, Policy, Text
from triage.render.layout import cells, clean
from triage.render.naming import Naming, naming
from triage.render.sums import arithmetic
from triage.verdict import Amount

FORMATS = ("txt", "md", "html", "docx")


class Section(Struct, frozen=True):
    """A part of the letter; `numbered` ones are a list."""

    heading: str
    paragraphs: tuple[str, ...]
    numbered: bool = False


class Page(Struct, frozen=True):
    """A letter in one language.

    `too_long`: how many characters it has over the channel's limit. `left_out`: what was left out to fit it. `empty`:
    the lines of the head that nobody filled. `demands`: whether anything is asked for, in a letter that would.
    `unshown`: links of the chain without evidence; `unreckoned`: what the sums still take.
    """

    title: str
    sections: tuple[Section, ...]
    too_long: int = 0
    left_out: tuple[str, ...] = ()
    empty: tuple[Blank, ...] = ()
    demands: bool = True
    unshown: tuple[str, ...] = ()
    unreckoned: tuple[str, ...] = ()


def page_of(letter: Letter, policy: Policy, language: str) -> Page:
    """The letter in a language; optional sentences are left out, the last first, until it fits its channel."""
    said = naming(policy, language)
    limit = letter.form.limit
    page = _page(letter, said)
    whole = letter
    while limit is not None and _length(page) > limit and (shorter := _shortened(letter)) is not None:
        letter = shorter
        page = _page(letter, said)
    left = _lines(letter)
    return replace(
        page,
        too_long=max(0, _length(page) - limit) if limit is not None else 0,
        left_out=tuple(_say(line, said) for line in _lines(whole) if line not in left),
        demands=bool(letter.demand or not letter.form.demand),
        unshown=letter.unshown if letter.demand else (),
        unreckoned=letter.unreckoned if letter.demand else (),
        empty=tuple(entry.blank for entry in letter.head if entry.filling is None),
    )


def _lines(letter: Letter) -> tuple[Line, ...]:
    return (*letter.problem, *letter.demand, *letter.closing)


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
    """In full-width characters: two narrow ones count as one, since forms are as wide in every language."""
    return -(-cells(as_txt(page).replace("\n", "")) // 2)


def _page(letter: Letter, said: Naming) -> Page:
    exhibits = tuple(
        _word("exhibit", said, item=said.item(exhibit.item), links=said.listed(map(said.link, exhibit.links)))
        for exhibit in letter.exhibits
    )
    body = (
        Section(_word("problem", said), _joined(letter.problem, said)),
        Section(_word("evidence", said), exhibits, numbered=True),
        Section(_word("demand", said), tuple(_say(line, said) for line in letter.demand)),
    )
    sections = (
        Section("", tuple(_entry(entry, said) for entry in letter.head)),
        *_counted(body, said),
        Section(_word("sources", said), tuple(_sources(letter, said))),
        Section("", tuple(_say(line, said) for line in letter.closing)),
    )
    return Page(said.text(letter.form.title), tuple(section for section in sections if section.paragraphs))


def _counted(sections: tuple[Section, ...], said: Naming) -> Iterator[Section]:
    """The sections that are not empty, their headings counted: "1. What happened"."""
    numerals = said.words.say("letter.numerals").split()
    for number, section in zip(numerals, (section for section in sections if section.paragraphs), strict=False):
        yield replace(section, heading=said.words.say("letter.section", number=number, heading=section.heading))


def _word(key: str, said: Naming, **values: str) -> str:
    """A heading, or how an exhibit is named: the pack's own wording, else the program's."""
    own = said.policy.letter_words.get(key)
    if own is None:
        return said.words.say(f"letter.{key}", **values)
    text = said.text(own)
    for name, value in values.items():
        text = text.replace("{" + name + "}", value)
    return text


def _entry(entry: Entry, said: Naming) -> str:
    """A line of the head: "Your name: ..."; with room to write where nobody said."""
    value = _filled(entry.filling, said) if entry.filling is not None else said.words.say("letter.blank")
    return clean(said.words.say("letter.entry", label=said.text(entry.blank.label), value=value))


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
        case "fact" | "measure" | "moment", datetime() as moment:
            return _moment(moment, filling.kind == "moment", said)
        case "fact", str() as choice if choice in _worded(filling.name, said):
            return said.text(_worded(filling.name, said)[choice])
        case "fact" | "measure", Decimal() | bool() | str() | frozenset() as value:
            return said.value(filling.name, value)
        case "sum", Amount() as amount:
            return (
                arithmetic(amount, said, in_words=True)
                if filling.name == "arithmetic"
                else said.money(amount.exact or Decimal(0))
            )
        case "claim", str() as claim:
            declared = said.policy.claims[claim]
            return said.text(declared.demand) if filling.name == "demand" else said.text(declared.title)
        case "party", str() as party:
            return said.party(party)
        case "channel", str() as channel:
            return said.channel(channel)
        case _, value:
            return str(value).replace("{", "(").replace("}", ")")


def _worded(fact: str, said: Naming) -> Mapping[str, Text]:
    """How letters word the choices of the fact."""
    return said.policy.facts[fact].worded


def _moment(moment: datetime, with_time: bool, said: Naming) -> str:
    """A moment as a letter writes it; a day that was given without a time has none."""
    local = moment.astimezone(said.policy.timezone)
    day = _word("day", said, year=f"{local:%Y}", month=f"{local:%m}", day=f"{local:%d}")
    if not with_time and (local.hour, local.minute, local.second) == (0, 0, 0):
        return day
    return said.words.say("letter.moment", day=day, time=f"{local:%H:%M}")


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


_MARKUP = "\\`*_[]<>#|~&!"
_AT_THE_BEGINNING = re.compile(r"^(\d+)([.)])|^([-+=])")
"""What makes a list or a heading of a paragraph that begins so."""


def _escaped(text: str) -> str:
    text = "".join("\\" + sign if sign in _MARKUP else sign for sign in text)
    return _AT_THE_BEGINNING.sub(lambda found: f"{found[1] or ''}\\{found[2] or found[3]}", text)


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
    for entry in letter.head:
        if entry.filling is not None:
            lines += [_entry(entry, said), f"    {entry.filling.name}"]
    for line in _lines(letter):
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
