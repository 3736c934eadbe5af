"""The lamps (监察灯) of an office: every open step and case with its lamp, why, by which rule, and when it turns next.

A lamp is worked out from what the store keeps of a case, the scheme and the instant alone; no history is read.
"""
from __future__ import annotations

import gc
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from powerflow.cases import AlarmSeen, CaseSeen, ClockSeen, HistoryStore, StepSeen, Watched, clocks_of, since_of, steps_of
from powerflow.deadlines import BEIJING, WorkCalendar
from powerflow.replay import Lamp
from powerflow.supervision.handling import due_of, said_of
from powerflow.supervision.scheme import Scheme
from powerflow.supervision.seen_charts import Charts, ChartSeen
from powerflow.supervision.turning import Turning, shade_at

# The most urgent first: what is broken, what may be broken unseen, what soon will be.
URGENCY = (Lamp.RED, Lamp.YELLOW, Lamp.WHITE, Lamp.BLUE, Lamp.GREY, Lamp.GREEN)
_RANK = {lamp: rank for rank, lamp in enumerate(URGENCY)}

NO_LIMIT_STEP = "环节没有写明办理时限"
NO_LIMIT_CASE = "事项没有写明办理时限"
NOT_BEGUN = "时限还没有起算，或者已经办结"


class Lit(NamedTuple):
    """A lamp as it stands. `reason` is a translation key that `why` fills; `code` the trigger, "" for none; `length` the
    limit (`20WD`) of the step or item `owner`; `due` the instant at which it is over; `turns_at` and `turns_to` what it
    shows next if nothing is done; `since` when it turned so, "" for from the beginning. Instants are texts in Beijing time.
    """

    lamp: Lamp
    reason: str
    why: str = ""
    code: str = ""
    owner: str = ""
    length: str = ""
    role: str = ""
    due: str | None = None
    turns_at: str | None = None
    turns_to: Lamp | None = None
    is_alarm: bool = False
    since: str = ""


class StepLit(NamedTuple):
    """The lamp of an open step, whenever that opened; `place` counts the open steps of its case."""

    node: str
    name: str
    post: str
    lit: Lit
    place: int


class Shown(NamedTuple):
    """What cases show that are alike but for their numbers and hours; `order` is their place among others."""

    lit: Lit
    steps: tuple[StepLit, ...]
    worst: Lit
    order: tuple[int, str]


class StepLamp(NamedTuple):
    """The lamp of an open step, and since when it is open."""

    node: str
    name: str
    post: str
    since: str
    lit: Lit


class CaseLamp(NamedTuple):
    """The lamp of a case, with those of its open steps and the alarms on it that are not over."""

    seen: CaseSeen
    shown: Shown
    alarms: tuple[AlarmSeen, ...]

    @property
    def lit(self) -> Lit:
        """The lamp of the case itself."""
        return self.shown.lit

    @property
    def worst(self) -> Lit:
        """The most urgent of its lamps."""
        return self.shown.worst

    @property
    def steps(self) -> tuple[StepLamp, ...]:
        """Those of its open steps."""
        since = since_of(self.seen.since)
        return tuple([StepLamp(node, name, post, since[place], lit) for node, name, post, lit, place in self.shown.steps])


@dataclass(frozen=True)
class OfficeLamps:
    """All lamps at `at`, the most urgent cases first."""

    at: datetime
    scheme: str
    cases: tuple[CaseLamp, ...]

    @property
    def by_case(self) -> Mapping[Lamp, int]:
        """How many cases show each lamp."""
        counted = Counter(case.lit.lamp for case in self.cases)
        return {lamp: counted[lamp] for lamp in Lamp}

    @property
    def by_worst(self) -> Mapping[Lamp, int]:
        """How many cases there are by the most urgent lamp of theirs: nothing behind a green one is hidden."""
        counted = Counter(case.shown.worst.lamp for case in self.cases)
        return {lamp: counted[lamp] for lamp in Lamp}

    @property
    def by_step(self) -> Mapping[Lamp, int]:
        """How many open steps show each lamp."""
        counted = Counter(step.lit.lamp for case in self.cases for step in case.shown.steps)
        return {lamp: counted[lamp] for lamp in Lamp}


