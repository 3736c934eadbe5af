"""A case that cannot go on is named and left where it is; all others go on as if it were not there (F9)."""
from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select, text, update

from powerflow.cases import CaseFile, Registry, check, tables, tick
from powerflow.cases.sql_store import SqlStore
from powerflow.errors import PowerflowError
from tests.builders import ChartBuilder
from tests.cases.desk import FRIDAY, begin, days, drawing, organisation
from tests.cases.reliability.scenes import LATE, Tally, calendar, content, deemed, desk, step

# What a careless hand, a bad disk or another program may have made of the first entry of a case.
_BODIES: dict[str, Callable[[str], str]] = {
    "other words": lambda body: body.replace("start", "stort"),
    "no JSON": lambda body: "{",
    "a list": lambda body: "[]",
    "nothing": lambda body: "null",
    "an unknown kind": lambda body: body.replace('"kind":"start"', '"kind":"spell"'),
    "facts that are a number": lambda body: body.replace("{", '{"facts":7,', 1),
    "an instant that is none": lambda body: body.replace("2026-09-18", "2026-19-81"),
}
# And of its other rows, and of the chart that it alone has.
_ROWS = {
    "no entries": "DELETE FROM entries WHERE case_id = :case",
    "another digest": "UPDATE entries SET digest = 'x' WHERE case_id = :case",
    "a chart that is no XML": "UPDATE charts SET content = :garbage WHERE digest = :chart",
    "a chart that is empty": "UPDATE charts SET content = :nothing WHERE digest = :chart",
    "too great a length": "UPDATE cases SET length = 9 WHERE case_id = :case",
    "an unknown node that is open": "UPDATE open_steps SET node = 'nowhere' WHERE case_id = :case",
}


def _own() -> ChartBuilder:
    """The chart of the poisoned case, which no other case has."""
    drawn = drawing().start().step("收件").step("复核").end()
    return drawn.boundary_timer("t", "收件", days(4)).step("视为受理").end("e2")


def _poison(registry: Registry, file: CaseFile, name: str) -> None:
    store = registry.store
    assert isinstance(store, SqlStore)
    case, chart = file.history.case, file.history.chart_digest
    with store.database.writing() as connection:
        if name in _BODIES:
            ours = tables.entries.c.case_id == case
            body = connection.scalar(select(tables.entries.c.body).where(ours)) or ""
            assert _BODIES[name](body) != body
            connection.execute(update(tables.entries).where(ours).values(body=_BODIES[name](body)))
        else:
            given = {"case": case, "chart": chart, "garbage": b"<", "nothing": b""}
            statement = _ROWS[name]
            connection.execute(text(statement), {key: value for key, value in given.items() if f":{key}" in statement})


@pytest.mark.parametrize("name", [*_BODIES, *_ROWS])
def test_a_poisoned_case_is_parked_and_the_others_go_on(place: str, name: str, tally: Tally) -> None:
    with desk(place, create=True).store as store:
        registry = Registry(store, organisation(), calendar())
        others = [begin(registry, content(deemed)).history.case for _ in range(2)]
        own = begin(registry, content(_own))
        others += [begin(registry, content(deemed)).history.case for _ in range(2)]
        _poison(registry, own, name)
    _go_on(place, own.history.case, others)
    tally("F9 poisoned cases", 1)


def _go_on(place: str, poisoned: str, others: list[str]) -> None:
    registry = desk(place)
    with registry.store as store:
        ticked = tick(registry, now=FRIDAY, at=LATE)
        assert sorted(case for case, _ in ticked.fired if case != poisoned) == others
        said = {case: error.say() for case, error in ticked.failed}
        assert set(said) <= {poisoned}
        assert all("\n" not in each for each in said.values())
        for case in others:
            assert len(step(registry, case, "视为受理", at=LATE).history.entries) == 3
        assert [row.case for row in store.cases()] == sorted([poisoned, *others])
        # Found now, or mended by the tick itself: what is worked out from a history is written anew with each turn.
        assert poisoned in {case for case, _ in check(store)} | {case for case, _ in ticked.fired}
        if poisoned in said:
            with pytest.raises(PowerflowError):
                step(registry, poisoned, "视为受理", at=LATE)
