"""The READMEs tell the truth: their commands print what stands below them, their links lead somewhere, and they are twins."""
from __future__ import annotations

import re
from pathlib import Path

import pytest

from tools.run_readme import DOCUMENTS, READMES, played

readmes = pytest.mark.parametrize("name", READMES)


def _commands(text: str) -> list[str]:
    """Every command, without those that only set the language and without words in one language."""
    return re.findall(r"^\$ (powerflow .*?)(?: \| grep .*)?$", text, re.MULTILINE)


@pytest.mark.slow
@pytest.mark.exe
@pytest.mark.parametrize("name", DOCUMENTS)
def test_commands_print_what_the_readme_says(root: Path, tmp_path: Path, name: str) -> None:
    text = (root / name).read_text(encoding="utf-8")
    assert played(text, tmp_path) == text, "run `python tools/run_readme.py`"


@readmes
def test_links_and_pictures_are_there(root: Path, name: str) -> None:
    text = (root / name).read_text(encoding="utf-8")
    linked = re.findall(r"\]\(([^)#:]+)\)", text)
    assert len(linked) > 10
    assert [each for each in linked if not (root / each).is_file()] == []


def test_readmes_are_twins(root: Path) -> None:
    english, chinese = ((root / name).read_text(encoding="utf-8") for name in READMES)
    assert _commands(english) == _commands(chinese)
    for mark in (r"^#+ ", r"^- ", r"^\|", r"\]\("):
        assert len(re.findall(mark, english, re.MULTILINE)) == len(re.findall(mark, chinese, re.MULTILINE)), mark


@pytest.mark.parametrize("picture", ["permit.png", "replay.png"])
def test_pictures_are_small(root: Path, picture: str) -> None:
    data = (root / "docs" / "pictures" / picture).read_bytes()
    assert data.startswith(b"\x89PNG")
    assert len(data) < 500_000
