"""The bytes of a log's file, unpacked where it is gzipped; it tells how far it was read."""
from __future__ import annotations

import gzip
import zlib
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, cast

from powerflow.errors import InputError


class LogBytes:
    """A file open for reading. Every method raises InputError for a file that is not there, or is not whole."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            self._raw = path.open("rb")
            packed = self._raw.read(2) == b"\x1f\x8b"
            self._raw.seek(0)
            self._size = max(1, path.stat().st_size)
        except FileNotFoundError as error:
            raise InputError("{path}：没有这个文件", path=path) from error
        except OSError as error:
            raise InputError("{path}：文件无法读取（{cause}）", path=path, cause=error.strerror or error) from error
        self._file: BinaryIO = cast(BinaryIO, gzip.GzipFile(fileobj=self._raw)) if packed else self._raw

    def read(self, size: int = -1, /) -> bytes:
        """Some bytes more, none at the end."""
        try:
            return self._file.read(size)
        except (EOFError, zlib.error, gzip.BadGzipFile) as error:
            raise InputError("{path}：压缩文件不完整或已损坏（{cause}）", path=self.path, cause=error) from error
        except OSError as error:
            raise InputError("{path}：文件无法读取（{cause}）", path=self.path, cause=error.strerror or error) from error

    @property
    def done(self) -> float:
        """The share of the file that was read."""
        return min(1.0, self._raw.tell() / self._size)

    def __enter__(self) -> LogBytes:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._file.close()
        self._raw.close()
