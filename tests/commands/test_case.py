"""`powerflow case` and `powerflow tick` as people call them."""
from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import jsonschema
import pytest

import powerflow
from powerflow import commands
from powerflow.cases.sqlite import driver
from powerflow.replay import chain_breaks, read_history
from tests.cases.desk import decided, drawing
from tests.cases.test_timers import deemed

_OFFICERS = """schema = "powerflow/organisation/1"
[[department]]
name = "局"
[[post]]
name = "承办人"
department = "局"
[[term]]
officer = "甲"
post = "承办人"
from = 2020-01-01
"""


class Desk:
    """The commands with a store and a folder of items of their own; `out` and `err` hold what the last one said."""

    def __init__(self, folder: Path, capture: pytest.CaptureFixture[str]) -> None:
        self._capture = capture
        self.folder = folder
        self.items = folder / "items"
        self.items.mkdir()
        (self.items / "organisation.toml").write_text(_OFFICERS, encoding="utf-8")
        (self.items / "decided.bpmn").write_bytes(decided().data())
        self.store = ["--store", f"sqlite:///{folder / 'cases.db'}"]
        self.out = self.err = ""

    def __call__(self, *words: str, items: bool = True) -> int:
        own = ["--processes", str(self.items)] if items else []
        code = commands.run([*words, *self.store, *own])
        self.out, self.err = self._capture.readouterr()
        return code

    def start(self, *words: str) -> None:
        """A simulated case on Friday, 18 September 2026."""
        assert self("case", "start", "T01", "--simulate", "--at", "2026-09-18T09:00", *words) == 0, self.err

    def act(self, step: str, at: str, *words: str) -> int:
        """A step of the first case, done by 甲."""
        return self("case", "do", "T01-2026-0001", step, "--as", "承办人", "--by", "甲", "--at", at, *words)


