"""What is ordered on cases besides doing steps, as people call it."""
from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from powerflow import commands
from powerflow.model import Extension, LimitRole, TimeLimit, Unit
from powerflow.replay import read_history
from tests.cases.desk import decided, drawing, with_side
from tests.commands.test_case import Desk

_CASE = "T01-2026-0001"
_TABLE = """schema = "powerflow/organisation/1"
[[department]]
name = "局"
[[post]]
name = "承办人"
department = "局"
[[post]]
name = "局长"
department = "局"
[[term]]
officer = "甲"
post = "承办人"
from = 2020-01-01
[[term]]
officer = "乙"
post = "承办人"
from = 2020-01-01
[[term]]
officer = "丁"
post = "局长"
from = 2020-01-01
"""


@pytest.fixture
def desk(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Iterator[Desk]:
    made = Desk(tmp_path, capsys)
    (made.items / "organisation.toml").write_text(_TABLE, encoding="utf-8")
    limit = TimeLimit(role=LimitRole.STATUTORY, amount=10, unit=Unit.WORKING_DAY)
    more = Extension(amount=5, unit=Unit.WORKING_DAY, approver="本机关负责人")
    drawn = drawing(time_limits=(limit,), extensions=(more,)).start().step("受理").step("审查").step("批准", post="局长").end()
    (made.items / "decided.bpmn").write_bytes(with_side(drawn, "局长", "L"))
    made.start()
    yield made
    commands.console.prepare(["--lang", "zh"])


def _order(desk: Desk, name: str, at: str, *words: str, by: str = "甲") -> int:
    return desk("case", name, _CASE, *words, "--as", "承办人", "--by", by, "--at", f"2026-09-{at}")


def test_who_must_stay_away_is_not_named_among_those_who_may_do_a_step(desk: Desk) -> None:
    assert _order(desk, "bar", "18T10:00", "乙", "--note", "近亲属") == 0, desk.err
    assert "可由 甲 办理" in desk.out
    assert _order(desk, "bar", "18T10:10", "甲", "--note", "利害关系", by="乙") == 2
    assert desk("case", "show", _CASE) == 0
    assert "可由 甲 办理" in desk.out and "可由 甲、乙" not in desk.out


def test_a_case_with_every_order_is_shown_exported_and_replayed(desk: Desk) -> None:
    assert _order(desk, "claim", "18T10:00", "受理") == 0, desk.err
    assert "甲 已于 2026-09-18 10:00 领办" in desk.out
    assert _order(desk, "delegate", "18T10:10", "受理", "--to", "乙") == 0, desk.err
    assert "受 甲 委托" in desk.out
    assert _order(desk, "return", "18T10:20", "受理", by="乙") == 0, desk.err
    assert desk.act("受理", "2026-09-18T11:00") == 0, desk.err
    assert "可由 甲、乙 办理" in desk.out
    assert _order(desk, "withdraw", "18T11:10", "受理") == 0, desk.err
    assert desk.act("受理", "2026-09-18T11:20") == 0, desk.err
    assert _order(desk, "send-back", "18T12:00", "审查", "--to", "受理", "--note", "材料不清") == 0, desk.err
    assert _order(desk, "supplement", "18T13:00", "--document", "补正通知书", "--note", "缺身份证明", "--limit", "5WD") == 0, desk.err
    assert "停止计时（补正）" in desk.out
    assert _order(desk, "supplemented", "21T09:00") == 0, desk.err
    assert _order(desk, "suspend", "21T10:00", "--document", "中止通知书", "--note", "不可抗力") == 0, desk.err
    assert desk.act("受理", "2026-09-21T11:00") == 2 and "中止" in desk.err
    assert _order(desk, "resume", "22T09:00") == 0, desk.err
    assert _order(desk, "extend", "22T10:00", "--limit", "5WD", "--approver", "丁", "--note", "案情复杂") == 0, desk.err
    assert "批准 丁" in desk.out
    assert _order(desk, "correct", "22T11:00", "--set", "金额=5", "--note", "补记") == 0, desk.err
    assert _order(desk, "bar", "22T12:00", "乙", "--note", "近亲属", "--approver", "丁") == 0, desk.err
    assert _order(desk, "transfer", "22T13:00", "受理", "--to", "局长") == 0, desk.err
    assert "岗位 局长" in desk.out and "可由 丁 办理" in desk.out
    assert _order(desk, "terminate", "22T14:00", "--document", "终止决定书", "--note", "撤回申请") == 0, desk.err
    assert _order(desk, "archive", "22T15:00", "--document", "档2026-1") == 0, desk.err
    out = desk.folder / "case.jsonl"
    assert desk("case", "export", _CASE, "-o", str(out), items=False) == 0
    history = read_history(out)
    assert len(history.entries) == 18 and out.read_text(encoding="utf-8").startswith('{"schema": "powerflow/history/2"')
    assert commands.run(["replay", str(out), "--chart", str(desk.items / "decided.bpmn"), "--fail-on", "never"]) == 0
    assert desk("case", "show", _CASE) == 0
    for word in ("领办", "委托办理", "交还", "撤回", "退回", "补正通知", "中止", "恢复", "延期", "更正", "回避", "移交", "终止", "归档"):
        assert word in desk.out, word


def test_in_english_too(desk: Desk) -> None:
    assert _order(desk, "claim", "18T10:00", "受理", "--lang", "en") == 0
    assert "claimed" in desk.out and "甲" in desk.out
    assert _order(desk, "claim", "18T11:00", "受理", "--lang", "en", by="乙") == 2
    assert not any("一" <= letter <= "鿿" for letter in desk.err.replace("受理", "").replace("甲", "")), desk.err


def test_running_cases_go_on_under_the_chart_that_the_library_has_now(desk: Desk) -> None:
    assert desk.act("受理", "2026-09-18T11:00") == 0
    with_more = drawing().start().step("受理").step("审查").step("复核").end()
    (desk.items / "decided.bpmn").write_bytes(with_more.data())
    every = ("case", "migrate", "--item", "T01", "--as", "承办人", "--by", "甲", "--note", "修订", "--at", "2026-09-18T12:00")
    assert desk(*every, "--dry-run") == 0, desk.err
    assert "可以换版 1 件" in desk.out and "2026-10-09 → —" in desk.out
    assert desk(*every) == 0, desk.err
    assert "已换版 1 件" in desk.out
    assert desk.act("审查", "2026-09-18T13:00") == 0 and "复核" in desk.out
    assert desk(*every) == 1 and "已经在用这一版" in desk.out
    (desk.items / "decided.bpmn").write_bytes(decided().data())
    assert (desk("case", "migrate", _CASE, "--dry-run") == 1 and "换版以后打开的环节不同" in desk.out) or "不符" in desk.out
