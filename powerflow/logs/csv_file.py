"""Reads event logs from CSV files as offices have them: any usual encoding, any usual delimiter, any order of rows."""
from __future__ import annotations

import codecs
import csv
import gzip
from collections.abc import Iterator
from io import TextIOWrapper
from pathlib import Path
from typing import BinaryIO, TextIO, cast

from powerflow.errors import InputError
from powerflow.logs.columns import BrokenLines
from powerflow.logs.grouped import grouped
from powerflow.logs.guessing import guessed
from powerflow.logs.table import Broken, EventTable
from powerflow.logs.wanted import Wanted

_BLOCK = 1 << 20
_DELIMITERS = ",;\t|"
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


def read_csv(path: Path, wanted: Wanted) -> EventTable:
    """The log. Raises InputError where the file or its necessary columns cannot be read."""
    broken = BrokenLines()
    try:
        encoding = wanted.encoding or _encoding(path)
        with _opened(path, encoding) as file:
            first = file.readline()
            delimiter = wanted.delimiter or max(_DELIMITERS, key=first.count)
            names = [name.strip() for name in next(csv.reader([first], delimiter=delimiter), [])]
            named = guessed(wanted, names, path)
            rows = [*_rows(csv.reader(file, delimiter=delimiter), names, names.index(named.case), broken)]
    except FileNotFoundError as error:
        raise InputError("{path}：没有这个文件", path=path) from error
    except (OSError, EOFError) as error:
        raise InputError("{path}：文件无法读取（{cause}）", path=path, cause=error) from error
    except (LookupError, UnicodeError) as error:
        raise InputError("{path}：无法识别文件的编码（{cause}）", path=path, cause=error) from error
    columns = dict(zip(names, map(list, zip(*rows, strict=True)), strict=True)) if rows else {name: [] for name in names}
    return grouped(path.name, named, columns, broken)


def _encoding(path: Path) -> str:
    """UTF-8 if all of the file is that, else the encoding of older Chinese systems."""
    with _bytes(path) as file:
        head = file.read(4)
        for bom, encoding in _BOMS:
            if head.startswith(bom):
                return encoding
        for encoding in ("utf-8", "gb18030"):
            file.seek(0)
            decoder = codecs.getincrementaldecoder(encoding)()
            try:
                while block := file.read(_BLOCK):
                    decoder.decode(block)
                decoder.decode(b"", final=True)
            except UnicodeDecodeError:
                continue
            return encoding
    raise InputError("{path}：文件的编码既不是 UTF-8，也不是 GB18030。请在映射文件的 [[log]] 里写明 encoding", path=path)


def _bytes(path: Path) -> BinaryIO:
    with path.open("rb") as file:
        packed = file.read(2) == b"\x1f\x8b"
    return cast(BinaryIO, gzip.open(path, "rb")) if packed else path.open("rb")


def _opened(path: Path, encoding: str) -> TextIO:
    return TextIOWrapper(_bytes(path), encoding=encoding, newline="")


def _rows(reader: Iterator[list[str]], names: list[str], case: int, broken: BrokenLines) -> Iterator[list[str]]:
    """The good rows; the others are named by their lines."""
    while True:
        try:
            row = next(reader, None)
        except csv.Error as error:
            broken.add(Broken(_line(reader), "", 0, "这一行不是格式正确的 CSV（{cause}），未读入", {"cause": str(error)}))
            continue
        if row is None:
            return
        if len(row) != len(names):
            if row:
                found = {"count": len(row), "expected": len(names)}
                broken.add(Broken(_line(reader), "", 0, "这一行有 {count} 列，表头有 {expected} 列，未读入", found))
        elif not row[case].strip():
            broken.add(Broken(_line(reader), "", 0, "这一行没有写明办件编号，未读入"))
        else:
            yield [text.strip() for text in row]


def _line(reader: object) -> int:
    """The line of the file on which the last row ended; the header was line 1."""
    return int(getattr(reader, "line_num", 0)) + 1
