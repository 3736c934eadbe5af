"""Deadlines in words and as data."""
from __future__ import annotations

import json
from datetime import date, datetime

from powerflow.deadlines import (
    BEIJING,
    Notice,
    NoticeKind,
    Pause,
    as_data,
    calendar_with,
    deadline,
    explain,
    national_calendar,
    read_period,
    read_start,
)

CALENDAR = national_calendar()


def _lines(start: str, limit: str, lang: str = "zh") -> str:
    return "\n".join(explain(deadline(read_start(start), read_period(limit), CALENDAR), lang))


def test_the_due_day_comes_first_with_its_weekday() -> None:
    assert explain(deadline(date(2026, 9, 18), read_period("20WD"), CALENDAR))[0].endswith("2026-10-22（星期四）")


def test_skipped_holidays_are_named_with_their_days() -> None:
    said = _lines("2026-09-18", "20WD")
    assert "2026年9月25日至27日 中秋节放假 3 天" in said
    assert "2026年10月1日至7日 国庆节放假 7 天" in said
    assert "周末 4 天" in said


def test_make_up_days_that_counted_are_named() -> None:
    said = _lines("2026-09-18", "20WD")
    assert "2026-09-20（星期日）是国庆节调休上班日" in said
    assert "2026-10-10（星期六）是国庆节调休上班日" in said


def test_a_rolled_last_day_is_explained() -> None:
    assert "2026-10-03（星期六）是休息日（国庆节），顺延到2026-10-08（星期四）" in _lines("2026-07-05", "90CD")
    assert "（周末）" in _lines("2026-03-02", "5CD")


def test_backwards_says_which_reading_is_used() -> None:
    assert "事件当日和办理当日都不计" in _lines("2026-10-13", "-7WD")
    assert "提前到2026-03-13（星期五）" in _lines("2026-03-20", "-4CD")


def test_a_provisional_deadline_warns_and_gives_its_interval() -> None:
    said = _lines("2026-12-10", "20WD")
    assert said.startswith("截止日（暂计）")
    assert "2027 年的放假安排" in said
    assert "最早 2027-01-06（星期三），最晚 2027-01-12（星期二）" in said


def test_a_provisional_deadline_far_from_holidays_says_that_it_will_hold() -> None:
    assert "不会变动" in _lines("2027-07-05", "5WD")


def test_a_december_that_waits_for_the_next_notice_names_that_year() -> None:
    assert "2027 年的放假安排" in _lines("2026-12-24", "5WD")


def test_hours_and_spot_say_their_reading() -> None:
    assert "即时起算" in _lines("2026-09-18T10:00", "24H")
    assert "2026-09-19（星期六） 10:00" in _lines("2026-09-18T10:00", "24H")
    assert "当日办结" in _lines("2026-09-18", "spot")


def test_an_instant_is_said_in_beijing() -> None:
    assert "2026-09-19（星期六） 06:00" in _lines("2026-09-17T22:00Z", "24H")


def test_english_says_the_same() -> None:
    said = _lines("2026-09-18", "20WD", "en")
    assert said.startswith("Due: 2026-10-22 (Thursday)")
    assert "2026-09-25 to 27, Mid-Autumn Festival, days off: 3" in said
    assert "20 working days" in said
    assert not any("\u4e00" <= sign <= "\u9fff" for sign in said)


def test_a_holiday_over_the_end_of_a_month_names_both_months() -> None:
    assert "2025年1月28日至2025年2月4日 春节放假 8 天" in _lines("2025-01-20", "10WD")


def test_pauses_are_named_with_their_reason() -> None:
    pause = Pause(
        start=datetime(2026, 3, 5, 10, tzinfo=BEIJING), end=datetime(2026, 3, 11, 10, tzinfo=BEIJING), why="鉴定"
    )
    silent = Pause(start=pause.start, end=pause.end)
    end = deadline(date(2026, 3, 2), read_period("5WD"), CALENDAR, [pause])
    said = "\n".join(explain(end))
    assert "2026-03-05（星期四） 10:00 至 2026-03-11（星期三） 10:00（鉴定）" in said
    assert "时限中止的整日 5 天" in said
    assert "鉴定" not in "\n".join(explain(deadline(date(2026, 3, 2), read_period("5WD"), CALENDAR, [silent])))


def test_a_last_day_rolled_over_a_pause_says_so() -> None:
    pause = Pause(
        start=datetime(2026, 3, 14, 12, tzinfo=BEIJING), end=datetime(2026, 3, 18, 9, tzinfo=BEIJING)
    )
    assert "2026-03-18" in "\n".join(explain(deadline(date(2026, 3, 6), read_period("8CD"), CALENDAR, [pause])))


def test_local_holidays_are_always_named() -> None:
    local = Notice(
        kind=NoticeKind.LOCAL, year=2026, area="云水自治州", number="云水政办〔2026〕2号",
        days_off={date(2026, 8, 6): "火把节", date(2026, 8, 7): "火把节"},
    )
    calendar = calendar_with([local])
    said = "\n".join(explain(deadline(date(2026, 8, 3), read_period("5WD"), calendar)))
    assert "火把节放假 2 天（云水自治州）" in said
    assert "云水政办〔2026〕2号" in said
    data = as_data(deadline(date(2026, 8, 3), read_period("spot"), calendar))
    assert data["local_notices"] == [
        {"area": "云水自治州", "year": 2026, "number": "云水政办〔2026〕2号", "source": "", "issued": None}
    ]


def test_data_are_plain_json() -> None:
    data = json.loads(json.dumps(as_data(deadline(date(2026, 9, 18), read_period("20WD"), CALENDAR))))
    assert (data["schema"], data["limit"], data["due"]) == ("powerflow/deadline/1", "20WD", "2026-10-22")
    assert (data["provisional"], data["earliest"], data["latest"]) == (False, "2026-10-22", "2026-10-22")
    assert data["days"][1] == {
        "date": "2026-09-20", "counting": "counted", "kind": "make_up", "name": "国庆节", "area": "",
        "provisional": False,
    }


def test_data_carry_the_pauses() -> None:
    pause = Pause(start=datetime(2026, 3, 5, 10, tzinfo=BEIJING), end=datetime(2026, 3, 11, 10, tzinfo=BEIJING))
    data = as_data(deadline(date(2026, 3, 2), read_period("5WD"), CALENDAR, [pause]))
    assert data["pauses"] == [{"start": "2026-03-05T10:00:00+08:00", "end": "2026-03-11T10:00:00+08:00", "why": ""}]
