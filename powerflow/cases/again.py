"""Runs a recorded case again (重新执行): the engine takes every entry anew, and how it then stands is held against the replay.

Two programs that know nothing of each other must come to one state after each entry; its digest is what the next one who
runs the case again must get as well.
"""
from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256

from powerflow.cases.course import Run, follow
from powerflow.cases.obstacles import NotRunnable, obstacles
from powerflow.deadlines import WorkCalendar
from powerflow.errors import PowerflowError
from powerflow.model import Entry, Flowchart, History, Step, canonical
from powerflow.replay import Clocks, Course, courses


@dataclass(frozen=True, kw_only=True)
class StateAfter:
    """How the case stood after the entry number `seq`; `digest` is the SHA-256 of `state` as canonical JSON.

    `state` has `open` (id and the number of the entry that opened it), `clocks` (owner, role, amount, unit, the number of
    the entry that started it, the due day), `ended`, and `facts` as they were known.
    """

    seq: int
    digest: str
    state: Mapping[str, object] = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class Again:
    """A case run again. `differs` says at which entry and how engine and record part; 0 and "" where they never do.

    `obstacle` says why the engine cannot run the chart at all.
    """

    states: tuple[StateAfter, ...] = ()
    differs: int = 0
    message: str = ""
    values: Mapping[str, object] = field(default_factory=dict)
    obstacle: PowerflowError | None = None

    @property
    def is_same(self) -> bool:
        """Whether every state was reproduced."""
        return not self.message and self.obstacle is None


def run_again(history: History, chart: Flowchart, calendar: WorkCalendar) -> Again:
    """The case run again, up to the first entry at which engine and record part. Raises OutsideCalendar."""
    found = obstacles(chart)
    if found:
        return Again(obstacle=NotRunnable(chart.path, found))
    states: list[StateAfter] = []
    run: Run | None = None
    for entry, replayed in zip(history.entries, courses(history, chart, calendar), strict=True):
        try:
            run = follow(chart, [entry]) if run is None else _taken(run, entry)
        except LookupError:
            return _parted(states, entry, "重新执行到第 {seq} 项：引擎那时没有开启“{node}”", {"node": _name(chart, entry.node)})
        except PowerflowError as error:
            return _parted(states, entry, "重新执行到第 {seq} 项：引擎无法继续（{cause}）", {"cause": error.say()})
        by_engine, by_replay = (_state(course, calendar, entry) for course in (run.course, replayed))
        if by_engine != by_replay:
            unlike = tuple(_unlike(by_engine, by_replay))
            return _parted(states, entry, "重新执行到第 {seq} 项：之后的状态与回放不同（{what}）", {"what": unlike})
        states.append(StateAfter(seq=entry.seq, digest=sha256(canonical(by_engine).encode()).hexdigest(), state=by_engine))
    return Again(states=tuple(states))


def _taken(run: Run, entry: Entry) -> Run:
    run.take(entry)
    return run


def _parted(states: list[StateAfter], entry: Entry, message: str, values: Mapping[str, object]) -> Again:
    return Again(states=tuple(states), differs=entry.seq, message=message, values={"seq": entry.seq, **values})


def _name(chart: Flowchart, id: str) -> str:
    node = chart.nodes.get(id)
    return (node.name if node else "") or id


def _state(course: Course, calendar: WorkCalendar, entry: Entry) -> dict[str, object]:
    """How the case stands, in JSON; numbers of entries, not positions."""
    seqs = [each.seq for each in course.entries]
    facts = {name: value for each in course.entries for name, value in each.facts.items()}
    clocks = Clocks(course, calendar, entry.at).running()
    return {
        "after": entry.seq, "ended": course.ended,
        "open": sorted([each.node, seqs[each.since.position]] for each in course.open if not _has_inner(course, each.node)),
        "clocks": sorted(
            [each.owner, each.limit.role.value, each.limit.sense.value, each.limit.amount + each.extended, each.limit.unit.value,
             seqs[each.started], each.deadline.due.isoformat()]
            for each in clocks
        ),
        "facts": {name: str(value) for name, value in sorted(facts.items())},
    }


def _has_inner(course: Course, id: str) -> bool:
    node = course.chart.nodes.get(id)
    return isinstance(node, Step) and bool(node.inner)


def _unlike(one: Mapping[str, object], other: Mapping[str, object]) -> Iterator[str]:
    for key, value in one.items():
        if value != other[key]:
            yield f"{key}: {canonical({key: value})} / {canonical({key: other[key]})}"
