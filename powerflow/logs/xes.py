"""Reads XES event logs, plain or gzipped: quickly where they are written in the usual way, else by a full parser."""
from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import numpy as np

from powerflow import xml
from powerflow.errors import InputError
from powerflow.logs.columns import BrokenLines, table
from powerflow.logs.log_bytes import LogBytes
from powerflow.logs.pieces import NotAloneError, Piece, parted
from powerflow.logs.rows import Rows
from powerflow.logs.table import EventTable
from powerflow.logs.wanted import Wanted
from powerflow.logs.xes_regular import Irregular, RegularReader

_BLOCK = 1 << 20
_EVENT_BYTES = 330  # of an event as programs write it
_CASE, _CASE_END = b"<trace>", b"</trace>"
_MOST_IN_A_CASE = 1 << 28
_ENCODING = re.compile(rb"<\?xml[^>]*encoding\s*=\s*[\"']([^\"']*)")
_TAIL = re.compile(rb"\s*</log>\s*")
_ATTRIBUTES = {"string", "date", "int", "float", "boolean", "id", "list", "container"}


def read_xes(path: Path, wanted: Wanted) -> EventTable:
    """The whole log. Raises InputError for what cannot be read or is not XES."""
    try:
        with LogBytes(path) as file:
            return _regular(path.name, _chunks(file), wanted, 0)
    except (Irregular, UnicodeDecodeError):
        [whole] = _parsed(path, wanted, sys.maxsize)
        return whole


def xes_pieces(path: Path, wanted: Wanted, most_events: int, *, careful: bool) -> Iterator[Piece]:
    """The log in pieces of about so many events, read when they are made tables; `careful`: by the full parser, at once.

    Raises InputError for what cannot be read or is not XES, NotAloneError where only the full parser can tell.
    """
    if careful:
        yield from parted(_parsed(path, wanted, most_events), sys.maxsize)
        return
    chunks: list[bytes] = []
    cases, size = 0, 0
    try:
        with LogBytes(path) as file:
            for chunk in _chunks(file):
                chunks.append(chunk)
                size += len(chunk)
                if size >= most_events * _EVENT_BYTES:
                    piece = XesPiece(path.name, wanted, tuple(chunks), cases, file.done)
                    cases, size, chunks = cases + piece.count, 0, []
                    yield piece
                    del piece
    except Irregular as error:
        raise NotAloneError from error
    if chunks or not cases:
        yield XesPiece(path.name, wanted, tuple(chunks), cases, 1.0)


@dataclass(frozen=True)
class XesPiece:
    """The text of some whole cases; `first` cases of the log came before them."""

    source: str
    wanted: Wanted
    chunks: tuple[bytes, ...]
    first: int
    done: float

    @property
    def count(self) -> int:
        """How many cases there are."""
        return sum(chunk.count(_CASE_END) for chunk in self.chunks)

    def table(self) -> EventTable:
        """Read quickly, or where it is not written in the usual way by the full parser."""
        try:
            return _regular(self.source, self.chunks, self.wanted, self.first).ranked(self.first)
        except (Irregular, UnicodeDecodeError):
            return self._parsed().ranked(self.first)

    def _parsed(self) -> EventTable:
        rows = Rows(self.wanted)
        try:
            text = BytesIO(b"".join((b"<log>", *self.chunks, b"</log>")))
            for number, case in enumerate(xml.stream(text, "trace", self.source), start=self.first + 1):
                _add_case(rows, case, number, self.wanted)
        except InputError as error:
            raise NotAloneError from error
        return rows.table(self.source, BrokenLines(), by_time=False)


def _regular(source: str, chunks: Iterable[bytes], wanted: Wanted, first: int) -> EventTable:
    reader = RegularReader(wanted, first)
    for chunk in chunks:
        reader.add(chunk)
    lengths = np.concatenate([np.zeros(0, np.int64), *reader.lengths])
    return table(
        source, tuple(reader.names), lengths, reader.events.joined(reader.event_count),
        reader.of_cases.joined(len(reader.names)), wanted, BrokenLines(),
    )


def _chunks(file: LogBytes) -> Iterator[bytes]:
    """Some whole cases at a time. Raises Irregular where the file does not end as it should."""
    rest = _after_head(file)
    while True:
        block = file.read(_BLOCK)
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


def _after_head(file: LogBytes) -> bytes:
    """What follows the head of the log, from the first case on."""
    head = b""
    while _CASE not in head:
        block = file.read(_BLOCK)
        head += block
        if not block or len(head) > _MOST_IN_A_CASE:
            raise Irregular
    begin = head.index(_CASE)
    if xml.has_doctype(head[:begin]):
        raise InputError("{path} 第 1 行：文件带有 DOCTYPE 声明，为安全起见不予读取。请删去该声明", path=file.path)
    encoding = _ENCODING.match(head.lstrip(b"\xef\xbb\xbf"))
    if encoding and encoding[1].lower() not in (b"utf-8", b"us-ascii", b"ascii"):
        raise Irregular
    if head.count(b"<!--", 0, begin) != head.count(b"-->", 0, begin):
        raise Irregular
    return head[begin:]


def _parsed(path: Path, wanted: Wanted, most_events: int) -> Iterator[EventTable]:
    """By the full parser, in tables of some more than so many events at the most."""
    rows, number = Rows(wanted), 0
    with LogBytes(path) as file:
        for number, case in enumerate(xml.stream(file, "trace", str(path)), start=1):
            _add_case(rows, case, number, wanted)
            if len(rows) >= most_events:
                yield rows.table(path.name, BrokenLines(), by_time=False)
                rows = Rows(wanted)
    if not number:
        _refuse_other(path)
    if rows.cases or not number:
        yield rows.table(path.name, BrokenLines(), by_time=False)


def _refuse_other(path: Path) -> None:
    """Raises InputError for XML that has no log in it."""
    with LogBytes(path) as file:
        if next(xml.stream(file, "log", str(path)), None) is None:
            raise InputError("{path}：不是 XES 运行数据，里面没有 log", path=path)


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
