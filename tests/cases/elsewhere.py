"""A process of its own that says how cases stood at past instants: `elsewhere.py URL`, with `CASE INSTANT` lines on its input."""
from __future__ import annotations

import sys
from datetime import datetime
from hashlib import sha256
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from powerflow.cases import CaseFile, HistoryStore, case_file, open_store
from powerflow.deadlines import WorkCalendar, national_calendar
from powerflow.errors import PowerflowError


def state(store: HistoryStore, case: str, instant: datetime, calendar: WorkCalendar) -> str:
    """SHA-256 over all that is said of a case as it stood at an instant: what had gone, is open, is known and runs."""
    file = case_file(store, case).at(instant)
    course = file.course
    said = [
        repr(file.history), repr(course.openings), repr(course.done), repr(sorted(course.places)), repr(course.ended),
        repr(sorted(file.facts.items())), _time(file, instant, calendar),
    ]
    return sha256("\n".join(said).encode()).hexdigest()


def _time(file: CaseFile, instant: datetime, calendar: WorkCalendar) -> str:
    try:
        opened = [(step.node.id, step.post, step.since, step.clocks) for step in file.open_steps(calendar, instant)]
        return repr((opened, file.clocks(calendar, instant)))
    except PowerflowError as error:
        return error.say()


def main() -> None:
    calendar = national_calendar()
    with open_store(sys.argv[1]) as store:
        for line in sys.stdin:
            case, instant = line.split()
            print(state(store, case, datetime.fromisoformat(instant), calendar))


if __name__ == "__main__":
    main()
