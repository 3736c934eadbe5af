"""`powerflow render`: which files it writes, what it says, how it ends."""
from __future__ import annotations

import json
from pathlib import Path

import pytest

from powerflow.commands import run
from powerflow.model import Disclosure, PowerItem
from tests.builders import chart

_GOOD = chart("甲").start().step("审查").end()


def names(folder: Path) -> list[str]:
    """The files that a person sees."""
    return sorted(path.name for path in folder.iterdir() if not path.name.startswith("."))


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
    assert names(folder / "out") == ["stall.a3.pdf", "stall.a3.svg"]
    assert "stall.a3.svg" in capsys.readouterr().out


@pytest.mark.exe
def test_one_that_fails_is_named_and_the_others_go_on(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["render", str(folder), str(folder / "nowhere"), "-o", str(folder / "out"), "--format", "svg", "--paper", "a4"]) == 3
    assert names(folder / "out") == ["b-stall.a4.svg", "contact-sheet.svg", "index.html", "stall.a4.svg"]
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
    (folder / "office.toml").write_text('[fonts]\nfamily = "No Such Font Anywhere"\n', encoding="utf-8")
    order = ["render", str(folder / "a"), "-o", str(folder), "--format", "svg", "--office", str(folder / "office.toml")]
    assert run(order) == 0
    assert "说明：这台机器没有字体“No Such Font Anywhere”" in capsys.readouterr().out


@pytest.mark.exe
def test_text_alternatives_stand_beside_the_chart(folder: Path) -> None:
    assert run(["render", str(folder / "a"), "-o", str(folder / "out"), "--format", "svg,txt,html"]) == 0
    assert names(folder / "out") == ["stall.a3.html", "stall.a3.svg", "stall.a3.txt"]
    assert "审查" in (folder / "out" / "stall.a3.txt").read_text(encoding="utf-8")
    assert "<script" not in (folder / "out" / "stall.a3.html").read_text(encoding="utf-8")


@pytest.mark.exe
def test_an_item_withheld_as_a_whole_is_refused_but_for_the_authority(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    item = PowerItem(code="S01", name="绝密事项甲", disclosures=(Disclosure(content="全部", public=False, exemption="国家秘密"),))
    (folder / "secret.bpmn").write_bytes(chart("绝密事项甲", item).start().step("审查").end().data())
    order = ["render", str(folder / "secret.bpmn"), "-o", str(folder / "out"), "--format", "svg,txt"]
    assert run(order) == 3
    assert "secret.bpmn" in capsys.readouterr().err
    assert not (folder / "out").exists() or names(folder / "out") == []
    assert run([*order, "--profile", "internal"]) == 0


@pytest.mark.exe
def test_measures_are_told_and_written(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["render", str(folder / "a"), "-o", str(folder / "out"), "--measure"]) in (0, 1)
    measured = json.loads((folder / "out" / "measures.json").read_text(encoding="utf-8"))
    assert measured["schema"] == "powerflow/measure/1"
    assert "stall" in capsys.readouterr().out


@pytest.mark.exe
def test_the_font_is_embedded_on_request(folder: Path) -> None:
    pytest.importorskip("fontTools")
    assert run(["render", str(folder / "a"), "-o", str(folder / "out"), "--format", "svg", "--embed-font"]) == 0
    assert "@font-face" in (folder / "out" / "stall.a3.svg").read_text(encoding="utf-8")


@pytest.mark.exe
def test_what_has_not_changed_is_not_drawn_again(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    order = ["render", str(folder / "a"), "-o", str(folder / "out"), "--format", "svg"]
    assert run(order) == 0 and "已写入" in capsys.readouterr().out
    assert run(order) == 0
    said = capsys.readouterr().out
    assert "1 张图没有变化" in said and "已写入" not in said
    assert run([*order, "--force"]) == 0 and "已写入" in capsys.readouterr().out


@pytest.mark.exe
def test_an_index_of_somebody_else_is_not_overwritten(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "b" / "not.bpmn").unlink()
    (folder / "b" / "empty.bpmn").unlink()
    (folder / "out").mkdir()
    (folder / "out" / "index.html").write_text("<html>mine</html>")
    order = ["render", str(folder / "a"), str(folder / "b"), "-o", str(folder / "out"), "--format", "svg", "--no-contact-sheet"]
    assert run(order) == 0
    assert (folder / "out" / "index.html").read_text() == "<html>mine</html>"
    assert "index.html" in capsys.readouterr().err
    (folder / "out" / "index.html").unlink()
    assert run(order) == 0 and run(order) == 0
    assert names(folder / "out") == ["b-stall.a3.svg", "index.html", "stall.a3.svg"]


@pytest.mark.exe
def test_findings_and_an_office_are_taken(folder: Path) -> None:
    (folder / "office.toml").write_text('[office]\nname = "临溪县"\n[colours]\nparty = "#4a148c"\n', encoding="utf-8")
    order = ["render", str(folder / "a"), "-o", str(folder), "--format", "svg", "--findings", "--office", str(folder / "office.toml")]
    assert run(order) == 0
    svg = (folder / "stall.a3.svg").read_text(encoding="utf-8")
    assert "#4a148c" in svg or "#00695c" not in svg


def test_an_office_that_cannot_be_read_is_named(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "office.toml").write_text('[colours]\ntext = "#eeeeee"\n', encoding="utf-8")
    assert run(["render", str(folder / "a"), "-o", str(folder), "--office", str(folder / "office.toml")]) == 3
    assert "对比度" in capsys.readouterr().err


@pytest.mark.exe
def test_what_is_withheld_later_leaves_the_index(folder: Path) -> None:
    """An item that was published and is withheld now is refused, and the new index does not name it."""
    def item(public: bool) -> bytes:
        one = PowerItem(code="S01", name="先公开后保密事项", disclosures=(Disclosure(content="全部", public=public),))
        return chart("先公开后保密事项", one).start().step("审查").end().data()

    order = ["render", str(folder / "a"), str(folder / "s.bpmn"), "-o", str(folder / "out"), "--format", "svg", "--no-contact-sheet"]
    (folder / "s.bpmn").write_bytes(item(True))
    assert run(order) == 0
    assert "先公开后保密事项" in (folder / "out" / "index.html").read_text(encoding="utf-8")
    (folder / "s.bpmn").write_bytes(item(False))
    assert run(order) == 3
    assert "先公开后保密事项" not in (folder / "out" / "index.html").read_text(encoding="utf-8")
    assert "先公开后保密事项" not in (folder / "out" / ".powerflow-render.json").read_text(encoding="utf-8")


@pytest.mark.exe
def test_what_the_machine_lacks_is_said_once(folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("not", "empty"):
        (folder / "b" / f"{name}.bpmn").unlink()
    dead = folder / "bin"
    dead.mkdir()
    for name in ("neato", "dot"):
        (dead / name).write_text("#!/no/such/interpreter\n")
        (dead / name).chmod(0o755)
    monkeypatch.setenv("PATH", f"{dead}:/usr/bin:/bin")
    assert run(["render", str(folder / "a"), str(folder / "b"), "-o", str(folder / "out"), "--format", "svg"]) == 3
    assert capsys.readouterr().err.count("Graphviz") == 1
