"""Where the charts are: the shipped library of items, or folders and files that somebody names."""
from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from functools import cached_property
from pathlib import Path

from powerflow import bpmn
from powerflow.errors import InputError, UsageError
from powerflow.model import Catalogue, Flowchart, PowerItem

_PACKAGE = Path(__file__).parent
ENDINGS = (".bpmn", ".bpmn2", ".bpmn20.xml", ".bpmn.xml")


def shipped() -> Path:
    """The folder of the shipped items: inside the installed package, else beside it in a checkout.

    Raises InputError if it is in neither place.
    """
    for folder in (_PACKAGE / "processes", _PACKAGE.parent / "processes"):
        if folder.is_dir():
            return folder
    raise InputError("{path}：找不到随软件提供的事项库 processes。请重新安装，或用 --processes 指定文件夹", path=_PACKAGE)


def installed_examples() -> Path | None:
    """The folder of examples inside an installed package; None in a checkout, where they are known by their place in it."""
    folder = _PACKAGE / "examples"
    return folder if folder.is_dir() else None


@dataclass(frozen=True)
class Unreadable:
    """A file of a library that could not be read, and why; the others are there all the same."""

    path: Path
    error: InputError


class Library:
    """The charts in some files and folders (folders are searched all through). Each file is read once, when first needed.

    Raises InputError for a path that does not exist and for a folder without BPMN.
    """

    def __init__(self, paths: Iterable[Path] = ()) -> None:
        """`paths` are files or folders; none means the shipped items."""
        self._paths = tuple(paths) or (shipped(),)
        looked = [found(path) for path in self._paths]
        self.files = tuple(dict.fromkeys(file for files, _ in looked for file in files))
        self._closed = tuple(folder for _, folders in looked for folder in folders)

    @cached_property
    def _read(self) -> tuple[tuple[bpmn.Document, ...], tuple[Unreadable, ...]]:
        documents: list[bpmn.Document] = []
        unreadable = list(self._closed)
        for path in self.files:
            try:
                documents.append(bpmn.load(path))
            except InputError as error:
                unreadable.append(Unreadable(path, error))
        return tuple(documents), tuple(unreadable)

    @property
    def documents(self) -> tuple[bpmn.Document, ...]:
        """The documents that could be read, in the order of their files."""
        return self._read[0]

    @property
    def unreadable(self) -> tuple[Unreadable, ...]:
        """The files that could not be read."""
        return self._read[1]

    def charts(self) -> tuple[Flowchart, ...]:
        """The charts that could be read, in the order of their files."""
        return tuple(document.chart for document in self.documents)

    @cached_property
    def catalogue(self) -> Catalogue:
        """The catalogue (职权目录) that the charts make together."""
        return Catalogue(charts=self.charts(), path="、".join(map(str, self._paths)))

    def find(self, item: str) -> bpmn.Document:
        """The document of the item with this code or name.

        Raises UsageError if there is none (naming those that are spelled alike) or more than one.
        """
        found = self.catalogue.called(item)
        if len(found) > 1:
            raise UsageError(
                "事项“{item}”有 {count} 张流程图：{paths}。请只留现行的一张",
                item=item, count=len(found), paths=tuple(chart.path for chart in found),
            )
        if not found:
            raise self._unknown(item)
        return next(document for document in self.documents if document.chart is found[0])

    def by_digest(self, digest: str) -> bpmn.Document | None:
        """The document whose bytes have this SHA-256 digest, None if no file has it."""
        return next((document for document in self.documents if document.digest == digest), None)

    def _unknown(self, item: str) -> UsageError:
        names = list(_names(self.charts()))
        alike = get_close_matches(item, names, n=3, cutoff=0.4) or [name for name in names if item and item in name]
        if alike:
            return UsageError("没有编码或名称为“{item}”的事项。是否想写 {alike}？", item=item, alike=tuple(alike[:3]))
        return UsageError(
            "没有编码或名称为“{item}”的事项。现有 {names}", item=item, names=tuple(names) or str(self.catalogue.path)
        )


