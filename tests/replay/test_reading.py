"""Histories as files: what is read, and how a bad line is named."""
from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import jsonschema
import pytest

import powerflow
from powerflow.errors import InputError
from powerflow.model import EntryKind, dump
from powerflow.replay import HistoryError, read_history
from tests.builders import chart
from tests.replay.histories import history

_HEAD = '{"schema": "powerflow/history/1", "case": "X-1", "item": "X", "chart": {"digest": ""}}'
_START = '{"seq": 1, "at": "2026-09-18T10:00:00+08:00", "kind": "start", "node": "start"}'
_SCHEMA = Path(powerflow.__file__).parent / "replay" / "schemas" / "history-1.json"


def _read(*lines: str | bytes) -> HistoryError | None:
    data = b"\n".join(line if isinstance(line, bytes) else line.encode() for line in lines)
    try:
        read_history(data, "h.jsonl")
    except HistoryError as error:
        return error
    return None


def test_what_was_written_is_read_back() -> None:
    drawn = chart().start().step("a").end().build()
    facts = {"一": "甲", "二": True, "三": 3, "四": Decimal("200.00"), "五": date(2026, 7, 1)}
    written = history(drawn, ("2026-09-18", "start"), ("2026-09-18", "a", facts))
    assert read_history(dump(written).encode()) == written


def test_every_line_that_is_written_fits_the_schema() -> None:
    drawn = chart().start().step("a").end().build()
    written = history(drawn, ("2026-09-18", "start"), ("2026-09-18", "a", {"四": Decimal("2.5"), "五": date(2026, 7, 1)}))
    schema = json.loads(_SCHEMA.read_text(encoding="utf-8"))
    for line in dump(written).splitlines():
        jsonschema.validate(json.loads(line), schema)


@pytest.mark.parametrize("text", ["2026-09-18T02:00:00Z", "2026-09-18T10:00+08:00", "2026-09-18T10:00:00.5+08:00"])
def test_instants_of_other_systems_are_read(text: str) -> None:
    (entry,) = read_history(f"{_HEAD}\n{_START}".replace("2026-09-18T10:00:00+08:00", text).encode()).entries
    assert entry.at.astimezone().date() and entry.kind is EntryKind.START and entry.at.tzinfo is not None


def test_byte_order_mark_and_empty_lines_are_passed_over() -> None:
    data = b"\xef\xbb\xbf" + f"{_HEAD}\r\n\n{_START}\r\n\n".encode()
    assert len(read_history(data).entries) == 1


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("{", "不是 JSON"), ("[]", "JSON 对象"), (b"\xff\xfe", "UTF-8"), ("[" * 100_000, "不是 JSON"),
        (_START.replace('"seq": 1', '"seq": 1, "seq": 2'), "写了两次"),
        (_START.replace('"seq": 1', '"seq": NaN'), "不是 JSON"),
        (_START.replace('"seq": 1', '"seq": true'), "“seq”"),
        (_START.replace('"seq": 1', '"seq": "1"'), "“seq”"),
        (_START.replace('"seq": 1, ', ""), "缺少字段“seq”"),
        (_START.replace('"node": "start"', '"node": ""'), "缺少字段“node”"),
        (_START.replace('"kind": "start"', '"kind": "undo"'), "“kind”"),
        (_START.replace("+08:00", ""), "“at”"), (_START.replace("2026-09-18T", "2026-02-30T"), "“at”"),
        (_START.replace("}", ', "who": "甲"}'), "不认识的字段“who”"),
        (_START.replace("}", ', "facts": {"a": 1.5}}'), "“facts”"),
        (_START.replace("}", ', "facts": {"a": {"amount": "abc"}}}'), "“facts”"),
        (_START.replace("}", ', "facts": {"a": {"amount": "NaN"}}}'), "“facts”"),
        (_START.replace("}", ', "facts": {"a": {"date": "2026-02-30"}}}'), "“facts”"),
        (_START.replace("}", ', "facts": {"a": null}}'), "“facts”"),
    ],
)
def test_bad_line_is_named_with_its_number_and_fault(line: str | bytes, says: str) -> None:
    error = _read(_HEAD, _START, line)
    assert error is not None and [bad.line for bad in error.lines] == [3]
    assert "第 3 行" in error.say("zh") and says in error.say("zh")
    assert "line 3" in error.say("en")


@pytest.mark.parametrize(
    "head", ["{}", _START, _HEAD.replace("/1", "/3"), _HEAD.replace('"X-1"', "7"), _HEAD.replace('{"digest": ""}', '"x"'),
             _HEAD.replace('"digest": ""', '"digest": 5')]
)
def test_first_line_must_be_the_header(head: str) -> None:
    error = _read(head, _START)
    assert error is not None and error.lines[0].line == 1


def test_all_bad_lines_are_counted_and_the_first_twenty_named() -> None:
    error = _read(_HEAD, *["x"] * 30)
    assert error is not None and len(error.lines) == 30
    assert "第 21 行" in error.say() and "第 22 行" not in error.say() and "其余 10 行" in error.say()


def test_empty_file_is_no_history() -> None:
    assert _read("") is not None


def test_missing_file_and_folder_are_named(tmp_path: Path) -> None:
    for path in (tmp_path / "none.jsonl", tmp_path):
        with pytest.raises(InputError, match=str(path)):
            read_history(path)
