"""What the store has of a case after each command is what a replay of its entries up to there says (R10)."""
from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from powerflow.cases import CaseFile, OpenRow, Registry
from powerflow.cases.course import Run, follow
from powerflow.cases.sqlite import open_sqlite
from powerflow.cases.timers import open_rows
from powerflow.deadlines import national_calendar
from powerflow.replay import Fit, replay
from powerflow.replay.laying import Laying
from tests.cases.desk import organisation
from tests.cases.reliability.histories import Stored, content, timed, walk
from tests.cases.reliability.scenes import Tally

_CHARTS, _HISTORIES = 15, 20
_PARTS, _CHARTS_OF_PART, _HISTORIES_OF_CHART = 50, 40, 50


def _histories(folder: Path, seed: int, charts: int, histories: int) -> tuple[int, int]:
    """How many cases were walked, and how many stored states were compared."""
    path, random, cases, states = folder / "cases.db", Random(seed), 0, 0
    with open_sqlite(str(path), create=True, wait=30, waiting=lambda: None, lax=True) as store:
        desk = Registry(store, organisation(), national_calendar())
        for _ in range(charts):
            chart = content(timed(random))
            for number in range(histories):
                told = list(walk(desk, chart, random, path))
                _agree(told, desk)
                if number == 0:
                    _agree_from_the_first(told, desk)
                cases, states = cases + 1, states + len(told)
    return cases, states


def _agree(told: list[tuple[CaseFile, Stored]], desk: Registry) -> None:
    """Each state, against the engine that follows the entries from the first, and against the replay, which knows no engine."""
    whole = desk.store.read(told[0][0].history.case)
    assert whole.entries == told[-1][0].history.entries
    chart, first = told[0][0].chart, whole.entries[0]
    run, laying = Run(chart, first), Laying(chart, "", desk.calendar)
    laying.lay(first)
    for file, state in told:
        entries = whole.entries[: state.length]
        assert entries == file.history.entries
        for entry in entries[len(run.entries) :]:
            run.take(entry)
            laying.lay(entry)
        assert state == _state(run, open_rows(run, desk.calendar, entries[-1].at))
        assert sorted(laying.open_nodes()) == sorted(row[1] for row in state.open)
        assert laying.possible() == (frozenset(), state.ended is not None)
    assert {act.fit for act in laying.acts} == {Fit.OPEN}


def _state(run: Run, rows: tuple[OpenRow, ...]) -> Stored:
    last = run.entries[-1].at.isoformat()
    return Stored(len(run.entries), last, last if run.ended else None, tuple(
        (
            row.position, row.node, row.is_timer, row.since.isoformat(), row.post, row.over and row.over.isoformat(),
            row.due and row.due.isoformat(),
        )
        for row in rows
    ))


def _agree_from_the_first(told: list[tuple[CaseFile, Stored]], desk: Registry) -> None:
    """Each state, against entries that are followed and replayed anew from the first one up to there."""
    for file, state in told:
        run = follow(file.chart, file.history.entries)
        assert state == _state(run, open_rows(run, desk.calendar, file.history.entries[-1].at))
        laid = replay(file.history, file.chart, desk.calendar)
        assert {act.fit for act in laid.acts} == {Fit.OPEN}
        assert laid.complete == (state.ended is not None)
        assert sorted(each.node.id for each in laid.open) == sorted(row[1] for row in state.open)


def test_the_store_is_what_a_replay_says_at_every_prefix(tmp_path: Path, tally: Tally) -> None:
    cases, states = _histories(tmp_path, 0, _CHARTS, _HISTORIES)
    tally("R10 histories, states compared", cases, states)


@pytest.mark.full
@pytest.mark.parametrize("part", range(_PARTS))
def test_a_hundred_thousand_histories_replay_to_what_the_store_has(
    part: int, tmp_path: Path, tally: Tally
) -> None:
    cases, states = _histories(tmp_path, 1 + part, _CHARTS_OF_PART, _HISTORIES_OF_CHART)
    tally("R10 histories, states compared", cases, states)