class Versions:
    """The versions of charts (流程图版本) among which the one in force when a case began decides.

    A version is in force from the day on which its item takes effect (`effectiveFrom`; without one it always was) until its
    `effectiveTo`, and as long as no later version of the same item has taken effect.
    """

    def __init__(self, documents: Iterable[bpmn.Document]) -> None:
        self.documents = tuple(documents)

    @property
    def items(self) -> tuple[str, ...]:
        """The codes of the items, each once."""
        return tuple(dict.fromkeys(_item(document).code for document in self.documents if document.chart.item is not None))

    def by_digest(self, digest: str) -> bpmn.Document | None:
        """The version whose bytes have this SHA-256 digest."""
        return next((document for document in self.documents if document.digest == digest), None)

    def valid_on(self, item: str, day: date) -> tuple[bpmn.Document, ...]:
        """What was in force on `day` of the item with this code: one version, none, or several that took effect on one day."""
        known = [document for document in self.documents if document.chart.item is not None and _item(document).code == item]
        found = [document for document in known if _is_valid(_item(document), day)]
        latest = max((_item(document).effective_from or date.min for document in found), default=date.min)
        return tuple(document for document in found if (_item(document).effective_from or date.min) == latest)

    def in_force(self, item: str, day: date) -> bpmn.Document:
        """The one version of the item that was in force on `day`. Raises InputError, naming those that there are, for none or several."""
        found = self.valid_on(item, day)
        if len(found) == 1:
            return found[0]
        message = "事项 {item} 在 {day} 没有有效的流程图版本；有：{paths}"
        if found:
            message = "事项 {item} 在 {day} 有几个版本同时有效，无法判断按哪一个：{paths}"
        paths = tuple(document.path for document in found or self.documents)
        raise InputError(message, item=item, day=day.isoformat(), paths=paths)

    def changes(self, item: str) -> tuple[date, ...]:
        """The days on which versions of the item took effect, in order."""
        days = {_item(each).effective_from for each in self.documents if each.chart.item is not None and _item(each).code == item}
        return tuple(sorted(day for day in days if day is not None))


def _item(document: bpmn.Document) -> PowerItem:
    assert document.chart.item is not None
    return document.chart.item


def _is_valid(item: PowerItem, day: date) -> bool:
    return not (
        (item.effective_from is not None and day < item.effective_from) or (item.effective_to is not None and item.effective_to <= day)
    )


def _names(charts: Iterable[Flowchart]) -> Iterator[str]:
    for chart in charts:
        if chart.item is not None:
            yield from (chart.item.code, chart.item.name)


def found(path: Path, endings: tuple[str, ...] = ENDINGS) -> tuple[list[Path], list[Unreadable]]:
    """The files at `path` whose names end so, sorted, and the folders in it that cannot be looked into.

    Hidden folders are not entered. Raises InputError where there is nothing at `path`, or nothing that can be read.
    """
    if os.path.isfile(path):
        return [path], []
    if not os.path.isdir(path):
        raise InputError("{path}：没有这个文件或文件夹，或者没有权限", path=path)
    closed: list[OSError] = []
    files: list[Path] = []
    for folder, below, names in os.walk(path, onerror=closed.append):
        below[:] = [name for name in below if not name.startswith(".")]
        files += [Path(folder, name) for name in names if not name.startswith(".") and name.lower().endswith(endings)]
    folders = [Unreadable(Path(error.filename or path), _closed(error, path)) for error in closed]
    if any(folder.path == path for folder in folders):
        raise folders[0].error
    # What cannot even be asked for is kept, and told when it is read.
    files = [file for file in files if os.path.isfile(file) or not os.access(file.parent, os.X_OK)]
    if not (files or folders):
        raise InputError("{path}：文件夹里没有 BPMN 文件（{endings}）", path=path, endings=ENDINGS)
    return sorted(files), sorted(folders, key=lambda each: each.path)


def _closed(error: OSError, path: Path) -> InputError:
    return InputError("{path}：文件夹无法打开（{cause}），里面的文件没有读取", path=error.filename or path, cause=error.strerror or error)
