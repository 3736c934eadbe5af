"""Legal time: the working calendar, deadlines in legal days, and how much of a limit was used."""
from powerflow.deadlines.calendar import WorkCalendar, calendar_with, national_calendar, read_calendar
from powerflow.deadlines.clock import Deadline, Standing, Used, deadline, standing, standing_at, used
from powerflow.deadlines.days import Day, DayKind, Notice, NoticeKind, NoticeStatus
from powerflow.deadlines.explanation import as_data, explain
from powerflow.deadlines.notice_file import read_notices
from powerflow.deadlines.pauses import Pause
from powerflow.deadlines.period import (
    BEIJING,
    Measured,
    Period,
    local_day,
    local_instant,
    read_period,
    read_start,
)
from powerflow.deadlines.reckoning import CountedDay, Counting
from powerflow.deadlines.timeline import OutsideCalendar

__all__ = [
    "BEIJING", "CountedDay", "Counting", "Day", "DayKind", "Deadline", "Measured", "Notice", "NoticeKind",
    "NoticeStatus", "OutsideCalendar", "Pause", "Period", "Standing", "Used", "WorkCalendar", "as_data",
    "calendar_with", "deadline", "explain", "local_day", "local_instant", "national_calendar", "read_calendar",
    "read_notices", "read_period", "read_start", "standing", "standing_at", "used",
]
