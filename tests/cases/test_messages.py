"""Messages from outside: awaited in the way, on a border, behind a gateway; early ones are kept; time may be faster."""
from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from powerflow.cases import CaseFile, Registry, correct, message, send_back, tick
from powerflow.errors import UsageError
from powerflow.model import EntryKind
from tests.builders import ChartBuilder
from tests.cases.commanding import agrees, hour, last, order
from tests.cases.desk import FRIDAY, act, begin, days, drawing, open_names, registry

_MESSAGE = "<messageEventDefinition/>"


@pytest.fixture
def desk(tmp_path: Path) -> Registry:
    return registry(tmp_path)


def _come(desk: Registry, file: CaseFile, name: str, at: float, **facts: str) -> CaseFile:
    return agrees(desk, message(desk, file.history.case, name, order("邮政", "", **facts), now=FRIDAY, at=hour(at)))


def _waiting() -> ChartBuilder:
    return (
        drawing().start().step("函询").raw(f'<intermediateCatchEvent id="m" name="复函">{_MESSAGE}</intermediateCatchEvent>')
        .flow("函询", "m").at("m").step("研究").end()
    )


def _race() -> ChartBuilder:
    """An answer, a withdrawal, or two working days: whatever comes first."""
    drawn = drawing().start().step("函询").decision("g", type="eventBasedGateway")
    drawn = drawn.raw(f'<intermediateCatchEvent id="m" name="复函">{_MESSAGE}</intermediateCatchEvent>').flow("g", "m")
    drawn = drawn.at("m").step("研究").end("a").at("g").step("收到撤回", type="receiveTask").step("销案").end("b")
    return drawn.at("g").timer("t", days(2)).step("催办").end("c")


def test_what_is_awaited_is_taken_and_the_case_goes_on(desk: Registry) -> None:
    file = act(desk, begin(desk, _waiting()), "函询", hour(1))
    assert open_names(file) == ["m"]
    come = _come(desk, file, "复函", 2, 金额="7")
    assert (last(come).kind, last(come).node, last(come).to) == (EntryKind.MESSAGE, "m", "复函")
    assert open_names(come) == ["研究"] and str(come.facts["金额"]) == "7"


def test_what_comes_early_is_kept_until_it_is_awaited(desk: Registry) -> None:
    early = _come(desk, begin(desk, _waiting()), "复函", 1, 金额="7")
    assert open_names(early) == ["函询"] and not early.facts
    done = agrees(desk, act(desk, early, "函询", hour(2)))
    assert open_names(done) == ["研究"] and str(done.facts["金额"]) == "7"
    assert [(entry.kind.value, entry.node, entry.refers) for entry in done.history.entries[1:]] == [
        ("message", "", 0), ("step", "函询", 0), ("message", "m", 2),
    ]


def test_a_message_that_nobody_ever_awaits_is_refused(desk: Registry) -> None:
    file = begin(desk, _waiting())
    with pytest.raises(UsageError, match="不等候消息“传真”；它等候的有：复函"):
        message(desk, file.history.case, "传真", order(), now=FRIDAY, at=hour(1))
    with pytest.raises(UsageError, match="从哪里来"):
        message(desk, file.history.case, "复函", order(""), now=FRIDAY, at=hour(1))


@pytest.mark.parametrize(("come", "then"), [("复函", "研究"), ("收到撤回", "销案")])
def test_the_first_to_come_withdraws_the_others(desk: Registry, come: str, then: str) -> None:
    file = act(desk, begin(desk, _race()), "函询", hour(1))
    assert sorted(open_names(file)) == ["m", "t", "收到撤回"]
    after = _come(desk, file, come, 2) if come == "复函" else agrees(desk, act(desk, file, come, hour(2)))
    assert open_names(after) == [then]
    assert tick(desk, now=FRIDAY, at=FRIDAY + timedelta(days=30)).fired == ()


def test_time_may_be_the_first(desk: Registry) -> None:
    file = act(desk, begin(desk, _race()), "函询", hour(1))
    [(_, fired)] = tick(desk, now=FRIDAY, at=FRIDAY + timedelta(days=9)).fired
    assert fired.node == "t"
    late = _come(desk, file, "复函", 24 * 10)
    assert open_names(late) == ["催办"] and last(late).node == ""


def test_on_a_border_it_ends_the_step_that_is_open(desk: Registry) -> None:
    drawn = drawing().start().step("审").step("批").end("e").raw(
        f'<boundaryEvent id="w" name="申请人撤回申请" attachedToRef="审">{_MESSAGE}</boundaryEvent>'
    ).at("w").step("终结").end("x")
    file = begin(desk, drawn)
    assert sorted(open_names(file)) == ["w", "审"]
    assert open_names(_come(desk, file, "申请人撤回申请", 1)) == ["终结"]
    other = act(desk, begin(desk, drawn), "审", hour(1))
    assert open_names(agrees(desk, other)) == ["批"]
    back = agrees(desk, send_back(desk, other.history.case, "批", "审", order(note="重审"), now=FRIDAY, at=hour(2)))
    assert sorted(open_names(back)) == ["w", "审"]


def test_an_early_message_after_which_nothing_can_be_decided_is_kept_until_it_can(desk: Registry) -> None:
    drawn = drawing().start().step("函询").raw(f'<intermediateCatchEvent id="m" name="复函">{_MESSAGE}</intermediateCatchEvent>')
    drawn = drawn.flow("函询", "m").at("m").decision("g").via("大", "金额 > 100").step("甲路").end("a")
    drawn = drawn.at("g").via("小", "金额 <= 100").step("乙路").end("b")
    early = _come(desk, begin(desk, drawn), "复函", 1)
    done = agrees(desk, act(desk, early, "函询", hour(2)))
    assert open_names(done) == ["m"] and len(done.history.entries) == 3
    going = agrees(desk, correct(desk, done.history.case, order(note="补记", 金额="7"), now=FRIDAY, at=hour(3)))
    assert open_names(going) == ["乙路"] and last(going).refers == 2
