"""Reads an event log, whatever its format: told by what the file begins with, not by its name."""
from __future__ import annotations

import gzip
import sys
import zlib
from collections.abc import Iterator
from pathlib import Path

from powerflow.errors import InputError
from powerflow.logs.csv_file import read_csv
from powerflow.logs.ocel import read_ocel
from powerflow.logs.parquet import read_parquet
from powerflow.logs.table import EventTable
from powerflow.logs.wanted import Wanted
from powerflow.logs.xes import xes_tables

_HEAD = 4096
_WANTED = Wanted()


def read_log(path: Path, wanted: Wanted = _WANTED) -> EventTable:
    """The whole log: XES or CSV (also gzipped), Parquet, or OCEL 2.0 as JSON. Raises InputError if it cannot be read."""
    return next(read_parts(path, wanted, sys.maxsize))


def read_parts(path: Path, wanted: Wanted = _WANTED, most_events: int = 2_000_000) -> Iterator[EventTable]:
    """The log in tables of whole cases; one of XES is never held whole, all others are read and then parted.

    Raises InputError if it cannot be read.
    """
    head = _head(path)
    begin = head.removeprefix(b"\xef\xbb\xbf").lstrip()[:1]
    if begin == b"<" or (head[:2] in (b"\xff\xfe", b"\xfe\xff") and b"<" in head[:4]):
        yield from xes_tables(path, wanted, most_events)
    elif head.startswith(b"PAR1"):
        yield from _parted(read_parquet(path, wanted), most_events)
    elif begin == b"{":
        yield from _parted(read_ocel(path, wanted), most_events)
    else:
        yield from _parted(read_csv(path, wanted), most_events)


def _parted(whole: EventTable, most_events: int) -> Iterator[EventTable]:
    if len(whole) <= most_events:
        yield whole
        return
    first = 0
    for case in range(1, len(whole.cases) + 1):
        if case == len(whole.cases) or int(whole.starts[case + 1] - whole.starts[first]) > most_events:
            part = whole.part(first, case)
            yield part.with_broken(whole.broken, whole.broken_count) if not first else part
            first = case


def _head(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD)
        if head.startswith(b"\x1f\x8b"):
            with gzip.open(path, "rb") as packed:
                head = packed.read(_HEAD)
    except FileNotFoundError as error:
        raise InputError("{path}：没有这个文件", path=path) from error
    except (OSError, EOFError, zlib.error) as error:
        raise InputError("{path}：文件无法读取（{cause}）", path=path, cause=error) from error
    if not head.strip():
        raise InputError("{path}：文件是空的", path=path)
    return head
