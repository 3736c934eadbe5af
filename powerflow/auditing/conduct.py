"""Judges each case of a foreign log by the chart that was in force when it began: its limits, orders, posts and rows of law."""
from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache, partial

import numpy as np

from powerflow import bpmn
from powerflow.auditing.accepted import Accepted
from powerflow.auditing.cases import head_of, joined_fitness, late_of
from powerflow.auditing.hands import Alone, Hands
from powerflow.auditing.legal_days import Days
from powerflow.auditing.seen import Seen
from powerflow.auditing.tally import Acts, Tally, Values, values_of
from powerflow.auditing.told import Message
from powerflow.deadlines import WorkCalendar, local_day
from powerflow.errors import InputError
from powerflow.library import Versions
from powerflow.logs import ChartMap, Cuttable, EventTable, LogMap, NotAloneError, Piece
from powerflow.model import Entry, EntryKind, Event, Finding, Flowchart, History, word
from powerflow.organisation import Organisation
from powerflow.replay import Fitness, align, replay
from powerflow.reports import Deviation, FindingGroup, Said
from powerflow.rules import judge, select
from powerflow.translation import translate

# A log of another system has no digests and no facts of ours; its deviations from the chart are told by the alignment too,
# but only these rules say them in the words of the law.
_NOT_OURS = ("chain-broken", "chart-unknown", "fact-missing")
_Key = tuple[str, str | None, str, str]
_ALONE = Alone()


@dataclass(frozen=True, kw_only=True)
class ConductRules:
    """What the cases are held to: `charts` are the versions, as path and bytes."""

    charts: tuple[tuple[str, bytes], ...]
    log_map: LogMap
    calendar: WorkCalendar
    organisation: Organisation | None = None
    accepted: tuple[Accepted, ...] = ()


@dataclass
class Conducted:
    """What some cases came to; joined in any order they come to the same. `unjudged` are cases by the reason.

    `acts` are all acts at each element, `known` those of them that a tally has counted already.
    """

    tallies: dict[_Key, Tally] = field(default_factory=dict)
    acts: defaultdict[str, Acts] = field(default_factory=lambda: defaultdict(Acts))
    known: defaultdict[_Key, Acts] = field(default_factory=lambda: defaultdict(Acts))
    seen: dict[str, Seen] = field(default_factory=dict)
    unjudged: Counter[Said] = field(default_factory=Counter)
    spanning: int = 0

    def join(self, other: Conducted) -> None:
        """What was judged elsewhere of other cases."""
        for key, tally in other.tallies.items():
            if key in self.tallies:
                self.tallies[key].join(tally)
            else:
                self.tallies[key] = tally
        for element, acts in other.acts.items():
            self.acts[element].join(acts)
        for key, acts in other.known.items():
            self.known[key].join(acts)
        for digest, seen in other.seen.items():
            if digest in self.seen:
                self.seen[digest].join(seen)
            else:
                self.seen[digest] = seen
        self.unjudged.update(other.unjudged)
        self.spanning += other.spanning

    def groups(self) -> list[FindingGroup]:
        """What was found, each of all acts at its element."""
        for key, tally in self.tallies.items():
            tally.beside(self.acts[key[2]].without(self.known[key]))
            self.known[key] = self.acts[key[2]]
        return [group for tally in self.tallies.values() if (group := tally.group()) is not None]

    def unheld(self) -> Iterator[Message]:
        """What was not judged, and by which version cases were judged that saw a change of it."""
        for reason, count in sorted(self.unjudged.items(), key=lambda each: (-each[1], each[0].zh)):
            yield "{count} 件没有按流程图判断：{reason}", {"count": count, "reason": reason}
        if self.spanning:
            yield "{count} 件办理期间流程图换过版，按开始当日有效的版本判断", {"count": self.spanning}


def audit_conduct(log: Cuttable, rules: ConductRules, *, hands: Hands = _ALONE) -> Conducted:
    """Every case of the log, replayed on the chart in force on the day on which it began, and judged by the rules about conduct.

    Where there is one chart it is that in force for all. Raises InputError for charts of more than one item, or of none.
    """
    _only_item(Versions(_documents(rules.charts)))
    try:
        return _joined(log.pieces(careful=False), rules, hands)
    except NotAloneError:
        return _joined(log.pieces(careful=True), rules, hands)


