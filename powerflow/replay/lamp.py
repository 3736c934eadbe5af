"""The lamp (监察灯) of one clock as it stood at a moment: how urgent a limit was then, by the defaults of supervision."""
from __future__ import annotations

from enum import Enum

from powerflow.model import LimitRole, LimitSense, Unit
from powerflow.replay.clocks import Reading

# With so much left, or a tenth of the limit, the one who acts is reminded: in working days, days, hours.
_NEAR = {Unit.WORKING_DAY: 1, Unit.CALENDAR_DAY: 1, Unit.HOUR: 8}


class Lamp(str, Enum):
    """GREEN 正常; BLUE 提醒: nearly over; YELLOW 预警: a promise is broken; RED 违规: a limit of the law is; GREY 暂停:
    the clock stands still; WHITE 无法判断: nothing says when it is over."""

    GREEN = "green"
    BLUE = "blue"
    YELLOW = "yellow"
    RED = "red"
    GREY = "grey"
    WHITE = "white"


def lamp(reading: Reading) -> Lamp:
    """The lamp of a clock at the moment at which it was read.

    A due day that a coming notice may still move is white only where it decides: if the limit may be over already and may
    not. A time that must be left open is green while it lasts, red if it was cut short.
    """
    stands, is_law = reading.standing, reading.limit.role is LimitRole.STATUTORY
    if reading.limit.sense is LimitSense.WAIT:
        return Lamp.RED if reading.is_cut else Lamp.GREEN
    if reading.is_running and reading.stopped:
        return Lamp.GREY
    if bool(stands.late_at_least) != bool(stands.late_at_most):
        return Lamp.WHITE
    if reading.is_late:
        return Lamp.RED if is_law else Lamp.YELLOW
    return Lamp.BLUE if reading.is_running and _is_near(reading) else Lamp.GREEN


def _is_near(reading: Reading) -> bool:
    stands = reading.standing
    whole = stands.used.amount + stands.remaining
    least = _NEAR.get(stands.unit, 0)
    return stands.remaining <= (least if reading.owner else max(least, whole // 10))
