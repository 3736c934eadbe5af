"""`powerflow work` and `powerflow draw` as people call them, and what `case show` tells of calls."""
from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from powerflow.cases.sqlite import driver
from powerflow.model import Draw, StepNotes
from tests.cases.called import fee, licence
from tests.cases.desk import drawing
from tests.commands.test_case import Desk

_DRAW = StepNotes(service="random-draw", draw=Draw(roll="专家库", count=2))
_ROLLS = 'schema = "powerflow/rolls/1"\n[[roll]]\nname = "专家库"\nnames = "一\\n二\\n三\\n四"\n'


@pytest.fixture
def desk(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Iterator[Desk]:
    made = Desk(tmp_path, capsys)
    (made.items / "licence.bpmn").write_bytes(licence().data())
    (made.items / "fee.bpmn").write_bytes(fee().data())
    (made.items / "draw.bpmn").write_bytes(drawing(code="D01").start().step("抽取", notes=_DRAW).step("评标").end().data())
    (made.items / "rolls.toml").write_text(_ROLLS, encoding="utf-8")
    yield made


def _call(desk: Desk) -> None:
    """A real licence that has called its fee."""
    assert desk("case", "start", "L01") == 0, desk.err
    assert desk("case", "do", "L01-2026-0001", "受理", "--as", "承办人", "--by", "甲", "--set", "面积=1") == 0, desk.err


def test_a_call_begins_with_the_act_that_opens_it_and_both_cases_tell(desk: Desk) -> None:
    _call(desk)
    assert "L01-2026-0001 的 缴费 调用事项 F01：办件 F01-2026-0001 已开始" in desk.out
    assert "在等办件 F01-2026-0001 交回结果" in desk.out
    assert desk("case", "show", "F01-2026-0001", items=False) == 0
    assert "由办件 L01-2026-0001 调用" in desk.out
    act = ["--as", "承办人", "--by", "甲", "--set", "应缴=0", "--set", "免收=是"]
    assert desk("case", "do", "F01-2026-0001", "核定", *act) == 0
    assert "L01-2026-0001 的 缴费 由办件 F01-2026-0001 交回结果" in desk.out
    assert desk("work", "--once") == 0


def test_what_could_not_be_called_is_told_and_tried_again(desk: Desk) -> None:
    (desk.items / "fee.bpmn").rename(desk.items / "fee.away")
    _call(desk)
    assert "待处理异常：事项库" in desk.out
    assert desk("work", "--once") == 0
    (desk.items / "fee.away").rename(desk.items / "fee.bpmn")
    assert desk("work", "--again", "L01-2026-0001") == 0
    assert "办件 F01-2026-0001 已开始" in desk.out


def test_work_that_leaves_a_case_behind_ends_with_3(desk: Desk) -> None:
    _call(desk)
    connection = driver().connect(desk.folder / "cases.db", isolation_level=None)
    connection.execute("UPDATE entries SET body = replace(body, '甲', '乙') WHERE case_id LIKE 'L01%'")
    connection.execute("UPDATE calls SET looked = 0")
    connection.close()
    assert desk("work", "--once") == 3
    assert "被改动过" in desk.err


def _draw(desk: Desk, *words: str, again: str = "") -> int:
    note = ["--note", again] if again else []
    return desk("draw", *words, "--as", "承办人", "--by", "甲", *note)


def test_a_draw_is_committed_to_revealed_and_verified_also_from_its_export(desk: Desk) -> None:
    assert desk("case", "start", "D01") == 0
    assert _draw(desk, "commit", "D01-2026-0001", "抽取", "--exclude", "三=近亲属") == 0, desk.err
    assert "从 4 个里抽 2 个，回避 1 个" in desk.out
    assert _draw(desk, "reveal", "D01-2026-0001", "抽取", "--witness", "随口", "--only") == 0, desk.err
    assert _draw(desk, "commit", "D01-2026-0001", "抽取") == 2
    assert "重新抽取要用 --note" in desk.err
    assert _draw(desk, "commit", "D01-2026-0001", "抽取", again="专家缺席") == 0
    assert _draw(desk, "reveal", "D01-2026-0001", "抽取") == 0
    assert desk("draw", "verify", "D01-2026-0001", items=False) == 0
    assert desk.out.count("与承诺相符") == 2
    assert "重新抽取，理由：专家缺席" in desk.out
    exported = desk.folder / "d.jsonl"
    assert desk("case", "export", "D01-2026-0001", "-o", str(exported), items=False) == 0
    altered = exported.read_text(encoding="utf-8").replace('"抽中": "', '"抽中": "三、', 1)
    exported.write_text(altered, encoding="utf-8")
    assert desk("draw", "verify", str(exported), items=False) == 1
    assert "有问题的 1 次" in desk.out


def test_a_draw_of_a_step_that_draws_nothing_is_refused(desk: Desk) -> None:
    assert desk("case", "start", "L01") == 0
    assert _draw(desk, "commit", "L01-2026-0001", "受理") == 2
    assert "不是随机抽取的环节" in desk.err
    assert _draw(desk, "commit", "L01-2026-0001", "受理", "--exclude", "三") == 2
