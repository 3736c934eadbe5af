"""`powerflow evidence`: packs a case of a file or a store, and checks packs."""
from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest

from powerflow.commands import run

_HISTORY = str(Path(__file__).resolve().parents[2] / "examples" / "histories" / "E03-in-time.jsonl")
_AT = ("--at", "2026-09-18T09:00", "--by", "何示甲")


def test_folder_and_archive_hold_the_same_and_are_whole(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder, archive = tmp_path / "pack", tmp_path / "pack.zip"
    assert run(["evidence", "pack", _HISTORY, "-o", str(folder)]) == 0
    assert run(["evidence", "pack", _HISTORY, "-o", str(archive)]) == 0
    with zipfile.ZipFile(archive) as whole:
        assert {name: whole.read(name) for name in whole.namelist()} == {path.name: path.read_bytes() for path in folder.iterdir()}
    assert (folder / "history.jsonl").read_bytes() == Path(_HISTORY).read_bytes()
    capsys.readouterr()
    assert run(["evidence", "verify", str(folder)]) == 0 and run(["evidence", "verify", str(archive)]) == 0
    assert "未被改动" in capsys.readouterr().out


def test_changed_file_ends_with_1_and_no_pack_with_3(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "pack"
    assert run(["evidence", "pack", _HISTORY, "-o", str(folder)]) == 0
    (folder / "law.json").write_text("{}", encoding="utf-8")
    capsys.readouterr()
    assert run(["--lang", "en", "evidence", "verify", str(folder)]) == 1
    assert "law.json" in capsys.readouterr().out
    (tmp_path / "empty").mkdir()
    assert run(["evidence", "verify", str(tmp_path / "empty")]) == 3
    (tmp_path / "x.zip").write_bytes(b"x")
    assert run(["evidence", "verify", str(tmp_path / "x.zip")]) == 3


def test_pack_is_never_mixed_with_other_files(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("x", encoding="utf-8")
    assert run(["evidence", "pack", _HISTORY, "-o", str(tmp_path)]) == 2
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_case_of_a_store_is_packed_with_the_chart_that_the_store_kept(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    url = f"sqlite:///{tmp_path / 'cases.db'}"
    assert run(["case", "start", "E03", "--store", url, "--simulate", *_AT]) == 0
    case, out = "E03-2026-0001", tmp_path / "pack"
    assert run(["evidence", "pack", case, "--store", url, "-o", str(out)]) == 0
    manifest = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
    assert (manifest["case"], manifest["complete"], manifest["counts"]["states"]) == (case, False, 1)
    capsys.readouterr()
    assert run(["evidence", "verify", str(out)]) == 0
    assert "重新执行了 1 项" in capsys.readouterr().out
