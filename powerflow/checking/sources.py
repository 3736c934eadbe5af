"""What is to be checked: files, folders, patterns, archives and standard input, each chart once."""
from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from glob import glob, has_magic
from pathlib import Path

from powerflow.checking.archives import ARCHIVES, is_archive, members
from powerflow.errors import InputError, UsageError
from powerflow.library import ENDINGS, Unreadable, found

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

    `stdin` is asked for the bytes of `-`. Members of an archive are called `archive.zip!member.bpmn`. Raises UsageError for
    an empty path, which would mean the current folder.
    """
    seen: set[Path] = set()
    for path in paths:
        if not path.strip():
            raise UsageError("给出的路径是空的；要检查当前文件夹请写 .")
        try:
            if path == STDIN:
                yield Source(STDIN, data=stdin())
                continue
            files, closed = _files(path)
        except InputError as error:
            yield Source(path, error=error)
            continue
        for file in files:
            if file.resolve() not in seen:
                seen.add(file.resolve())
                yield from _members(file, asked=str(file) == path) if is_archive(file) else (Source(str(file), path=file),)
        yield from (Source(str(folder.path), error=folder.error) for folder in closed)


def _files(path: str) -> tuple[Sequence[Path], Sequence[Unreadable]]:
    """The files that one path means, archives in a folder too, and folders without access. Raises InputError for none."""
    if not has_magic(path) or Path(path).exists():
        return found(Path(path), (*ENDINGS, *ARCHIVES))
    matches = [Path(match) for match in sorted(glob(path, recursive=True)) if Path(match).is_file()]
    if not matches:
        raise InputError("{path}：没有符合这个通配符的文件", path=path)
    return matches, ()


def _members(file: Path, *, asked: bool) -> Iterator[Source]:
    """The charts in an archive. That it holds none is an error only where it was asked for by its name."""
    try:
        for name, content in members(file, may_be_empty=not asked):
            whole = f"{file}!{name}"
            yield Source(whole, error=content) if isinstance(content, InputError) else Source(whole, data=content)
    except InputError as error:
        yield Source(str(file), error=error)
