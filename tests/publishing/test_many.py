"""Many charts at once: the same pictures as one by one, nothing drawn twice, nothing secret named."""
from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from powerflow.model import Disclosure
from powerflow.publishing import Job, Published, Record, Wish, contact_sheet_of, index_page, publish, read_record
from powerflow.publishing.record import RECORD
from tests.builders import chart
from tests.diagram.charts import ITEM

WISH = Wish(formats=("svg",), paper="a4", profile="public", dpi=96, lang="zh")


def job(name: str, stem: str, **changes: object) -> Job:
    item = replace(ITEM, name=name, code=stem.upper(), **changes)  # type: ignore[arg-type]
    data = chart(name, item).start().step("审查", "review", post="科", days=3).end().data()
    return Job(f"{stem}.bpmn", data, stem)


JOBS = [job(f"事项{number}", f"t{number}") for number in range(1, 6)]


def written(found: list[Published], folder: Path) -> Record:
    record = Record()
    for done in found:
        for name, data in done.pictures.items():
            (folder / name).write_bytes(data)
        if done.entry:
            record.put(done.entry)
    (folder / RECORD).write_bytes(record.data())
    return read_record(folder)


@pytest.mark.exe
@pytest.mark.slow
def test_several_processes_draw_what_one_draws(tmp_path: Path) -> None:
    told: list[int] = []
    one = list(publish(JOBS, WISH, tmp_path, Record()))
    two = list(publish(JOBS, WISH, tmp_path, Record(), jobs=2, told=told.append))
    assert [done.pictures for done in one] == [done.pictures for done in two]
    assert told == [1, 2, 3, 4, 5]


@pytest.mark.exe
def test_what_has_not_changed_is_left(tmp_path: Path) -> None:
    record = written(list(publish(JOBS[:2], WISH, tmp_path, Record())), tmp_path)
    again = [done.is_fresh for done in publish(JOBS[:2], WISH, tmp_path, record)]
    changed = [done.is_fresh for done in publish([JOBS[0], job("改名", "t2")], WISH, tmp_path, record)]
    other = [done.is_fresh for done in publish(JOBS[:2], replace(WISH, profile="internal"), tmp_path, record)]
    assert (again, changed, other) == ([False, False], [False, True], [True, True])


@pytest.mark.exe
def test_a_file_that_was_touched_or_lost_is_drawn_again(tmp_path: Path) -> None:
    record = written(list(publish(JOBS[:2], WISH, tmp_path, Record())), tmp_path)
    (tmp_path / "t1.a4.svg").write_text("<svg/>")
    (tmp_path / "t2.a4.svg").unlink()
    assert [done.is_fresh for done in publish(JOBS[:2], WISH, tmp_path, record)] == [True, True]


@pytest.mark.exe
def test_one_that_cannot_be_drawn_is_named_and_the_others_go_on(tmp_path: Path) -> None:
    done = list(publish([Job("bad.bpmn", b"<html/>", "bad"), JOBS[0]], WISH, tmp_path, Record()))
    assert [bool(each.entry) for each in done] == [False, True]
    assert "bad.bpmn" in done[0].reason


@pytest.mark.exe
def test_an_item_that_is_withheld_is_in_no_index_and_not_named_in_the_record(tmp_path: Path) -> None:
    secret = job("绝密事项甲", "s1", disclosures=(Disclosure(content="全部", public=False, exemption="国家秘密"),))
    wish = replace(WISH, profile="internal", thumbnails=True)
    record = written(list(publish([secret, JOBS[0]], wish, tmp_path, Record())), tmp_path)
    entries = record.listed(tmp_path, "internal")
    assert [entry.title for entry in entries] == ["事项1"]
    assert "绝密" not in index_page(entries, "zh") and "绝密" not in (tmp_path / RECORD).read_text(encoding="utf-8")
    assert "绝密" not in contact_sheet_of(entries, tmp_path, "zh").svg().decode()


@pytest.mark.exe
def test_the_contact_sheet_holds_its_pictures(tmp_path: Path) -> None:
    record = written(list(publish(JOBS[:3], replace(WISH, thumbnails=True), tmp_path, Record())), tmp_path)
    sheet = contact_sheet_of(record.listed(tmp_path, "public"), tmp_path, "zh")
    svg = sheet.svg().decode()
    assert svg.count("data:image/png;base64,") == 3 and "事项2" in svg and str(tmp_path) not in svg
    assert sheet.png().startswith(b"\x89PNG") and sheet.pdf().startswith(b"%PDF")


@pytest.mark.exe
def test_findings_are_marked(tmp_path: Path) -> None:
    """The failing example of a rule, whose offending step is named in it."""
    example = Path(__file__).resolve().parents[2] / "examples" / "rules" / "time-limit-missing" / "fail.bpmn"
    (done,) = publish([Job(str(example), example.read_bytes(), "fail")], replace(WISH, judged_on=date(2026, 9, 18)), tmp_path, Record())
    assert 'data-element="mark-' in done.pictures["fail.a4.svg"].decode()
    (bare,) = publish([Job(str(example), example.read_bytes(), "fail")], WISH, tmp_path, Record())
    assert 'data-element="mark-' not in bare.pictures["fail.a4.svg"].decode()


def test_a_record_of_a_stranger_names_no_file_elsewhere(tmp_path: Path) -> None:
    for text in ("no json", "[]", '{"schema": "powerflow/render-record/1", "charts": [{"stem": "a"}]}', (
        '{"schema": "powerflow/render-record/1", "charts": [{"stem": "a", "paper": "a3", "profile": "public", "key": "k", "notes": [], '
        '"files": {"../../secret": "d"}, "thumbnail": "", "pages": 1, "title": "t", "code": "", "kind": "", "organ": ""}]}'
    )):
        (tmp_path / RECORD).write_text(text)
        assert read_record(tmp_path).listed(tmp_path, "public") == ()


def test_index_groups_by_kind_and_organ_and_escapes_names(tmp_path: Path) -> None:
    from powerflow.publishing import Entry

    (tmp_path / "a b.svg").write_text("x")
    entry = Entry(
        stem="a b", paper="a4", profile="public", key="k", files={"a b.svg": "d"}, title="<b>甲</b>", code="T01", kind="行政许可",
        organ="临溪县城市管理局",
    )
    page = index_page([entry], "zh", sheet="contact-sheet.svg")
    assert "&lt;b&gt;甲" in page and "<b>甲" not in page and 'src="a%20b.svg"' in page
    assert "行政许可" in page and "临溪县城市管理局" in page and "contact-sheet.svg" in page and "<script" not in page
