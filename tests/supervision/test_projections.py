"""What lamps read is what histories say: at every step of every shipped item, and in stores of older versions."""
from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from powerflow import cases, organisation
from powerflow.cases import Act, Registry, open_store
from powerflow.deadlines import local_instant, national_calendar
from powerflow.library import Library, shipped
from powerflow.model import SUPERVISION_KINDS, EntryKind, History
from powerflow.replay import Lamp, read_history
from tests.cases.desk import FRIDAY, registry
from tests.supervision.office import lamps

_ROOT = Path(__file__).resolve().parents[2]
_STORES = _ROOT / "tests" / "cases" / "stores"
_HISTORIES = sorted((_ROOT / "examples" / "histories").glob("*-in-time.jsonl"))


def _run(desk: Registry, content: bytes, history: History) -> None:
    """The acts of a recorded history as commands; after each the store keeps what a fresh look would find."""
    first, *others = history.entries
    given = Act(officers=tuple(first.officer.split("、")) if first.officer else (), post=first.post)
    case = cases.start(desk, content, "t.bpmn", given, now=FRIDAY, at=first.at, simulated=True).head.case
    for entry in others:
        if entry.kind is EntryKind.STEP:
            file = cases.case_file(desk.store, case)
            facts = {name: _said(value) for name, value in entry.facts.items()}
            act = Act(post=entry.post, officers=tuple(entry.officer.split("、")), facts=facts)
            cases.do(desk, case, entry.node, act, now=FRIDAY, at=max(local_instant(entry.at), file.history.entries[-1].at))
        else:
            cases.work(desk, now=FRIDAY, at=entry.at)
        assert list(cases.refresh(desk.store, desk.calendar)) == [], entry


def _said(value: object) -> str:
    return ("是" if value else "否") if isinstance(value, bool) else str(value)


@pytest.mark.parametrize("path", [path for path in _HISTORIES if path.name[:3] in ("E03", "E08", "E11", "E17")], ids=lambda path: path.stem)
def test_projections_of_shipped_items(path: Path, tmp_path: Path) -> None:
    history = read_history(path)
    document = Library([shipped()]).by_digest(history.chart_digest)
    if document is None or any(entry.kind not in (EntryKind.START, EntryKind.STEP, EntryKind.TIMER) for entry in history.entries):
        pytest.skip("the history is of another version of its item, or holds other commands")
    table = organisation.read(shipped() / "organisation.toml")
    with open_store(f"sqlite:///{tmp_path / 'x.db'}", create=True) as store:
        desk = Registry(store, table, national_calendar())
        _run(desk, Path(document.path).read_bytes(), history)
        [row] = store.cases()
        kinds = {entry.kind for entry in store.read(row.case).entries}
        assert row.ended is not None
        assert kinds & SUPERVISION_KINDS == set()


@pytest.mark.parametrize("version", sorted(path.stem for path in _STORES.glob("*.db")))
def test_a_store_of_an_older_version_gets_what_lamps_need_at_the_first_look(version: str, tmp_path: Path) -> None:
    """Two open cases without a limit of their item: white, and never green."""
    shutil.copy(_STORES / f"{version}.db", tmp_path / "cases.db")
    desk = registry(tmp_path)
    for _ in range(2):
        shown = lamps(desk, FRIDAY)
        assert len(shown.cases) == 2
        assert shown.by_case[Lamp.GREEN] == 0
