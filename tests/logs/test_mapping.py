"""The mapping file: what it says is understood, every mistake is told with its line; a draft is made from names."""
from __future__ import annotations

from pathlib import Path

import pytest

from powerflow.errors import InputError
from powerflow.logs import EventTable, Likeness, propose_map, read_log, read_map
from powerflow.model import Flowchart, LimitSense, Unit
from powerflow.toml import parse
from tests.builders import chart

_WHOLE = """
schema = "powerflow/mapping/1"

[[log]]
case = "no"
time = "wann"
offset = "+01:00"
keep = ["x"]

[[activity]]
name = "收件"
step = ["受理"]

[[activity]]
name = "付款"
step = ["p1", "p2"]

[[ignored]]
activity = "系统备份"

[[unrecorded]]
step = "送达"

[[actor]]
name = "u17"
officer = "张三"

[[group]]
name = "g1"
post = "窗口"

[[limit]]
name = "决定期限"
from = "收件"
to = "决定"
amount = 20
unit = "WD"
basis = "示例办法第九条"
required = true

[[wait]]
from = "告知"
to = "决定"
amount = 5
unit = "WD"

[[required]]
activity = "决定"
needs = "审查"
when = "before"

[[notice]]
activity = "决定"
needs = "告知"
right = "陈述申辩"

[[separation]]
first = "审查"
second = "决定"
"""


def _chart() -> Flowchart:
    return chart().start().step("受理").step("缴费", id="p1").step("缴费", id="p2").step("审查").step("送达").end().build()


def _written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "map.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_everything_that_a_mapping_says_is_understood(tmp_path: Path) -> None:
    found = read_map(_written(tmp_path, _WHOLE))
    assert (found.wanted.case, found.wanted.time, found.wanted.activity) == ("no", "wann", "concept:name")
    assert (found.wanted.offset, found.wanted.keep) == (60, ("x",))
    assert (found.officer("u17"), found.officer("u18"), found.post("g1")) == ("张三", "u18", "窗口")
    [limit, wait] = found.limits
    assert (limit.start, limit.end, limit.amount, limit.unit, limit.sense) == ("收件", "决定", 20, Unit.WORKING_DAY, LimitSense.WITHIN)
    assert (limit.required, limit.basis, wait.required, wait.sense) == (True, "示例办法第九条", False, LimitSense.WAIT)
    [required, notice] = found.needs
    assert (required.when, required.is_notice, notice.when, notice.is_notice, notice.right) == ("before", False, "any", True, "陈述申辩")
    assert [(each.first, each.second) for each in found.separations] == [("审查", "决定")]


def test_activities_stand_for_steps_by_id_by_name_or_by_their_own_name(tmp_path: Path) -> None:
    on = read_map(_written(tmp_path, _WHOLE)).on(_chart())
    assert on.activities["收件"] == ("受理",)
    assert on.activities["付款"] == ("p1", "p2") == on.activities["缴费"]
    assert on.activities["审查"] == ("审查",)
    assert on.unrecorded == {"送达"}
    assert on.variant(("收件", "系统备份", "审查")) == ("收件", "审查")


@pytest.mark.parametrize(
    ("wrong", "line"),
    [
        ("[[activity]]\nname = \"甲\"", 3), ("[[activity]]\nname = \"甲\"\nstep = \"乙\"", 3), ("[[limit]]\nfrom = \"甲\"\nto = \"乙\"", 3),
        ("[[limit]]\nfrom = \"甲\"\nto = \"乙\"\namount = -1\nunit = \"WD\"", 3),
        ("[[limit]]\nfrom = \"甲\"\nto = \"乙\"\namount = 3\nunit = \"days\"", 3),
        ("[[log]]\noffset = \"8\"", 3), ("[[log]]\ncase = \"a\"\n[[log]]\ncase = \"b\"", 5),
        ("[[actor]]\nname = \"a\"\nofficer = \"b\"\n[[actor]]\nname = \"a\"\nofficer = \"c\"", 6),
        ("[[notice]]\nactivity = \"a\"\nneeds = \"b\"\nwhen = \"later\"", 3), ("[[separation]]\nfirst = \"a\"\nother = \"b\"", 3),
        ("[[ignored]]\nactivity = 3", 3),
    ],
)
def test_every_mistake_is_told_with_its_line(wrong: str, line: int, tmp_path: Path) -> None:
    path = _written(tmp_path, f'schema = "powerflow/mapping/1"\n\n{wrong}\n')
    with pytest.raises(InputError) as caught:
        read_map(path)
    assert caught.value.values["line"] == line
    assert str(path) in caught.value.say("en")


def test_a_step_that_the_chart_does_not_have_is_told_with_its_line(tmp_path: Path) -> None:
    path = _written(tmp_path, 'schema = "powerflow/mapping/1"\n[[activity]]\nname = "甲"\nstep = ["没有的"]\n')
    with pytest.raises(InputError) as caught:
        read_map(path).on(_chart())
    assert caught.value.values["line"] == 2


def _log(tmp_path: Path, *activities: str) -> EventTable:
    path = tmp_path / "log.csv"
    rows = [f'1,"{activity}",2026-07-0{day}' for day, activity in enumerate(activities, start=1)]
    path.write_text("\n".join(["case,activity,time", *rows]), encoding="utf-8")
    return read_log(path)


def test_a_draft_finds_exact_then_normalised_then_similar_names(tmp_path: Path) -> None:
    drawn = chart().start().step("受理申请").step("Send Fine").step("送达行政处罚事先告知书").step("归档").end().build()
    draft = propose_map(_log(tmp_path, "受理申请", "send  fine", "送达行政处罚告知书", "喝茶"), drawn)
    assert {guess.activity: (guess.steps, guess.likeness) for guess in draft.guesses} == {
        "受理申请": (("受理申请",), Likeness.EXACT), "send  fine": (("Send Fine",), Likeness.NORMALISED),
        "送达行政处罚告知书": (("送达行政处罚事先告知书",), Likeness.SIMILAR), "喝茶": ((), Likeness.NONE),
    }
    assert draft.left == (("归档", "归档"),)
    assert not draft.shares_nothing


def test_a_draft_is_a_mapping_file_that_can_be_read(tmp_path: Path) -> None:
    """Names of strangers cannot break out of their strings or comments; what is only similar does not count yet."""
    drawn = chart().start().step("受理").step("甲\"乙").end().build()
    log = _log(tmp_path, "受理", "甲'乙", "x\\n[[log]]")
    for lang in ("zh", "en"):
        text = propose_map(log, drawn).text(lang)
        assert set(parse(text, "draft")) == {"schema", "activity"}
        assert set(read_map(_written(tmp_path, text)).targets) == {"受理", "甲'乙"}


def test_a_draft_says_plainly_when_log_and_chart_share_nothing(tmp_path: Path) -> None:
    draft = propose_map(_log(tmp_path, "喝茶", "看报"), _chart())
    assert draft.shares_nothing
    assert "没有一个名称相同或相近" in draft.text()
    assert set(parse(draft.text(), "draft")) == {"schema"}
