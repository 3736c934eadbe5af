"""Audits the log of another system: against a chart, and against what a mapping file states."""
from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial

from powerflow.auditing.accepted import Accepted
from powerflow.auditing.legal_days import LegalDays
from powerflow.auditing.seen import Seen
from powerflow.auditing.stated import Measured, measure_due, measure_limit, measure_need, measure_separation, unknown_activities
from powerflow.auditing.tally import Head, Tally, values_of
from powerflow.auditing.told import Message, Told
from powerflow.deadlines import WorkCalendar
from powerflow.logs import NO_DAY, ChartMap, EventTable, LogMap, StatedLimit, StatedNeed, StatedSeparation
from powerflow.model import Flowchart, LimitSense, Severity, Unit, word
from powerflow.organisation import Organisation
from powerflow.replay import Alignments, Fitness, align
from powerflow.reports import Audited


@dataclass(frozen=True, kw_only=True)
class LogRules:
    """What a log is held to. `calendar` None counts every day alike, as for logs of other countries.

    `due` is the column with a date that the log itself gives each event or case, `done` the one that says when it was met.
    """

    log_map: LogMap
    calendar: WorkCalendar | None
    chart: Flowchart | None = None
    organisation: Organisation | None = None
    accepted: tuple[Accepted, ...] = ()
    due: str = ""
    done: str = ""


def audit_log(read: Callable[[], Iterable[EventTable]], source: str, held: LogRules) -> Audited:
    """The audit of a log that `read` gives in parts, anew each time: twice where a required end is missing only at its end.

    Raises InputError for a mapping that names steps which the chart does not have.
    """
    last = max((_last(part) for part in read()), default=NO_DAY) if any(each.required for each in held.log_map.limits) else NO_DAY
    audit = _LogAudit(held, last)
    for part in read():
        audit.add(part)
    return audit.result(source)


def _last(part: EventTable) -> int:
    return int(part.day.max(initial=NO_DAY))