def _joined(pieces: Iterable[Piece], rules: ConductRules, hands: Hands) -> Conducted:
    whole = Conducted()
    for _, part in hands.each(partial(_judged_piece, rules), pieces):
        whole.join(part)
    return whole


def conformance(found: Conducted, rules: ConductRules) -> tuple[Fitness | None, list[Deviation]]:
    """The fitness of all cases, each on its own version, and their departures."""
    parts: list[Fitness] = []
    deviations: list[Deviation] = []
    for document in _documents(rules.charts):
        seen = found.seen.get(document.digest)
        if seen is None:
            continue
        chart_map, variants = rules.log_map.on(document.chart), seen.ordered()
        activities = {name: ids for name, ids in chart_map.activities.items() if name not in chart_map.ignored}
        aligned = align(
            document.chart, [chart_map.variant(each) for each in variants], activities=activities, unrecorded=chart_map.unrecorded
        )
        parts.append(aligned.fitness([seen.variants[each] for each in variants]))
        deviations += seen.deviations(aligned, variants, document.chart)
    return joined_fitness(parts), sorted(deviations, key=lambda each: -each.count)


@lru_cache(maxsize=4)
def _documents(charts: tuple[tuple[str, bytes], ...]) -> tuple[bpmn.Document, ...]:
    return tuple(bpmn.parse(content, path) for path, content in charts)


def _only_item(versions: Versions) -> str:
    items = versions.items
    if len(items) != 1:
        raise InputError(
            "按版本审计时，流程图应当都是同一个事项的，这里有 {count} 个：{items}", count=len(items), items=items or ("—",)
        )
    return items[0]


def _judged_piece(rules: ConductRules, piece: Piece) -> tuple[float, Conducted]:
    return piece.done, _Judging(rules).of(piece.table())


class _Judging:
    """Judges the cases of one table."""

    def __init__(self, rules: ConductRules) -> None:
        self._rules = rules
        self._versions = Versions(_documents(rules.charts))
        self._item = _only_item(self._versions)
        self._maps = {each.digest: rules.log_map.on(each.chart) for each in self._versions.documents}
        self._conduct = select(["conduct"], _NOT_OURS)
        self._found: dict[_Key, list[tuple[int, Finding]]] = {}
        self._done = Conducted()

    def of(self, table: EventTable) -> Conducted:
        """What the cases came to."""
        for number in range(len(table.cases)):
            self._judge(table, number)
        item = self._versions.documents[0].chart.item
        values = values_of(
            table, self._rules.log_map, self._rules.organisation, word("kind", item.kind) if item is not None and item.kind else ""
        )
        for element in ("", *{id for chart_map in self._maps.values() for ids in chart_map.activities.values() for id in ids}):
            self._done.acts[element].add(values, self._rows(table, element))
        for key, found in self._found.items():
            self._done.tallies[key] = self._tally(key, found, table, values)
            self._done.known[key].join(self._done.acts[key[2]])
        return self._done

    def _rows(self, table: EventTable, element: str) -> Days:
        """The acts that a rule might speak of: those of the activities at an element; without one, the last of each case."""
        if not element:
            return np.maximum(table.starts[1:] - 1, 0)
        names = {name for chart_map in self._maps.values() for name, ids in chart_map.activities.items() if element in ids}
        codes = np.array([code for name in sorted(names) if (code := table.activity.code(name)) >= 0], np.int32)
        return np.flatnonzero(np.isin(table.activity.codes, codes))

    def _judge(self, table: EventTable, number: int) -> None:
        rows = range(int(table.starts[number]), int(table.starts[number + 1]))
        times = [at for row in rows if (at := table.time.at(row)) is not None]
        began = local_day(min(times)) if times else None
        found = self._valid_on(began) if began is not None else ()
        if began is None or len(found) != 1:
            self._done.unjudged[_said("没有时间" if began is None else "有几个版本同时有效" if found else "开始当日没有有效的版本")] += 1
            return
        chart = found[0].chart
        self._done.seen.setdefault(chart.digest, Seen()).add(table.part(number, number + 1))
        self._done.spanning += self._is_changed(began, local_day(max(times)))
        history = _history(table, number, chart, self._maps[chart.digest], self._rules.log_map)
        try:
            case = replay(history, chart, self._rules.calendar, organisation=self._rules.organisation)
        except InputError as error:
            self._done.unjudged[Said(error.say("zh"), error.say("en"))] += 1
            return
        unrecorded = self._maps[chart.digest].unrecorded
        for finding in judge(case, self._conduct, began).findings:
            element = finding.place.element or ""
            if element not in unrecorded:
                key = finding.rule, finding.row, element, finding.place.name if element else chart.name
                self._found.setdefault(key, []).append((number, finding))

    def _valid_on(self, day: date) -> tuple[bpmn.Document, ...]:
        """The one chart there is, else the versions in force on the day."""
        every = self._versions.documents
        return every if len(every) == 1 else self._versions.valid_on(self._item, day)

    def _is_changed(self, first: date, last: date) -> bool:
        return any(first < day <= last for day in self._versions.changes(self._item)) if len(self._versions.documents) > 1 else False

    def _tally(self, key: _Key, found: list[tuple[int, Finding]], table: EventTable, values: Values) -> Tally:
        broken = np.array([_row(table, number, finding) for number, finding in found], np.int64)
        others = self._rows(table, key[2])
        rest = others[~np.isin(others, broken)]
        tally = Tally(head_of(key, found[0][1]), self._rules.accepted)
        tally.add(
            table, values, np.concatenate([broken, rest]), np.arange(len(broken) + len(rest)) < len(broken),
            np.concatenate([np.array([late_of(finding) for _, finding in found], np.int64), np.zeros(len(rest), np.int64)]),
            lambda place: (found[place][1].message, found[place][1].values),
        )
        return tally


