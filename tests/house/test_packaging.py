"""What is in the tree is in the wheel, an installed wheel works anywhere, and the changelog knows its version."""
from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

import powerflow
from tests.house.source import PACKAGE, ROOT

_LIBRARY = ROOT / "processes"
_EXAMPLES = ROOT / "examples"
_CACHES = shutil.ignore_patterns("__pycache__", ".*_cache")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    """A wheel built from a copy of the tree, without the network."""
    source = tmp_path_factory.mktemp("source")
    for name in ("setup.cfg", "setup.py", "pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, source / name)
    for folder in (PACKAGE, _LIBRARY, _EXAMPLES):
        shutil.copytree(folder, source / folder.name, ignore=_CACHES)
    command = [sys.executable, "-m", "pip", "wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", "out", "."]
    done = subprocess.run(command, cwd=source, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    (built,) = (source / "out").glob("*.whl")
    return zipfile.ZipFile(built)


def _files(folder: Path) -> set[str]:
    return {
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


@pytest.mark.slow
def test_wheel_holds_every_file_of_the_package(wheel: zipfile.ZipFile) -> None:
    packed = {name for name in wheel.namelist() if name.startswith("powerflow/")}
    expected = {f"powerflow/{name}" for name in _files(PACKAGE)}
    assert expected - packed == set()


@pytest.mark.slow
def test_wheel_holds_the_library_of_items_and_the_examples_and_nothing_else(wheel: zipfile.ZipFile) -> None:
    expected = {f"powerflow/{name}" for name in _files(PACKAGE)}
    expected |= {f"powerflow/examples/{name}" for name in _files(_EXAMPLES)}
    expected |= {f"powerflow/processes/{name}" for name in _files(_LIBRARY) if name.endswith((".bpmn", ".toml"))}
    packed = {name for name in wheel.namelist() if ".dist-info/" not in name}
    assert packed == expected


@pytest.mark.slow
def test_wheel_carries_the_command_and_the_licence(wheel: zipfile.ZipFile) -> None:
    info = f"powerflow_bpmn-{powerflow.__version__}.dist-info"
    assert "powerflow = powerflow.commands:main" in wheel.read(f"{info}/entry_points.txt").decode()
    assert "License-Expression: Apache-2.0" in wheel.read(f"{info}/METADATA").decode()
    assert f"{info}/licenses/LICENSE" in wheel.namelist()


@pytest.fixture(scope="module")
def installed(wheel: zipfile.ZipFile, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of packages into which the wheel was installed, far from the checkout."""
    folder = tmp_path_factory.mktemp("installed")
    command = [sys.executable, "-m", "pip", "install", "--no-deps", "--no-index", "--target", str(folder), str(wheel.filename)]
    subprocess.run(command, capture_output=True, check=True)
    return folder


def _run(installed: Path, cwd: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """`powerflow` as it was installed; the libraries are those of the tests."""
    environment = {**os.environ, "PYTHONPATH": str(installed)}
    command = [sys.executable, "-P" if sys.version_info >= (3, 11) else "-s", "-m", "powerflow", *arguments]
    return subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True, check=False)


@pytest.mark.slow
def test_installed_package_brings_its_items(installed: Path, tmp_path: Path) -> None:
    done = _run(installed, tmp_path, "check", str(installed / "powerflow" / "processes"))
    assert done.returncode == 0, done.stdout + done.stderr
    begun = _run(installed, tmp_path, "case", "start", "E01", "--by", "许示例")
    assert begun.returncode == 0, begun.stdout + begun.stderr


@pytest.mark.slow
def test_installed_package_shows_where_its_examples_are(installed: Path, tmp_path: Path) -> None:
    said = _run(installed, tmp_path, "rules", "explain", "time-limit-missing").stdout
    named = [Path(line.partition("：")[2].strip()) for line in said.splitlines() if "示例：" in line]
    assert len(named) == 2
    assert all(path.is_file() and installed in path.parents for path in named)


@pytest.mark.slow
@pytest.mark.exe
def test_installed_package_performs_the_demo(installed: Path, tmp_path: Path) -> None:
    done = _run(installed, tmp_path, "demo")
    assert done.returncode == 0, done.stdout + done.stderr
    assert (tmp_path / "demo" / "index.html").is_file()


def test_changelog_has_the_current_version() -> None:
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert re.search(rf"^## \[?{re.escape(powerflow.__version__)}\b", changelog, re.MULTILINE)
