"""The shipped items as the tour uses them: their bytes, named by their place in the library and not by a machine's path."""
from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from powerflow import bpmn
from powerflow.errors import InputError
from powerflow.library import Library, shipped


@dataclass(frozen=True)
class Shipped:
    """One shipped item: its document and the bytes of its file."""

    document: bpmn.Document
    content: bytes

    @property
    def code(self) -> str:
        """The item's code, "" if the chart has none."""
        return self.document.chart.item.code if self.document.chart.item else ""

    @property
    def stem(self) -> str:
        """The file's name without its ending."""
        return Path(self.document.path).stem


def shipped_items(codes: Iterable[str]) -> tuple[Shipped, ...]:
    """The shipped items with these codes, in their order. Raises UsageError for one that is not there."""
    folder = shipped()
    library = Library([folder])
    return tuple(_item(folder, Path(library.find(code).path)) for code in codes)


def _item(folder: Path, path: Path) -> Shipped:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise InputError("{path}：文件无法读取（{cause}）", path=path, cause=error.strerror or error) from error
    return Shipped(bpmn.parse(content, path.relative_to(folder).as_posix()), content)
