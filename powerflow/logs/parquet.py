"""Reads event logs from Parquet files; pyarrow is needed for these alone."""
from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from powerflow.errors import InputError, ToolError
from powerflow.logs.columns import BrokenLines
from powerflow.logs.grouped import kept
from powerflow.logs.guessing import guessed
from powerflow.logs.pieces import Piece
from powerflow.logs.spilling import BLOCK, Layout, cut, whole
from powerflow.logs.table import Broken, EventTable
from powerflow.logs.texts import Block
from powerflow.logs.wanted import Wanted

if TYPE_CHECKING:
    from pyarrow.parquet import ParquetFile


def read_parquet(path: Path, wanted: Wanted) -> EventTable:
    """The log. Raises ToolError without pyarrow, InputError where the file or its necessary columns cannot be read."""
    with _rows(path, wanted) as (layout, blocks, broken):
        return whole(layout, blocks, broken)


def parquet_pieces(path: Path, wanted: Wanted, most_events: int) -> Iterator[Piece]:
    """The log in pieces of whole cases. Raises what `read_parquet` does."""
    with _rows(path, wanted) as (layout, blocks, broken):
        yield from cut(layout, blocks, broken, most_events)


@contextmanager
def _rows(path: Path, wanted: Wanted) -> Iterator[tuple[Layout, Iterator[Block], BrokenLines]]:
    try:
        from pyarrow import ArrowException
        from pyarrow.parquet import ParquetFile
    except ImportError as error:
        raise ToolError("读取 Parquet 需要 pyarrow：pip install 'powerflow-bpmn[audit]'") from error
    broken = BrokenLines()
    try:
        with ParquetFile(path) as file:
            names = tuple(file.schema_arrow.names)
            named = guessed(wanted, names, path)
            layout = Layout(path.name, named, tuple(names[number] for number in kept(names, named)))
            yield layout, _blocks(file, layout, broken), broken
    except FileNotFoundError as error:
        raise InputError("{path}：没有这个文件", path=path) from error
    except (OSError, ArrowException) as error:
        raise InputError("{path}：文件无法读取（{cause}）", path=path, cause=error) from error


def _blocks(file: ParquetFile, layout: Layout, broken: BrokenLines) -> Iterator[Block]:
    """The rows that name their case; the others are told by their number."""
    number = 0
    for batch in file.iter_batches(BLOCK, columns=list(layout.names)):
        columns = [_texts(batch.column(name).to_pylist()) for name in layout.names]
        rows = range(number, number + len(columns[0]))
        number += len(columns[0])
        good = [row for row, case in enumerate(columns[layout.case]) if case]
        if len(good) < len(rows):
            for row in sorted({*range(len(rows))} - {*good}):
                broken.add(Broken(rows[row] + 1, "", 0, "这一行没有写明办件编号，未读入"))
            columns = [[texts[row] for row in good] for texts in columns]
        yield Block([rows[row] for row in good], columns)


def _texts(values: Sequence[object]) -> list[str]:
    """As the file's values would be written in text; instants keep the offset of their zone."""
    return [
        "" if value is None else value.isoformat() if isinstance(value, (date, datetime)) else str(value) for value in values
    ]