@pytest.fixture
def desk(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Iterator[Desk]:
    yield Desk(tmp_path, capsys)
    commands.console.prepare(["--lang", "zh"])


def test_a_case_is_started_done_and_closed(desk: Desk) -> None:
    desk.start("--note", "来窗口")
    assert "办件 T01-2026-0001 已开始：示例许可" in desk.out
    assert "待办 受理(受理)，岗位 承办人，自 2026-09-18 09:00" in desk.out
    assert desk.act("受理", "2026-09-18T10:00") == 0
    assert "要登记：合格(是|否)" in desk.out
    assert desk.act("审查", "2026-09-21", "--set", "合格=否", "--set", "听证=是") == 0
    assert "2026-09-21 09:00  办理  审查  承办人 / 甲  合格=否、听证=是" in desk.out
    assert desk.act("不予", "2026-09-22") == 0
    assert "已办结：不予(no)" in desk.out


def test_a_case_is_shown_as_it_stands_and_as_it_stood(desk: Desk) -> None:
    (desk.items / "decided.bpmn").write_bytes(deemed().data())
    desk.start()
    assert desk("case", "show", "T01-2026-0001", items=False) == 0
    assert "T01-2026-0001  示例许可(T01)  模拟：时间由办理者给出" in desk.out
    assert "等候 视为受理(t)，自 2026-09-18 09:00" in desk.out
    assert "法定 5个工作日：截至 2026-09-24，余 5个工作日" in desk.out
    assert desk("case", "show", "T01-2026-0001", "--at", "2026-09-28", items=False) == 0
    assert "法定 5个工作日：应于 2026-09-24 前，已逾期 1个工作日" in desk.out
    assert desk("case", "show", "T01-2026-0001", "--at", "2026-09-01", items=False) == 0
    assert "那一刻还没有开始" in desk.out


def test_tick_fires_what_ran_out_and_says_so(desk: Desk) -> None:
    (desk.items / "decided.bpmn").write_bytes(deemed().data())
    desk.start()
    assert desk("tick", "--at", "2026-09-24T23:00") == 0
    assert "触发 0 个" in desk.out
    assert desk("tick", "--at", "2026-09-28") == 0
    assert "T01-2026-0001 的 t 于 2026-09-25T00:00:00+08:00 到期" in desk.out
    assert desk("tick") == 0
    assert "触发 0 个" in desk.out


def test_the_list_names_every_case(desk: Desk) -> None:
    desk.start()
    desk.start()
    assert desk("case", "list", items=False) == 0
    lines = desk.out.splitlines()
    assert lines[0] == "T01-2026-0001  示例许可  2026-09-18 09:00  在办 模拟  受理"
    assert lines[-1] == "共 2 件"


def test_the_list_in_json_keeps_its_schema(desk: Desk) -> None:
    desk.start()
    assert desk("case", "list", "--format", "json", items=False) == 0
    folder = Path(powerflow.__file__).parent
    schema = json.loads((folder / "cases" / "schemas" / "cases-1.json").read_text(encoding="utf-8"))
    whole = json.loads(desk.out)
    jsonschema.validate(whole, schema)
    assert whole["cases"][0]["open"][0]["node"] == "受理"


def test_an_export_is_a_history_whose_chain_is_whole(desk: Desk) -> None:
    desk.start()
    desk.act("受理", "2026-09-18T10:00")
    target = desk.folder / "out" / "h.jsonl"
    assert desk("case", "export", "T01-2026-0001", "-o", str(target), items=False) == 0
    history = read_history(target)
    assert [entry.node for entry in history.entries] == ["start", "受理"]
    assert history.simulated
    assert history.chart_path == "decided.bpmn"
    assert chain_breaks(history) == ()
    assert desk("case", "export", "T01-2026-0001", items=False) == 0
    assert desk.out == target.read_text(encoding="utf-8")


def test_the_store_may_be_named_by_the_environment(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.start()
    monkeypatch.setenv("POWERFLOW_STORE", desk.store[1])
    assert commands.run(["case", "list"]) == 0


def test_a_real_case_takes_the_systems_time(desk: Desk) -> None:
    assert desk("case", "start", "示例许可") == 0
    [case] = [word for word in desk.out.split() if word.startswith("T01-")]
    assert desk("case", "do", case, "受理", "--as", "承办人", "--by", "甲") == 0
    assert desk("case", "do", case, "审查", "--as", "承办人", "--by", "甲", "--at", "2099-01-01", "--set", "合格=是") == 2
    assert "--simulate" in desk.err
    assert desk("case", "show", case, items=False) == 0
    assert "模拟" not in desk.out


LATER = "2026-09-18T10:00"


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["case", "start", "没有的事项"], 2, "没有编码或名称为“没有的事项”"),
        (["case", "do", "X-1", "受理", "--as", "承办人"], 2, "没有办件“X-1”"),
        (["case", "do", "T01-2026-0001", "审查", "--as", "承办人", "--by", "甲", "--at", LATER], 2, "打开的环节：受理"),
        (["case", "do", "T01-2026-0001", "受理", "--as", "局长", "--by", "甲", "--at", LATER], 2, "由岗位“承办人”办理"),
        (["case", "do", "T01-2026-0001", "受理", "--as", "承办人", "--by", "乙", "--at", LATER], 2, "不任“承办人”"),
        (["case", "do", "T01-2026-0001", "受理", "--as", "承办人", "--by", "甲", "--set", "金额=很多", "--at", LATER], 2, "应当是金额"),
        (["case", "do", "T01-2026-0001", "受理", "--as", "承办人", "--set", "金额"], 2, "名称=值"),
        (["case", "do", "T01-2026-0001", "受理", "--as", "承办人", "--set", "金额=1", "--set", "金额=2"], 2, "给了两次"),
        (["case", "do", "T01-2026-0001", "受理"], 2, "--as"),
        (["case", "do", "T01-2026-0001", "受理", "--as", "承办人", "--by", "甲", "--set", "金额=1"], 2, "办理时间要用 --at 给出"),
        (["case", "start", "T01", "--at", "昨天"], 2, "不是时间"),
        (["case", "start", "T01", "--organisation", "missing.toml"], 3, "没有这个文件"),
        (["tick", "--calendar", "missing.toml"], 3, "missing.toml"),
    ],
)
def test_what_is_refused_is_said_in_one_line(desk: Desk, words: list[str], code: int, said: str) -> None:
    desk.start()
    assert desk(*words) == code
    assert said in desk.err
    assert "Traceback" not in desk.err


