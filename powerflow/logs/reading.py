"""Reads an event log, whatever its format: told by what the file begins with, not by its name."""
from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from powerflow.errors import InputError
from powerflow.logs.csv_file import csv_pieces, read_csv
from powerflow.logs.log_bytes import LogBytes
from powerflow.logs.ocel import read_ocel
from powerflow.logs.parquet import parquet_pieces, read_parquet
from powerflow.logs.pieces import PIECE_EVENTS, Piece, parted
from powerflow.logs.table import EventTable
from powerflow.logs.wanted import Wanted
from powerflow.logs.xes import read_xes, xes_pieces

_HEAD = 4096
_SQLITE = b"SQLite format 3\0"
_WANTED = Wanted()


def read_log(path: Path, wanted: Wanted = _WANTED) -> EventTable:
    """The whole log: XES or CSV (also gzipped), Parquet, or OCEL 2.0 as JSON or SQLite. Raises InputError if it cannot be read."""
    head = _head(path)
    if _is_xes(head):
        return read_xes(path, wanted)
    if head.startswith(b"PAR1"):
        return read_parquet(path, wanted)
    if head.startswith(_SQLITE):
        from powerflow.logs.ocel_sqlite import read_ocel_sqlite  # only who has such a log pays for the database

        return read_ocel_sqlite(path, wanted)
    return read_ocel(path, wanted) if _is_json(head) else read_csv(path, wanted)


@dataclass(frozen=True)
class LogFile:
    """A log in a file, read in pieces of about `most_events` events: never held whole, but for OCEL as JSON."""

    path: Path
    wanted: Wanted = _WANTED
    most_events: int = PIECE_EVENTS

    def pieces(self, *, careful: bool = False) -> Iterator[Piece]:
        """The pieces, anew. Raises InputError if the log cannot be read, NotAloneError where that must be done carefully."""
        head = _head(self.path)
        if _is_xes(head):
            return xes_pieces(self.path, self.wanted, self.most_events, careful=careful)
        if head.startswith(b"PAR1"):
            return parquet_pieces(self.path, self.wanted, self.most_events)
        if head.startswith(_SQLITE):
            from powerflow.logs.ocel_sqlite import ocel_pieces

            return ocel_pieces(self.path, self.wanted, self.most_events)
        if _is_json(head):
            return parted([read_ocel(self.path, self.wanted)], self.most_events)
        return csv_pieces(self.path, self.wanted, self.most_events)


def _is_xes(head: bytes) -> bool:
    return head.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"<" or (head[:2] in (b"\xff\xfe", b"\xfe\xff") and b"<" in head[:4])


def _is_json(head: bytes) -> bool:
    return head.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"{"


def _head(path: Path) -> bytes:
    with LogBytes(path) as file:
        head = file.read(_HEAD)
    if not head.strip():
        raise InputError("{path}：文件是空的", path=path)
    return head
