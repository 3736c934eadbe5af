"""Random draws in cases: committed to, revealed, drawn again only with a reason; unattended ones by the system."""
from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from powerflow.cases import Act, CaseFile, Registry, Warm, case_file, commit, copy, do, open_store, reveal, settle
from powerflow.cases.seeds import keep_secret
from powerflow.errors import InputError, UsageError
from powerflow.model import Draw, EntryKind, Fact, FactType, StepNotes
from powerflow.replay import random_draws, replay
from tests.builders import ChartBuilder
from tests.cases.desk import FRIDAY, begin, drawing, open_names, registry
from tests.replay.histories import breaches

_DRAW = StepNotes(sets=("专家",), service="random-draw", draw=Draw(roll="专家库", count=2, result="专家"))
_BY = Act(post="承办人", officers=("甲",))


def _chart(type: str = "userTask", notes: StepNotes = _DRAW) -> ChartBuilder:
    facts = (Fact(name="专家", type=FactType.TEXT), Fact(name="再抽", type=FactType.YESNO))
    drawn = drawing(facts=facts).start().decision("m").step("抽取", notes=notes, type=type).step("核对", sets=["再抽"])
    return drawn.decision("g").via("是", "再抽 == true").to("m").at("g").via("否", "再抽 == false").end()


def _desk(folder: Path, names: str = "一\\n二\\n三\\n四\\n五") -> Registry:
    path = folder / "rolls.toml"
    path.write_text(f'schema = "powerflow/rolls/1"\n[[roll]]\nname = "专家库"\nnames = "{names}"\n', encoding="utf-8")
    return replace(registry(folder), rolls=path)


def _committed(where: Registry, **more: object) -> CaseFile:
    file = begin(where, _chart())
    return commit(where, file.history.case, "抽取", _BY, now=FRIDAY, at=FRIDAY, **more)  # type: ignore[arg-type]


def test_a_draw_is_committed_to_then_revealed_and_its_step_done(tmp_path: Path) -> None:
    where = _desk(tmp_path)
    file = _committed(where, excluded={"三": "与投标人有利害关系"})
    assert open_names(file) == ["抽取"]
    assert "种子" not in file.history.entries[-1].facts
    done = reveal(where, file.history.case, "抽取", _BY, witness="随口一说", now=FRIDAY, at=FRIDAY)
    [draw] = random_draws(done.history.entries)
    assert (draw.faults, len(draw.drawn), "三" in draw.drawn) == ((), 2, False)
    assert done.history.entries[-1].facts["专家"] == "、".join(draw.drawn)
    assert open_names(done) == ["核对"]


def test_the_step_cannot_be_done_without_the_draw_or_with_another_result(tmp_path: Path) -> None:
    where = _desk(tmp_path)
    file = _committed(where)
    by_hand = replace(_BY, facts={"专家": "一、二"})
    with pytest.raises(UsageError, match="请用 powerflow draw"):
        do(where, file.history.case, "抽取", by_hand, now=FRIDAY, at=FRIDAY)
    reveal(where, file.history.case, "抽取", _BY, now=FRIDAY, at=FRIDAY, done=False)
    with pytest.raises(UsageError, match="登记的结果与它不同"):
        do(where, file.history.case, "抽取", replace(_BY, facts={"专家": "一、一"}), now=FRIDAY, at=FRIDAY)
    assert open_names(reveal(where, file.history.case, "抽取", _BY, now=FRIDAY, at=FRIDAY)) == ["核对"]


def test_a_draw_again_needs_a_reason_and_stays_visible(tmp_path: Path) -> None:
    where = _desk(tmp_path)
    case = _committed(where).history.case
    reveal(where, case, "抽取", _BY, now=FRIDAY, at=FRIDAY, done=False)
    with pytest.raises(UsageError, match="说明理由"):
        commit(where, case, "抽取", _BY, now=FRIDAY, at=FRIDAY)
    file = commit(where, case, "抽取", replace(_BY, note="专家一缺席"), excluded={"一": "缺席"}, now=FRIDAY, at=FRIDAY)
    assert file.history.entries[-1].refers == 3
    first, second = random_draws(reveal(where, case, "抽取", _BY, now=FRIDAY, at=FRIDAY).history.entries)
    assert (first.again, second.again, second.faults) == (False, True, ())
    assert first.drawn != second.drawn or first.entry.facts["种子"] != second.entry.facts["种子"]


def test_the_seed_is_the_store_s_secret_and_goes_with_a_copy(tmp_path: Path) -> None:
    """Revealed in the copy, or, where that has drawn before with a secret of its own, refused."""
    where = _desk(tmp_path)
    case = _committed(where).history.case
    with open_store(f"sqlite:///{tmp_path}/copy.db", create=True) as target:
        copy(where.store, target)
        there = replace(where, store=target, warm=Warm())
        assert open_names(reveal(there, case, "抽取", _BY, now=FRIDAY, at=FRIDAY)) == ["核对"]
    with open_store(f"sqlite:///{tmp_path}/other.db", create=True) as other:
        keep_secret(other, "11" * 32)
        copy(where.store, other)
        with pytest.raises(UsageError, match="种子不在本办件库"):
            reveal(replace(where, store=other, warm=Warm()), case, "抽取", _BY, now=FRIDAY, at=FRIDAY)


def test_a_draw_that_nobody_attends_is_made_by_the_system(tmp_path: Path) -> None:
    where = _desk(tmp_path)
    case = begin(where, _chart("serviceTask")).history.case
    assert [entry.kind for _, entry in settle(where, case, now=FRIDAY, at=FRIDAY).done] == [
        EntryKind.DRAW, EntryKind.DRAW, EntryKind.STEP,
    ]
    file = case_file(where.store, case)
    [draw] = random_draws(file.history.entries)
    assert draw.faults == ()
    assert open_names(file) == ["核对"]
    assert breaches(replay(file.history, file.chart, where.calendar, organisation=where.organisation)) == []


def test_a_list_that_is_too_short_is_an_incident_of_an_unattended_draw_and_a_refusal_of_another(tmp_path: Path) -> None:
    where = _desk(tmp_path, "一")
    case = begin(where, _chart("serviceTask")).history.case
    [(_, entry)] = settle(where, case, now=FRIDAY, at=FRIDAY).done
    assert (entry.kind, "可以抽取的只有 1 个" in entry.note) == (EntryKind.INCIDENT, True)
    assert settle(where, case, now=FRIDAY, at=FRIDAY).done == ()
    with pytest.raises(UsageError, match="要抽 2 个"):
        _committed(where)
    mended = _desk(tmp_path)
    assert settle(mended, case, now=FRIDAY, at=FRIDAY, again=True).done[-1][1].kind is EntryKind.STEP


@pytest.mark.parametrize(("text", "said"), [
    ('[[roll]]\nname = "别的"\nnames = "一"\n', "没有名录“专家库”，有：别的"),
    ('[[roll]]\nname = "专家库"\nnames = "一\\n一"\n', "第 2 行：名录“专家库”里“一”写了两次"),
    ('[[roll]]\nname = "专家库"\n', "第 2 行"),
])
def test_a_wrong_file_of_lists_is_told_with_its_line(tmp_path: Path, text: str, said: str) -> None:
    where = _desk(tmp_path)
    assert where.rolls is not None
    where.rolls.write_text('schema = "powerflow/rolls/1"\n' + text, encoding="utf-8")
    with pytest.raises(InputError, match=said):
        _committed(where)
