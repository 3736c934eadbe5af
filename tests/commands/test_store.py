"""`powerflow store` and `powerflow doctor` as people call them."""
from __future__ import annotations

from pathlib import Path

import pytest

from powerflow import commands
from powerflow.cases.sqlite import driver
from tests.cases.desk import act, begin, decided, registry, url


@pytest.fixture
def store(tmp_path: Path) -> str:
    """The URL of a store with one case of two entries."""
    with (desk := registry(tmp_path)).store:
        act(desk, begin(desk, decided()), "受理")
    return url(tmp_path)


def test_a_store_is_copied_and_the_copy_checks_clean(store: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = f"sqlite:///{tmp_path}/other.db"
    assert commands.run(["store", "copy", store, target]) == 0
    assert "复制 1 件、2 条记录，另有 0 件目标库里已有" in capsys.readouterr().out
    assert commands.run(["--lang", "en", "store", "copy", store, target]) == 0
    assert "copied 0 cases, 0 entries; 1 cases were there already" in capsys.readouterr().out
    assert commands.run(["store", "check", "--store", target]) == 0
    assert "核查 1 件、2 条记录，有问题的 0 件" in capsys.readouterr().out


def test_a_damaged_store_is_told_and_ends_with_1(store: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    connection = driver().connect(tmp_path / "cases.db", isolation_level=None)
    connection.execute("UPDATE entries SET body = replace(body, '甲', '乙') WHERE seq = 2")
    connection.close()
    assert commands.run(["store", "check", "--store", store]) == 1
    assert "办件 T01-2026-0001 从第 2 条记录起被改动过" in capsys.readouterr().out
    assert commands.run(["store", "copy", store, f"sqlite:///{tmp_path}/other.db"]) == 3
    assert "没有复制" in capsys.readouterr().err


def test_lost_projections_are_registered_anew(store: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    connection = driver().connect(tmp_path / "cases.db", isolation_level=None)
    connection.execute("DELETE FROM open_steps")
    connection.close()
    assert commands.run(["store", "refresh", "--store", store]) == 0
    assert capsys.readouterr().out == "T01-2026-0001\n重新登记 1 件\n"


def test_the_doctor_says_how_safely_a_store_writes(store: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert commands.run(["doctor", "--store", store]) == 0
    said = capsys.readouterr().out
    assert "SpiffWorkflow  3.2" in said
    assert "journal_mode  wal" in said
    assert "synchronous  2" in said


def test_the_doctor_needs_no_store(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert commands.run(["doctor", "--store", url(tmp_path)]) == 0
    assert "没有办件库" in capsys.readouterr().out
