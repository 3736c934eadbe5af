"""Every format gives the same table; what is broken is counted and named."""
from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest

from powerflow.errors import InputError
from powerflow.logs import EventTable, Wanted, of_histories, read_log
from powerflow.model import Entry, EntryKind, History

_ROWS = [
    ("甲-1", "受理", "2026-07-01T09:00:00+08:00", "张三", "窗口", "5"),
    ("甲-1", "审查", "2026-07-03T10:00:00.500+08:00", "李四", "审查岗", ""),
    ("甲-2", "受理", "2026-07-02T23:30:00+08:00", "张三", "窗口", "7"),
    ("甲-1", "决定", "2026-07-04T00:00:00+08:00", "王五", "", "<&\"'>"),
    ("甲-2", "审查", "2026-07-06T08:00:00+00:00", "", "审查岗", ""),
]
_NAMES = ("case:concept:name", "concept:name", "time:timestamp", "org:resource", "org:group", "份数")
_EXPECTED = {
    "甲-1": [("受理", "2026-07-01T09:00:00+08:00"), ("审查", "2026-07-03T10:00:00.500000+08:00"), ("决定", "2026-07-04T00:00:00+08:00")],
    "甲-2": [("受理", "2026-07-02T23:30:00+08:00"), ("审查", "2026-07-06T08:00:00+00:00")],
}


def _said(table: EventTable) -> dict[str, list[tuple[str, str]]]:
    return {
        case: [(each.activity, each.at.isoformat() if each.at else "") for each in table.records(number)]
        for number, case in enumerate(table.cases)
    }


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;").replace(">", "&gt;")


def _xes(head: str = "", event_more: str = "", quote: str = '"') -> bytes:
    cases: dict[str, list[str]] = {}
    kinds = ("", "string", "date", "string", "string", "int")
    for row in _ROWS:
        attributes = [
            f"<{kind} key={quote}{name}{quote} value={quote}{_escaped(text)}{quote}/>"
            for kind, name, text in zip(kinds, _NAMES, row, strict=True) if kind and text
        ]
        cases.setdefault(row[0], []).append("<event>" + "\n".join(attributes) + event_more + "</event>")
    traces = "".join(
        f'<trace><string key="concept:name" value="{name}"/><boolean key="网上" value="true"/>\n{"".join(events)}</trace>'
        for name, events in cases.items()
    )
    return f'<?xml version="1.0" encoding="UTF-8"?>{head}<log xes.version="1.0">{traces}\n</log>\n'.encode()


def _csv(delimiter: str = ",", encoding: str = "utf-8") -> bytes:
    lines = [_NAMES, *_ROWS]
    quoted = ['"' + text.replace('"', '""') + '"' for line in lines for text in line]
    rows = [delimiter.join(quoted[6 * number:6 * number + 6]) for number in range(len(lines))]
    return ("\r\n".join(rows) + "\r\n").encode(encoding)


def _parquet() -> bytes:
    pyarrow = pytest.importorskip("pyarrow", reason="Parquet needs pyarrow")
    from io import BytesIO

    from pyarrow import parquet

    stream = BytesIO()
    columns = zip(*_ROWS, strict=True)
    parquet.write_table(pyarrow.table(dict(zip(_NAMES, map(list, columns), strict=True))), stream)
    return stream.getvalue()


def _ocel() -> bytes:
    events = [
        {
            "id": str(number), "type": row[1], "time": row[2], "relationships": [{"objectId": row[0], "qualifier": "of"}],
            "attributes": [{"name": name, "value": text} for name, text in zip(_NAMES[3:], row[3:], strict=True) if text],
        }
        for number, row in enumerate(_ROWS)
    ]
    objects = [{"id": name, "type": "办件"} for name in ("甲-1", "甲-2")]
    return json.dumps({"objectTypes": [], "eventTypes": [], "objects": objects, "events": events}).encode()


_FORMATS: dict[str, Callable[[], bytes]] = {
    "xes": _xes,
    "gzipped xes": lambda: gzip.compress(_xes()),
    "xes with a comment": lambda: _xes(event_more="<!-- note -->"),
    "xes with nested attributes": lambda: _xes(event_more='<string key="a" value="b"><int key="c" value="1"/></string>'),
    "xes in single quotes": lambda: _xes(quote="'").replace(b"&quot;", b"&#34;").replace(b"&#34;'", b"&#34;&apos;"),
    "csv": _csv,
    "csv with semicolons": lambda: _csv(";"),
    "csv of an old system": lambda: _csv("\t", "gb18030"),
    "csv that names its delimiter": lambda: b"sep=;\r\n" + _csv(";"),
    "csv with a mark": lambda: _csv(encoding="utf-8-sig"),
    "csv of a spreadsheet": lambda: _csv("\t", "utf-16"),
    "gzipped csv": lambda: gzip.compress(_csv()),
    "parquet": _parquet,
    "ocel": _ocel,
}


@pytest.mark.parametrize("name", _FORMATS)
def test_every_format_gives_the_same_table(name: str, tmp_path: Path) -> None:
    path = tmp_path / "log"
    path.write_bytes(_FORMATS[name]())
    table = read_log(path)
    assert _said(table) == _EXPECTED
    assert table.broken_count == 0
    [first, *_, last] = table.records(0)
    assert (first.actor, first.group, first.attributes["份数"]) == ("张三", "窗口", "5")
    assert (last.group, last.attributes["份数"]) == ("", "<&\"'>")
    assert table.variants().each == (("受理", "审查", "决定"), ("受理", "审查"))


