"""Lamps, alarms and registers from PostgreSQL are those from SQLite."""
from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from powerflow import cases
from powerflow.cases import Registry, open_store
from powerflow.model import EntryKind
from powerflow.supervision import AlarmAct, act_on, default_scheme, span
from tests.cases.desk import FRIDAY
from tests.cases.server import new_database, server
from tests.supervision.office import at, begun, desk, lamps, raised, received


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with server() as running:
        yield running


def _done(office: Registry) -> list[object]:
    """A small course of supervision, and all that can be asked about it."""
    received(office, begun(office), at("2026-09-18 10:00"))
    begun(office)
    raised(office, at("2026-09-23 09:00"))
    act = AlarmAct(kind=EntryKind.EXPLAIN, alarm=2, officer="乙", said="材料多")
    act_on(office, default_scheme(), "T01-2026-0002", act, now=FRIDAY, at=at("2026-09-23 10:00"))
    raised(office, at("2026-09-25 09:00"))
    month = span("2026-09")
    shown = [lamps(office, at(moment)) for moment in ("2026-09-18 12:00", "2026-09-23 09:30", "2026-09-30 09:00")]
    return [
        *([(each.seen[:4], each.shown, each.steps, each.alarms) for each in office_.cases] for office_ in shown),
        cases.alarms_raised(office.store), cases.alarms_raised(office.store, month.since, at("2026-09-24 00:00"), simulated=True),
        cases.exercised(office.store, month.since, month.until), cases.begun(office.store, month.since, month.until, simulated=True),
        cases.watched(office.store, simulated=False), list(cases.refresh(office.store, office.calendar)),
    ]


def test_both_stores_answer_alike(address: str, tmp_path: Path) -> None:
    embedded = desk(tmp_path)
    with open_store(new_database(address), create=True) as store:
        served = Registry(store, embedded.organisation, embedded.calendar)
        assert _done(served) == _done(embedded)


def test_a_copied_store_shows_the_same(address: str, tmp_path: Path) -> None:
    embedded = desk(tmp_path)
    _done(embedded)
    with open_store(new_database(address), create=True) as store:
        cases.copy(embedded.store, store)
        served = Registry(store, embedded.organisation, embedded.calendar)
        moment = at("2026-09-30 09:00")
        assert [each.shown for each in lamps(served, moment).cases] == [each.shown for each in lamps(embedded, moment).cases]
        assert raised(served, at("2026-09-25 09:00")) == []
