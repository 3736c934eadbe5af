"""When the lamp of a limit turns, against dates counted by hand on the published calendar of 2026."""
from __future__ import annotations

from dataclasses import replace

import pytest

from powerflow.cases import ClockSeen
from powerflow.deadlines import national_calendar
from powerflow.replay import Lamp
from powerflow.supervision import default_scheme
from powerflow.supervision.turning import Turning, shade_at


def clock(length: str, due: str, role: str = "promised", *, early: str = "", late: str = "", stopped: str = "") -> ClockSeen:
    """A running limit; days are midnights in Beijing."""
    def at(day: str) -> str:
        return f"{day}T00:00:00+08:00" if len(day) == 10 else day

    return ClockSeen("step", role, length, at(due), at(early), at(late), stopped)


def lamp(seen: ClockSeen, now: str, *, is_step: bool = True, is_outside: bool = False, last: str = "2026-09-01T09:00:00+08:00") -> Lamp:
    """What it shows."""
    shades = _TURNING.shades(seen, is_step=is_step, is_outside=is_outside, last=last)
    return shade_at(shades, f"{now}:00+08:00")[0].lamp


_TURNING = Turning(default_scheme(), national_calendar())


@pytest.mark.parametrize(
    ("now", "shown"),
    [
        ("2026-09-22T23:59", Lamp.GREEN), ("2026-09-23T00:00", Lamp.BLUE), ("2026-09-24T23:59", Lamp.BLUE),
        ("2026-09-25T00:00", Lamp.YELLOW),
    ],
)
def test_a_step_is_blue_on_its_last_two_days_and_yellow_after_them(now: str, shown: Lamp) -> None:
    """Three working days until Thursday, 24 September 2026: one is left on Wednesday."""
    assert lamp(clock("3WD", "2026-09-25"), now) is shown


def test_days_of_rest_before_the_last_day_are_no_time_that_is_left() -> None:
    """Due on Thursday, 8 October, the first working day after the national holidays: one is left from 30 September on."""
    seen = clock("2WD", "2026-10-09")
    assert [lamp(seen, f"2026-{day}T12:00") for day in ("09-29", "09-30", "10-05", "10-08")] == [
        Lamp.GREEN, Lamp.BLUE, Lamp.BLUE, Lamp.BLUE,
    ]


def test_a_case_is_blue_for_a_tenth_of_its_limit() -> None:
    """Sixty calendar days until 30 November: six are left on the 24th."""
    seen = clock("60CD", "2026-12-01")
    last = "2026-11-24T08:00:00+08:00"
    assert lamp(seen, "2026-11-23T23:59", is_step=False, last=last) is Lamp.GREEN
    assert lamp(seen, "2026-11-24T00:00", is_step=False, last=last) is Lamp.BLUE


def test_three_reminders_in_a_row_without_an_act_are_a_warning() -> None:
    """Reminded on Tuesday 24, Wednesday 25 and Thursday 26 November; an act on Wednesday makes the count begin anew."""
    seen = clock("60CD", "2026-12-01")
    idle = "2026-11-20T10:00:00+08:00"
    assert lamp(seen, "2026-11-25T23:59", is_step=False, last=idle) is Lamp.BLUE
    assert lamp(seen, "2026-11-26T00:00", is_step=False, last=idle) is Lamp.YELLOW
    acted = "2026-11-25T10:00:00+08:00"
    assert lamp(seen, "2026-11-29T12:00", is_step=False, last=acted) is Lamp.BLUE
    assert lamp(seen, "2026-11-30T00:00", is_step=False, last=acted) is Lamp.YELLOW


def test_a_limit_of_the_law_is_red_when_it_is_over() -> None:
    assert lamp(clock("20WD", "2026-10-22", "statutory"), "2026-10-22T00:00", is_step=False) is Lamp.RED


def test_hours_are_blue_in_the_last_tenth() -> None:
    seen = clock("24H", "2026-09-19T10:00:00+08:00", "statutory")
    assert [lamp(seen, now) for now in ("2026-09-19T07:59", "2026-09-19T08:00", "2026-09-19T10:00")] == [
        Lamp.GREEN, Lamp.BLUE, Lamp.RED,
    ]


def test_on_the_spot_is_blue_from_the_beginning() -> None:
    assert lamp(clock("spot", "2026-09-19"), "2026-09-18T09:00") is Lamp.BLUE


def test_a_stopped_clock_is_grey_and_one_that_was_over_before_stays_so() -> None:
    assert lamp(clock("15WD", "", stopped="听证"), "2027-09-18T09:00") is Lamp.GREY
    assert lamp(clock("15WD", "2026-09-18", stopped="听证"), "2026-09-20T09:00") is Lamp.YELLOW


def test_white_where_a_coming_notice_decides() -> None:
    """Over on 8 or on 15 February 2027, as the notice will say: certain before and after, undecidable between."""
    seen = clock("20WD", "2027-02-09", early="2027-02-08", late="2027-02-15")
    assert [lamp(seen, f"2027-02-{day}T12:00") for day in ("07", "08", "14", "15")] == [
        Lamp.BLUE, Lamp.WHITE, Lamp.WHITE, Lamp.YELLOW,
    ]


def test_a_party_that_is_late_is_no_breach_of_the_authority() -> None:
    seen = clock("15WD", "2026-09-18")
    assert lamp(seen, "2026-09-17T23:59", is_outside=True) is Lamp.GREEN
    assert lamp(seen, "2026-09-18T00:00", is_outside=True) is Lamp.WHITE


def test_it_says_when_it_turns_next() -> None:
    shades = _TURNING.shades(clock("3WD", "2026-09-25"), is_step=True, is_outside=False, last="")
    now, ahead = shade_at(shades, "2026-09-22T09:00:00+08:00")
    assert (now.lamp, ahead and ahead.lamp, ahead and ahead.since) == (Lamp.GREEN, Lamp.BLUE, "2026-09-23T00:00:00+08:00")


def test_a_scheme_may_say_otherwise() -> None:
    strict = replace(default_scheme(), lamps=replace(default_scheme().lamps, step_promised=Lamp.RED, reminders=0))
    turning = Turning(strict, national_calendar())
    shades = turning.shades(clock("3WD", "2026-09-25"), is_step=True, is_outside=False, last="")
    assert shades[-1].lamp is Lamp.RED
