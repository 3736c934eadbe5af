"""What a turn reads of a running case without a copy says what the copy says, at every prefix of every shipped item's cases."""
from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from powerflow.cases import Registry
from powerflow.cases.course import follow
from powerflow.cases.sqlite import open_sqlite
from powerflow.deadlines import national_calendar
from powerflow.library import shipped
from powerflow.organisation import read
from powerflow.replay import Clocks
from tests.cases.walks import walk


@pytest.mark.parametrize("path", sorted(shipped().rglob("*.bpmn")), ids=lambda path: path.stem)
def test_the_live_course_says_what_its_copy_says(path: Path, tmp_path: Path) -> None:
    calendar = national_calendar()
    with open_sqlite(str(tmp_path / "gov.db"), create=True, wait=30, waiting=lambda: None, lax=True) as store:
        desk = Registry(store, read(shipped() / "organisation.toml"), calendar)
        file = walk(desk, path, Random(path.stem))
    entries = file.history.entries
    run = follow(file.chart, entries[:1])
    for entry in (*entries[1:], None):
        copy, at = run.course, run.entries[-1].at
        assert (run.live.open, run.live.remarks, run.live.places, run.live.ended) == (copy.open, copy.remarks, copy.places, copy.ended)
        for node in file.chart.nodes:
            assert list(run.live.openings_of(node)) == list(copy.openings_of(node))
            assert list(run.live.openings_of(node, latest_first=True)) == [each for each in reversed(copy.openings) if each.node == node]
            assert [*run.live.done_of(node)] == [(number, when) for number, (id, when) in enumerate(copy.done) if id == node]
        read_once = Clocks(copy, calendar, at)
        assert run.clocks(calendar, at).readings() == read_once.readings()
        assert run.clocks(calendar, at).running() == tuple(each for each in read_once.readings() if each.is_running)
        if entry is not None:
            run.take(entry)
