"""What is in the wheel: the package with all its data, the packs inside it, and nothing else to import."""

from __future__ import annotations

import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKED = {"triage": "triage", "rules": "triage/_bundled/rules", "scenarios": "triage/_bundled/scenarios"}
"""Where each folder of the clone lies in the wheel."""


def build(target: str, source: Path, out: Path) -> Path:
    """Build the `wheel` or `sdist` of the project at `source`, as pip does but without fetching hatchling."""
    command = [sys.executable, "-m", "hatchling", "build", "-t", target, "-d", str(out)]
    done = subprocess.run(command, cwd=source, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    (built,) = out.iterdir()
    return built


def names(wheel: Path) -> set[str]:
    """The files of a wheel, without its metadata."""
    with zipfile.ZipFile(wheel) as files:
        return {name for name in files.namelist() if ".dist-info/" not in name}


def tracked(folder: str) -> set[str]:
    """What a clone has in `folder`, by the path that it shall have in the wheel."""
    paths = (path for path in (ROOT / folder).rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    return {f"{PACKED[folder]}/{path.relative_to(ROOT / folder).as_posix()}" for path in paths}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build("wheel", ROOT, tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="module")
def unpacked(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that holds the files of the wheel, as an installation does."""
    folder = tmp_path_factory.mktemp("unpacked")
    with zipfile.ZipFile(wheel) as files:
        files.extractall(folder)
    return folder


def run_in(folder: Path, code: str) -> str:
    """What the code prints when the package in `folder` comes first and the clone is not in sight."""
    program = f"import sys; sys.path.insert(0, {str(folder)!r})\n{code}"
    done = subprocess.run([sys.executable, "-c", program], cwd=folder, capture_output=True, text=True, encoding="utf-8")
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_only_triage_is_importable(wheel: Path) -> None:
    assert {name.split("/")[0] for name in names(wheel)} == {"triage"}


def test_the_wheel_has_every_file_of_the_package_and_of_the_packs(wheel: Path) -> None:
    expected = set().union(*(tracked(folder) for folder in PACKED))
    assert "triage/py.typed" in expected
    for folder in PACKED:
        assert any(name.endswith(".yaml") for name in tracked(folder)), f"{folder}/ has no YAML file"
    assert names(wheel) == expected


def test_a_source_distribution_makes_the_same_wheel(wheel: Path, tmp_path: Path) -> None:
    sdist = build("sdist", ROOT, tmp_path / "sdist")
    with tarfile.open(sdist) as files:
        files.extractall(tmp_path / "source", filter="data")
    (source,) = (tmp_path / "source").iterdir()
    assert names(build("wheel", source, tmp_path / "again")) == names(wheel)


def test_an_installation_finds_the_packs_that_it_carries(unpacked: Path) -> None:
    code = "from triage.bundled import pack_folder, pack_names\nfor name in pack_names(): print(pack_folder(name))"
    folders = [Path(line) for line in run_in(unpacked, code).splitlines()]
    assert {folder.name for folder in folders} == {path.parent.name for path in ROOT.glob("rules/*/pack.yaml")}
    assert all(folder.is_relative_to(unpacked) for folder in folders)


def test_an_installation_decides_and_speaks(unpacked: Path) -> None:
    example = str(ROOT / "examples" / "used-licence.yaml")
    code = f"sys.argv = ['triage', 'decide', {example!r}, '--lang', 'en']; import triage.cli; triage.cli.main()"
    assert "529.00" in run_in(unpacked, code)


BARE = """
import importlib, pkgutil, sys
import triage

class Refusing:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in sys.argv[1:]:
            raise ModuleNotFoundError(name=name)

for name in sys.argv[1:]:
    sys.modules.pop(name, None)
sys.meta_path.insert(0, Refusing())
for module in pkgutil.walk_packages(triage.__path__, "triage."):
    if module.name != "triage.__main__" and not module.name.startswith("triage.prove."):
        importlib.import_module(module.name)
"""
"""Imports every module but the prover's, which need the solver, while the modules that are named are not there."""


def test_nothing_is_imported_that_only_extras_bring(unpacked: Path) -> None:
    absent = ["z3", "icalendar", "docx", "chinese_calendar", "hypothesis", "pytest", "jsonschema"]
    absent += ["typing_extensions"] if sys.version_info >= (3, 11) else []
    done = subprocess.run([sys.executable, "-c", BARE, *absent], cwd=unpacked, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_the_version_is_that_of_the_package(wheel: Path, unpacked: Path) -> None:
    version = run_in(unpacked, "import triage; print(triage.__version__)").strip()
    assert wheel.name == f"triage_digital_goods-{version}-py3-none-any.whl"


def test_the_doorway_of_the_clone_opens() -> None:
    done = subprocess.run([sys.executable, str(ROOT / "cli.py"), "--help"], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "ask" in done.stdout
