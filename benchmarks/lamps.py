"""What the lamps of 100,000 open cases cost: run `python -m benchmarks.lamps` from the project (a minute; needs 300 MB of disk).

A few hundred real cases of the shipped item on disclosure, begun on different days and at different steps, are run by the engine in
a SQLite file; their rows are then copied under new numbers until there are 100,000. Read are all lamps at one instant: from
the open file to counted lamps, and to the whole JSON. The limit is 2 seconds each.
"""
from __future__ import annotations

import tempfile
from datetime import datetime, timedelta
from pathlib import Path
from time import perf_counter, process_time

from powerflow import cases, organisation
from powerflow.cases import Act, Registry
from powerflow.cases.sqlite import driver
from powerflow.deadlines import BEIJING, national_calendar
from powerflow.library import Library, shipped
from powerflow.reports import lamps_json
from powerflow.supervision import default_scheme, office_lamps, uncollected

COUNT = 100_000
_REAL = 200
_LIMIT = 2.0
_BEGIN = datetime(2026, 9, 1, 9, 0, tzinfo=BEIJING)
_DESK = "信息公开受理岗"  # not shown: a post of the shipped item
_RECEIVED = {"申请渠道": "互联网", "收到日期": "2026-09-01", "收件类别": "首次申请"}  # not shown: facts of the shipped item
_STEPS = (
    ("apply", "申请人", {}), ("receive", _DESK, _RECEIVED), ("register", _DESK, {}),  # not shown: posts of the shipped item
)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "office.db"
        _fill(path)
        at = _BEGIN + timedelta(days=25)
        for name in ("first", "again"):
            with uncollected(), cases.open_store(f"sqlite:///{path}") as store:
                began, used = perf_counter(), process_time()
                seen = cases.watched_at(store, national_calendar(), at)
                office = office_lamps(store, seen, national_calendar(), default_scheme(), at=at)
                counted = dict(office.by_case)
                lit, lit_used = perf_counter() - began, process_time() - used
                text = lamps_json(office, "zh")
                done, done_used = perf_counter() - began, process_time() - used
            print(
                f"{name}: {sum(counted.values()):,} cases, {sum(office.by_step.values()):,} steps: counted after {lit:.2f} s "
                f"({lit_used:.2f} s CPU), {len(text) / 1e6:.0f} MB of JSON after {done:.2f} s ({done_used:.2f} s CPU); limit {_LIMIT} s"
            )
            print({lamp.value: count for lamp, count in counted.items()})


def _fill(path: Path) -> None:
    content = Path(Library([shipped()]).find("E13").path).read_bytes()
    table = organisation.read(shipped() / "organisation.toml")
    with cases.open_store(f"sqlite:///{path}", create=True) as store:
        desk = Registry(store, table, national_calendar())
        for number in range(_REAL):
            _run(desk, content, _BEGIN + timedelta(hours=3 * number), number % (len(_STEPS) + 1))
    _multiply(path, COUNT // _REAL)


def _run(desk: Registry, content: bytes, at: datetime, steps: int) -> None:
    started = cases.start(
        desk, content, "asked.bpmn", Act(officers=("许示例",)), now=at, at=at, simulated=True,  # not shown: a made-up party
    )
    for step, post, facts in _STEPS[:steps]:
        officers = desk.organisation.holders(post, at.date())[:1]
        cases.do(desk, started.history.case, step, Act(post=post, officers=officers, facts=facts), now=at, at=at)


def _multiply(path: Path, times: int) -> None:
    """Copies the rows of every case under new numbers."""
    connection = driver().connect(str(path))
    connection.execute("PRAGMA synchronous=OFF")
    for table in ("cases", "entries", "open_steps", "clocks"):
        names = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
        chosen = ", ".join(
            "case_id || '-' || n" if name == "case_id" else "number + 1000 * n" if name == "number" else f'"{name}"' for name in names
        )
        columns = ", ".join(f'"{name}"' for name in names)
        connection.execute(
            f"WITH RECURSIVE count(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM count WHERE n < {times - 1}) "
            f"INSERT INTO {table} ({columns}) SELECT {chosen} FROM {table}, count"
        )
    connection.commit()
    connection.close()


if __name__ == "__main__":
    main()
