"""The library finds charts in files and folders, and says clearly what it cannot find."""
from __future__ import annotations

from pathlib import Path

import pytest

from powerflow import library
from powerflow.errors import InputError, UsageError
from powerflow.library import Library
from powerflow.model import PowerItem
from tests.builders import chart


def _write(path: Path, code: str, name: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(chart(name, PowerItem(code=code, name=name)).start().step("审查").end().data())
    return path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    _write(tmp_path / "permit" / "one.bpmn", "T01", "城市道路占用许可")
    _write(tmp_path / "permit" / "two.bpmn", "T02", "城市道路挖掘许可")
    (tmp_path / "readme.txt").write_text("不是流程图", encoding="utf-8")
    return tmp_path


def test_the_shipped_items_are_beside_the_package_in_a_checkout(root: Path) -> None:
    assert library.shipped() == root / "processes"


def test_no_path_means_the_shipped_items() -> None:
    assert {"E01", "E02", "E13"} <= Library().catalogue.by_code.keys()


def test_a_folder_is_searched_all_through_and_in_order(folder: Path) -> None:
    assert Library([folder]).files == (folder / "permit" / "one.bpmn", folder / "permit" / "two.bpmn")


def test_a_file_named_twice_is_read_once(folder: Path) -> None:
    assert len(Library([folder, folder / "permit" / "one.bpmn"]).charts()) == 2


def test_hidden_folders_are_left_alone(folder: Path) -> None:
    _write(folder / ".cache" / "old.bpmn", "T09", "旧图")
    assert len(Library([folder]).files) == 2


@pytest.mark.parametrize("wanted", ["T02", "城市道路挖掘许可", "  城市道路挖掘许可 "])
def test_an_item_is_found_by_code_or_name(folder: Path, wanted: str) -> None:
    assert Library([folder]).find(wanted).path.endswith("two.bpmn")


def test_an_unknown_item_is_answered_with_those_spelled_alike(folder: Path) -> None:
    with pytest.raises(UsageError, match="城市道路挖掘许可"):
        Library([folder]).find("道路挖掘许可")


def test_an_item_like_no_other_is_answered_with_the_list(folder: Path) -> None:
    with pytest.raises(UsageError, match="T01"):
        Library([folder]).find("婚姻登记")


def test_two_charts_of_one_item_are_not_chosen_between(folder: Path) -> None:
    _write(folder / "again.bpmn", "T02", "城市道路挖掘许可")
    with pytest.raises(UsageError, match="2 张流程图"):
        Library([folder]).find("T02")


def test_a_chart_is_found_by_the_digest_of_its_bytes(folder: Path) -> None:
    shelf = Library([folder])
    [first, _] = shelf.documents
    assert shelf.by_digest(first.digest) is first
    assert shelf.by_digest("0" * 64) is None


def test_one_broken_file_does_not_hide_the_others(folder: Path) -> None:
    (folder / "broken.bpmn").write_text("<bpmn", encoding="utf-8")
    shelf = Library([folder])
    assert len(shelf.charts()) == 2
    [unreadable] = shelf.unreadable
    assert unreadable.path == folder / "broken.bpmn"
    assert "第 1 行" in unreadable.error.say()


def test_a_folder_without_bpmn_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="没有 BPMN 文件"):
        Library([tmp_path])


def test_a_missing_path_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="没有这个文件或文件夹"):
        Library([tmp_path / "nowhere"])


def test_a_file_is_read_whatever_its_name(folder: Path) -> None:
    odd = (folder / "permit" / "one.bpmn").rename(folder / "export.xml")
    assert Library([odd]).find("T01").path == str(odd)


def test_a_chart_without_an_item_is_in_the_catalogue_but_has_no_code(tmp_path: Path) -> None:
    (tmp_path / "foreign.bpmn").write_bytes(chart().start().step("审查").end().data())
    catalogue = Library([tmp_path]).catalogue
    assert len(catalogue.charts) == 1
    assert catalogue.by_code == {}
    assert catalogue.called("示例事项") == ()
    assert catalogue.place.path == str(tmp_path)


def test_errors_are_said_in_english_too(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        Library([tmp_path])
    assert "holds no BPMN file" in caught.value.say("en")


def test_an_item_is_found_by_its_name_whatever_the_width_of_its_signs() -> None:
    for name in ("经营超过保质期食品的处罚（普通程序）", "经营超过保质期食品的处罚(普通程序)"):
        assert Library().find(name).chart.item.code == "E02"
