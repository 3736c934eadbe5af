"""A case that another one moves between reading and writing is read again and decided again."""
from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from powerflow.cases import Conflict, HistoryStore, Registry, tick
from powerflow.cases.store import Turn
from powerflow.errors import UsageError
from powerflow.model import Entry, EntryKind
from tests.cases.desk import FRIDAY, act, begin, days, decided, drawing, registry
from tests.cases.test_timers import OVER, deemed


@dataclass
class Overtaken:
    """A store in which somebody else is quicker: `before` happens before each of the first `times` writes."""

    store: HistoryStore
    before: Callable[[], object]
    times: int = 1
    overtaken: int = field(default=0)

    def append(self, case: str, *, expected: int, turn: Turn, tip: str | None = None) -> tuple[Entry, ...]:
        """Appends, after the other one."""
        if self.overtaken < self.times:
            self.overtaken += 1
            self.before()
        return self.store.append(case, expected=expected, turn=turn, tip=tip)

    def __getattr__(self, name: str) -> object:
        return getattr(self.store, name)


def overtaken(desk: Registry, before: Callable[[], object], times: int = 1) -> Registry:
    """A registry whose store is overtaken."""
    return replace(desk, store=Overtaken(desk.store, before, times))  # type: ignore[arg-type]


def test_the_slower_of_two_at_one_step_is_told_what_is_open_now(tmp_path: Path) -> None:
    desk = registry(tmp_path)
    file = begin(desk, decided())
    slower = overtaken(desk, lambda: act(desk, file, "受理", by="乙"))
    with pytest.raises(UsageError, match="打开的环节：审查"):
        act(slower, file, "受理")
    assert [entry.officer for entry in desk.store.read(file.history.case).entries[1:]] == ["乙"]


def test_two_at_different_steps_both_get_through(tmp_path: Path) -> None:
    desk = registry(tmp_path)
    file = begin(desk, drawing().start().parallel("f").step("a").parallel("j").end().at("f").step("b").to("j"))
    done = act(overtaken(desk, lambda: act(desk, file, "b", by="乙")), file, "a")
    assert [entry.node for entry in done.history.entries] == ["start", "b", "a"]
    assert done.course.ended


def test_a_tick_that_is_overtaken_looks_again(tmp_path: Path) -> None:
    desk = registry(tmp_path)
    file = begin(desk, deemed())
    ticked = tick(overtaken(desk, lambda: act(desk, file, "审查", OVER)), now=FRIDAY, at=OVER)
    assert (ticked.fired, ticked.failed) == ((), ())
    assert [entry.node for entry in desk.store.read(file.history.case).entries] == ["start", "t", "审查"]


def test_who_is_overtaken_again_and_again_is_told_to_try_later(tmp_path: Path) -> None:
    desk = registry(tmp_path)
    loop = drawing().start().parallel("f").step("a").end("e1").at("f").decision("m").step("b", sets=["听证"])
    loop = loop.decision("g", default="rest").via("", "听证").end("e2").flow("g", "m", "rest")
    file = begin(desk, loop)
    with pytest.raises(Conflict, match="许多人"):
        act(overtaken(desk, lambda: act(desk, file, "b", 听证="否"), times=99), file, "a")


def test_a_tick_that_never_gets_through_names_the_case(tmp_path: Path) -> None:
    desk = registry(tmp_path)
    drawn = drawing().start().parallel("f").step("a").end("e1").boundary_timer("t", "a", days(1)).end("e3")
    drawn = drawn.at("f").decision("m").step("b", sets=["听证"]).decision("g", default="rest").via("", "听证").end("e2")
    file = begin(desk, drawn.flow("g", "m", "rest"))
    ticked = tick(overtaken(desk, lambda: _at_once(desk, file.history.case), times=99), now=FRIDAY, at=OVER)
    assert [case for case, _ in ticked.failed] == [file.history.case]


def _at_once(desk: Registry, case: str) -> None:
    """Another writer who fires no timers: an entry at the time of the last one."""
    history = desk.store.read(case)
    entry = replace(history.entries[0], seq=len(history.entries) + 1, kind=EntryKind.STEP, node="b", facts={"听证": False}, command="")
    turn = Turn(entries=(entry,), open=(), ended=False, recorded=FRIDAY)
    desk.store.append(case, expected=len(history.entries), turn=turn)
