"""How a case stood after each of its entries, one after the other, laid only once."""
from __future__ import annotations

from collections.abc import Iterator

from powerflow.deadlines import WorkCalendar
from powerflow.model import Flowchart, History
from powerflow.replay.course import Course
from powerflow.replay.laying import Laying


def courses(history: History, chart: Flowchart, calendar: WorkCalendar) -> Iterator[Course]:
    """The course of the case after its first entry, its second, and so on, by the token game. Raises as `replay`."""
    laying = Laying(chart, history.case, calendar)
    for entry in history.entries:
        laying.lay(entry)
        yield laying.course()
