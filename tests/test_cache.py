"""Packs that were read before: the same policy, only while nothing changed, and never from somebody else's file."""

from __future__ import annotations

import gc
import shutil
from pathlib import Path

import pytest
from running import TINY

from triage import cache
from triage.cache import MOST_KEPT, recalled, remember
from triage.parse import load_policy
from triage.policy import Policy


@pytest.fixture
def pack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the tiny pack, and a cache folder of its own."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return shutil.copytree(TINY, tmp_path / "tiny")


def policy_of(pack: Path) -> Policy:
    policy = load_policy(pack).policy
    assert policy is not None
    return policy


def kept(pack: Path) -> list[Path]:
    return sorted((pack.parent / "cache" / "triage").iterdir())


def test_what_is_recalled_is_what_was_read(pack: Path) -> None:
    assert recalled(pack) is None
    remember(policy_of(pack), pack)
    assert repr(recalled(pack)) == repr(policy_of(pack))  # policies are compared by identity
    assert gc.isenabled()


def test_a_changed_file_is_read_again(pack: Path) -> None:
    remember(policy_of(pack), pack)
    with (pack / "claims.yaml").open("a", encoding="utf-8") as file:
        file.write("# another\n")
    assert recalled(pack) is None


def test_another_version_of_the_readers_reads_again(pack: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    remember(policy_of(pack), pack)
    monkeypatch.setattr(cache, "_READERS", ("policy/*.py",))
    assert recalled(pack) is None


@pytest.mark.parametrize("content", [b"", b"junk", b"\x80\x05N."], ids=["empty", "junk", "none"])
def test_what_is_damaged_is_read_again(content: bytes, pack: Path) -> None:
    remember(policy_of(pack), pack)
    kept(pack)[0].write_bytes(content)
    assert recalled(pack) is None


def test_what_others_may_write_is_not_believed(pack: Path) -> None:
    remember(policy_of(pack), pack)
    kept(pack)[0].chmod(0o666)
    assert recalled(pack) is None


def test_only_the_latest_are_kept(pack: Path) -> None:
    for number in range(MOST_KEPT + 3):
        (pack / "claims.yaml").write_text((TINY / "claims.yaml").read_text("utf-8") + f"# {number}\n", "utf-8")
        remember(policy_of(pack), pack)
    assert len(kept(pack)) == MOST_KEPT
    assert recalled(pack) is not None


def test_where_nothing_can_be_kept_nothing_happens(pack: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", "/dev/null")
    remember(policy_of(pack), pack)
    assert recalled(pack) is None
