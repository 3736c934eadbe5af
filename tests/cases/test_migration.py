"""Running cases go on under a new version of their chart, or are told why they cannot."""
from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from powerflow.cases import Registry, case_file, copy, migrate, migration, open_store
from powerflow.errors import UsageError
from powerflow.model import EntryKind
from tests.builders import ChartBuilder, chart
from tests.cases.commanding import agrees, hour, last, order
from tests.cases.desk import FRIDAY, act, begin, days, drawing, item, open_names, organisation, registry, url


@pytest.fixture
def desk(tmp_path: Path) -> Registry:
    return registry(tmp_path, organisation(承办人=("甲", "乙"), 复核岗=("丙",)))


def _old() -> ChartBuilder:
    return drawing().start().step("受理").step("审查", limits=[days(5)]).step("决定").end()


def _new(post: str = "承办人", first: str = "受理") -> ChartBuilder:
    """The examination takes two days more, and its result is checked before the decision."""
    return drawing().start().step(first).step("审查", post=post, limits=[days(7)]).step("复核", post="复核岗").step("决定").end()


def test_what_is_open_stays_open_and_what_follows_is_new(desk: Registry) -> None:
    file = act(desk, begin(desk, _old()), "受理", hour(1))
    case = file.history.case
    planned = migration(desk, case, _new().data(), "new.bpmn", moment=hour(2))
    assert planned.refusal is None and planned.open == ("审查",) and planned.changes is not None
    [moved] = planned.moved
    assert (moved.owner, moved.before, moved.after) == ("审查", date(2026, 9, 24), date(2026, 9, 29))
    assert desk.store.length(case) == 2
    changed = migrate(desk, case, _new().data(), "new.bpmn", order(note="流程图修订，政发〔2026〕1号"), now=FRIDAY, at=hour(2))
    assert last(changed).kind is EntryKind.MIGRATE and changed.history.chart_now == changed.chart.digest != changed.history.chart_digest
    after = agrees(desk, act(desk, changed, "审查", hour(3)))
    assert open_names(after) == ["复核"]
    cold = case_file(desk.store, case)
    assert open_names(cold) == ["复核"] and "复核" in cold.chart.nodes
    assert "复核" not in cold.at(hour(1.5)).chart.nodes


@pytest.mark.parametrize(
    ("drawn", "says"),
    [
        (_old(), "已经在用这一版"),
        (_new(post="复核岗"), "由“承办人”办理，新流程图改由“复核岗”办理"),
        (_new(first="收件"), "第 2 条与流程图不符"),
        (drawing().start().step("受理").step("核查").step("审查").end(), "打开的环节不同：审查"),
        (chart("别的", item("Z99")).start().step("受理").step("审查").end(), "另一个事项"),
        (drawing().start().step("受理", type="scriptTask").step("审查").end(), "脚本"),
    ],
)
def test_what_does_not_fit_is_refused_with_the_reason(desk: Registry, drawn: ChartBuilder, says: str) -> None:
    case = act(desk, begin(desk, _old()), "受理", hour(1)).history.case
    refused = migration(desk, case, drawn.data(), "new.bpmn", moment=hour(2)).refusal
    assert refused is not None and says in refused.say()
    with pytest.raises(UsageError, match=says):
        migrate(desk, case, drawn.data(), "new.bpmn", order(note="x"), now=FRIDAY, at=hour(2))
    assert desk.store.length(case) == 2


def test_a_store_is_copied_with_all_charts_that_its_cases_have_run_on(desk: Registry, tmp_path: Path) -> None:
    case = act(desk, begin(desk, _old()), "受理", hour(1)).history.case
    migrate(desk, case, _new().data(), "new.bpmn", order(note="修订"), now=FRIDAY, at=hour(2))
    (tmp_path / "b").mkdir()
    with open_store(url(tmp_path / "b"), create=True) as other:
        copy(desk.store, other)
        there = case_file(other, case)
    assert open_names(there) == ["审查"] and there.history == desk.store.read(case)
