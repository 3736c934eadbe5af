"""Helpers for tests of commands: who orders, at which hour, and the agreement of the engine with the replay of what it recorded."""
from __future__ import annotations

from datetime import datetime, timedelta

from powerflow.cases import Act, CaseFile, Registry, run_again
from powerflow.model import Entry
from powerflow.replay import replay
from tests.cases.desk import FRIDAY


def order(by: str = "甲", post: str = "承办人", note: str = "", command: str = "", **facts: str) -> Act:
    """What an officer orders."""
    return Act(post=post, officers=(by,) if by else (), note=note, command=command, facts=facts)


def hour(number: float) -> datetime:
    """So many hours after the case began."""
    return FRIDAY + timedelta(hours=number)


def last(file: CaseFile) -> Entry:
    """The last entry."""
    return file.history.entries[-1]


def agrees(desk: Registry, file: CaseFile) -> CaseFile:
    """The file, if a replay of its history knows it as the engine does, after every entry, and as the store shows it."""
    again = run_again(file.history, file.chart, desk.calendar)
    assert again.is_same, (again.differs, again.message, dict(again.values), again.obstacle)
    moment = last(file).at
    told = replay(file.history, file.chart, desk.calendar, moment=moment, organisation=desk.organisation)
    assert told.breaks == () and told.complete == file.course.ended
    [row] = [row for row in desk.store.cases() if row.case == file.history.case]
    assert [each.node for each in row.open] == [step.node.id for step in file.open_steps(desk.calendar, moment)]
    assert (row.ended is not None) == file.course.ended
    return file