def _said(reason: str) -> Said:
    return Said(reason, translate(reason, "en"))


def _row(table: EventTable, number: int, finding: Finding) -> int:
    first, last = int(table.starts[number]), int(table.starts[number + 1]) - 1
    return last if finding.seq is None else min(max(first + finding.seq - 1, first), last)


def _history(table: EventTable, number: int, chart: Flowchart, chart_map: ChartMap, log_map: LogMap) -> History:
    """The case as a history of ours: events of activities that stand for one step each bear its id; a missing start is put in.

    Entries bear the numbers of their events; the start that was put in has none of them.
    """
    entries = [*_entries(table, number, chart, chart_map, log_map)]
    starts = [node for node in chart.events.values() if node.type == "startEvent" and node.scope in chart.processes]
    if entries and len(starts) == 1 and entries[0].node != starts[0].id:
        entries.insert(0, Entry(seq=0, at=entries[0].at, kind=EntryKind.START, node=starts[0].id))
    item = chart.item
    return History(
        case=table.cases[number], item=item.code if item else "", name=item.name if item else "", chart_path=chart.path,
        chart_digest=chart.digest, source=table.source, entries=tuple(entries),
    )


def _entries(table: EventTable, number: int, chart: Flowchart, chart_map: ChartMap, log_map: LogMap) -> Iterator[Entry]:
    first = int(table.starts[number])
    for row in range(first, int(table.starts[number + 1])):
        activity, at = table.activity.text(row), table.time.at(row)
        if at is None or activity in chart_map.ignored:
            continue
        ids = chart_map.activities.get(activity, ())
        node = ids[0] if len(ids) == 1 else activity
        yield Entry(
            seq=row - first + 1, at=at, kind=_kind(chart, node), node=node, post=log_map.post(table.group.text(row)),
            officer=log_map.officer(table.actor.text(row)),
        )


def _kind(chart: Flowchart, node: str) -> EntryKind:
    known = chart.nodes.get(node)
    if not isinstance(known, Event):
        return EntryKind.STEP
    return EntryKind.START if known.type == "startEvent" else EntryKind.TIMER
