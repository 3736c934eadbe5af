"""When the lamp of a running limit turns: a row of instants, worked out from what the store keeps and the scheme alone."""
from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple

from powerflow.cases import INCIDENT, ClockSeen
from powerflow.deadlines import BEIJING, Period, WorkCalendar, read_period
from powerflow.model import LimitRole, Unit
from powerflow.replay import Lamp
from powerflow.supervision.scheme import Scheme

# Instants are texts in Beijing time to the second, as the store keeps them: they sort as they follow each other.
_ALWAYS = ""


class Shade(NamedTuple):
    """From `since` on (a text; "" from the beginning) the limit shows this lamp, for this reason (a translation key; `why` fills it)."""

    since: str
    lamp: Lamp
    reason: str
    why: str = ""


NORMAL = "在时限之内"
NEAR = "时限将满"
OVER_PROMISE = "已超过承诺时限"
OVER_LAW = "已超过法定时限"
DOUBTFUL = "放假安排尚未公布，还不能断定是否超过时限"
STOPPED = "停止计时：{why}"
WAITING = "待处理异常：{why}"
UNHEEDED = "连续提醒而没有办理"
PARTY_OVER = "相对人没有按时办理，不计机关超期"


@dataclass(frozen=True, eq=False)
class Turning:
    """Works the shades out by one scheme and one calendar; limits that are alike are worked out once."""

    scheme: Scheme
    calendar: WorkCalendar

    def shades(self, clock: ClockSeen, *, is_step: bool, is_outside: bool, last: str) -> tuple[Shade, ...]:
        """The shades of a limit in their order.

        `is_outside`: what the party takes too long for is no breach of the authority's. `last` is when
        anything was last done in the case.
        """
        if clock.role == INCIDENT:
            return (Shade(_ALWAYS, Lamp.WHITE, WAITING, clock.stopped),)
        if is_outside:
            return _outside(clock)
        near_last = last[:10] if not is_step and self.scheme.lamps.reminders else ""
        return self._shades(clock.role, clock.length, clock.due, clock.early, clock.late, clock.stopped, is_step, near_last)

    @lru_cache(maxsize=65536)  # noqa: B019  one Turning serves one run of the program
    def _shades(
        self, role: str, length: str, due: str, early: str, late: str, stopped: str, is_step: bool, last: str
    ) -> tuple[Shade, ...]:
        over, reason = self._over(role, is_step=is_step)
        if not due:
            return (Shade(_ALWAYS, Lamp.GREY, STOPPED, stopped),)
        near = self._near(read_period(length), early or due, is_step=is_step)
        found = [Shade(_ALWAYS, Lamp.GREEN, NORMAL), Shade(near, Lamp.BLUE, NEAR)]
        third = self._third(near, last) if last else None
        if third is not None and third < (early or due):
            found.append(Shade(third, Lamp.YELLOW, UNHEEDED))
        if early and late:
            found.append(Shade(early, Lamp.WHITE, DOUBTFUL))
        found.append(Shade(late or due, over, reason))
        return tuple(found)

    def _over(self, role: str, *, is_step: bool) -> tuple[Lamp, str]:
        rules = self.scheme.lamps
        if role == LimitRole.STATUTORY.value:
            return (rules.step_statutory if is_step else rules.case_statutory), OVER_LAW
        return (rules.step_promised if is_step else rules.case_promised), OVER_PROMISE

    def _near(self, length: Period, due: str, *, is_step: bool) -> str:
        """From when on so little is left that the one who acts is reminded; on the spot from the beginning."""
        over = datetime.fromisoformat(due)
        if length.unit is Unit.SPOT:
            return _ALWAYS
        rules = self.scheme.lamps
        if length.unit is Unit.HOUR:
            return _text(over - timedelta(hours=max(1, length.amount * (10 if is_step else rules.case_share) // 100)))
        # The period is over at midnight after its last day.
        last = (over - timedelta(seconds=1)).date()
        left = [self._before(last, rules.step_left if is_step else rules.case_left)]
        if not is_step and rules.case_share:
            share = length.amount * rules.case_share // 100
            left += [self._before(last, Period(share, length.unit))] if share else []
        return _text(min(left))

    def _before(self, last: date, left: Period) -> datetime:
        """The first instant of the first day on which no more than `left` remains after that day until `last`."""
        if left.unit is Unit.HOUR:
            return datetime.combine(last, datetime.min.time(), BEIJING) + timedelta(days=1, hours=-left.amount)
        if left.unit is Unit.WORKING_DAY:
            days = self.calendar.expected
            number = days.count(last.toordinal()) - left.amount
            first = date.fromordinal(days.nth(number)) if number >= 1 else last
        else:
            first = last - timedelta(days=left.amount * {Unit.MONTH: 30, Unit.YEAR: 365}.get(left.unit, 1))
        return datetime.combine(first, datetime.min.time(), BEIJING)

    def _third(self, near: str, last: str) -> str | None:
        """When as many reminders in a row as the scheme says have brought nothing: one each working day, anew after each act."""
        if not near:
            return None
        days = self.calendar.expected
        begin = date.fromisoformat(near[:10])
        acted = date.fromisoformat(last)
        first = begin if acted < begin else acted + timedelta(days=1)
        day = date.fromordinal(days.nth(days.count(first.toordinal() - 1) + self.scheme.lamps.reminders))
        return _text(datetime.combine(day, datetime.min.time(), BEIJING))


def _outside(clock: ClockSeen) -> tuple[Shade, ...]:
    if not clock.due:
        return (Shade(_ALWAYS, Lamp.GREY, STOPPED, clock.stopped),)
    return Shade(_ALWAYS, Lamp.GREEN, NORMAL), Shade(clock.late or clock.due, Lamp.WHITE, PARTY_OVER)


def shade_at(shades: tuple[Shade, ...], now: str) -> tuple[Shade, Shade | None]:
    """What the lamp shows at `now`, and what it turns to next if nothing is done; None if it stays so."""
    at = bisect_right(shades, now, key=_since) - 1
    ahead = next((each for each in shades[at + 1 :] if each.lamp is not shades[at].lamp), None)
    return shades[at], ahead


def _since(shade: Shade) -> str:
    return shade.since


def _text(instant: datetime) -> str:
    return instant.isoformat(timespec="seconds")
