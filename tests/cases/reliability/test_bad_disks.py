"""The disk refuses, is full, is read-only, or the file is gone or damaged: one clear sentence, and nothing half-written (F4)."""
from __future__ import annotations

import os
import resource
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random

import pytest

from powerflow.cases import Registry, case_file, check, open_store
from powerflow.cases.sqlite import driver
from powerflow.errors import PowerflowError, StoreError
from powerflow.model import History
from tests.cases.desk import begin
from tests.cases.faults import forked
from tests.cases.reliability.scenes import Tally, begun, content, desk, file_of, found, looped, step, warm_up
from tests.cases.syscalls import can_trace, traced

_NOBODY = 65534
_ERRORS = ("EIO", "ENOSPC", "EROFS")
_MOST_CALLS = 40
_CALLS = "pwrite64,fdatasync,fsync,ftruncate"


@pytest.fixture
def place(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/cases.db"


def _one_sentence(error: PowerflowError) -> str:
    said = error.say()
    assert "\n" not in said and "Traceback" not in said
    return said


def _until_done(place: str, case: str, command: str) -> int:
    """Sends a step until it is done, in one process; how often it was refused. Each kind of call fails once, so not for ever."""
    registry = None
    for refused in range(5):
        try:
            registry = registry or desk(place)
            step(registry, case, command=command)
        except StoreError as error:
            assert "无法读写" in _one_sentence(error), error.say()
        else:
            registry.store.close()
            return refused
    raise AssertionError("refused again and again")


@pytest.mark.slow
@pytest.mark.parametrize("error", _ERRORS)
def test_a_write_that_fails_is_said_and_the_step_can_be_sent_again_at_once(place: str, error: str, tally: Tally) -> None:
    if not can_trace():
        pytest.skip("strace is not installed, or may not trace")
    [case] = begun(place, looped)
    refused = 0
    for when in range(1, _MOST_CALLS):
        code, said = traced(lambda when=when: _until_done(place, case, f"{when}"), _CALLS, f"error={error}", when)  # type: ignore[misc]
        assert code == 0, said
        refused += int(said)
        there = found(place, [case])[case]
        assert there.entries == when + 1
        assert set(there.commands.values()) == {1}
    assert refused >= 5
    tally("F4 writes that failed", refused)


@contextmanager
def _no_file_grows_beyond(size: int) -> Iterator[None]:
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_when_the_disk_is_full_what_was_acknowledged_is_there_and_work_goes_on_once_there_is_room(place: str) -> None:
    [case] = begun(place, looped)

    def work() -> int:
        registry, done = desk(place), 0
        with _no_file_grows_beyond(200_000), pytest.raises(StoreError) as refused:
            while done < 10_000:
                step(registry, case, command=f"{done}")
                done += 1
        said = _one_sentence(refused.value)
        assert "无法读写" in said or "磁盘" in said, said
        step(registry, case, command=f"{done}")
        return done + 1

    code, said = forked(work)
    assert code == 0, said
    there = found(place, [case])[case]
    assert set(there.commands) == {f"{number}" for number in range(int(said))}
    assert there.entries == int(said) + 1 > 3


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that everybody may look into; those of pytest are their owner's alone."""
    folder = Path(tempfile.mkdtemp(prefix="pf"))
    folder.chmod(0o755)
    yield folder
    folder.chmod(0o755)
    shutil.rmtree(folder)


@pytest.mark.parametrize("folder_mode", [0o555, 0o777])
def test_a_file_that_may_not_be_written_is_said_to_be_and_stays_as_it_was(open_folder: Path, folder_mode: int) -> None:
    place = f"sqlite:///{open_folder}/cases.db"
    [case] = begun(place, looped)
    with open_store(place):
        pass
    for each in open_folder.iterdir():
        each.chmod(0o444)
    open_folder.chmod(folder_mode)
    before = file_of(place).read_bytes()

    def work() -> str:
        if os.getuid() == 0:
            os.setuid(_NOBODY)
        try:
            step(desk(place, wait=0.5), case)
        except StoreError as error:
            return _one_sentence(error)
        return "done"

    code, said = forked(work)
    assert code == 0, said
    assert "无法读写" in said or "只读" in said, said
    assert file_of(place).read_bytes() == before


@pytest.mark.parametrize("is_replaced", [False, True])
def test_a_program_does_not_go_on_in_a_file_that_was_deleted_or_replaced(place: str, is_replaced: bool, tmp_path: Path) -> None:
    """The file is still there for whoever has it open, and nobody else would ever see what is written to it."""
    warm_up()
    registry = desk(place, create=True)
    with registry.store:
        case = begin(registry, content(looped)).history.case
        file_of(place).rename(tmp_path / "away.db")
        if is_replaced:
            shutil.copy(tmp_path / "away.db", file_of(place))
        with pytest.raises(StoreError, match="已被移走或换成了别的文件"):
            step(registry, case)
        with pytest.raises(StoreError, match="已被移走或换成了别的文件"):
            begin(registry, content(looped))
        with pytest.raises(StoreError, match="已被移走或换成了别的文件"):
            registry.store.read(case)
    assert file_of(place).exists() is is_replaced


def _filled(place: str, cases: int) -> dict[str, History]:
    warm_up()
    registry = desk(place, create=True)
    with registry.store as store:
        for _ in range(cases):
            case = begin(registry, content(looped)).history.case
            for number in range(6):
                step(registry, case, command=f"{number}")
        return {row.case: store.read(row.case) for row in store.cases()}


def _look(registry: Registry, before: dict[str, History]) -> int:
    """Reads every case and does a step in it: each is what it was, or there is an error in our words; the number of errors."""
    errors = 0
    for case, history in before.items():
        try:
            file = case_file(registry.store, case)
            assert file.history.entries == history.entries or list(check(registry.store)) != []
            step(registry, case)
        except PowerflowError as error:
            _one_sentence(error)
            errors += 1
    return errors


def _damaged(path: Path, random: Random) -> None:
    """Some bytes of the file are others, or a page is, or its end is missing."""
    content = bytearray(path.read_bytes())
    kind = random.choice(("bits", "page", "page", "end"))
    if kind == "end":
        del content[random.randrange(len(content)) :]
    elif kind == "page":
        first = random.randrange(len(content) // 4096) * 4096
        content[first : first + 4096] = random.choice((bytes(4096), random.randbytes(4096)))
    else:
        for _ in range(20):
            content[random.randrange(len(content))] ^= 1 << random.randrange(8)
    path.write_bytes(content)


def _damages(place: str, seed: int, count: int) -> tuple[int, int]:
    """How often the file was damaged, and how many looks at a case ended with an error."""
    before, random = _filled(place, 3), Random(seed)
    whole, errors = file_of(place).read_bytes(), 0
    for _ in range(count):
        for name in ("", "-wal", "-shm"):
            Path(f"{file_of(place)}{name}").unlink(missing_ok=True)
        file_of(place).write_bytes(whole)
        _damaged(file_of(place), random)
        try:
            registry = desk(place, wait=0.5)
        except PowerflowError as error:
            _one_sentence(error)
            errors += 1
            continue
        with registry.store:
            errors += _look(registry, before)
    return count, errors


def test_a_damaged_file_is_an_error_in_our_words_and_never_another_history(place: str, tally: Tally) -> None:
    tally("F4 damaged files, errors told", *_damages(place, 0, 60))


@pytest.mark.full
@pytest.mark.parametrize("part", range(4))
def test_two_thousand_damaged_files_are_errors_in_our_words(place: str, part: int, tally: Tally) -> None:
    tally("F4 damaged files, errors told", *_damages(place, part + 1, 500))


def test_a_log_that_is_torn_at_its_end_loses_no_whole_entry(place: str) -> None:
    """A write-ahead log whose last frame never reached the disk whole: what was in the frames before is there."""
    before = _filled(place, 1)
    [case] = before
    raw = driver().connect(file_of(place))
    raw.execute("PRAGMA wal_autocheckpoint=0")
    registry = desk(place)
    step(registry, case)
    log = Path(f"{file_of(place)}-wal")
    torn, whole = file_of(place).with_name("torn.db"), log.read_bytes()
    shutil.copy(file_of(place), torn)
    Path(f"{torn}-wal").write_bytes(whole[: len(whole) - 100])
    registry.store.close()
    raw.close()
    with open_store(f"sqlite:///{torn}") as store:
        assert store.read(case) == before[case]
        assert list(check(store)) == []
