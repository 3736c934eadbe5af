"""Open steps that the system does (系统环节): calls of other items and services, and how far each of them has come."""
from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from powerflow.errors import UsageError
from powerflow.model import RANDOM_DRAW, Call, Entry, EntryKind, FactValue, Flowchart, Node, Step
from powerflow.replay import SEPARATOR, Course, Opening, drawn_names, is_commitment, is_reveal

if TYPE_CHECKING:
    from powerflow.cases.course import Run

_OURS = frozenset({EntryKind.CALL, EntryKind.DRAW, EntryKind.INCIDENT})


def machine_steps(chart: Flowchart) -> frozenset[str]:
    """The ids of the steps that call an item or are done by a service."""
    return frozenset(step.id for step in chart.steps.values() if call_of(step) or step.notes.service)


def call_of(node: Node) -> Call | None:
    """How a call activity calls its item; None for one without `pf:call`, which somebody records like any step."""
    return node.notes.call if isinstance(node, Step) and node.type == "callActivity" and node.called else None


@dataclass(frozen=True)
class Standing:
    """An open step of the system: its place among all openings of the case, and the entries about it since it opened."""

    place: int
    opening: Opening
    node: Step
    entries: tuple[Entry, ...]

    @cached_property
    def call(self) -> Entry | None:
        """The entry that says which case was called."""
        return next((each for each in reversed(self.entries) if each.kind is EntryKind.CALL), None)

    @property
    def calls(self) -> int:
        """How many cases were called since it opened."""
        return sum(each.kind is EntryKind.CALL for each in self.entries)

    @property
    def is_halted(self) -> bool:
        """Whether the last that happened was something that could not go on: people decide then."""
        return bool(self.entries) and self.entries[-1].kind is EntryKind.INCIDENT

    @property
    def committed(self) -> Entry | None:
        """The commitment to a draw that is not revealed yet."""
        draws = [each for each in self.entries if each.kind is EntryKind.DRAW]
        return draws[-1] if draws and is_commitment(draws[-1]) else None

    @property
    def revealed(self) -> Entry | None:
        """The draw that was revealed last."""
        return next((each for each in reversed(self.entries) if is_reveal(each)), None)

    @property
    def is_to_begin(self) -> bool:
        """Whether the system has something to do here at once: to call, or to run a service that nobody attends."""
        if self.is_halted:
            return False
        return self.call is None if call_of(self.node) else self.node.type == "serviceTask"


def standing(run: Run) -> Iterator[Standing]:
    """The open steps of the system, in the order in which they opened."""
    for place, opening in run.places.items() if run.machines else ():
        node = run.chart.steps.get(opening.node)
        if node is not None and node.id in run.machines:
            since = run.entries[opening.since.position + 1 :]
            yield Standing(place, opening, node, tuple(each for each in since if each.kind in _OURS and each.node == node.id))


def waits_for(course: Course) -> Mapping[str, str]:
    """The open steps that wait for called cases to hand back, with the numbers of these."""
    found: dict[str, str] = {}
    for opening in course.open:
        call = call_of(course.chart.nodes[opening.node])
        since = course.entries[opening.since.position + 1 :]
        told = [each for each in since if each.node == opening.node and each.kind in _OURS]
        if call is not None and call.is_waited_for and told and told[-1].kind is EntryKind.CALL:
            found[opening.node] = told[-1].case
    return found


def refuse_by_hand(run: Run, node: Node, facts: Mapping[str, FactValue]) -> None:
    """Raises UsageError for a step of the system that people may not record, or not so.

    Where the system could not go on, people decide: then they may.
    """
    here = next((each for each in standing(run) if each.node.id == node.id), None)
    if here is None or here.is_halted:
        return
    name, call = node.name or node.id, call_of(node)
    if call is not None:
        _refuse_call(here, call, name)
    elif here.node.notes.service == RANDOM_DRAW:
        _refuse_undrawn(here, name, facts)


def _refuse_call(here: Standing, call: Call, name: str) -> None:
    item = here.node.called
    if here.call is None:
        raise UsageError("“{name}”要先启动事项 {item} 的办件；请运行 powerflow tick 或 powerflow work", name=name, item=item)
    if call.is_waited_for:
        raise UsageError(
            "“{name}”在等事项 {item} 的办件 {case} 交回结果，不由人办理", name=name, item=item, case=here.call.case
        )


def _refuse_undrawn(here: Standing, name: str, facts: Mapping[str, FactValue]) -> None:
    drawn = here.revealed
    if drawn is None or here.committed is not None:
        raise UsageError("“{name}”要随机抽取，请用 powerflow draw 办理", name=name)
    result = here.node.notes.draw.result if here.node.notes.draw else ""
    if result and facts.get(result) != SEPARATOR.join(drawn_names(drawn)):
        raise UsageError("“{name}”抽中的是 {drawn}，登记的结果与它不同", name=name, drawn=drawn_names(drawn))
