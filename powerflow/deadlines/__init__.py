"""Legal time: the working calendar, deadlines in legal days, and how much of a limit was used."""
from powerflow.deadlines.calendar import WorkCalendar, calendar_with, national_calendar, read_calendar
from powerflow.deadlines.clock import Deadline, Standing, Used, deadline, standing, standing_at, used
from powerflow.deadlines.days import Day, DayKind, Notice, NoticeKind, NoticeStatus
from powerflow.deadlines.explanation import as_data, day_by_day, explain, say_grants, say_unit
from powerflow.deadlines.extension import Allowed, Extended, Grant, Refusal, extended
from powerflow.deadlines.fitting import Fit, longest_fit, shortest_fit
from powerflow.deadlines.notice_file import read_notices
from powerflow.deadlines.pauses import Pause
from powerflow.deadlines.period import (
    BEIJING,
    Measured,
    Period,
    begin_of_day,
    end_of_day,
    local_day,
    local_instant,
    read_period,
    read_start,
    say_length,
)
from powerflow.deadlines.reckoning import CountedDay, Counting
from powerflow.deadlines.statutes import Act, UnitReading, acts, unit_of
from powerflow.deadlines.timeline import OutsideCalendar

__all__ = [
    "BEIJING",
    "Act", "Allowed",
    "CountedDay",
    "Counting",
    "Day",
    "DayKind",
    "Deadline",
    "Extended",
    "Fit",
    "Grant",
    "Measured",
    "Notice",
    "NoticeKind",
    "NoticeStatus",
    "OutsideCalendar",
    "Pause",
    "Period",
    "Refusal",
    "Standing",
    "UnitReading",
    "Used",
    "WorkCalendar",
    "acts",
    "as_data",
    "begin_of_day",
    "calendar_with",
    "day_by_day",
    "deadline",
    "end_of_day",
    "explain",
    "extended",
    "local_day",
    "local_instant",
    "longest_fit",
    "national_calendar",
    "read_calendar",
    "read_notices",
    "read_period",
    "read_start",
    "say_grants", "say_length",
    "say_unit",
    "shortest_fit",
    "standing",
    "standing_at",
    "unit_of",
    "used",
]