class _LogAudit:
    def __init__(self, held: LogRules, last: int) -> None:
        self._held, self._map, self._last = held, held.log_map, last
        self._chart_map = held.log_map.on(held.chart) if held.chart else None
        self._seen = Seen()
        self._days = LegalDays(held.calendar)
        self._tallies: dict[object, Tally] = {}
        self._missing: dict[tuple[int, str], int] = {}
        self._parts = 0

    def add(self, part: EventTable) -> None:
        """One part of the log."""
        self._parts += 1
        self._seen.add(part)
        item = self._held.chart.item if self._held.chart else None
        kind = word("kind", item.kind) if item and item.kind else ""
        values = values_of(part, self._map, self._held.organisation, kind)
        for line, name in unknown_activities(part, self._map):
            self._missing[line, name] = self._missing.get((line, name), 0) + 1
        for key, head, found, told in self._measured(part):
            tally = self._tallies.setdefault(key, Tally(head, self._held.accepted))
            tally.add(part, values, found.rows, found.breached, found.late, told, found.facts)

    def _measured(self, part: EventTable) -> Iterator[tuple[object, Head, Measured, Callable[[int], Message]]]:
        for limit in self._map.limits:
            found = measure_limit(part, limit, self._days, self._last)
            yield limit, self._limit_head(limit), found, partial(Told(part, found).of_limit, limit)
        for need in self._map.needs:
            found = measure_need(part, need)
            yield need, self._need_head(need), found, partial(Told(part, found).of_need, need)
        for apart in self._map.separations:
            found = measure_separation(part, apart, self._map)
            yield apart, self._apart_head(apart), found, partial(Told(part, found).of_separation, apart)
        due = measure_due(part, self._held.due, self._held.done) if self._held.due else None
        if due is not None:
            head = Head(
                rule="due-date-passed", title="超过办件自带的期限", severity=Severity.ERROR, element="", name=self._held.due,
                unit=Unit.CALENDAR_DAY,
            )
            yield "due", head, due, Told(part, due).of_due

    def _limit_head(self, limit: StatedLimit) -> Head:
        is_wait = limit.sense is LimitSense.WAIT
        unit = limit.unit if limit.unit in (Unit.WORKING_DAY, Unit.HOUR) else Unit.CALENDAR_DAY
        return Head(
            rule="stated-wait-cut" if is_wait else "stated-limit-passed",
            title="没有留足对照表所定的期间" if is_wait else "超过对照表所定的时限", severity=Severity.ERROR,
            element=self._element(limit.end), name=limit.name or limit.end, basis=(limit.basis,) if limit.basis else (), unit=unit,
        )

    def _need_head(self, need: StatedNeed) -> Head:
        return Head(
            rule="stated-notice-missing" if need.is_notice else "stated-step-missing",
            title="没有告知" if need.is_notice else "缺少应办的环节", severity=Severity.ERROR,
            element=self._element(need.needs), name=need.name or need.needs, basis=(need.basis,) if need.basis else (),
        )

    def _apart_head(self, apart: StatedSeparation) -> Head:
        return Head(
            rule="stated-duties-by-one-person", title="应当分离的职责由一人办理", severity=Severity.ERROR,
            element=self._element(apart.second), name=apart.name or apart.second, basis=(apart.basis,) if apart.basis else (),
        )

    def _element(self, activity: str) -> str:
        """The step that an activity stands for, where it is one."""
        ids = self._chart_map.activities.get(activity, ()) if self._chart_map else ()
        return ids[0] if len(ids) == 1 else ""

    def result(self, source: str) -> Audited:
        """The whole, once every part was added."""
        seen, chart = self._seen, self._held.chart
        variants = [variant for variant, _ in seen.variants.most_common()]
        found, fitness = None, None
        if chart is not None and self._chart_map is not None:
            found, fitness = _aligned(chart, self._chart_map, variants, [seen.variants[each] for each in variants])
        groups = [group for tally in self._tallies.values() if (group := tally.group()) is not None]
        return Audited(
            source=source, charts=(chart.path,) if chart else (), cases=seen.cases, events=seen.events, variants=len(variants),
            first=seen.first, last=seen.last, fitness=fitness, broken=seen.broken,
            deviations=tuple(seen.deviations(found, variants, chart)) if found is not None and chart is not None else (),
            groups=tuple(sorted(groups, key=lambda group: -group.count)), unheld=tuple(self._unheld()),
            steps=tuple(seen.steps(lambda activity: (self._element(activity), activity))),
        )

    def _unheld(self) -> Iterator[Message]:
        for (line, name), parts in sorted(self._missing.items()):
            if parts == self._parts:
                yield "对照表第 {line} 行说到的“{name}”，数据里没有", {"line": line, "name": name}
        if self._held.calendar is None and any(limit.unit is Unit.WORKING_DAY for limit in self._map.limits):
            yield "没有工作日历，以工作日计的时限没有判断", {}
        first, last, calendar = self._seen.first, self._seen.last, self._held.calendar
        if calendar is not None and first and last and not (calendar.first <= first and last <= calendar.last) and self._map.limits:
            yield "工作日历只有 {first} 至 {last}，之外的时限没有判断；不计节假日可用 --calendar none", {
                "first": calendar.first.isoformat(), "last": calendar.last.isoformat(),
            }
        if self._held.due and "due" not in self._tallies:
            yield "数据里没有“{name}”这一列日期", {"name": self._held.due}


def _aligned(
    chart: Flowchart, chart_map: ChartMap, variants: list[tuple[str, ...]], counts: list[int]
) -> tuple[Alignments, Fitness]:
    activities = {name: ids for name, ids in chart_map.activities.items() if name not in chart_map.ignored}
    found = align(chart, [chart_map.variant(each) for each in variants], activities=activities, unrecorded=chart_map.unrecorded)
    return found, found.fitness(counts)
