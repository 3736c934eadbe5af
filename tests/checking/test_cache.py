"""The cache of checks keeps what was used last, and not too much of it."""
from __future__ import annotations

import os
from pathlib import Path

from powerflow.checking import Cache

_DAY = 86_400


def _key(number: int) -> str:
    """A key of one and the same folder."""
    return f"aa{number:062x}"


def _kept(cache: Cache) -> set[int]:
    return {number for number in range(20) if cache.get(_key(number)) is not None}


def _used(folder: Path, number: int, days_ago: float) -> None:
    file = folder / "aa" / f"{_key(number)[2:]}.json"
    now = file.stat().st_mtime
    os.utime(file, (now - days_ago * _DAY, now - days_ago * _DAY))


def test_the_checks_used_last_are_kept(tmp_path: Path) -> None:
    cache = Cache(tmp_path, most=3)
    for number in range(3):
        cache.put(_key(number), {})
        _used(tmp_path, number, 10 - number)
    assert cache.get(_key(0)) == {}  # the oldest one is used again
    cache.put(_key(3), {})
    assert _kept(cache) == {0, 2, 3}


def test_checks_that_nobody_used_for_long_are_deleted(tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    for number, days in enumerate((91, 89)):
        cache.put(_key(number), {})
        _used(tmp_path, number, days)
    cache.put(_key(2), {})
    assert _kept(cache) == {1, 2}


def test_what_a_broken_off_run_left_is_deleted_too(tmp_path: Path) -> None:
    cache = Cache(tmp_path, most=1)
    (tmp_path / "aa").mkdir()
    left = tmp_path / "aa" / "x.json.123"
    left.write_text("{")
    os.utime(left, (0, 0))
    cache.put(_key(0), {})
    assert not left.exists() and _kept(cache) == {0}
