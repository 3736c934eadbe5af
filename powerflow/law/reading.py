"""Reads the rows of law and their sources from the TOML files of this room; every mistake names file, row and key."""
from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path

from powerflow import toml
from powerflow.errors import InputError
from powerflow.law.row import Row, Section, Source
from powerflow.law.table import read_row, read_source

_HERE = Path(__file__).parent
# In the order in which lists and documents show them.
_SECTIONS = (
    "ML", "T", "XK", "CF", "QZ", "JC", "ZS", "SF", "JF", "QR", "CJ", "JL", "ZD", "XX", "SX", "NB", "GG", "XF", "JJ", "ZW", "LP", "JD",
)


@lru_cache(maxsize=1)
def sources() -> Mapping[str, Source]:
    """The sources by their short names."""
    return read_sources(_HERE / "sources.toml")


@lru_cache(maxsize=1)
def sections() -> tuple[Section, ...]:
    """The sections of the table of law, in order."""
    files = (_HERE / "rows" / f"{key}.toml" for key in _SECTIONS)
    return tuple(read_rows(file, sources()) for file in files if file.is_file())


@lru_cache(maxsize=1)
def all_rows() -> Mapping[str, Row]:
    """Every row by its id, section by section. Raises InputError for an id that stands twice or a row named that there is not."""
    rows: dict[str, Row] = {}
    for section in sections():
        for row in section.rows:
            if row.id in rows:
                raise InputError("法律条目 {row} 出现了两次", row=row.id)
            rows[row.id] = row
    for row in rows.values():
        for other in (*row.overrides, *row.conflicts):
            if other not in rows:
                raise InputError("法律条目 {row} 提到的 {other} 不存在", row=row.id, other=other)
    return rows


@lru_cache(maxsize=1)
def packs() -> tuple[str, ...]:
    """The names of the departmental and local packs, in order of appearance."""
    return tuple(dict.fromkeys(row.pack for row in all_rows().values() if row.pack))


def read_sources(path: Path) -> Mapping[str, Source]:
    """The tables `[sources.KEY]` of a file. Raises InputError for a mistake."""
    table = toml.parse(path.read_text(encoding="utf-8"), path).get("sources", {})
    if not isinstance(table, Mapping):
        raise InputError("{path}：来源应当写成 [sources.名称]", path=path)
    return {str(key): read_source(path, str(key), each) for key, each in table.items()}


def read_rows(path: Path, known: Mapping[str, Source]) -> Section:
    """The section in a file: `title`, `english` and its `[[row]]` tables. Raises InputError for a mistake."""
    table = toml.parse(path.read_text(encoding="utf-8"), path)
    rows = tuple(read_row(path, each, path.stem, known) for each in _tables(path, table.get("row", [])))
    return Section(key=path.stem, title=str(table.get("title", "")), english=str(table.get("english", "")), rows=rows)


def _tables(path: Path, entries: object) -> Iterator[Mapping[str, object]]:
    for entry in entries if isinstance(entries, Iterable) else ():
        if not isinstance(entry, Mapping):
            raise InputError("{path}：法律条目应当写成 [[row]]", path=path)
        yield entry