def test_a_missing_store_ends_with_3(desk: Desk) -> None:
    assert desk("case", "list", items=False) == 3
    assert "没有办件库" in desk.err


def test_a_chart_that_cannot_run_ends_with_3_and_names_every_reason(desk: Desk) -> None:
    (desk.items / "decided.bpmn").write_bytes(drawing().start().raw('<scriptTask id="x"/>').flow("start", "x").data())
    assert desk("case", "start", "T01") == 3
    assert "scriptTask" in desk.err
    assert "没有流出的流向" in desk.err


def test_a_tick_that_leaves_a_case_behind_ends_with_3(desk: Desk) -> None:
    from tests.cases.desk import days

    drawn = drawing().start().step("a").end("e1").boundary_timer("t", "a", days(1)).decision("g").via("", "听证").end("e2")
    (desk.items / "decided.bpmn").write_bytes(drawn.at("g").via("", "not 听证").end("e3").data())
    desk.start()
    assert desk("tick", "--at", "2026-10-30") == 3
    assert "T01-2026-0001: " in desk.err


def test_everything_is_said_in_english_too(desk: Desk) -> None:
    assert desk("case", "start", "T01", "--simulate", "--at", "2026-09-18", "--lang", "en") == 0
    assert "case T01-2026-0001 has begun" in desk.out
    assert desk("case", "do", "T01-2026-0001", "审查", "--as", "承办人", "--by", "甲", "--at", "2026-09-18", "--lang", "en") == 2
    assert "is not open" in desk.err


def test_items_without_a_table_of_officers_let_nobody_act(desk: Desk) -> None:
    desk.start()
    (desk.items / "organisation.toml").unlink()
    assert desk.act("受理", "2026-09-18") == 2
    assert "不任“承办人”" in desk.err


def test_a_shipped_item_starts_by_its_name(desk: Desk) -> None:
    started = ["--simulate", "--at", "2026-09-18", "--by", "张三"]
    assert desk("case", "start", "E13", *started, items=False) == 0
    assert desk("case", "export", "E13-2026-0001", items=False) == 0
    header = json.loads(desk.out.splitlines()[0])
    assert header["chart"]["path"] == "other/disclosure-on-request.bpmn"


def test_a_history_that_was_altered_is_shown_with_a_warning(desk: Desk) -> None:
    desk.start("--note", "来窗口")
    with closing(driver().connect(desk.folder / "cases.db")) as connection, connection:
        connection.execute("UPDATE entries SET body = replace(body, '来窗口', '没有来')")
    for command in ("show", "export"):
        assert desk("case", command, "T01-2026-0001", items=False) == 0
        assert "从第 1 条记录起被改动过" in desk.err
    assert desk("case", "list", items=False) == 0


def test_a_whole_history_is_shown_without_a_warning(desk: Desk) -> None:
    desk.start()
    assert desk("case", "show", "T01-2026-0001", items=False) == 0
    assert desk.err == ""


@pytest.mark.parametrize("day", ["2050-01-03", "1999-01-04"])
def test_no_case_begins_in_a_year_that_the_calendar_does_not_know(desk: Desk, day: str) -> None:
    assert desk("case", "start", "T01", "--simulate", "--at", day) == 3
    assert "工作日历只覆盖" in desk.err
    assert desk("case", "list", items=False) == 0
    assert "共 0 件" in desk.out


def test_lists_are_parted_as_the_language_wants(desk: Desk) -> None:
    desk.start()
    assert desk.act("受理", "2026-09-18T10:00") == 0
    assert desk.act("审查", "2026-09-21", "--lang", "en") == 2
    assert "、" not in desk.err
    assert desk.act("审查", "2026-09-21", "--set", "合格=否", "--set", "听证=是", "--lang", "en") == 0
    assert "合格=否, 听证=是" in desk.out
