"""What the tests of faults play: a registry in either store, cases to be moved on, and the question whether all is there once.

Processes are forked and open the store themselves: no connection may be shared over a fork. So this process reads what is
the same for all of them beforehand, and asks after the store only when they are over.
"""
from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Protocol

from sqlalchemy import select

from powerflow.cases import Act, CaseFile, Registry, check, do, open_store, tables, tick
from powerflow.cases.sql_store import SqlStore
from powerflow.deadlines import WorkCalendar, national_calendar
from powerflow.organisation import Organisation
from tests.builders import ChartBuilder
from tests.cases.desk import FRIDAY, begin, days, drawing, organisation
from tests.cases.faults import Deadly, forked

LATE = FRIDAY + timedelta(days=30)


class Tally(Protocol):
    """Notes how much was tried: `tally("kills", 12)`; over all tests of a run it is the sum, or else the most."""

    def __call__(self, name: str, *counts: float, is_sum: bool = True) -> None: ...


@cache
def calendar() -> WorkCalendar:
    """The national calendar, once for this process and all that it forks."""
    return national_calendar()


def office() -> Organisation:
    """Who holds which post."""
    return organisation(承办人=("甲", "乙"), 科长=("丙",))


def desk(place: str, point: int | None = None, *, create: bool = False, wait: float = 30) -> Registry:
    """A registry; one that dies at that point of its next act, see `Deadly`."""
    store = open_store(place, create=create, wait=wait)
    if point is not None:
        assert isinstance(store, SqlStore)
        store.database = Deadly(store.database, point)  # type: ignore[assignment]
    return Registry(store, office(), calendar())


def looped() -> ChartBuilder:
    """A step that is open again as soon as it is done."""
    drawn = drawing().start().decision("m").step("a", sets=["听证"]).decision("g", default="rest").via("", "听证").end()
    return drawn.flow("g", "m", "rest")


def deemed() -> ChartBuilder:
    """Five working days to answer, else acceptance is deemed."""
    drawn = drawing().start().step("收件").step("审查").end()
    return drawn.boundary_timer("t", "收件", days(5)).step("视为受理").end("e2")


@cache
def content(drawn: Callable[[], ChartBuilder]) -> bytes:
    """The chart's bytes, made once."""
    return drawn().data()


def step(registry: Registry, case: str, name: str = "a", command: str = "", at: datetime = FRIDAY) -> CaseFile:
    """Does a step; `a` is the one of `looped`."""
    act = Act(post="承办人", officers=("甲",), facts={"听证": "否"} if name == "a" else {}, command=command)
    return do(registry, case, name, act, now=at, at=at)


def begun(
    place: str, drawn: Callable[[], ChartBuilder], count: int = 1, before: Callable[[Registry, str, str], object] | None = None
) -> list[str]:
    """So many cases of a chart in a store that is made if need be, in another process; `before` is done to each, without an id."""
    warm_up()
    content(drawn)

    def work() -> str:
        registry = desk(place, create=True)
        cases = [begin(registry, content(drawn)).history.case for _ in range(count)]
        for case in cases if before else ():
            before(registry, case, "")
        return " ".join(cases)

    return asked(work).split()


def asked(work: Callable[[], object]) -> str:
    """What `work` says, done in another process."""
    code, said = forked(work)
    assert code == 0, said
    return said


@cache
def warm_up() -> None:
    """Whatever a process makes once, this one makes before it forks: imports, the days of the calendar, statements."""
    with tempfile.TemporaryDirectory() as folder:
        registry = desk(f"sqlite:///{folder}/cases.db", create=True)
        with registry.store:
            for drawn in (looped, deemed):
                begin(registry, content(drawn))
            step(registry, "T01-2026-0001")
            tick(registry, now=FRIDAY, at=LATE)
            assert list(check(registry.store)) == []


@dataclass(frozen=True)
class Found:
    """What a store has after all: entries of one case, by their commands and nodes."""

    entries: int
    commands: Counter[str]
    nodes: Counter[str]


def found(place: str, cases: Iterable[str]) -> dict[str, Found]:
    """What is there of some cases; every case of the store must be whole and fit its history."""
    with open_store(place) as store:
        assert list(check(store)) == []
        histories = {case: store.read(case).entries for case in cases}
    return {
        case: Found(len(entries), Counter(each.command for each in entries if each.command), Counter(each.node for each in entries))
        for case, entries in histories.items()
    }


def file_of(place: str) -> Path:
    """The file of a SQLite store."""
    return Path(place.removeprefix("sqlite:///"))


def times(registry: Registry, case: str) -> list[tuple[datetime, datetime]]:
    """The two times of each entry of a case: of the act, and of its writing."""
    store = registry.store
    assert isinstance(store, SqlStore)
    columns = tables.entries.c
    with store.database.reading() as connection:
        rows = connection.execute(select(columns.at, columns.recorded).where(columns.case_id == case).order_by(columns.seq)).all()
    return [(datetime.fromisoformat(at), datetime.fromisoformat(recorded)) for at, recorded in rows]
