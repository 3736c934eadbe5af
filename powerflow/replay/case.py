"""A replay (回放): a case's history laid over its chart, with every clock read. It judges nothing."""
from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import Enum
from functools import cached_property

from powerflow.deadlines import Deadline, WorkCalendar
from powerflow.errors import InputError
from powerflow.model import EntryKind, Flowchart, History, Node, Place
from powerflow.organisation import Organisation
from powerflow.replay.act import Act, Fit, TimerEnd
from powerflow.replay.chain import ChainBreak, chain_breaks
from powerflow.replay.clocks import Clocks, Reading
from powerflow.replay.course import Opening, When, is_timer
from powerflow.replay.holding import Holding, holding
from powerflow.replay.laying import Laying


class MarkState(str, Enum):
    """How an element shows on the drawn chart; of several the first one here holds."""

    ASTRAY = "astray"    # done although it was not open
    SKIPPED = "skipped"
    LATE = "late"
    OPEN = "open"
    DONE = "done"


@dataclass(frozen=True)
class Mark:
    """The state of one element (node or flow) of the chart."""

    element: str
    state: MarkState


@dataclass(frozen=True)
class OpenNode:
    """A step or timer that is open, since which entry (None where none is known to have opened it).

    `due` is when a timer fires; the clocks of a step are among the readings.
    """

    node: Node
    since: Act | None
    due: Deadline | None = None


@dataclass(frozen=True, kw_only=True)
class Replay:
    """A case as it stood at `moment`.

    `open` are the steps and timers that are open for certain; `possible` those that may be, because a decision lacks
    facts. `complete`: nothing is left to do. `overdue` are open timers that have run out. `path` names the history.
    `organisation` says who held which post when; None where nobody said.
    """

    history: History
    chart: Flowchart
    calendar: WorkCalendar = field(repr=False)
    moment: datetime
    path: str
    acts: tuple[Act, ...]
    readings: tuple[Reading, ...]
    open: tuple[OpenNode, ...]
    possible: tuple[Node, ...]
    complete: bool
    overdue: tuple[TimerEnd, ...]
    breaks: tuple[ChainBreak, ...]
    organisation: Organisation | None = field(default=None, repr=False)

    @property
    def case(self) -> str:
        """The case's number."""
        return self.history.case

    @property
    def place(self) -> Place:
        """Where findings about the whole case point."""
        return Place(self.path, None, None, self.case)

    def at(self, moment: datetime) -> Replay:
        """The case as it stood at an aware instant: later entries are left out, running clocks are read then."""
        entries = tuple(entry for entry in self.history.entries if entry.at <= moment)
        return replay(
            replace(self.history, entries=entries), self.chart, self.calendar, path=self.path, moment=moment,
            organisation=self.organisation,
        )

    def after(self, count: int, moment: datetime) -> Replay:
        """The case after its first `count` entries, whatever time they bear; running clocks are read at an aware instant."""
        return replay(
            replace(self.history, entries=self.history.entries[:count]), self.chart, self.calendar, path=self.path,
            moment=moment, organisation=self.organisation,
        )

    def place_of(self, node: str) -> Place:
        """Where findings about a node of the chart point."""
        known = self.chart.nodes.get(node)
        return Place(self.path, None, node, known.name if known else "")

    def name_of(self, node: str) -> str:
        """A node's name, else its id."""
        known = self.chart.nodes.get(node)
        return (known.name if known else "") or node

    @cached_property
    def withdrawn(self) -> frozenset[int]:
        """The numbers of the entries that were taken back (撤回)."""
        return frozenset(entry.refers for entry in self.history.entries if entry.kind is EntryKind.WITHDRAW)

    def holding(self, act: Act) -> Holding:
        """Who was to do the step of an entry of which it is known when it opened; else whom the chart names."""
        assert act.node is not None
        if act.since is None:
            return Holding(self.chart.post_of(act.node))
        opening = Opening(act.node.id, When(act.since, act.entry.at), When(act.position, act.entry.at))
        return holding(self.chart, opening, [(each.position, each.entry) for each in self.acts if each.fit is Fit.REMARK])

    @cached_property
    def marks(self) -> tuple[Mark, ...]:
        """How each element that had a part in the case shows on the drawn chart."""
        states: dict[str, MarkState] = {}
        order = list(MarkState)
        for element, state in self._states():
            if element not in states or order.index(state) < order.index(states[element]):
                states[element] = state
        return tuple(Mark(element, state) for element, state in states.items())

    def _states(self) -> Iterator[tuple[str, MarkState]]:
        for act in self.acts:
            if act.seq in self.withdrawn:
                continue
            yield from ((flow, MarkState.DONE) for flow in act.flows)
            yield from ((node, MarkState.DONE) for node in act.passed if node in self.chart.nodes)
            yield from ((node, MarkState.SKIPPED) for node in act.skipped)
            if act.node is not None:
                yield act.node.id, MarkState.DONE if act.fit is Fit.OPEN else MarkState.ASTRAY
        yield from ((opened.node.id, MarkState.OPEN) for opened in self.open)
        yield from ((reading.owner, MarkState.LATE) for reading in self.readings if reading.is_late and reading.owner)


def replay(
    history: History, chart: Flowchart, calendar: WorkCalendar, *, path: str = "", moment: datetime | None = None,
    organisation: Organisation | None = None,
) -> Replay:
    """The history laid over the chart, as it stands at `moment` (an aware instant; else that of the last entry).

    Raises OutsideCalendar for limits that the calendar cannot count, and InputError for a chart that cannot be played
    or an empty history without a `moment`.
    """
    path = path or history.case
    laying = Laying(chart, path, calendar)
    for entry in history.entries:
        laying.lay(entry)
    if moment is None:
        moment = _last_moment(history, path)
    # Before its first entry a case is not there: its start waits for nobody.
    possible, complete = laying.possible() if history.entries else (frozenset(), False)
    open_nodes = laying.open_nodes() if history.entries else {}
    clocks = Clocks(replace(laying.course(), ended=complete), calendar, moment)
    acts = tuple(laying.acts)
    return Replay(
        history=history, chart=chart, calendar=calendar, moment=moment, path=path, acts=acts,
        readings=clocks.readings(),
        open=tuple(_open_node(chart.nodes[id], since, acts, clocks) for id, since in open_nodes.items()),
        possible=tuple(chart.nodes[id] for id in chart.nodes if id in possible), complete=complete,
        overdue=laying.overdue(moment), breaks=chain_breaks(history), organisation=organisation,
    )


def _last_moment(history: History, path: str) -> datetime:
    if not history.entries:
        raise InputError("{path}：运行记录里没有任何记录项", path=path)
    return max(entry.at for entry in history.entries)


def _open_node(node: Node, since: int, acts: tuple[Act, ...], clocks: Clocks) -> OpenNode:
    opened = acts[since] if 0 <= since < len(acts) else None
    if opened is None or not is_timer(node):
        return OpenNode(node, opened)
    clock = clocks.timer(node.id, When(since, opened.entry.at))
    return OpenNode(node, opened, clock.deadline if clock else None)
