"""What is to be checked: files, folders, patterns, archives and standard input, each chart once."""
from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from glob import glob, has_magic
from pathlib import Path

from powerflow.checking.archives import is_archive, members
from powerflow.errors import InputError
from powerflow.library import Library

STDIN = "-"


@dataclass(frozen=True)
class Source:
    """One chart to be read: `name` as reports give it; its bytes are in `data`, else in the file `path`.

    `error` says why it cannot be read at all.
    """

    name: str
    path: Path | None = None
    data: bytes | None = None
    error: InputError | None = None

    def read(self) -> bytes:
        """The bytes. Raises InputError where there are none."""
        if self.error is not None:
            raise self.error
        if self.data is not None:
            return self.data
        assert self.path is not None
        try:
            return self.path.read_bytes()
        except OSError as error:
            raise InputError("{path}：文件无法读取（{cause}）", path=self.name, cause=error.strerror or error) from error


def sources(paths: Iterable[str], stdin: Callable[[], bytes]) -> Iterator[Source]:
    """The charts that the paths mean, in order, each once; a path that means none gives a source with its error.

    `stdin` is asked for the bytes of `-`. Members of an archive are called `archive.zip!member.bpmn`.
    """
    seen: set[Path] = set()
    for path in paths:
        try:
            if path == STDIN:
                yield Source(STDIN, data=stdin())
                continue
            files = _files(path)
        except InputError as error:
            yield Source(path, error=error)
            continue
        for file in files:
            if file.resolve() not in seen:
                seen.add(file.resolve())
                yield from _members(file) if is_archive(file) else (Source(str(file), path=file),)


def _files(path: str) -> tuple[Path, ...]:
    """The files that one path means. Raises InputError where it means none."""
    if not has_magic(path) or Path(path).exists():
        return Library([Path(path)]).files
    matches = [Path(match) for match in sorted(glob(path, recursive=True)) if Path(match).is_file()]
    if not matches:
        raise InputError("{path}：没有符合这个通配符的文件", path=path)
    return tuple(matches)


def _members(file: Path) -> Iterator[Source]:
    try:
        for name, content in members(file):
            whole = f"{file}!{name}"
            yield Source(whole, error=content) if isinstance(content, InputError) else Source(whole, data=content)
    except InputError as error:
        yield Source(str(file), error=error)
