"""A process killed at any point of any command loses nothing that it acknowledged; sent again, nothing is doubled (R1)."""
from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.cases.faults import forked
from tests.cases.reliability.commands import COMMANDS, Command, refuse_doubles
from tests.cases.reliability.scenes import Tally, asked, begun, desk

_KILLED = -9
# So many statements has no command: whoever gets as far has ended well.
_MOST_POINTS = 24


def _points() -> Iterator[int]:
    yield -1
    yield from range(_MOST_POINTS)


def _one_round(place: str, command: Command, number: int) -> int:
    """One death at each point of the command, each with a case of its own, and sent again afterwards; the number of the dead."""
    cases, dead = begun(place, command.drawn, _MOST_POINTS + 1, command.before), 0
    for case, point in zip(cases, _points(), strict=True):
        code, said = forked(lambda case=case, point=point: command.act(desk(place, point), case, f"{number}.{point}"))  # type: ignore[misc]
        assert code in (0, _KILLED), said
        dead += code == _KILLED
        if code == 0 and point > 0:
            break
    points = list(_points())[: cases.index(case) + 1]
    _send_again(place, command, dict(zip(cases, (f"{number}.{point}" for point in points), strict=False)))
    return dead


def _send_again(place: str, command: Command, sent: dict[str, str]) -> None:
    def work() -> None:
        registry = desk(place)
        for case, words in sent.items():
            command.act(registry, case, words)

    asked(work)
    refuse_doubles(place, command, sent)


# What each kind of transaction does in both databases; the other commands write in the same way as a step.
_OF_EACH_KIND = ("start", "step", "timer", "late step", "migrate")


@pytest.mark.slow
@pytest.mark.parametrize(("place", "name"), [
    *(("sqlite", name) for name in COMMANDS), *(("postgresql", name) for name in _OF_EACH_KIND),
], indirect=["place"])
def test_a_kill_at_any_point_of_a_command_loses_and_doubles_nothing(place: str, name: str, tally: Tally) -> None:
    dead = _one_round(place, COMMANDS[name], 0)
    assert dead >= 6
    tally("R1 kills at points of the protocol", dead)


@pytest.mark.full
@pytest.mark.parametrize("part", range(6))
@pytest.mark.parametrize("name", COMMANDS)
def test_two_thousand_kills_lose_and_double_nothing(place: str, name: str, part: int, tally: Tally) -> None:
    tally("R1 kills at points of the protocol", _one_round(place, COMMANDS[name], part))
