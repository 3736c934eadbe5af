"""Audits our own cases: every replay with what was found in it, taken together."""
from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np

from powerflow.auditing.accepted import Accepted
from powerflow.auditing.seen import Seen
from powerflow.auditing.tally import Head, Tally, Values, values_of
from powerflow.errors import PowerflowError
from powerflow.logs import EventTable, LogMap, of_histories
from powerflow.model import Finding, Flowchart, Unit, word
from powerflow.organisation import Organisation
from powerflow.replay import Amount, Fitness, Replay, align
from powerflow.reports import Audited, Deviation, Dimension, ReplayedCase
from powerflow.rules import all_rules

_Key = tuple[str, str | None, str, str]


def audit_cases(
    replayed: Iterable[ReplayedCase], source: str, *, organisation: Organisation | None = None,
    accepted: tuple[Accepted, ...] = (), crashed: tuple[str, ...] = (),
) -> Audited:
    """All cases, each with its replay and findings or the error that kept it from being read."""
    gathered = _Gathered()
    errors: list[tuple[str, PowerflowError]] = []
    for case in replayed:
        if case.replay is not None:
            gathered.add(case.replay, case.findings)
        elif case.error is not None:
            errors.append((case.path, case.error))
    table = of_histories((each.history for each in gathered.replays), source)
    seen = Seen()
    seen.add(table)
    fitness, deviations = gathered.conformance(table)
    tallies = gathered.tallies(table, organisation, accepted)
    groups = [group for tally in tallies if (group := tally.group()) is not None]
    waiting = sum(not replay.complete for replay in gathered.replays)
    unheld = (("{count} 件还在办理，没有计入与流程图的符合度", {"count": waiting}),) if waiting else ()
    names = {node.id: node.name for replay in gathered.replays for node in replay.chart.nodes.values()}
    return Audited(
        source=source, charts=tuple(sorted({replay.chart.path for replay in gathered.replays})), cases=seen.cases,
        events=seen.events, variants=len(seen.variants), first=seen.first, last=seen.last, fitness=fitness,
        deviations=tuple(deviations), groups=tuple(sorted(groups, key=lambda group: -group.count)),
        steps=tuple(seen.steps(lambda activity: (activity, names.get(activity) or activity))), errors=tuple(errors),
        crashed=crashed, unheld=unheld,
    )


@dataclass
class _Gathered:
    """The replays, and their findings by rule, row, element and name (of the item where it is the whole), with the number of the case."""

    replays: list[Replay] = field(default_factory=list)
    findings: dict[_Key, list[tuple[int, Finding]]] = field(default_factory=dict)

    def add(self, replay: Replay, findings: Iterable[Finding]) -> None:
        for finding in findings:
            element = finding.place.element or ""
            key = finding.rule, finding.row, element, finding.place.name if element else replay.chart.name
            self.findings.setdefault(key, []).append((len(self.replays), finding))
        self.replays.append(replay)

    def conformance(self, table: EventTable) -> tuple[Fitness | None, list[Deviation]]:
        """The fitness of all cases that are complete, each on its own chart, and their departures."""
        charts: dict[str, tuple[Flowchart, list[int]]] = {}
        for number, replay in enumerate(self.replays):
            if not replay.complete:
                continue  # what a running case has not done yet is not skipped
            charts.setdefault(replay.chart.digest, (replay.chart, []))[1].append(number)
        parts: list[Fitness] = []
        deviations: list[Deviation] = []
        for chart, numbers in charts.values():
            seen = Seen()
            for number in numbers:
                seen.add(table.part(number, number + 1))
            variants = list(seen.variants)
            found = align(chart, variants, activities=_activities(chart, variants))
            parts.append(found.fitness([seen.variants[each] for each in variants]))
            deviations += seen.deviations(found, variants, chart)
        return joined_fitness(parts), sorted(deviations, key=lambda each: -each.count)

    def tallies(self, table: EventTable, organisation: Organisation | None, accepted: tuple[Accepted, ...]) -> list[Tally]:
        """One for each rule at each element."""
        values = {**values_of(table, LogMap(), organisation, ""), Dimension.KIND: self._kinds(table)}
        done = []
        for key, found in self.findings.items():
            tally = Tally(head_of(key, found[0][1]), accepted)
            self._fill(tally, key, found, table, values)
            done.append(tally)
        return done

    def _fill(
        self, tally: Tally, key: _Key, found: list[tuple[int, Finding]], table: EventTable, values: Values
    ) -> None:
        """The acts that the rule might speak of are those at its element; without one, the last of each case."""
        broken = np.array([self._row(table, number, finding) for number, finding in found], np.int64)
        code = table.activity.code(key[2])
        others = np.flatnonzero(table.activity.codes == code) if code >= 0 else np.maximum(table.starts[1:] - 1, 0)
        rest = others[~np.isin(others, broken)]
        rows = np.concatenate([broken, rest])
        breached = np.arange(len(rows)) < len(broken)
        late = np.concatenate([np.array([late_of(finding) for _, finding in found], np.int64), np.zeros(len(rest), np.int64)])
        tally.add(table, values, rows, breached, late, _sentences(found))

    def _row(self, table: EventTable, number: int, finding: Finding) -> int:
        entries = self.replays[number].history.done
        place = next((place for place, entry in enumerate(entries) if entry.seq == finding.seq), len(entries) - 1)
        return int(table.starts[number]) + max(place, 0)

    def _kinds(self, table: EventTable) -> tuple[np.ndarray[tuple[int], np.dtype[np.int64]], list[str]]:
        items = [replay.chart.item for replay in self.replays]
        kinds = [word("kind", item.kind) if item and item.kind else "—" for item in items]
        names = sorted({*kinds})
        return np.array([names.index(kind) for kind in kinds], np.int64)[table.case], names


def _sentences(found: list[tuple[int, Finding]]) -> Callable[[int], tuple[str, Mapping[str, object]]]:
    return lambda place: (found[place][1].message, found[place][1].values)


def head_of(key: _Key, finding: Finding) -> Head:
    """What a group of such findings is about."""
    known = all_rules().get(finding.rule)
    late = finding.values.get("late")
    return Head(
        rule=finding.rule, title=known.title if known else finding.message, severity=finding.severity, element=key[2],
        name=key[3], basis=finding.basis, row=finding.row,
        unit=late.unit if isinstance(late, Amount) else Unit.CALENDAR_DAY,
    )


def late_of(finding: Finding) -> int:
    """By how much, in the unit of its limit; 0 where that is no question."""
    late = finding.values.get("late")
    return late.amount if isinstance(late, Amount) else 0


def _activities(chart: Flowchart, variants: Iterable[tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """The nodes that entries name, each for itself: a history speaks of the chart's own ids."""
    named = {name for variant in variants for name in variant}
    return {id: (id,) for id, node in chart.nodes.items() if id in named or (id in chart.steps and not getattr(node, "inner", ()))}


def joined_fitness(parts: list[Fitness]) -> Fitness | None:
    """Of several charts; the fitness of all is that of each, weighted by its decided cases."""
    if not parts:
        return None
    decided = sum(each.decided for each in parts)

    def mean(values: Iterable[tuple[float | None, int]]) -> float | None:
        return sum((value or 0.0) * count for value, count in values) / decided if decided else None

    return Fitness(
        cases=sum(each.cases for each in parts), decided=decided, fitting=sum(each.fitting for each in parts),
        cost=sum(each.cost for each in parts), mean=mean((each.mean, each.decided) for each in parts),
        of_log=mean((each.of_log, each.decided) for each in parts),
        undecided_variants=sum(each.undecided_variants for each in parts),
    )
