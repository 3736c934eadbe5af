"""A log in pieces, however small, is the same log: no case is split, none is lost, and their order can be told."""
from __future__ import annotations

import gzip
import sqlite3  # noqa: TID251  the log of another system, not our store
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from random import Random

import numpy as np
import pytest

from powerflow.errors import InputError
from powerflow.logs import EventTable, LogFile, NotAloneError, Wanted, read_log
from tests.corpus import DATA

_LOGS = DATA / "logs"
_Case = tuple[int, str, list[str]]


def _said(tables: Iterator[EventTable]) -> list[_Case]:
    """Rank, name and events of every case, in the order of the log."""
    return sorted(
        (int(table.rank[case]), table.cases[case], [str(each) for each in table.records(case)])
        for table in tables for case in range(len(table.cases))
    )


def _pieces(path: Path, most: int, *, careful: bool = False) -> list[EventTable]:
    return [piece.table() for piece in LogFile(path, most_events=most).pieces(careful=careful)]


def _rows(cases: int, seed: int = 3) -> list[tuple[str, str, str, str]]:
    """Rows of cases that are mixed with each other, as a system writes them day by day."""
    random = Random(seed)
    rows = [
        (f"办件{case}", random.choice(("受理", "审查", "决定")), f"2026-{1 + step:02}-{random.randrange(1, 28):02} 10:00:00", f"注\n{case}")
        for case in range(cases) for step in range(random.randrange(1, 9))
    ]
    random.shuffle(rows)
    return rows


def _csv(path: Path, rows: list[tuple[str, ...]]) -> Path:
    path.write_text("\n".join(["case,activity,time,note", *(",".join(f'"{text}"' for text in row) for row in rows)]), encoding="utf-8")
    return path


def _parquet(path: Path, rows: list[tuple[str, ...]]) -> Path:
    pyarrow = pytest.importorskip("pyarrow", reason="Parquet needs pyarrow")
    from pyarrow import parquet

    columns = dict(zip(("case", "activity", "time", "note"), map(list, zip(*rows, strict=True)), strict=True))
    parquet.write_table(pyarrow.table(columns), path)
    return path


def _ocel(path: Path, rows: list[tuple[str, ...]]) -> Path:
    with closing(sqlite3.connect(path)) as base:
        base.executescript(
            "CREATE TABLE event (ocel_id TEXT, ocel_type TEXT); CREATE TABLE object (ocel_id TEXT, ocel_type TEXT);"
            "CREATE TABLE event_object (ocel_event_id TEXT, ocel_object_id TEXT, ocel_qualifier TEXT);"
            "CREATE TABLE event_map_type (ocel_type TEXT, ocel_type_map TEXT);"
        )
        kinds = sorted({row[1] for row in rows})
        for number, kind in enumerate(kinds):
            base.execute("INSERT INTO event_map_type VALUES (?, ?)", (kind, f"kind \"{number}\""))
            base.execute(f'CREATE TABLE "event_kind ""{number}""" (ocel_id TEXT, ocel_time TEXT, note TEXT)')
        for number, (case, kind, time, note) in enumerate(rows):
            base.execute("INSERT INTO event VALUES (?, ?)", (f"e{number}", kind))
            base.execute(f'INSERT INTO "event_kind ""{kinds.index(kind)}""" VALUES (?, ?, ?)', (f"e{number}", time, note))
            for qualifier in ("of", "also of"):
                base.execute("INSERT INTO event_object VALUES (?, ?, ?)", (f"e{number}", case, qualifier))
        base.executemany("INSERT INTO object VALUES (?, '办件')", sorted({(row[0],) for row in rows}))
        base.execute("INSERT INTO event VALUES ('alone', ?)", (kinds[0],))
        base.execute("INSERT INTO \"event_kind \"\"0\"\"\" VALUES ('alone', '2026-01-01', '')")
        base.commit()
    return path


_FORMATS = {"csv": _csv, "parquet": _parquet, "ocel": _ocel}


@pytest.mark.parametrize("form", _FORMATS)
@pytest.mark.parametrize("most", [20, 300, 10_000])
def test_tables_in_any_order_are_cut_into_whole_cases(form: str, most: int, tmp_path: Path) -> None:
    rows = _rows(300)
    path = _FORMATS[form](tmp_path / "log", rows)
    pieces = _pieces(path, most)
    assert sum(map(len, pieces)) == len(rows)
    assert len({case for piece in pieces for case in piece.cases}) == sum(len(piece.cases) for piece in pieces) == 300
    assert _said(iter(pieces)) == _said(iter([read_log(path)]))
    assert most > 300 or len(pieces) > 5


