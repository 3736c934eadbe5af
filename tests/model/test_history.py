"""Histories as they are written: two versions of the schema, digests that never change, what was done."""
from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import jsonschema
import pytest

import powerflow
from powerflow.deadlines import BEIJING
from powerflow.model import DOING_KINDS, FIRST_KINDS, SUPERVISION_KINDS, Entry, EntryKind, History, dump, entry_digest, word
from powerflow.replay import chain_breaks, read_history

_AT = datetime(2026, 9, 18, 9, tzinfo=BEIJING)
_SCHEMAS = Path(powerflow.__file__).parent / "replay" / "schemas"
_OLD = sorted((Path(__file__).resolve().parents[2] / "examples").rglob("*.jsonl"))


def _entry(seq: int, kind: EntryKind, node: str = "", **more: object) -> Entry:
    return Entry(seq=seq, at=_AT, kind=kind, node=node, **more)  # type: ignore[arg-type]


def _history(*entries: Entry) -> History:
    return History(case="X-1", item="X", name="示例", chart_path="x.bpmn", chart_digest="a" * 64, entries=entries)


def test_an_entry_of_the_first_kinds_keeps_its_digest() -> None:
    """The text that was digested before the new fields came, written by hand."""
    entry = _entry(2, EntryKind.STEP, "审查", post="承办人", officer="甲", facts={"合格": True}, note="x", command="c")
    text = (
        '{"at":"2026-09-18T09:00:00+08:00","command":"c","facts":{"合格":true},"kind":"step","node":"审查","note":"x",'
        '"officer":"甲","post":"承办人","seq":2}'
    )
    from hashlib import sha256

    assert entry_digest("p", entry) == sha256(("p" + text).encode()).hexdigest()


@pytest.mark.parametrize("path", _OLD, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_every_history_that_is_shipped_is_read_and_written_as_it_was(path: Path) -> None:
    history = read_history(path)
    if path.parent.name != "chain-broken":
        assert chain_breaks(history) == ()
    written = [json.loads(line) for line in dump(history).splitlines()]
    assert written == [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def test_what_the_first_version_cannot_say_makes_it_the_second() -> None:
    start, step = _entry(1, EntryKind.START, "start"), _entry(2, EntryKind.STEP, "a")
    assert '"powerflow/history/1"' in dump(_history(start, step))
    for other in (_entry(2, EntryKind.SUSPEND, document="1号"), _entry(2, EntryKind.STEP, "a", refers=1), replace(start, case="Y-1")):
        assert '"powerflow/history/2"' in dump(_history(other))


@pytest.mark.parametrize("kind", list(EntryKind), ids=lambda kind: kind.value)
def test_every_kind_is_written_read_and_named(kind: EntryKind) -> None:
    entry = _entry(
        1, kind, "a", to="乙", document="1号", limit="10WD", approver="丁", refers=1, case="Y-1", chart="b" * 64, note="因故",
    )
    entry = replace(entry, digest=entry_digest("", entry))
    written = dump(_history(entry))
    assert read_history(written.encode()).entries == (entry,)
    schema = json.loads((_SCHEMAS / "history-2.json").read_text(encoding="utf-8"))
    for line in written.splitlines():
        jsonschema.validate(json.loads(line), schema)
    assert word("entry", kind) != kind.value and word("entry", kind, "en")


def test_kinds_are_told_apart() -> None:
    assert not SUPERVISION_KINDS & DOING_KINDS and FIRST_KINDS < DOING_KINDS
    buffered = _entry(2, EntryKind.MESSAGE, to="复函")
    assert not buffered.is_doing and replace(buffered, node="m").is_doing


def test_what_was_taken_back_was_not_done() -> None:
    history = _history(
        _entry(1, EntryKind.START, "start"), _entry(2, EntryKind.STEP, "a"), _entry(3, EntryKind.WITHDRAW, "a", refers=2),
        _entry(4, EntryKind.CLAIM, "a"), _entry(5, EntryKind.STEP, "a"),
    )
    assert [entry.seq for entry in history.done] == [1, 5]


@pytest.mark.parametrize(
    ("old", "new"),
    [('"refers": 2', '"refers": "2"'), ('"kind": "withdraw"', '"kind": "undo"'), ('"refers": 2', '"refers": 2, "who": "x"'),
     ('"kind": "withdraw", "node": "a"', '"kind": "called"')],
)
def test_what_the_second_version_does_not_say_either_is_named(old: str, new: str) -> None:
    from powerflow.replay import HistoryError

    written = dump(_history(_entry(1, EntryKind.START, "start"), _entry(3, EntryKind.WITHDRAW, "a", refers=2)))
    assert old in written
    with pytest.raises(HistoryError):
        read_history(written.replace(old, new).encode())
