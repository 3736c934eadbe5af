"""Reads XES event logs, plain or gzipped: quickly where they are written in the usual way, else by a full parser."""
from __future__ import annotations

import gzip
import re
import sys
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, cast

import numpy as np

from powerflow import xml
from powerflow.errors import InputError
from powerflow.logs.columns import BrokenLines, table
from powerflow.logs.rows import Rows
from powerflow.logs.table import EventTable
from powerflow.logs.wanted import Wanted
from powerflow.logs.xes_regular import Irregular, RegularReader

_BLOCK = 1 << 20
_CASE, _CASE_END = b"<trace>", b"</trace>"
_MOST_IN_A_CASE = 1 << 28
_ENCODING = re.compile(rb"<\?xml[^>]*encoding\s*=\s*[\"']([^\"']*)")
_TAIL = re.compile(rb"\s*</log>\s*")
_ATTRIBUTES = {"string", "date", "int", "float", "boolean", "id", "list", "container"}


def xes_tables(path: Path, wanted: Wanted, most_events: int = sys.maxsize) -> Iterator[EventTable]:
    """The log in tables of whole cases, each of some more than `most_events` events at the most.

    Raises InputError for what cannot be read or is not XES.
    """
    done = 0
    try:
        for part in _regular(path, wanted, most_events):
            done += len(part.cases)
            yield part
    except (Irregular, UnicodeDecodeError):
        yield from _parsed(path, wanted, most_events, done)


def _regular(path: Path, wanted: Wanted, most_events: int) -> Iterator[EventTable]:
    reader = RegularReader(wanted)
    with _opened(path) as file:
        for chunk in _chunks(file, path):
            reader.add(chunk)
            if reader.event_count >= most_events:
                yield _table(path, reader, wanted)
                reader.cleared()
    if reader.names:
        yield _table(path, reader, wanted)


def _table(path: Path, reader: RegularReader, wanted: Wanted) -> EventTable:
    lengths = np.concatenate(reader.lengths)
    return table(
        path.name, tuple(reader.names), lengths, reader.events.joined(reader.event_count),
        reader.of_cases.joined(len(reader.names)), wanted, BrokenLines(),
    )


def _chunks(file: BinaryIO, path: Path) -> Iterator[bytes]:
    """Pieces of whole cases. Raises Irregular where the file does not end as it should."""
    rest = _after_head(file, path)
    while True:
        block = _read(file, path)
        if not block:
            break
        cut = block.rfind(_CASE_END)
        if cut < 0:
            rest += block
            if len(rest) > _MOST_IN_A_CASE:
                raise Irregular
            continue
        yield rest + block[:cut + len(_CASE_END)]
        rest = block[cut + len(_CASE_END):]
    cut = rest.rfind(_CASE_END) + len(_CASE_END) if _CASE_END in rest else 0
    if cut:
        yield rest[:cut]
    if not _TAIL.fullmatch(rest, cut):
        raise Irregular


def _after_head(file: BinaryIO, path: Path) -> bytes:
    """What follows the head of the log, from the first case on."""
    head = b""
    while _CASE not in head:
        block = _read(file, path)
        head += block
        if not block or len(head) > _MOST_IN_A_CASE:
            raise Irregular
    begin = head.index(_CASE)
    if xml.has_doctype(head[:begin]):
        raise InputError("{path} 第 1 行：文件带有 DOCTYPE 声明，为安全起见不予读取。请删去该声明", path=path)
    encoding = _ENCODING.match(head.lstrip(b"\xef\xbb\xbf"))
    if encoding and encoding[1].lower() not in (b"utf-8", b"us-ascii", b"ascii"):
        raise Irregular
    if head.count(b"<!--", 0, begin) != head.count(b"-->", 0, begin):
        raise Irregular
    return head[begin:]


def _opened(path: Path) -> BinaryIO:
    try:
        with path.open("rb") as file:
            packed = file.read(2) == b"\x1f\x8b"
        return cast(BinaryIO, gzip.open(path, "rb")) if packed else path.open("rb")
    except FileNotFoundError as error:
        raise InputError("{path}：没有这个文件", path=path) from error
    except OSError as error:
        raise InputError("{path}：文件无法读取（{cause}）", path=path, cause=error.strerror or error) from error


def _read(file: BinaryIO, path: Path) -> bytes:
    try:
        return file.read(_BLOCK)
    except (OSError, EOFError, zlib.error) as error:
        raise InputError("{path}：压缩文件不完整或已损坏（{cause}）", path=path, cause=error) from error


class _Readable:
    """A stream for the parser, whose errors are ours."""

    def __init__(self, file: BinaryIO, path: Path) -> None:
        self._file = file
        self._path = path

    def read(self, _size: int = -1) -> bytes:
        """Some bytes more."""
        return _read(self._file, self._path)


def _parsed(path: Path, wanted: Wanted, most_events: int, skip: int) -> Iterator[EventTable]:
    """By the full parser, without the first `skip` cases, which have been given already."""
    rows, number, given = Rows(wanted), 0, False
    with _opened(path) as file:
        for case in xml.stream(_Readable(file, path), "trace", str(path)):
            number += 1
            if number > skip:
                _add_case(rows, case, number, wanted)
            if len(rows) >= most_events:
                yield rows.table(path.name, BrokenLines(), by_time=False)
                rows, given = Rows(wanted), True
    if rows.cases or not (given or skip):
        yield rows.table(path.name, BrokenLines(), by_time=False)


def _add_case(rows: Rows, element: xml.Element, number: int, wanted: Wanted) -> None:
    said = [each for each in xml.children(element) if xml.local_name(each) != "event"]
    texts = [each for child in said for each in _texts(child)]
    name = next((text for key, text, _ in texts if key == wanted.case and text), f"#{number}")
    case = rows.new_case(name)
    rows.of_case(case, texts)
    for event in xml.children(element):
        if xml.local_name(event) == "event":
            rows.event(case, [each for child in xml.children(event) for each in _texts(child)])


def _texts(element: xml.Element, before: str = "") -> Iterator[tuple[str, str, bool]]:
    """An attribute and those in it: their keys joined by a slash, their values, and whether they are dates."""
    kind = xml.local_name(element)
    own = xml.attributes(element)
    key = before + own.get("key", "")
    if kind in _ATTRIBUTES and own.get("key") and "value" in own:
        yield key, own["value"], kind == "date"
    for child in xml.children(element):
        yield from _texts(child, f"{key}/" if own.get("key") else before)
