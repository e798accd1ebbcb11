"""A person at a terminal who answers by what is asked, for transcripts of whole sessions in this process.

`lines` are typed by the question that they belong to, so that a transcript does not depend on the order of questions:
`{"goods_type": ["?", "3"]}` first asks for help and then picks the third choice. A question that is not there is
answered with `otherwise`; what is asked in between (which number, a guess) takes the lines that are left, then Enter.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from io import StringIO
from pathlib import Path

import pytest
from running import ROOT, environment

from triage.cli import main
from triage.interview import EVIDENCE
from triage.policy import Policy
from triage.render.words import words

STORY = "story"
"""Lines of the story, which is asked for before the first question."""


AT_THE_END = ("save", "closing", "shows")
"""What is asked after the verdict; without a script just Enter."""

MOST_LINES = 200
"""A session that takes more goes round in circles."""


class Typist:
    """Standard input of a terminal; everything that is shown or typed goes to `page`."""

    def __init__(self, policy: Policy, language: str, lines: Mapping[str, Sequence[str]], otherwise: str) -> None:
        self.page = StringIO()
        self._asked = {name: fact.ask.get(language, "") for name, fact in policy.facts.items()}
        self._asked |= {name: screen.ask[language] for name, screen in policy.screens.items()}
        self._asked |= {key: words(language).say(f"ask.{key}") for key in (EVIDENCE, STORY, *AT_THE_END)}
        self._script = {name: list(typed) for name, typed in lines.items()}
        self._otherwise = otherwise
        self._left: list[str] = []
        self._typed: list[str] = []
        self._seen = 0

    def isatty(self) -> bool:
        return True

    def readline(self) -> str:
        """The next line, shown as a terminal shows what is typed."""
        shown = self.page.getvalue()[self._seen :]
        question = self._question(shown)
        if question is not None and not self._left:
            self._left = self._script.pop(question, [] if question in AT_THE_END else [self._otherwise])
        line = self._left.pop(0) if self._left else ("" if self._typed[-1:] != [""] else self._otherwise)
        self._typed.append(line)
        assert len(self._typed) < MOST_LINES, self.page.getvalue()[-2000:]
        self.page.write(line + "\n")
        self._seen = len(self.page.getvalue())
        return line + "\n"

    def _question(self, shown: str) -> str | None:
        """The question that was put last."""
        flat = "".join(shown.split())
        found = {flat.rfind("".join(text.split())): name for name, text in self._asked.items() if text}
        last = max(found, default=-1)
        return found[last] if last >= 0 else None


def transcript(
    policy: Policy,
    arguments: Sequence[str | Path],
    language: str,
    lines: Mapping[str, Sequence[str]],
    otherwise: str = "u",
    columns: int = 80,
    folder: Path = ROOT,
) -> str:
    """What a person sees of `triage ask` from beginning to end, with what they typed."""
    typist = Typist(policy, language, lines, otherwise)
    with pytest.MonkeyPatch.context() as patch:
        for name in set(os.environ) - {"PATH", "HOME"}:
            patch.delenv(name)
        changes = {"COLUMNS": str(columns), "NO_COLOR": "1", "XDG_DATA_HOME": str(folder)}
        for name, value in environment(**changes).items():
            patch.setenv(name, value)
        patch.setattr(sys, "argv", ["triage", "ask", *map(str, arguments), "--lang", language])
        patch.setattr(sys, "stdin", typist)
        patch.setattr(sys, "stdout", typist.page)
        patch.setattr(sys, "stderr", typist.page)
        with pytest.raises(SystemExit) as end:
            main()
    return f"{typist.page.getvalue()}[{end.value.code}]\n"
