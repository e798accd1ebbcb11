"""What people write in their own words suggests at least what it is about."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from shipped_packs import shipped

from triage.case import Given
from triage.interview.story import suggestions

FOLDER = Path(__file__).resolve().parent / "stories"
STORIES = [
    (file.stem, each) for file in sorted(FOLDER.glob("*.yaml")) for each in yaml.safe_load(file.read_text("utf-8"))
]


@pytest.mark.parametrize(("pack", "told"), STORIES, ids=[each["story"][:24] for _, each in STORIES])
def test_a_story_suggests_what_it_is_about(pack: str, told: dict[str, str]) -> None:
    found = suggestions(shipped(pack), told["story"])
    for fact, choice in told.items():
        if fact == "story":
            continue
        answer = found.get(fact)
        assert isinstance(answer, Given), fact
        assert answer.value == choice or (isinstance(answer.value, frozenset) and choice in answer.value), fact
