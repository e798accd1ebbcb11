"""Where the shipped packs are, and that no name leads anywhere else."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from triage import bundled


def test_the_shipped_packs() -> None:
    assert "cn-digital-goods" in bundled.pack_names()
    for name in bundled.pack_names():
        folder = bundled.pack_folder(name)
        assert folder is not None
        assert (folder / "pack.yaml").is_file()


def test_scenarios() -> None:
    folder = bundled.scenario_folder("cn-digital-goods")
    assert folder is not None
    assert any(folder.glob("*.yaml"))


@pytest.mark.parametrize("name", ["", ".", "..", "../rules", "/etc", "a/b", "cn-digital-goods/", "A", "a\n", "none"])
def test_names_that_are_no_pack(name: str) -> None:
    assert bundled.pack_folder(name) is None
    assert bundled.scenario_folder(name) is None


def test_inside_a_wheel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rules = tmp_path / "_bundled" / "rules" / "some-pack"
    rules.mkdir(parents=True)
    (rules / "pack.yaml").write_text("id: some-pack\n")
    monkeypatch.setattr(bundled, "_PACKAGE", tmp_path)
    assert bundled.pack_names() == ("some-pack",)
    assert bundled.pack_folder("some-pack") == rules
    assert bundled.scenario_folder("some-pack") is None


def test_it_costs_no_start_up() -> None:
    code = "import sys, triage.bundled; print({'yaml', 'click'} & set(sys.modules))"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout == "set()\n"