def test_what_is_broken_in_a_cut_table_is_told_once(tmp_path: Path) -> None:
    path = _csv(tmp_path / "log.csv", [*_rows(300), ("", "受理", "2026-01-01", "")])
    assert next(iter(_pieces(path, 20))).broken_count == 1
    assert sum(piece.broken_count for piece in _pieces(path, 20)) == read_log(path).broken_count == 1


def test_ocel_events_of_no_case_are_counted_and_named(tmp_path: Path) -> None:
    table = read_log(_ocel(tmp_path / "log.sqlite", _rows(20)))
    assert [(each.event, each.values["kind"]) for each in table.broken] == [(1 + sum(1 for _ in _rows(20)), "办件")]


def _xes(cases: int, *, case: str = '<string key="concept:name" value="{name}"/>', more: str = "") -> bytes:
    random = Random(5)
    event = '<event><string key="concept:name" value="{}"/><date key="time:timestamp" value="2026-07-01T09:00:00+08:00"/></event>'
    return "".join(
        ['<?xml version="1.0" encoding="UTF-8"?><log>', *(
            "<trace>" + case.format(name=number) + more + "".join(event.format(random.choice("甲乙丙")) for _ in range(9)) + "</trace>\n"
            for number in range(cases)
        ), "</log>"],
    ).encode()


@pytest.mark.parametrize(
    "text", [_xes(2_000), _xes(2_000, case=""), _xes(2_000, more="<!-- x -->"), _xes(0), gzip.compress(_xes(2_000))],
    ids=["regular", "nameless", "commented", "empty", "gzipped"],
)
def test_pieces_of_xes_are_read_each_by_itself(text: bytes, tmp_path: Path) -> None:
    path = tmp_path / "log.xes"
    path.write_bytes(text)
    for most in (1, 3_000):
        try:
            pieces = _pieces(path, most)
        except NotAloneError:
            pieces = _pieces(path, most, careful=True)
        assert _said(iter(pieces)) == _said(iter([read_log(path)]))
        assert [each for piece in pieces for each in piece.rank.tolist()] == [*range(len(read_log(path).cases))]


def test_what_is_no_xes_is_told_by_the_careful_reading(tmp_path: Path) -> None:
    path = tmp_path / "log.xes"
    for text in (_xes(500)[:-30], _xes(500).replace(b"</event>", b"", 1), _xes(500).replace("甲".encode(), b"\xff", 1)):
        path.write_bytes(text)
        with pytest.raises((NotAloneError, InputError)):
            _pieces(path, 100)
        with pytest.raises(InputError, match=str(path)):
            _pieces(path, 100, careful=True)


def test_a_comment_over_several_cases_is_read_carefully(tmp_path: Path) -> None:
    path = tmp_path / "log.xes"
    text = _xes(6_000)
    cut = text.index(b"<trace>", 900_000)
    path.write_bytes(text[:cut] + b"<!-- " + text[cut:-len(b"</log>")] + b" --></log>")
    with pytest.raises(NotAloneError):
        _pieces(path, 100)
    assert _said(iter(_pieces(path, 100, careful=True))) == _said(iter([read_log(path)]))


@pytest.mark.skipif(not _LOGS.is_dir(), reason=f"the public event logs are not at {_LOGS} (set POWERFLOW_TEST_DATA)")
def test_a_real_log_in_pieces_is_the_same_log() -> None:
    path = _LOGS / "building-permits-1.xes.gz"
    whole = read_log(path, Wanted(keep=()))
    pieces = [*LogFile(path, Wanted(keep=()), 5_000).pieces()]
    shares = [piece.done for piece in pieces]
    tables = [piece.table() for piece in pieces]
    assert len(tables) > 5 and shares == sorted(shares) and 0 < shares[0] < 0.5
    assert tuple(case for part in tables for case in part.cases) == whole.cases
    assert np.concatenate([part.time.instant for part in tables]).tolist() == whole.time.instant.tolist()
    texts = [part.activity.text(row) for part in tables for row in range(len(part))]
    assert texts == [whole.activity.text(row) for row in range(len(whole))]