@contextmanager
def uncollected() -> Iterator[None]:
    """Spares Python the search for circles among a million new objects that have none."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def office_lamps(
    store: HistoryStore, watched: Watched, calendar: WorkCalendar, scheme: Scheme, *, at: datetime
) -> OfficeLamps:
    """The lamps of what was read from the store, at the aware instant `at`."""
    reader = _Reader(Charts(store), Turning(scheme, calendar), at)
    alarms: defaultdict[str, list[AlarmSeen]] = defaultdict(list)
    for alarm in watched.alarms:
        alarms[alarm.case].append(alarm)
    cases = [reader.case(each, tuple(alarms.get(each.case, ()))) for each in watched.cases]
    cases.sort(key=_order)
    return OfficeLamps(at, scheme.name, tuple(cases))


def _order(case: CaseLamp) -> tuple[tuple[int, str], str]:
    return case.shown.order, case.seen.case


def _rank(lit: Lit) -> tuple[int, str]:
    return _RANK[lit.lamp], lit.due or "9"


class _Reader:
    """Works out the lamps of case after case; those that are alike, once."""

    def __init__(self, charts: Charts, turning: Turning, at: datetime) -> None:
        self._charts = charts
        self._turning = turning
        self._now = at.astimezone(BEIJING).isoformat(timespec="seconds")
        self._known: dict[object, Shown] = {}

    def case(self, seen: CaseSeen, alarms: tuple[AlarmSeen, ...]) -> CaseLamp:
        """The lamps of one case."""
        last = "" if seen.ended else seen.last[:10]
        alike = (seen.chart, last, seen.steps, seen.clocks, alarms)
        shown = self._known.get(alike)
        if shown is None:
            steps = steps_of(seen.steps)
            chart = self._charts[seen.chart]
            if any(step.node not in chart.names for step in steps):
                chart = self._charts.of_case(seen.case)
            shown = self._known[alike] = self._shown(chart, last, steps, clocks_of(seen.clocks), alarms)
        return CaseLamp(seen, shown, alarms)

    def _shown(
        self, chart: ChartSeen, last: str, opened: Sequence[StepSeen], clocks: Sequence[ClockSeen], alarms: Sequence[AlarmSeen]
    ) -> Shown:
        steps = tuple(
            StepLit(step.node, chart.names.get(step.node, step.node), step.post, self._step(step.node, chart, clocks, alarms, last), place)
            for place, step in enumerate(opened)
        )
        nodes = {step.node for step in opened}
        own = [self._clock(clock, chart, last) for clock in clocks if clock.owner not in nodes]
        own += [self._alarm(alarm) for alarm in alarms]
        lit = _together(own) if own else _without_limit(chart, steps)
        worst = min((lit, *(step.lit for step in steps)), key=_rank)
        # The most urgent first; of those alike the one that is over first.
        return Shown(lit, steps, worst, (_RANK[worst.lamp], worst.due or worst.turns_at or "9"))

    def _step(
        self, node: str, chart: ChartSeen, clocks: Sequence[ClockSeen], alarms: Sequence[AlarmSeen], last: str
    ) -> Lit:
        own = [self._clock(clock, chart, last) for clock in clocks if clock.owner == node]
        own += [self._alarm(alarm) for alarm in alarms if alarm.node == node]
        if own:
            return _together(own)
        return Lit(Lamp.GREEN, NOT_BEGUN) if node in chart.limited else Lit(Lamp.WHITE, NO_LIMIT_STEP)

    def _clock(self, clock: ClockSeen, chart: ChartSeen, last: str) -> Lit:
        shades = self._turning.shades(
            clock, is_step=bool(clock.owner), is_outside=clock.owner in chart.outside, last=last
        )
        (since, lamp, reason, why), ahead = shade_at(shades, self._now)
        code = chart.codes.get((clock.owner, clock.role), "") if lamp in (Lamp.YELLOW, Lamp.RED) else ""
        return Lit(
            lamp, reason, why, code, clock.owner, clock.length, clock.role if clock.length else "", clock.due or None,
            ahead.since if ahead else None, ahead.lamp if ahead else None, since=since,
        )

    def _alarm(self, alarm: AlarmSeen) -> Lit:
        return Lit(Lamp(alarm.lamp), said_of(alarm.state), "", alarm.code, alarm.node, due=self._due_of(alarm), is_alarm=True)

    def _due_of(self, alarm: AlarmSeen) -> str | None:
        due = due_of(alarm, self._turning.scheme, self._turning.calendar)
        return due.isoformat(timespec="seconds") if due else None


def _without_limit(chart: ChartSeen, steps: Sequence[StepLit]) -> Lit:
    """The lamp of a case of which no limit runs."""
    if "" not in chart.limited:
        return Lit(Lamp.WHITE, NO_LIMIT_CASE)
    stands = bool(steps) and all(step.lit.lamp is Lamp.GREY for step in steps)
    return steps[0].lit if stands else Lit(Lamp.GREEN, NOT_BEGUN)


def _together(lits: Sequence[Lit]) -> Lit:
    """The most urgent of the lamps of one thing; it turns when any of them shows something more urgent."""
    worst = lits[0] if len(lits) == 1 else min(lits, key=_rank)
    if len(lits) == 1:
        return worst
    ahead = min(
        ((lit.turns_at, lit.turns_to) for lit in lits if lit.turns_at and lit.turns_to and _RANK[lit.turns_to] < _RANK[worst.lamp]),
        default=(None, None), key=lambda each: each[0] or "",
    )
    return worst._replace(turns_at=ahead[0], turns_to=ahead[1])
