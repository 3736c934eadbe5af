"""A pack is whole, always the same, and a changed byte anywhere in it is found and named, by us and by the program inside it."""
from __future__ import annotations

import json
import subprocess
import sys
from functools import cache
from pathlib import Path

import jsonschema
import pytest

import powerflow
from powerflow import evidence, rules
from powerflow.cases import run_again
from powerflow.deadlines import national_calendar
from powerflow.evidence import verify
from powerflow.library import Library
from powerflow.replay import read_history, replay
from powerflow.reports import ReplayedCase

_HISTORIES = Path(__file__).resolve().parents[2] / "examples" / "histories"
_SCHEMA = json.loads((Path(powerflow.__file__).parent / "evidence" / "schemas" / "evidence-1.json").read_text(encoding="utf-8"))
_CITED = {"ML-16"}


@cache
def _pack(name: str = "E01-late", lang: str = "zh") -> dict[str, bytes]:
    recorded = (_HISTORIES / f"{name}.jsonl").read_bytes()
    history = read_history(recorded, evidence.PATH)
    document = Library().by_digest(history.chart_digest)
    assert document is not None
    case = replay(history, document.chart, national_calendar(), path=evidence.PATH)
    judged = rules.judge(case, rules.select(["conduct"]), case.moment.date())
    again = run_again(history, document.chart, national_calendar())
    done = ReplayedCase(path=evidence.PATH, replay=case, findings=judged.findings, again=again)
    return evidence.pack(done, case, chart=Path(document.path).read_bytes(), history=recorded, lang=lang)


_NAMES = sorted(_pack())


def _flipped(data: bytes, place: int) -> bytes:
    return data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]


def test_untouched_pack_has_no_fault() -> None:
    assert list(evidence.faults(_pack())) == []
    assert evidence.foreign_program(_pack()) == ()
    again = evidence.rerun(_pack())
    assert again is not None and (again.count, again.differing) == (12, ())


def test_same_case_gives_the_same_bytes() -> None:
    one = _pack()
    _pack.cache_clear()
    assert _pack() == one
    assert evidence.archive(one) == evidence.archive(dict(reversed(one.items())))


