"""Cuts a table whose rows come in any order into pieces of whole cases: by the disk, where it is larger than a piece."""
from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from io import StringIO
from itertools import chain, islice
from pathlib import Path
from tempfile import TemporaryDirectory
from zlib import crc32

from powerflow.errors import InputError
from powerflow.logs.columns import BrokenLines
from powerflow.logs.grouped import grouped
from powerflow.logs.pieces import Piece, TablePiece
from powerflow.logs.table import EventTable
from powerflow.logs.texts import Block, Texts
from powerflow.logs.wanted import Wanted

BLOCK = 10_000
# So many files are written at once; one that is still too large is parted again, by other bits of the cases' digests.
_BITS = 6
_MOST_LEVELS = 5


@dataclass(frozen=True)
class Layout:
    """What the columns of a table mean: their names, and which of them say case, activity and time."""

    source: str
    wanted: Wanted
    names: tuple[str, ...]

    @property
    def case(self) -> int:
        """Which column names the case."""
        return self.names.index(self.wanted.case)

    def table(self, texts: Texts, broken: BrokenLines) -> EventTable:
        """The rows that were gathered, as a table."""
        return grouped(self.source, self.wanted, dict(zip(self.names, texts.columns(), strict=True)), texts.rows(), broken)


@dataclass(frozen=True)
class RowsPiece:
    """The rows of some cases, as lines of CSV with the row's number in the file before them."""

    layout: Layout
    text: str
    done: float

    def table(self) -> EventTable:
        """The cases as a table."""
        texts = Texts(len(self.layout.names))
        for block in _read(csv.reader(StringIO(self.text, newline=""))):
            texts.add(block)
        return self.layout.table(texts, BrokenLines())


def whole(layout: Layout, blocks: Iterable[Block], broken: BrokenLines) -> EventTable:
    """All rows in one table."""
    texts = Texts(len(layout.names))
    for block in blocks:
        texts.add(block)
    return layout.table(texts, broken)


def cut(layout: Layout, blocks: Iterator[Block], broken: BrokenLines, most_events: int) -> Iterator[Piece]:
    """The rows in pieces of whole cases. What was broken is told with the first piece."""
    texts = Texts(len(layout.names))
    for block in blocks:
        texts.add(block)
        if len(texts) > most_events:
            break
    else:
        yield TablePiece(layout.table(texts, broken))
        return
    with TemporaryDirectory(prefix="powerflow-") as folder:
        yield from _spilled(layout, [texts.blocks(BLOCK), blocks], broken, most_events, Path(folder))


def _spilled(
    layout: Layout, sources: Iterable[Iterable[Block]], broken: BrokenLines, most_events: int, folder: Path
) -> Iterator[Piece]:
    files = _parted(layout, sources, folder, 0)
    first = True
    for number, (path, count) in enumerate(files, start=1):
        for part in _small(layout, path, count, most_events, 1):
            piece: Piece = RowsPiece(layout, part.read_text(encoding="utf-8"), number / len(files))
            if first:
                table = piece.table()
                piece = TablePiece(table.with_broken(broken.told, broken.count), piece.done)
            first = False
            yield piece
            part.unlink()


def _small(layout: Layout, path: Path, count: int, most_events: int, level: int) -> Iterator[Path]:
    """The file, or where it has too many rows those into which it can be parted."""
    if count <= most_events or level == _MOST_LEVELS:
        yield path
        return
    with path.open(encoding="utf-8", newline="") as file:
        parts = _parted(layout, [_read(csv.reader(file))], path.with_name(f"{path.name}-"), level)
    path.unlink()
    for part, rows in parts:
        yield from _small(layout, part, rows, most_events, level + 1)


def _parted(layout: Layout, sources: Iterable[Iterable[Block]], folder: Path, level: int) -> list[tuple[Path, int]]:
    """Files with all rows of a case in one of them, each with how many rows it has. Raises InputError if the disk is full."""
    rows: Counter[int] = Counter()
    writers: dict[int, Callable[[Sequence[object]], object]] = {}
    case, shift, bits = 1 + layout.case, level * _BITS, (1 << _BITS) - 1
    try:
        folder.mkdir(exist_ok=True)
        with ExitStack() as stack:
            for block in chain.from_iterable(sources):
                for row in zip(block.rows, *block.columns, strict=True):
                    number = crc32(row[case].encode()) >> shift & bits
                    if not rows[number]:
                        file = stack.enter_context((folder / str(number)).open("w", encoding="utf-8", newline=""))
                        writers[number] = csv.writer(file).writerow
                    rows[number] += 1
                    writers[number](row)
    except OSError as error:
        raise InputError("{path}：无法写入（{cause}）", path=folder, cause=error.strerror or error) from error
    return [(folder / str(number), rows[number]) for number in sorted(rows)]


def _read(reader: Iterator[list[str]]) -> Iterator[Block]:
    while rows := [*islice(reader, BLOCK)]:
        numbers, *columns = zip(*rows, strict=True)
        yield Block([*map(int, numbers)], columns)
