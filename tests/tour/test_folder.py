"""The folder of a tour: nobody else's files are in danger, whatever a manifest says."""
from __future__ import annotations

import json
from pathlib import Path

import pytest

from powerflow.errors import InputError, UsageError
from powerflow.tour.folder import MANIFEST, SCHEMA, TourFolder


def _opened(path: Path) -> TourFolder:
    folder = TourFolder(path)
    folder.open()
    return folder


def _manifest(path: Path, *names: str, schema: str = SCHEMA) -> None:
    path.mkdir(parents=True, exist_ok=True)
    (path / MANIFEST).write_text(json.dumps({"schema": schema, "files": [{"name": name} for name in names]}))


def test_files_are_written_and_listed(tmp_path: Path) -> None:
    folder = _opened(tmp_path / "a" / "b")
    folder.write("cases/one.txt", "一")
    folder.finish()
    assert (tmp_path / "a" / "b" / "cases" / "one.txt").read_text(encoding="utf-8") == "一"
    assert folder.files == ("cases/one.txt",)


def test_interrupted_tour_can_be_begun_again(tmp_path: Path) -> None:
    _opened(tmp_path / "demo").write("one.txt", "half")
    _opened(tmp_path / "demo")


def test_what_a_former_tour_wrote_is_removed(tmp_path: Path) -> None:
    folder = _opened(tmp_path)
    folder.write("old.txt", "old")
    folder.finish()
    _opened(tmp_path)
    assert not (tmp_path / "old.txt").exists()


@pytest.mark.parametrize("name", ["../outside.txt", "/outside.txt", "link/outside.txt"])
def test_manifest_cannot_lead_out_of_the_folder(tmp_path: Path, name: str) -> None:
    outside = tmp_path / "outside.txt"
    outside.write_text("mine")
    demo = tmp_path / "demo"
    _manifest(demo, str(outside) if name.startswith("/") else name)
    (demo / "link").symlink_to(tmp_path)
    _opened(demo)
    assert outside.read_text() == "mine"


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"schema": "other/1", "files": []}', '{"schema": "powerflow/tour/1"}', "\0"])
def test_manifest_of_something_else_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / MANIFEST).write_text(text)
    with pytest.raises(UsageError, match="不是以前的演示"):
        _opened(tmp_path)


def test_file_instead_of_a_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "demo").write_text("mine")
    with pytest.raises(UsageError, match="不是文件夹"):
        _opened(tmp_path / "demo")


def test_place_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(InputError, match="无法写入"):
        _opened(tmp_path / "file" / "demo")


def test_file_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    folder = _opened(tmp_path)
    folder.write("one", "")
    with pytest.raises(InputError, match="无法写入"):
        folder.write("one/two", "")
