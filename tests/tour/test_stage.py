"""The stage: a script that the engine does not bear out is told, and planted breaches are what the script says."""
from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from powerflow.cases import Registry, open_store
from powerflow.deadlines import BEIJING, national_calendar
from powerflow.errors import StoreError, UsageError
from powerflow.library import shipped
from powerflow.model import Entry, EntryKind, History
from powerflow.organisation import read
from powerflow.tour.items import shipped_items
from powerflow.tour.script import Move, Planting, Scene, Title, script
from powerflow.tour.stage import Played, planted, play

_NOW = datetime(2026, 11, 21, 10, 0, tzinfo=BEIJING)
_TITLE = Title(zh="题目", en="title")


def _play(folder: Path, *moves: Move) -> Played:
    items = {item.code: item for item in shipped_items(["E01"])}
    with open_store(f"sqlite:///{folder / 'cases.db'}", create=True) as store:
        registry = Registry(store, read(shipped() / "organisation.toml"), national_calendar())
        [played] = play(registry, [Scene(item="E01", title=_TITLE, moves=moves)], items, _NOW)
    return played


def _moves() -> tuple[Move, ...]:
    return script().scenes[0].moves


def test_unfinished_case_has_no_outcome(tmp_path: Path) -> None:
    assert _play(tmp_path, *_moves()[:2]).outcomes == ()


def test_act_that_should_be_refused_but_is_not_stops_the_tour(tmp_path: Path) -> None:
    start, apply = _moves()[:2]
    with pytest.raises(StoreError, match="没有拒绝"):
        _play(tmp_path, start, replace(apply, refused=True))


def test_act_that_is_refused_unexpectedly_stops_the_tour(tmp_path: Path) -> None:
    start, _, receive = _moves()[:3]
    with pytest.raises(UsageError, match="没有打开"):
        _play(tmp_path, start, receive)


def _history() -> History:
    first = datetime(2026, 9, 1, 9, 0, tzinfo=BEIJING)
    entries = tuple(
        Entry(seq=seq, at=first + timedelta(days=seq), kind=EntryKind.STEP, node=node, previous=f"p{seq}", digest=f"d{seq}")
        for seq, node in enumerate(("a", "b", "c"), start=1)
    )
    return History(case="X-1", item="E01", name="例", chart_path="x.bpmn", chart_digest="0", entries=entries)


def _planting(*, chained: bool) -> Planting:
    late = datetime(2026, 12, 1, 9, 0, tzinfo=BEIJING)
    return Planting(source="X-1", case="X-9", title=_TITLE, without=("b",), times={"c": late}, chained=chained, rules=())


def test_planting_leaves_entries_out_and_changes_instants() -> None:
    altered = planted(_history(), _planting(chained=False))
    assert [(entry.seq, entry.node, f"{entry.at:%m-%d}", entry.digest) for entry in altered.entries] == [
        (1, "a", "09-02", ""), (2, "c", "12-01", ""),
    ]
    assert (altered.case, altered.source) == ("X-9", "题目")


def test_planting_may_keep_the_digests_of_the_original() -> None:
    altered = planted(_history(), _planting(chained=True))
    assert [(entry.seq, entry.digest) for entry in altered.entries] == [(1, "d1"), (3, "d3")]
