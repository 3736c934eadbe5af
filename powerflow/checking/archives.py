"""Reads the charts in an archive where they are; nothing is unpacked to disk, and an archive cannot fill the memory."""
from __future__ import annotations

import gzip
import stat
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from powerflow.errors import InputError
from powerflow.library import ENDINGS

ARCHIVES = (".zip", ".tar.gz", ".tgz")


@dataclass(frozen=True)
class ArchiveLimits:
    """How much an archive may hold: bytes in all when unpacked, times its own size, members.

    A public collection of 4,112 charts has 58 MB.
    """

    total: int = 200 * 1024 * 1024
    ratio: int = 100
    members: int = 50_000


LIMITS = ArchiveLimits()
# Below this size a high ratio does no harm: a few charts of the same kind compress well.
_SMALL = 1024 * 1024


def is_archive(path: Path) -> bool:
    """Whether the name says that the file is an archive that can be read."""
    return path.name.lower().endswith(ARCHIVES)


def members(
    path: Path, limits: ArchiveLimits = LIMITS, *, may_be_empty: bool = False
) -> Iterator[tuple[str, bytes | InputError]]:
    """Every chart in the archive: its name in it, and its bytes or why it is not read. An archive in it is not opened.

    Raises InputError for an archive that is damaged, too large or holds no charts; what came before has been given.
    """
    reading = _zip(path, limits) if path.name.lower().endswith(".zip") else _tar(path, limits)
    count = 0
    try:
        for name, content in reading:
            count += 1
            yield name, content
    except (OSError, EOFError, zipfile.BadZipFile, tarfile.TarError, zlib.error, NotImplementedError) as error:
        raise InputError("{path}：压缩包无法读取（{cause}）", path=path, cause=error) from error
    if not (count or may_be_empty):
        raise InputError("{path}：压缩包里没有 BPMN 文件（{endings}）", path=path, endings=ENDINGS)


def _is_chart(name: str) -> bool:
    """Whether a member is one to read, or an archive to tell of; macOS adds shadows of every file that hold no chart."""
    pure = PurePosixPath(name.replace("\\", "/"))
    is_shadow = "__MACOSX" in pure.parts or pure.name.startswith("._")
    return name.lower().endswith((*ENDINGS, *ARCHIVES)) and not is_shadow


def _refused(path: Path, name: str) -> InputError | None:
    """Why a member is not read: its name would lead out of the archive, or it is an archive itself."""
    pure = PurePosixPath(name.replace("\\", "/"))
    if name.lower().endswith(ARCHIVES):
        return InputError("{path}：压缩包里还有压缩包“{name}”，没有打开；请先解压再检查", path=path, name=name)
    if pure.is_absolute() or ".." in pure.parts or ":" in pure.parts[0]:
        return InputError("{path}：压缩包内的文件名“{name}”指向包外，不予读取", path=path, name=name)
    return None


def _too_many(path: Path, limits: ArchiveLimits) -> InputError:
    return InputError(
        "{path}：压缩包里的文件超过上限（{members} 个），没有读完；请分成几个压缩包，或解压后检查文件夹",
        path=path, members=limits.members,
    )


def _too_much(path: Path, limits: ArchiveLimits) -> InputError:
    """Which of the two limits on bytes it is: that of all archives, or that of one so small."""
    size = path.stat().st_size
    if _most(path, limits) == limits.total:
        return InputError(
            "{path}：压缩包解开后超过上限（{total} MB），没有读完；请分成几个压缩包，或解压后检查文件夹",
            path=path, total=_megabytes(limits.total),
        )
    return InputError(
        "{path}：压缩比太高（压缩包 {size} MB，解开后超过 {most} MB），不像流程图，没有读完；确实无误的，请解压后检查文件夹",
        path=path, size=_megabytes(size), most=_megabytes(_most(path, limits)),
    )


def _megabytes(size: int) -> str:
    return f"{size / 1024 / 1024:.3g}"


def _most(path: Path, limits: ArchiveLimits) -> int:
    """How many bytes the archive may give."""
    return min(limits.total, max(path.stat().st_size * limits.ratio, _SMALL))


def _zip(path: Path, limits: ArchiveLimits) -> Iterator[tuple[str, bytes | InputError]]:
    left = _most(path, limits)
    with zipfile.ZipFile(path) as archive:
        infos = archive.infolist()
        if len(infos) > limits.members:
            raise _too_many(path, limits)
        for info in infos:
            name = _name(info)
            if info.is_dir() or not _is_chart(name):
                continue
            refused = _refused(path, name) or _unreadable(path, name, info)
            if refused:
                yield name, refused
                continue
            with archive.open(info) as member:
                content = member.read(left + 1)
            left -= len(content)
            if left < 0:
                raise _too_much(path, limits)
            yield name, content


def _name(info: zipfile.ZipInfo) -> str:
    """The member's name; archives made on Chinese Windows write it in GB 18030 without saying so."""
    if info.flag_bits & 0x800:
        return info.filename
    raw = info.filename.encode("cp437", errors="replace")
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return info.filename


def _unreadable(path: Path, name: str, info: zipfile.ZipInfo) -> InputError | None:
    if info.flag_bits & 1:
        return InputError("{path}：压缩包内的“{name}”有密码，无法读取", path=path, name=name)
    if stat.S_ISLNK(info.external_attr >> 16):
        return InputError("{path}：压缩包内的“{name}”是链接，不予读取", path=path, name=name)
    return None


class _Bounded:
    """A stream that ends in an error when more comes out of it than may."""

    def __init__(self, stream: gzip.GzipFile, most: int, error: InputError) -> None:
        self._stream, self._left, self._error = stream, most, error

    def read(self, size: int = -1) -> bytes:
        """Up to `size` bytes."""
        data = self._stream.read(size if size >= 0 else self._left + 1)
        self._left -= len(data)
        if self._left < 0:
            raise self._error
        return data


def _tar(path: Path, limits: ArchiveLimits) -> Iterator[tuple[str, bytes | InputError]]:
    with gzip.open(path) as stream:
        bounded = _Bounded(stream, _most(path, limits), _too_much(path, limits))
        # A stream is read once from front to end: no member can point back.
        with tarfile.open(fileobj=bounded, mode="r|") as archive:  # type: ignore[call-overload]
            for number, member in enumerate(archive):
                if number >= limits.members:
                    raise _too_many(path, limits)
                if not _is_chart(member.name) or member.isdir():
                    continue
                refused = _refused(path, member.name)
                if refused is None and not member.isreg():
                    refused = InputError("{path}：压缩包内的“{name}”是链接，不予读取", path=path, name=member.name)
                reading = archive.extractfile(member) if refused is None else None
                yield member.name, refused or (reading.read() if reading else b"")