@pytest.mark.parametrize("name", _NAMES)
def test_flipped_byte_is_found_and_its_file_named(name: str) -> None:
    data = _pack()[name]
    for place in (0, len(data) // 2, len(data) - 1):
        assert name in {fault.path for fault in evidence.faults({**_pack(), name: _flipped(data, place)})}


@pytest.mark.parametrize("name", _NAMES)
def test_missing_file_is_named(name: str) -> None:
    assert name in {fault.path for fault in evidence.faults({path: data for path, data in _pack().items() if path != name})}


def test_file_that_was_put_in_is_named() -> None:
    assert [fault.path for fault in evidence.faults({**_pack(), "note.txt": b"x"})] == ["note.txt"]


def test_forged_manifest_does_not_hide_a_forged_history() -> None:
    """Who changes an entry, and then every digest of files, still breaks the chain of entries."""
    files = dict(_pack())
    files[verify.HISTORY] = files[verify.HISTORY].replace("不批准".encode(), "同意".encode())
    manifest = json.loads(files[verify.MANIFEST])
    for each in manifest["files"]:
        each.update(bytes=len(files[each["path"]]), sha256=verify.digest_of(files[each["path"]]))
    files[verify.MANIFEST] = json.dumps(manifest, ensure_ascii=False).encode()
    files[verify.SEAL] = verify.seal(files[verify.MANIFEST])
    assert [(fault.path, fault.code, fault.expected) for fault in evidence.faults(files)] == [(verify.HISTORY, "chain", "9")]


def test_archive_names_the_file_in_which_a_byte_was_changed() -> None:
    files = _pack()
    whole = evidence.archive(files)
    for name, data in files.items():
        place = whole.index(data[:200]) + len(data) // 2
        found, wrong = verify.unpacked(_flipped(whole, place))
        assert name in {fault.path for fault in (*wrong, *evidence.faults(found))}


def test_every_byte_beside_the_files_of_an_archive_counts() -> None:
    """Times, names, attributes, comments: what is no file's content is found as well, or the archive is none any more."""
    whole = evidence.archive(_pack())
    head, tail = range(60), range(len(whole) - 1400, len(whole), 9)
    for place in (*head, *tail):
        try:
            found, wrong = verify.unpacked(_flipped(whole, place))
        except evidence.Unreadable:
            continue
        assert [*wrong, *evidence.faults(found)], place


def test_program_in_the_pack_finds_the_same_alone(tmp_path: Path) -> None:
    """It knows nothing of us: it runs in a process that cannot import the package."""
    for name, data in _pack().items():
        (tmp_path / name).write_bytes(data)

    def check() -> tuple[int, str]:
        done = subprocess.run(
            [sys.executable, "-I", "-S", "verify.py"], cwd=tmp_path, capture_output=True, text=True, encoding="utf-8", check=False,
            env={"PYTHONIOENCODING": "utf-8"},
        )
        return done.returncode, done.stdout

    code, said = check()
    assert code == 0 and verify.digest_of(_pack()[verify.MANIFEST]) in said
    (tmp_path / "replay.json").write_bytes(_flipped(_pack()["replay.json"], 1000))
    code, said = check()
    assert code == 1 and "replay.json" in said and "was changed" in said and "被改动过" in said
    imported = {line.split()[1] for line in _pack()[verify.PROGRAM].decode().splitlines() if line.startswith(("import ", "from "))}
    assert all(name.partition(".")[0] in sys.stdlib_module_names for name in imported)


def test_manifest_fits_its_schema_and_says_what_personal_data_there_is() -> None:
    manifest = json.loads(_pack()[verify.MANIFEST])
    jsonschema.validate(manifest, _SCHEMA)
    assert manifest["counts"] == {"entries": 12, "findings": 3, "states": 12}
    assert "陈示甲" in manifest["personal"]["officers"] and "收件结果" in manifest["personal"]["facts"]
    page = _pack()["index.html"].decode()
    linked = [each["path"] for each in manifest["files"] if each["path"] != "index.html"]
    assert "本包里的个人信息" in page and all(f'href="{path}"' in page for path in linked)


def test_law_that_is_cited_lies_in_the_pack_with_its_source() -> None:
    rows = {each["id"]: each for each in json.loads(_pack()["law.json"])["rows"]}
    assert rows.keys() >= _CITED
    limit = [each for each in rows.values() if any("第四十二条" in source["articles"] for source in each["sources"])]
    assert limit and all(source["name"] for each in rows.values() for source in each["sources"])


def test_history_that_was_broken_before_is_packed_as_it_was() -> None:
    """The break is a finding about the case; the pack itself is whole."""
    recorded = (_HISTORIES / "E01-late.jsonl").read_bytes().replace("不批准".encode(), "同意".encode())
    history = read_history(recorded, evidence.PATH)
    document = Library().by_digest(history.chart_digest)
    assert document is not None
    case = replay(history, document.chart, national_calendar(), path=evidence.PATH)
    judged = rules.judge(case, rules.select(["conduct"]), case.moment.date())
    files = evidence.pack(
        ReplayedCase(path=evidence.PATH, replay=case, findings=judged.findings), case, chart=Path(document.path).read_bytes(),
        history=recorded, lang="en",
    )
    assert "chain-broken" in {each["rule"] for each in json.loads(files[verify.FINDINGS])["findings"]}
    assert list(evidence.faults(files)) == []


def test_archive_of_a_stranger_is_refused_or_read_without_harm(tmp_path: Path) -> None:
    (tmp_path / "x.zip").write_bytes(b"PK\x05\x06 no archive")
    with pytest.raises(evidence.Unreadable):
        evidence.read(str(tmp_path / "x.zip"))
    files, _ = verify.unpacked(verify.archive({"../../escape.txt": b"x", verify.MANIFEST: b"[]"}))
    assert {fault.path for fault in evidence.faults(files)} >= {verify.MANIFEST}
    assert not (tmp_path.parent / "escape.txt").exists()
