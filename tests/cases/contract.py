"""What every store of cases must do; a kind of store inherits it and says how one is opened."""
from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from powerflow.cases import CaseRow, Conflict, HistoryStore, OpenRow
from powerflow.cases.store import NewCase, Turn, broken_at
from powerflow.errors import StoreError, UsageError
from powerflow.model import Entry, EntryKind
from tests.cases.desk import FRIDAY

NEW = NewCase(
    prefix="T01", year=2026, item="T01", name="示例", chart_path="t.bpmn", chart_digest="d" * 64, chart=b"<chart/>"
)


def turn(*nodes: str, first: int = 1, at: datetime = FRIDAY, open: tuple[OpenRow, ...] = (), command: str = "") -> Turn:
    """A turn of one entry a node."""
    entries = tuple(
        Entry(
            seq=first + index, at=at, kind=EntryKind.START if first + index == 1 else EntryKind.STEP, node=node,
            post="承办人", officer="甲", facts={"合格": "是"}, command=command,
        )
        for index, node in enumerate(nodes)
    )
    return Turn(entries=entries, open=open, ended=not open, recorded=at)


class StoreContract:
    """The contract; `store` and `another` are two openings of one empty store."""

    @pytest.fixture
    def store(self) -> HistoryStore:
        """The store under test."""
        raise NotImplementedError

    @pytest.fixture
    def another(self) -> HistoryStore:
        """The same store, opened a second time."""
        raise NotImplementedError

    def test_a_history_comes_back_as_it_was_written(self, store: HistoryStore, another: HistoryStore) -> None:
        case = store.create(NEW, turn("start"))
        store.append(case, expected=1, turn=turn("受理", "审查", first=2))
        history = another.read(case)
        assert (history.case, history.item, history.name, history.simulated) == (case, "T01", "示例", False)
        assert [entry.node for entry in history.entries] == ["start", "受理", "审查"]
        assert history.entries[1].facts == {"合格": "是"}
        assert history.entries[1].at == FRIDAY
        assert broken_at(history) is None

    def test_case_ids_count_by_item_and_year(self, store: HistoryStore) -> None:
        ids = [store.create(NEW, turn("start")) for _ in range(2)]
        assert ids == ["T01-2026-0001", "T01-2026-0002"]

    def test_the_chart_is_kept_once_for_all_its_cases(self, store: HistoryStore) -> None:
        store.create(NEW, turn("start"))
        store.create(NEW, turn("start"))
        assert store.chart("d" * 64) == b"<chart/>"

    def test_a_chart_that_is_not_there_is_an_error(self, store: HistoryStore) -> None:
        with pytest.raises(StoreError):
            store.chart("e" * 64)

    def test_an_unknown_case_is_named(self, store: HistoryStore) -> None:
        with pytest.raises(UsageError, match="X-1"):
            store.read("X-1")
        with pytest.raises(UsageError, match="X-1"):
            store.append("X-1", expected=1, turn=turn("a", first=2))

    def test_of_two_that_saw_the_same_length_one_wins(self, store: HistoryStore, another: HistoryStore) -> None:
        case = store.create(NEW, turn("start"))
        store.append(case, expected=1, turn=turn("甲办", first=2))
        with pytest.raises(Conflict):
            another.append(case, expected=1, turn=turn("乙办", first=2))
        assert [entry.node for entry in store.read(case).entries] == ["start", "甲办"]

    def test_a_start_sent_twice_begins_one_case(self, store: HistoryStore, another: HistoryStore) -> None:
        from dataclasses import replace

        new = replace(NEW, command="k1")
        assert store.create(new, turn("start")) == another.create(new, turn("start"))
        assert len(store.cases()) == 1

    def test_one_command_is_recorded_once_in_a_case(self, store: HistoryStore) -> None:
        case = store.create(NEW, turn("start"))
        store.append(case, expected=1, turn=turn("a", first=2, command="k"))
        with pytest.raises(StoreError):
            store.append(case, expected=2, turn=turn("b", first=3, command="k"))
        assert len(store.read(case).entries) == 2

    def test_the_list_tells_what_is_open_and_when_a_case_ended(self, store: HistoryStore) -> None:
        row = OpenRow(node="受理", is_timer=False, since=FRIDAY, post="承办人")
        case = store.create(NEW, turn("start", open=(row,)))
        later = FRIDAY + timedelta(hours=1)
        assert store.cases() == (
            CaseRow(case=case, item="T01", name="示例", simulated=False, started=FRIDAY, last=FRIDAY, ended=None, open=(row,)),
        )
        store.append(case, expected=1, turn=turn("受理", first=2, at=later))
        assert store.cases() == (
            CaseRow(case=case, item="T01", name="示例", simulated=False, started=FRIDAY, last=later, ended=later, open=()),
        )

    def test_due_finds_timers_alone_the_longest_waiting_first(self, store: HistoryStore) -> None:
        def waiting(hours: int, *, is_timer: bool = True) -> tuple[OpenRow, ...]:
            over = FRIDAY + timedelta(hours=hours)
            return (OpenRow(node="t", is_timer=is_timer, since=FRIDAY, over=over),)

        late = store.create(NEW, turn("start", open=waiting(2)))
        early = store.create(NEW, turn("start", open=waiting(1)))
        store.create(NEW, turn("start", open=waiting(3)))
        store.create(NEW, turn("start", open=waiting(1, is_timer=False)))
        store.create(NEW, turn("start", open=(OpenRow(node="t", is_timer=True, since=FRIDAY),)))
        assert store.due(FRIDAY + timedelta(hours=2), simulated=False) == (early, late)
        assert store.due(FRIDAY + timedelta(hours=2), simulated=True) == ()
