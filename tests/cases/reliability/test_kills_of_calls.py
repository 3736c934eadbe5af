"""A worker that is killed between two cases, of which one calls the other, begins no second one and hands back no answer twice (R1)."""
from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from powerflow.cases import Act, Registry, check, do, settle
from powerflow.model import EntryKind
from tests.cases import called
from tests.cases.desk import FRIDAY, begin
from tests.cases.faults import forked
from tests.cases.reliability.scenes import Tally, asked, desk, warm_up

_KILLED = -9
_MOST_POINTS = 30


def _callers(place: str, folder: Path, *, answered: bool) -> list[str]:
    """Cases that are about to call another item; `answered`: they have called it, and it is over."""
    registry = called.desk(folder, url=desk(place, create=True))
    with registry.store as store:
        callers = [begin(registry, called.licence()).history.case for _ in range(_MOST_POINTS + 1)]
        for case in callers:
            _do(registry, case, "受理", 面积="1")
            if answered:
                settle(registry, case, now=FRIDAY, at=FRIDAY)
        for row in store.cases():
            if row.item == "F01":
                _do(registry, row.case, "核定", 应缴="5", 免收="是")
    return callers


def _do(registry: Registry, case: str, name: str, **facts: str) -> None:
    do(registry, case, name, Act(post="承办人", officers=("甲",), facts=facts), now=FRIDAY, at=FRIDAY)


def _settled(place: str, folder: Path, case: str, point: int | None = None) -> str:
    registry = replace(desk(place, point), items=folder / "items")
    worked = settle(registry, case, now=FRIDAY, at=FRIDAY)
    assert worked.failed == (), [error.say() for _, error in worked.failed]
    return f"{len(worked.done)}"


def _kills(place: str, folder: Path, *, answered: bool) -> int:
    """Kills at each point of what the worker does in two cases; the number of the dead."""
    warm_up()
    callers, dead = asked(lambda: " ".join(_callers(place, folder, answered=answered))).split(), 0
    for case, point in zip(callers, (-1, *range(_MOST_POINTS)), strict=True):
        code, said = forked(lambda case=case, point=point: _settled(place, folder, case, point))  # type: ignore[misc]
        assert code in (0, _KILLED), said
        dead += code == _KILLED
        if code == 0 and point > 0:
            break
    asked(lambda: [_settled(place, folder, case) for case in callers])
    _refuse_doubles(place, callers, answered=answered)
    return dead


def _refuse_doubles(place: str, callers: list[str], *, answered: bool) -> None:
    with desk(place).store as store:
        assert list(check(store)) == []
        items = Counter(row.item for row in store.cases())
        assert items == {"L01": len(callers), "F01": len(callers)}
        found = set()
        for case in callers:
            entries = store.read(case).entries
            kinds = Counter(entry.kind for entry in entries)
            assert (kinds[EntryKind.CALL], kinds[EntryKind.CALLED]) == (1, answered)
            found.add(next(entry.case for entry in entries if entry.kind is EntryKind.CALL))
        assert len(found) == len(callers)


@pytest.mark.slow
@pytest.mark.parametrize("answered", [False, True])
def test_a_kill_between_two_cases_loses_and_doubles_no_call(place: str, answered: bool, tmp_path: Path, tally: Tally) -> None:
    dead = _kills(place, tmp_path, answered=answered)
    assert dead >= 6
    tally("R1 kills at points of the protocol", dead)
