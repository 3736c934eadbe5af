"""`powerflow supervise` as people call it: an alarm from the tick to its end, orders, scores, the register, patterns."""
from __future__ import annotations

import csv
import io
import json
import shlex
from pathlib import Path

import jsonschema
import openpyxl
import pytest

import powerflow
from powerflow import commands

_ROOT = Path(__file__).resolve().parents[2]
_SCHEMAS = Path(powerflow.__file__).with_name("reports") / "schemas"
CASE = "E17-2026-0001"


class Office:
    """The commands on a store with one complaint of which the handling was late; `out` and `err` hold what was said last."""

    def __init__(self, folder: Path, capture: pytest.CaptureFixture[str]) -> None:
        self.folder = folder
        self._capture = capture
        self._store = ["--store", f"sqlite:///{folder / 'office.db'}"]
        self.out = self.err = ""

    def __call__(self, line: str, code: int = 0) -> str:
        done = commands.run([*shlex.split(line), *self._store])
        self.out, self.err = self._capture.readouterr()
        assert done == code, self.err
        return self.out

    def json(self, line: str, schema: str) -> dict[str, object]:
        """The JSON of a command, which fits its schema."""
        found: dict[str, object] = json.loads(self(f"{line} --format json"))
        jsonschema.validate(found, json.loads((_SCHEMAS / f"{schema}.json").read_text(encoding="utf-8")))
        return found


@pytest.fixture
def office(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Office:
    """A complaint of 21 September 2026: two promised working days for the way of handling end on the 23rd."""
    opened = Office(tmp_path, capsys)
    opened("case start E17 --by 严示例 --simulate --at 2026-09-21T09:00")
    opened(f"case do {CASE} complain --as 投诉人 --by 严示例 --at 2026-09-21T09:05")
    opened(f"case do {CASE} register --as 投诉受理岗 --by 花示甲 --at 2026-09-21T09:30")
    opened("tick --at 2026-09-24T09:00")
    assert f"预警 {CASE} 第 4 条：T04" in opened.err
    return opened


def test_an_alarm_from_the_tick_to_its_end(office: Office) -> None:
    on = f"{CASE} 4"
    office(f"supervise explain {on} --by 花示甲 --note 人手不足 --at 2026-09-24T10:00")
    assert "已说明" in office.out
    office(f"supervise confirm {on} --by 皮示甲 --at 2026-09-24T11:00")
    office(f"supervise order {on} --by 皮示甲 --note 两日内确定 --days 2WD --at 2026-09-24T11:30")
    assert f"编号 DB-{CASE}-1" in office.out
    office(f"supervise print {CASE} DB-{CASE}-1 --organ 县行政效能投诉中心")
    assert "整改期限  到 2026-09-29" in office.out
    page = office(f"supervise print {CASE} 4 --format html")
    assert "<script" not in page
    assert f"DB-{CASE}-1" in page
    office(f"case do {CASE} triage --as 投诉受理岗 --by 花示甲 --set 办理方式=自办 --at 2026-09-28T09:00")
    office(f"supervise correct {on} --by 花示甲 --note 已确定自办 --at 2026-09-28T10:00")
    office(f"supervise recheck {on} --by 皮示乙 --at 2026-09-28T11:00")
    office(f"supervise close {on} --by 皮示乙 --at 2026-09-28T12:00")
    office("supervise alarms")
    assert "0 条预警" in office.out
    whole = office.json("supervise alarms --all", "alarms-1")
    assert [each["state"] for each in whole["alarms"]] == ["closed"]  # type: ignore[attr-defined]
    assert office(f"replay {CASE} --fail-on error").count("“确定并告知办理方式”") >= 1


def test_who_may_not_is_told_who_may(office: Office) -> None:
    office(f"supervise cancel {CASE} 4 --by 花示甲 --note 误报 --at 2026-09-24T10:00", 2)
    assert "皮示甲、皮示乙" in office.err
    office(f"supervise close {CASE} 4 --by 皮示甲 --at 2026-09-24T10:00 --lang en", 2)
    assert "what may follow: explain, confirm, cancel" in office.err
    office(f"supervise explain {CASE} 3 --by 花示甲 --note … --at 2026-09-24T10:00", 2)
    assert "4(T04)" in office.err


def test_scores_are_printed_with_their_profile_and_given_back(office: Office) -> None:
    text = office("supervise scores --period 2026-09 --simulate")
    assert "县行政效能投诉中心" in text
    assert "黄色预警扣 5 分" in text
    before = office.json("supervise scores --period 2026Q3 --simulate --by post --profile nine-headings", "scores-1")
    office(f"supervise cancel {CASE} 4 --by 皮示甲 --note 系统故障 --at 2026-09-24T10:00")
    after = office.json("supervise scores --period 2026Q3 --simulate --by post --profile nine-headings", "scores-1")
    totals = [{each["subject"]: each["total"] for each in found["scores"]} for found in (before, after)]  # type: ignore[attr-defined]
    assert totals == [{"投诉受理岗": 92}, {"投诉受理岗": 100}]


def test_tables_for_other_programs(office: Office) -> None:
    rows = list(csv.reader(io.StringIO(office("supervise register --period 2026-09 --simulate --format csv").lstrip("\ufeff"))))
    assert rows[2] == ["2026-09", "E17", "行政效能投诉处理", "县行政效能投诉中心", "投诉受理岗", "1", "1", "1"]
    file = office.folder / "register.xlsx"
    office(f"supervise register --period 2026 --simulate --format xlsx -o {file}")
    assert openpyxl.load_workbook(file).sheetnames == ["按岗位", "按事项"]
    found = office.json("supervise register --period 2026H2 --simulate", "exercised-1")
    assert found["items"] == [{"item": "E17", "name": "行政效能投诉处理", "month": "2026-09", "started": 1, "ended": 0}]
    assert "职权行使台账" in office("supervise register --period 2026 --simulate --format html")
    assert "监察得分" in office("supervise scores --period 2026 --simulate --format html")
    assert office("supervise scores --period 2026 --simulate --format csv").startswith("\ufeff部门,总分,等次")


def test_patterns_are_empty_for_one_case(office: Office) -> None:
    assert office.json("supervise patterns --period 2026 --simulate", "patterns-1")["patterns"] == []
    assert "超几何分布" in office("supervise patterns --period 2026 --simulate")


def test_real_and_simulated_are_apart(office: Office) -> None:
    assert office.json("supervise register --period 2026", "exercised-1")["items"] == []


@pytest.mark.parametrize("line", ["supervise scores --period 九月", "supervise scores --period 2026 --profile 好"])
def test_what_cannot_be_read_is_refused(office: Office, line: str) -> None:
    office(line, 2)


def test_a_scheme_of_ones_own(office: Office, tmp_path: Path) -> None:
    scheme = tmp_path / "own.toml"
    shipped = (_ROOT / "powerflow" / "supervision" / "scheme.toml").read_text(encoding="utf-8")
    scheme.write_text(shipped.replace('step_promised = "yellow"', 'step_promised = "red"'), encoding="utf-8")
    out = office(f"lamps --at 2026-09-24T10:00 --scheme {scheme} --format json")
    assert json.loads(out)["cases"][0]["steps"][0]["lamp"] == "red"
    office(f"lamps --scheme {tmp_path / 'none.toml'}", 3)
