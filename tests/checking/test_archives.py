"""Charts in archives: read in place, and never more than an archive may give."""
from __future__ import annotations

import gzip
import io
import tarfile
import zipfile
from pathlib import Path

import pytest

from powerflow.checking.archives import ArchiveLimits, is_archive, members
from powerflow.checking.sources import Source, sources
from powerflow.errors import InputError

_CHART = b"<definitions/>"


def _zip(path: Path, *files: tuple[str, bytes], compression: int = zipfile.ZIP_STORED) -> Path:
    with zipfile.ZipFile(path, "w", compression) as archive:
        for name, data in files:
            archive.writestr(name, data)
    return path


def _tar(path: Path, *files: tuple[str, bytes]) -> Path:
    with tarfile.open(path, "w:gz") as archive:
        for name, data in files:
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return path


def _read(path: Path, limits: ArchiveLimits | None = None) -> dict[str, bytes | str]:
    found = members(path, limits) if limits else members(path)
    return {name: str(content) if isinstance(content, InputError) else content for name, content in found}


@pytest.mark.parametrize(("name", "yes"), [("a.zip", True), ("A.TAR.GZ", True), ("a.tgz", True), ("a.bpmn", False), ("zip", False)])
def test_archives_are_known_by_their_names(name: str, yes: bool) -> None:
    assert is_archive(Path(name)) is yes


@pytest.mark.parametrize("make", [_zip, _tar])
def test_charts_are_read_and_other_files_passed_over(tmp_path: Path, make: object) -> None:
    files = (("许可/挖掘.bpmn", _CHART), ("readme.txt", b"x"), ("b.bpmn20.xml", b"<x/>"))
    path = make(tmp_path / ("a.zip" if make is _zip else "a.tar.gz"), *files)  # type: ignore[operator]
    assert _read(path) == {"许可/挖掘.bpmn": _CHART, "b.bpmn20.xml": b"<x/>"}


def test_names_written_in_gb18030_are_read(tmp_path: Path) -> None:
    path = _zip(tmp_path / "a.zip", ("xxxx.bpmn", _CHART))
    path.write_bytes(path.read_bytes().replace(b"xxxx", "许可".encode("gb18030")))
    assert list(_read(path)) == ["许可.bpmn"]


@pytest.mark.parametrize("make", [_zip, _tar])
@pytest.mark.parametrize("name", ["../x.bpmn", "/etc/x.bpmn", "a/../../x.bpmn", "C:\\x.bpmn"])
def test_member_that_leads_out_of_the_archive_is_refused(tmp_path: Path, make: object, name: str) -> None:
    path = make(tmp_path / ("a.zip" if make is _zip else "a.tar.gz"), (name, _CHART), ("b.bpmn", _CHART))  # type: ignore[operator]
    (_, refused), (_, good) = _read(path).items()
    assert "指向包外" in str(refused) and good == _CHART


def test_link_is_refused(tmp_path: Path) -> None:
    with tarfile.open(tmp_path / "a.tgz", "w:gz") as archive:
        info = tarfile.TarInfo("l.bpmn")
        info.type, info.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(info)
    assert "是链接" in str(_read(tmp_path / "a.tgz")["l.bpmn"])
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive_:
        link = zipfile.ZipInfo("l.bpmn")
        link.external_attr = 0o120777 << 16
        archive_.writestr(link, "/etc/passwd")
    assert "是链接" in str(_read(tmp_path / "a.zip")["l.bpmn"])


@pytest.mark.parametrize("make", [_zip, _tar])
def test_archive_gives_no_more_than_it_may(tmp_path: Path, make: object) -> None:
    path = make(tmp_path / ("a.zip" if make is _zip else "a.tar.gz"), ("a.bpmn", b"x" * 5000))  # type: ignore[operator]
    with pytest.raises(InputError, match="超过上限"):
        _read(path, ArchiveLimits(total=4000))


def test_bomb_is_refused_by_its_ratio(tmp_path: Path) -> None:
    """Ten megabytes of blanks in ten kilobytes: whatever the total may be."""
    zipped = _zip(tmp_path / "a.zip", ("a.bpmn", b" " * 10_000_000), compression=zipfile.ZIP_DEFLATED)
    for path in (zipped, _tar(tmp_path / "a.tgz", ("a.bpmn", b" " * 10_000_000))):
        with pytest.raises(InputError, match="压缩比"):
            _read(path)


def test_too_many_members_are_refused(tmp_path: Path) -> None:
    files = [(f"{number}.bpmn", b"") for number in range(5)]
    for path in (_zip(tmp_path / "a.zip", *files), _tar(tmp_path / "a.tgz", *files)):
        with pytest.raises(InputError, match="超过上限"):
            _read(path, ArchiveLimits(members=4))


@pytest.mark.parametrize(
    "data", [b"PK nothing", b"", gzip.compress(b"no tar at all" * 100, mtime=0), b"\x1f\x8b\x08 broken"],
    ids=["no archive", "empty", "no tar", "broken"],
)
@pytest.mark.parametrize("name", ["a.zip", "a.tar.gz"])
def test_damaged_archive_says_so(tmp_path: Path, name: str, data: bytes) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(InputError, match="压缩包"):
        _read(tmp_path / name)


def test_damage_in_a_member_says_so(tmp_path: Path) -> None:
    path = _zip(tmp_path / "a.zip", ("a.bpmn", b"abcdefgh" * 20))
    path.write_bytes(path.read_bytes().replace(b"abcdefgh", b"abcdefgX", 1))
    with pytest.raises(InputError, match="无法读取"):
        _read(path)


def test_member_with_a_password_is_refused(tmp_path: Path) -> None:
    path = _zip(tmp_path / "a.zip", ("a.bpmn", _CHART))
    data = bytearray(path.read_bytes())
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + offset] |= 1
    path.write_bytes(data)
    assert "有密码" in str(_read(path)["a.bpmn"])


def test_archive_without_charts_says_so(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="没有 BPMN 文件"):
        _read(_zip(tmp_path / "a.zip", ("a.txt", b"x")))


def test_sources_name_members_by_archive_and_member(tmp_path: Path) -> None:
    path = _zip(tmp_path / "a.zip", ("x/a.bpmn", _CHART), ("../b.bpmn", _CHART))
    first, second = sources([str(path)], bytes)
    assert first == Source(f"{path}!x/a.bpmn", data=_CHART)
    assert second.name == f"{path}!../b.bpmn" and second.error is not None


def test_damaged_archive_is_one_source_with_its_error(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(b"x")
    (only,) = sources([str(tmp_path / "a.zip")], bytes)
    assert only.error is not None
    with pytest.raises(InputError):
        only.read()
