"""`powerflow render`: which files it writes, what it says, how it ends."""
from __future__ import annotations

from pathlib import Path

import pytest

from powerflow.commands import run
from tests.builders import chart

_GOOD = chart("甲").start().step("审查").end()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two charts of one name, one that is no BPMN, one without any node."""
    for name, data in (
        ("a/stall.bpmn", _GOOD.data()), ("b/stall.bpmn", _GOOD.data()), ("b/not.bpmn", b"<html/>"), ("b/empty.bpmn", chart().data())
    ):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(data)
    return tmp_path


@pytest.mark.exe
def test_writes_svg_and_pdf_by_name_and_paper(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["render", str(folder / "a"), "-o", str(folder / "out")]) == 0
    assert sorted(path.name for path in (folder / "out").iterdir()) == ["stall.a3.pdf", "stall.a3.svg"]
    assert "stall.a3.svg" in capsys.readouterr().out


@pytest.mark.exe
def test_one_that_fails_is_named_and_the_others_go_on(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["render", str(folder), str(folder / "nowhere"), "-o", str(folder / "out"), "--format", "svg", "--paper", "a4"]) == 3
    assert sorted(path.name for path in (folder / "out").iterdir()) == ["b-stall.a4.svg", "stall.a4.svg"]
    said = capsys.readouterr().err
    assert "not.bpmn" in said and "没有任何环节" in said and "nowhere" in said


@pytest.mark.exe
def test_leaflet_goes_on_a4_and_png_is_made_on_demand(folder: Path) -> None:
    assert run(["render", str(folder / "a"), "-o", str(folder), "--profile", "leaflet", "--format", "png", "--dpi", "40"]) == 0
    assert (folder / "stall.a4.png").read_bytes()[:4] == b"\x89PNG"


def test_unknown_format_is_a_usage_error(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["render", str(folder), "-o", str(folder), "--format", "svg,gif"]) == 2
    assert "svg,gif" in capsys.readouterr().err


@pytest.mark.exe
def test_notes_say_what_gave_way(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "plain.bpmn").write_bytes(chart().start().decision("g", "好？").end().data())
    assert run(["render", str(folder / "plain.bpmn"), "-o", str(folder), "--format", "svg"]) == 0
    assert "没有泳道" in capsys.readouterr().out

