"""Reads event logs from CSV files as offices have them: any usual encoding, any usual delimiter, any order of rows."""
from __future__ import annotations

import codecs
import csv
import re
from collections.abc import Iterator
from contextlib import contextmanager
from io import BufferedReader, RawIOBase, TextIOWrapper
from itertools import islice
from pathlib import Path
from typing import TextIO

from powerflow.errors import InputError
from powerflow.logs.columns import BrokenLines
from powerflow.logs.grouped import kept
from powerflow.logs.guessing import guessed
from powerflow.logs.log_bytes import LogBytes
from powerflow.logs.pieces import Piece
from powerflow.logs.spilling import BLOCK, Layout, cut, whole
from powerflow.logs.table import Broken, EventTable
from powerflow.logs.texts import Block
from powerflow.logs.wanted import Wanted

_READ = 1 << 20
_DELIMITERS = ",;\t|"
# Spreadsheets may write it above the header.
_SEPARATOR = re.compile(r"sep=(.)\s*", re.IGNORECASE)
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


def read_csv(path: Path, wanted: Wanted) -> EventTable:
    """The log. Raises InputError where the file or its necessary columns cannot be read."""
    with _rows(path, wanted) as (layout, blocks, broken):
        return whole(layout, blocks, broken)


def csv_pieces(path: Path, wanted: Wanted, most_events: int) -> Iterator[Piece]:
    """The log in pieces of whole cases. Raises InputError as `read_csv` does."""
    with _rows(path, wanted) as (layout, blocks, broken):
        yield from cut(layout, blocks, broken, most_events)


@contextmanager
def _rows(path: Path, wanted: Wanted) -> Iterator[tuple[Layout, Iterator[Block], BrokenLines]]:
    broken = BrokenLines()
    try:
        encoding = wanted.encoding or _encoding(path)
        with LogBytes(path) as raw, _text(raw, encoding) as file:
            first = file.readline()
            said = _SEPARATOR.fullmatch(first)
            first = file.readline() if said else first
            delimiter = wanted.delimiter or (said[1] if said else max(_DELIMITERS, key=first.count))
            lines = _header(first, file)
            names = tuple(name.strip() for name in next(csv.reader(lines, delimiter=delimiter), []))
            named = guessed(wanted, names, path)
            some = kept(names, named)
            layout = Layout(path.name, named, tuple(names[number] for number in some))
            good = _Good(csv.reader(file, delimiter=delimiter), names, names.index(named.case), broken)
            yield layout, good.blocks(some), broken
    except (LookupError, UnicodeError) as error:
        raise InputError("{path}：无法识别文件的编码（{cause}）", path=path, cause=error) from error


def _header(first: str, file: TextIO) -> Iterator[str]:
    """The lines of the header, more than one where a name goes on in the next."""
    yield first
    yield from file


def _encoding(path: Path) -> str:
    """UTF-8 if all of the file is that, else the encoding of older Chinese systems."""
    with LogBytes(path) as file:
        head = file.read(4)
    for bom, encoding in _BOMS:
        if head.startswith(bom):
            return encoding
    for encoding in ("utf-8", "gb18030"):
        decoder = codecs.getincrementaldecoder(encoding)()
        try:
            with LogBytes(path) as file:
                while block := file.read(_READ):
                    decoder.decode(block)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            continue
        return encoding
    raise InputError("{path}：文件的编码既不是 UTF-8，也不是 GB18030。请在映射文件的 [[log]] 里写明 encoding", path=path)


class _Bytes(RawIOBase):
    """The bytes of a log as the standard library wants them."""

    def __init__(self, file: LogBytes) -> None:
        self._read = file.read

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Some bytes more."""
        some = self._read(len(buffer))
        buffer[:len(some)] = some
        return len(some)


def _text(file: LogBytes, encoding: str) -> TextIOWrapper:
    return TextIOWrapper(BufferedReader(_Bytes(file), _READ), encoding=encoding, newline="")


class _Good:
    """The good rows; the others are named by their lines."""

    def __init__(self, reader: Iterator[list[str]], names: tuple[str, ...], case: int, broken: BrokenLines) -> None:
        self._reader, self._count, self._case, self._broken = reader, len(names), case, broken

    def blocks(self, some: list[int]) -> Iterator[Block]:
        """The rows a block at a time, of each the columns with these numbers."""
        good = self._good()
        number = 0
        while rows := [*islice(good, BLOCK)]:
            columns = [*zip(*rows, strict=True)]
            yield Block(range(number, number + len(rows)), [[text.strip() for text in columns[each]] for each in some])
            number += len(rows)

    def _good(self) -> Iterator[list[str]]:
        while True:
            try:
                row = next(self._reader, None)
            except csv.Error as error:
                self._tell("这一行不是格式正确的 CSV（{cause}），未读入", cause=str(error))
                continue
            if row is None:
                return
            if len(row) != self._count:
                if row:
                    self._tell("这一行有 {count} 列，表头有 {expected} 列，未读入", count=len(row), expected=self._count)
            elif not row[self._case].strip():
                self._tell("这一行没有写明办件编号，未读入")
            else:
                yield row

    def _tell(self, message: str, **values: object) -> None:
        self._broken.add(Broken(self._line(), "", 0, message, values))

    def _line(self) -> int:
        """The line of the file on which the last row ended; the header was line 1."""
        return int(getattr(self._reader, "line_num", 0)) + 1
