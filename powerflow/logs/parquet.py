"""Reads event logs from Parquet files; pyarrow is needed for these alone."""
from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

from powerflow.errors import InputError, ToolError
from powerflow.logs.columns import BrokenLines
from powerflow.logs.grouped import grouped
from powerflow.logs.guessing import guessed
from powerflow.logs.table import Broken, EventTable
from powerflow.logs.wanted import Wanted


def read_parquet(path: Path, wanted: Wanted) -> EventTable:
    """The log. Raises ToolError without pyarrow, InputError where the file or its necessary columns cannot be read."""
    try:
        from pyarrow import ArrowException, parquet
    except ImportError as error:
        raise ToolError("读取 Parquet 需要 pyarrow：pip install 'powerflow-bpmn[audit]'") from error
    try:
        file = parquet.ParquetFile(path)
        named = guessed(wanted, file.schema_arrow.names, path)
        names = [name for name in file.schema_arrow.names if _is_read(name, named)]
        read = file.read(columns=names)
        columns = {name: _texts(read.column(name).to_pylist()) for name in names}
    except FileNotFoundError as error:
        raise InputError("{path}：没有这个文件", path=path) from error
    except (OSError, ArrowException) as error:
        raise InputError("{path}：文件无法读取（{cause}）", path=path, cause=error) from error
    broken = BrokenLines()
    return grouped(path.name, named, _with_case(columns, named.case, broken), broken)


def _is_read(name: str, wanted: Wanted) -> bool:
    of_case = name.startswith("case:")
    return name == wanted.case or wanted.keeps(name.removeprefix("case:"), of_case=of_case)


def _with_case(columns: dict[str, list[str]], case: str, broken: BrokenLines) -> dict[str, list[str]]:
    """The rows that name their case; the others are told by their number."""
    good = [row for row, name in enumerate(columns[case]) if name]
    if len(good) == len(columns[case]):
        return columns
    for row, name in enumerate(columns[case], start=1):
        if not name:
            broken.add(Broken(row, "", 0, "这一行没有写明办件编号，未读入"))
    return {name: [texts[row] for row in good] for name, texts in columns.items()}


def _texts(values: Sequence[object]) -> list[str]:
    """As the file's values would be written in text; instants keep the offset of their zone."""
    return [
        "" if value is None else value.isoformat() if isinstance(value, (date, datetime)) else str(value) for value in values
    ]
