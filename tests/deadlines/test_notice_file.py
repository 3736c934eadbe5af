"""Calendar files: what is read, and that whatever is wrong is named."""
from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from powerflow.deadlines import NoticeKind, NoticeStatus, read_calendar, read_notices
from powerflow.errors import InputError

NATIONAL = {
    "kind": "national", "year": 2027, "number": "示例〔2026〕1号", "issued": "2026-11-30", "status": "published",
    "holidays": [{"name": "元旦", "from": "2027-01-01", "to": "2027-01-03"}],
    "workdays": [{"date": "2027-01-09", "for": "元旦"}],
}
LOCAL = {
    "kind": "local", "year": 2026, "area": "云水自治州", "note": "两天",
    "holidays": [{"name": "火把节", "from": "2026-08-06"}],
}


def _file(folder: Path, *notices: object, schema: str = "powerflow/calendar/1") -> Path:
    path = folder / "日历.json"
    path.write_text(json.dumps({"schema": schema, "notices": notices}, ensure_ascii=False), encoding="utf-8")
    return path


def test_reads_national_and_local_notices(tmp_path: Path) -> None:
    national, local = read_notices(_file(tmp_path, NATIONAL, LOCAL))
    assert (national.kind, national.status, national.issued) == (
        NoticeKind.NATIONAL, NoticeStatus.PUBLISHED, date(2026, 11, 30),
    )
    assert dict(national.days_off) == {date(2027, 1, n): "元旦" for n in (1, 2, 3)}
    assert dict(national.working_days) == {date(2027, 1, 9): "元旦"}
    assert (local.area, dict(local.days_off)) == ("云水自治州", {date(2026, 8, 6): "火把节"})


def test_calendar_lays_the_file_on_the_published_years(tmp_path: Path) -> None:
    calendar = read_calendar(_file(tmp_path, NATIONAL, LOCAL))
    assert calendar.latest_published_year == 2027
    assert not calendar.is_working_day(date(2026, 8, 6))
    assert calendar.is_working_day(date(2027, 1, 9))


def test_example_in_the_documentation_is_a_calendar_file(tmp_path: Path, root: Path) -> None:
    text = (root / "docs" / "calendar.md").read_text(encoding="utf-8")
    path = tmp_path / "example.json"
    path.write_text(text.split("```json\n")[1].split("```")[0], encoding="utf-8")
    assert [notice.year for notice in read_notices(path)] == [2027, 2026]


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"kind": "planet"}, "kind"),
        ({"status": "perhaps"}, "status"),
        ({"year": "2027"}, "year"),
        ({"year": True}, "year"),
        ({"year": 99999}, "year"),
        ({"number": 7}, "number"),
        ({"issued": "30.11.2026"}, "issued"),
        ({"issued": "2026-13-01"}, "issued"),
        ({"holiday": []}, "holiday"),
        ({"holidays": []}, "holidays"),
        ({"holidays": "all"}, "holidays"),
        ({"holidays": [{"name": "元旦"}]}, "holidays"),
        ({"holidays": [{"name": "", "from": "2027-01-01"}]}, "name"),
        ({"holidays": [{"name": "元旦", "from": "2027-01-03", "to": "2027-01-01"}]}, "to"),
        ({"holidays": [{"name": "元旦", "from": "2027-01-01", "to": "2027-12-01"}]}, "to"),
        ({"holidays": [{"name": "元旦", "from": "2026-01-01"}]}, "2026-01-01"),
        ({"workdays": [{"date": "2027-01-08", "for": "元旦"}]}, "2027-01-08"),
        ({"workdays": [{"date": "2027-01-02", "for": "元旦"}]}, "workdays"),
        ({"kind": "local"}, "area"),
        ({"kind": "local", "area": "云水自治州", "status": "draft"}, "area"),
    ],
    ids=str,
)
def test_a_wrong_field_is_named(tmp_path: Path, change: dict[str, object], named: str) -> None:
    with pytest.raises(InputError, match=named) as caught:
        read_notices(_file(tmp_path, {**NATIONAL, **change}))
    assert "日历.json" in str(caught.value)


@pytest.mark.parametrize(
    "content",
    [b"", b"[]", b"{", b"\xff\xfe\x00", b'{"schema": "powerflow/calendar/1"}', b'{"schema": "powerflow/calendar/1", "notices": []}',
     b'{"schema": "powerflow/calendar/1", "notices": [7]}', b"[" * 100_000, b" " * 1_000_001],
    ids=["empty", "list", "cut off", "not text", "no notices", "empty notices", "number", "deep", "large"],
)
def test_what_is_no_calendar_file_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "日历.json"
    path.write_bytes(content)
    with pytest.raises(InputError):
        read_notices(path)


def test_another_schema_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="schema"):
        read_notices(_file(tmp_path, NATIONAL, schema="powerflow/calendar/9"))


def test_a_missing_file_and_a_folder_are_refused(tmp_path: Path) -> None:
    for path in (tmp_path / "none.json", tmp_path):
        with pytest.raises(InputError):
            read_notices(path)
