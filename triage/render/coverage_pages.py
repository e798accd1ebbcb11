"""Coverage as HTML: the pack's own files with every rule and test coloured, readable on paper and without colour.

Pages stand alone: no scripts, nothing fetched from anywhere, and all text of the pack escaped.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from html import escape

from msgspec import Struct

from triage.coverage import Coverage, LeafCoverage, Ratio, RuleCoverage
from triage.render.coverage_report import leaf_state, rule_state
from triage.render.naming import Naming
from triage.render.words import Words

_TOKEN = re.compile(r"\"[^\"]*\"|'[^']*'|[^\s:,{}\[\]]+")
"""A key of YAML from where it begins."""

STYLE = """
body { color-scheme: light; font: 15px/1.5 system-ui, sans-serif; margin: 2em auto; max-width: 62em; padding: 0 1em;
  color: #111; background: #fff; print-color-adjust: exact; -webkit-print-color-adjust: exact; }
table { border-collapse: collapse; } th, td { text-align: left; padding: .2em .8em; border-bottom: 1px solid #ccc; }
td.figure { text-align: right; font-variant-numeric: tabular-nums; }
pre { font: 13px/1.55 ui-monospace, monospace; white-space: pre-wrap; overflow-wrap: anywhere; }
pre .line { display: block; padding-left: 6.5em; text-indent: -6.5em; border-left: 4px solid transparent; }
pre .won { border-left-color: #2a8a3c; } pre .beaten { border-left: 4px double #b07a00; }
pre .silent { border-left: 4px dashed #b3261e; }
pre .number { display: inline-block; width: 6.5em; text-indent: 0; color: #666; user-select: none; }
mark { color: inherit; border-radius: 2px; } sup { font-size: .75em; padding-left: 1px; color: #333; }
mark.full { background: #d3efd6; } mark.part { background: #fff0b8; border-bottom: 2px dashed #b07a00; }
mark.none { background: #f9d5d2; border-bottom: 2px solid #b3261e; } mark.constant { background: #e6e6e6; }
a { color: #14539a; } ul { padding-left: 1.2em; }
"""


class PackCoverage(Struct, frozen=True):
    """The coverage of one pack with the texts of its files by name ("library/20-damage.yaml")."""

    coverage: Coverage
    texts: Mapping[str, str]
    said: Naming


def coverage_pages(packs: tuple[PackCoverage, ...], said: Words) -> dict[str, str]:
    """All pages by their path: `index.html`, and for each file of a pack `<pack>/<file>.html`."""
    pages = {"index.html": _page(said, said.say("coverage.title"), "".join(_index(pack) for pack in packs))}
    for pack in packs:
        for file, text in pack.texts.items():
            source = _Source(file, pack)
            if source.rules or source.leaves:
                pages[f"{file}.html"] = _page(said, file, source.html(text))
    return pages


def _page(said: Words, title: str, body: str) -> str:
    return (
        f'<!doctype html>\n<html lang="{said.language}">\n<head>\n<meta charset="utf-8">\n'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n<style>{STYLE}</style>\n</head>\n"
        f"<body>\n<h1>{escape(title)}</h1>\n{body}</body>\n</html>\n"
    )


# --- The index ---------------------------------------------------------------------------------


def _index(pack: PackCoverage) -> str:
    said = pack.said
    sources = [_Source(file, pack) for file in pack.texts]
    rows = "".join(_index_row(source, said) for source in sources if source.rules or source.leaves)
    head = "".join(
        f"<th>{escape(said.words.say(f'coverage.column-{name}'))}</th>" for name in ("file", "rules", "leaves")
    )
    total = _cells(pack.coverage.rule_ratio, pack.coverage.leaf_ratio, said)
    title = escape(said.words.say("note", what=said.policy.id, note=said.policy.version))
    all_files = escape(said.words.say("coverage.all-files"))
    return (
        f"<h2>{title}</h2>\n<p>{escape(said.words.say('coverage.cases', n=pack.coverage.cases))}</p>\n"
        f"<table>\n<tr>{head}</tr>\n{rows}<tr><th>{all_files}</th>{total}</tr>\n</table>\n{_lacking(pack)}"
    )


def _index_row(source: _Source, said: Naming) -> str:
    part = Coverage(0, source.rules, source.leaves)
    link = f'<a href="{escape(source.file)}.html">{escape(source.file.rpartition("/")[2])}</a>'
    return f"<tr><td>{link}</td>{_cells(part.rule_ratio, part.leaf_ratio, said)}</tr>\n"


def _cells(rules: Ratio, leaves: Ratio, said: Naming) -> str:
    return "".join(f'<td class="figure">{escape(_figure(ratio, said))}</td>' for ratio in (rules, leaves))


def _figure(ratio: Ratio, said: Naming) -> str:
    if not ratio.all:
        return "-"
    return said.words.say("coverage.figure", covered=ratio.covered, all=ratio.all, percent=ratio.percent)


def _lacking(pack: PackCoverage) -> str:
    """Links to all rules that never won and all leaves with a side that never decided."""
    rules = [(rule.place, rule_state(rule, pack.said)) for rule in pack.coverage.rules if not rule.won]
    leaves = [(leaf.place, leaf_state(leaf, pack.said)) for leaf in pack.coverage.leaves if _lacks(leaf)]
    items = "".join(
        f'<li><a href="{escape(place.file)}.html#L{place.line}">{escape(str(place))}</a> {escape(text)}</li>\n'
        for place, text in (*rules, *leaves)
    )
    return f"<h2>{escape(pack.said.words.say('coverage.lacking'))}</h2>\n<ul>\n{items}</ul>\n" if items else ""


def _lacks(leaf: LeafCoverage) -> bool:
    return leaf.ratio.covered < leaf.ratio.all


# --- A file ------------------------------------------------------------------------------------


class _Source:
    """One file of a pack with what stands in it."""

    def __init__(self, file: str, pack: PackCoverage) -> None:
        self.file = file
        self.rules = tuple(rule for rule in pack.coverage.rules if rule.place.file == file)
        self.leaves = tuple(leaf for leaf in pack.coverage.leaves if leaf.place.file == file)
        self._said = pack.said

    def html(self, text: str) -> str:
        """The legend, and the file line by line."""
        lines = "".join(self._lines(text.splitlines()))
        back = escape(self._said.words.say("coverage.back"))
        up = "../" * self.file.count("/")
        return f'<p><a href="{up}index.html">{back}</a></p>\n{self._legend()}<pre>{lines}</pre>\n'

    def _legend(self) -> str:
        say = self._said.words.say
        rules = "".join(f"<li>{escape(say(f'coverage.legend-{state}'))}</li>" for state in ("won", "beaten", "silent"))
        leaves = "".join(
            f'<li><mark class="{state}">{escape(say(f"coverage.legend-{state}"))}</mark></li>'
            for state in ("full", "part", "none", "constant")
        )
        return f"<ul>{rules}{leaves}<li>{escape(say('coverage.legend-signs'))}</li></ul>\n"

    def _lines(self, lines: list[str]) -> Iterator[str]:
        starts = {rule.place.line: rule for rule in self.rules}
        rule: RuleCoverage | None = None
        for number, line in enumerate(lines, 1):
            rule = starts.get(number, rule)
            state = _state(rule) if rule is not None else ""
            first = rule is not None and rule.place.line == number
            sign = _RULE_SIGNS[state] if first else ""
            title = f' title="{escape(rule_state(rule, self._said))}"' if rule is not None and first else ""
            yield (
                f'<span class="line {state}" id="L{number}"{title}><span class="number">{number:4} {sign:3}</span>'
                f"{self._marked(line, number)}</span>"
            )

    def _marked(self, line: str, number: int) -> str:
        """A line with its tests marked, from left to right."""
        parts, done = [], 0
        for leaf in sorted((leaf for leaf in self.leaves if leaf.place.line == number), key=lambda leaf: leaf.place):
            start = leaf.place.column - 1
            token = _TOKEN.match(line, start)
            if token is None or start < done:
                continue
            parts += [escape(line[done:start]), self._mark(leaf, token.group())]
            done = token.end()
        return "".join((*parts, escape(line[done:])))

    def _mark(self, leaf: LeafCoverage, token: str) -> str:
        title = "\n".join((leaf_state(leaf, self._said), *dict.fromkeys((*leaf.true[:3], *leaf.false[:3]))))
        return (
            f'<mark class="{_colour(leaf.ratio)}" title="{escape(title)}">{escape(token)}</mark>'
            f"<sup>{_signs(leaf)}</sup>"
        )


_RULE_SIGNS = {"won": "[+]", "beaten": "[~]", "silent": "[ ]"}


def _state(rule: RuleCoverage) -> str:
    return "won" if rule.won else ("beaten" if rule.beaten else "silent")


def _colour(ratio: Ratio) -> str:
    if not ratio.all:
        return "constant"
    return "full" if ratio.covered == ratio.all else ("part" if ratio.covered else "none")


def _signs(leaf: LeafCoverage) -> str:
    """ "T" or "F" for a side that decided, in brackets where it never did; nothing for one that cannot."""
    sides = (("T", leaf.true, leaf.reachable.true), ("F", leaf.false, leaf.reachable.false))
    return "".join(sign if cases else f"({sign})" for sign, cases, possible in sides if possible)
