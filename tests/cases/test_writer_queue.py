"""The queue of writers: kept open between turns, it lets one pass at a time, also after a failure, a fork or a removed file."""
from __future__ import annotations

import fcntl
from pathlib import Path

import pytest

from powerflow.cases.writer_queue import WriterQueue
from powerflow.errors import StoreError
from tests.cases.faults import forked


def _queue(folder: Path, wait: float = 0.1) -> WriterQueue:
    return WriterQueue(folder / "gov.db", wait, lambda: None)


def _held_by_another(folder: Path) -> bool:
    with (folder / "gov.db-lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def test_the_lock_is_held_in_a_turn_and_given_back_after_each(tmp_path: Path) -> None:
    queue = _queue(tmp_path)
    for _ in range(3):
        with queue.turn():
            assert _held_by_another(tmp_path)
        assert not _held_by_another(tmp_path)
    queue.close()


def test_who_waited_in_vain_passes_once_the_way_is_free(tmp_path: Path) -> None:
    queue, other = _queue(tmp_path), _queue(tmp_path)
    with other.turn(), pytest.raises(StoreError, match="占用"):
        queue.enter()
    # Nobody who was given up takes the lock away from this one.
    for _ in range(20):
        with queue.turn():
            assert _held_by_another(tmp_path)


def test_a_lock_file_that_was_removed_is_made_anew(tmp_path: Path) -> None:
    queue, later = _queue(tmp_path), _queue(tmp_path)
    with queue.turn():
        pass
    (tmp_path / "gov.db-lock").unlink()
    with later.turn(), pytest.raises(StoreError, match="占用"):
        queue.enter()


def test_a_forked_process_does_not_share_the_turn_of_its_parent(tmp_path: Path) -> None:
    queue = _queue(tmp_path)

    def enter() -> str:
        try:
            queue.enter()
        except StoreError:
            return "waits"
        return "passes"

    with queue.turn():
        assert forked(enter) == (0, "waits")
        assert _held_by_another(tmp_path)
    assert forked(enter) == (0, "passes")