def test_nested_attributes_are_kept_under_both_keys(tmp_path: Path) -> None:
    path = tmp_path / "log.xes"
    path.write_bytes(_FORMATS["xes with nested attributes"]())
    [first, *_] = read_log(path).records(0)
    assert (first.attributes["a"], first.attributes["a/c"]) == ("b", "1")
    assert read_log(path).of_case(0) == {"网上": "true"}


def test_broken_lines_of_a_csv_file_are_counted_and_named(tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    path.write_text(
        "办件编号,环节,办理时间\n1,受理,2026-07-01\n,受理,2026-07-01\n1,审查\n1,决定,后天\n1,,2026-07-02\n", encoding="utf-8"
    )
    table = read_log(path)
    assert [record.activity for record in table.records(0)] == ["受理", "决定"]
    assert table.broken_count == 4
    assert [(each.line, each.event) for each in table.broken] == [(3, 0), (4, 0), (0, 3), (0, 2)]


def test_a_table_from_a_spreadsheet_of_an_old_system_is_read(tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    path.write_bytes('办件编号,环节,办理时间,备注\r\n1,受理,2026/7/1 9:30,"两行\r\n""引号"""\r\n1,决定,46210.5,\r\n'.encode("gbk"))
    [first, second] = read_log(path).records(0)
    assert first.attributes["备注"] == '两行\r\n"引号"'
    assert [each.at.isoformat() for each in (first, second) if each.at] == ["2026-07-01T09:30:00+08:00", "2026-07-07T12:00:00+08:00"]


def test_a_field_or_a_quote_without_end_is_named_and_the_rest_is_read(tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    path.write_text(f"case,activity,time\n1,{'x' * 200_000},2026-07-01\n2,b,2026-07-01\n3,\"c,2026-07-01\n", encoding="utf-8")
    table = read_log(path)
    assert table.cases == ("2",) and [each.line for each in table.broken] == [2, 4]


def test_an_xes_event_without_a_name_is_left_out_and_one_without_a_time_kept(tmp_path: Path) -> None:
    text = _xes().replace('value="决定"/>'.encode(), b'value=""/>', 1).replace(b"2026-07-03T10", b"2026-07-33T10")
    path = tmp_path / "log.xes"
    path.write_bytes(text)
    table = read_log(path)
    assert [(each.activity, each.at is None) for each in table.records(0)] == [("受理", False), ("审查", True)]
    assert [(each.case, each.event) for each in table.broken] == [("甲-1", 3), ("甲-1", 2)]


@pytest.mark.parametrize(
    "data",
    [
        b"", b"  \n", b"<log>", _xes()[:-9], _xes()[:-200], gzip.compress(_xes())[:-30], b"a,b,c\n1,2,3\n", b'{"events": 3}',
        b"{", b"PAR1 and nothing more", _xes(head='<!DOCTYPE log [<!ENTITY a "b">]>'), b"\x80\x81\xff" * 50,
        _xes().replace("受理".encode(), b"\xff\xfe"),
    ],
)
def test_what_is_no_log_is_refused_in_words(data: bytes, tmp_path: Path) -> None:
    path = tmp_path / "log"
    path.write_bytes(data)
    with pytest.raises(InputError) as caught:
        read_log(path)
    assert str(path) in caught.value.say("zh")


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError):
        read_log(tmp_path / "none.xes")


def test_columns_may_have_any_names_and_only_those_asked_for_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    path.write_text("no;was;wann;wer;x;y\n1;受理;2026-07-01 08:00;甲;2;3\n", encoding="utf-8")
    wanted = Wanted(case="no", activity="was", time="wann", actor="wer", keep=("x",), offset=60)
    table = read_log(path, wanted)
    [only] = table.records(0)
    assert (only.activity, only.actor, dict(only.attributes)) == ("受理", "甲", {"x": "2"})
    assert only.at is not None and only.at.isoformat() == "2026-07-01T08:00:00+01:00"


def test_many_texts_are_told_apart(tmp_path: Path) -> None:
    """Texts of all lengths, alike at both ends, in several chunks of the file."""
    random = Random(7)
    names = ["".join(random.choice("ab") for _ in range(random.randrange(1, 70))) for _ in range(30_000)]
    events = "".join(
        f'<event><string key="concept:name" value="{name}"/><date key="time:timestamp" value="2026-07-01T00:00:00Z"/></event>'
        for name in names
    )
    cases = events.replace("<event>", '<trace><string key="concept:name" value="c"/><event>').replace("</event>", "</event></trace>\n")
    path = tmp_path / "log.xes"
    path.write_bytes(f"<log>{cases}</log>".encode())
    table = read_log(path)
    assert [table.activity.text(row) for row in range(len(table))] == names


def test_our_own_histories_are_a_log_too() -> None:
    from datetime import datetime, timedelta, timezone

    begin = datetime(2026, 7, 1, 9, tzinfo=timezone(timedelta(hours=8)))
    entries = (
        Entry(seq=1, at=begin, kind=EntryKind.START, node="start"),
        Entry(seq=2, at=begin + timedelta(days=1), kind=EntryKind.STEP, node="review", post="审查岗", officer="李四", facts={"合格": True}),
    )
    history = History(
        case="甲-1", item="xk", name="示例", chart_path="a.bpmn", chart_digest="00", simulated=False, source="", entries=entries
    )
    table = of_histories([history], "store")
    [start, review] = table.records(0)
    assert (start.activity, start.attributes["kind"]) == ("start", "start")
    assert (review.actor, review.group, review.attributes["fact:合格"]) == ("李四", "审查岗", "true")
    assert table.of_case(0)["digest"] == "00"
