"""Audits the log of another system: against a chart, and against what a mapping file states."""
from __future__ import annotations

import pickle
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial

from powerflow.auditing.accepted import Accepted
from powerflow.auditing.counting import Counts, Statements, count, last_day
from powerflow.auditing.hands import Alone, Hands
from powerflow.auditing.told import Message
from powerflow.deadlines import WorkCalendar
from powerflow.logs import NO_DAY, ChartMap, Cuttable, LogMap, NotAloneError, Piece, Wanted
from powerflow.model import Flowchart, Unit, word
from powerflow.organisation import Organisation
from powerflow.replay import Alignments, Fitness, align
from powerflow.reports import Audited

Tell = Callable[[float], object]
_ALONE = Alone()


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

    @property
    def wanted(self) -> Wanted:
        """The columns of the log that are needed to judge it, and no others."""
        own = self.log_map.wanted
        return replace(own, keep=tuple(dict.fromkeys((*(own.keep or ()), *filter(None, (self.due, self.done)), *self.log_map.facts))))


def audit_log(
    log: Cuttable, source: str, held: LogRules, *, hands: Hands = _ALONE, tell: Tell = lambda share: None
) -> Audited:
    """The audit of a log, piece by piece, whoever does it; the log is cut twice where a required end may be missing at its end.

    `tell` is told the share of the work that is done. Raises InputError for a mapping that names steps which the chart does
    not have, and for a log that cannot be read.
    """
    audit = _LogAudit(held, hands, tell)
    try:
        counts = audit.counts(partial(log.pieces, careful=False))
    except NotAloneError:
        counts = audit.counts(partial(log.pieces, careful=True))
    return audit.result(counts, source)


class _LogAudit:
    def __init__(self, held: LogRules, hands: Hands, tell: Tell) -> None:
        self._held, self._hands, self._tell = held, hands, tell
        self._chart_map = held.log_map.on(held.chart) if held.chart else None
        item = held.chart.item if held.chart else None
        self._statements = Statements(
            log_map=held.log_map, calendar=held.calendar, organisation=held.organisation, accepted=held.accepted, due=held.due,
            done=held.done, elements=_elements(self._chart_map), kind=word("kind", item.kind) if item and item.kind else "",
        )

    def counts(self, pieces: Callable[[], Iterable[Piece]]) -> Counts:
        """All pieces, counted."""
        is_twice = any(each.required for each in self._held.log_map.limits)
        last = NO_DAY
        if is_twice:
            for share, day in self._hands.each(last_day, pieces()):
                last = max(last, day)
                self._tell(share / 2)
        whole = Counts()
        packed = pickle.dumps(self._statements)
        for share, counts in self._hands.each(partial(count, packed, last), pieces()):
            whole.join(counts)
            self._tell((1 + share) / 2 if is_twice else share)
        return whole

    def result(self, counts: Counts, source: str) -> Audited:
        """The whole, once everything was counted."""
        seen, chart = counts.seen, self._held.chart
        variants = seen.ordered()
        found, fitness = None, None
        if chart is not None and self._chart_map is not None:
            found, fitness = _aligned(chart, self._chart_map, variants, [seen.variants[each] for each in variants])
        elements = self._statements.elements
        return Audited(
            source=source, charts=(chart.path,) if chart else (), cases=seen.cases, events=seen.events, variants=len(variants),
            first=seen.first, last=seen.last, fitness=fitness, broken=seen.broken, named_broken=seen.named_broken,
            deviations=tuple(seen.deviations(found, variants, chart)) if found is not None and chart is not None else (),
            undecided=tuple(seen.undecided(found, variants)) if found is not None else (),
            groups=tuple(sorted(counts.groups(), key=lambda group: -group.count)), unheld=tuple(self._unheld(counts)),
            steps=tuple(seen.steps(lambda activity: (elements.get(activity, ""), activity))),
        )

    def _unheld(self, counts: Counts) -> Iterator[Message]:
        held, seen = self._held, counts.seen
        for line, name in sorted({*self._statements.named()}):
            if not seen.has(name):
                yield "对照表第 {line} 行说到的“{name}”，数据里没有", {"line": line, "name": name}
        if self._chart_map and seen.cases and not any(map(seen.has, self._chart_map.activities)):
            yield "数据的活动与流程图的环节没有一个名称相同，可用 --propose-map 草拟对照表", {}
        if held.calendar is None and any(limit.unit is Unit.WORKING_DAY for limit in held.log_map.limits):
            yield "没有工作日历，以工作日计的时限没有判断", {}
        first, last, calendar = seen.first, seen.last, held.calendar
        if calendar is not None and first and last and not (calendar.first <= first and last <= calendar.last) and held.log_map.limits:
            yield "工作日历只有 {first} 至 {last}，之外的时限没有判断；不计节假日可用 --calendar none", {
                "first": calendar.first.isoformat(), "last": calendar.last.isoformat(),
            }
        if held.due and not counts.has_due:
            if held.done:
                yield "数据里没有“{name}”或者“{done}”这一列日期", {"name": held.due, "done": held.done}
            else:
                yield "数据里没有“{name}”这一列日期", {"name": held.due}


def _elements(chart_map: ChartMap | None) -> Mapping[str, str]:
    """The steps that activities stand for, where that is one step."""
    return {name: ids[0] for name, ids in chart_map.activities.items() if len(ids) == 1} if chart_map else {}


def _aligned(
    chart: Flowchart, chart_map: ChartMap, variants: list[tuple[str, ...]], counts: list[int]
) -> tuple[Alignments, Fitness]:
    activities = {name: ids for name, ids in chart_map.activities.items() if name not in chart_map.ignored}
    found = align(chart, [chart_map.variant(each) for each in variants], activities=activities, unrecorded=chart_map.unrecorded)
    return found, found.fitness(counts)


