"""Plays the scripted cases through the engine, in a store, with simulated times; plants breaches in copies of their histories."""
from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from powerflow import cases
from powerflow.errors import PowerflowError, StoreError
from powerflow.model import EntryKind, Flowchart, History
from powerflow.tour.items import Shipped
from powerflow.tour.script import Move, Planting, Scene


@dataclass(frozen=True)
class Refusal:
    """An act that the engine refused, and its reason."""

    move: Move
    name: str
    error: PowerflowError


@dataclass(frozen=True)
class Played:
    """A scripted case as it ended: what the store holds of it, and the acts that were refused."""

    scene: Scene
    file: cases.CaseFile
    refusals: tuple[Refusal, ...]

    @property
    def case(self) -> str:
        """The number that the store gave it."""
        return self.file.history.case

    @property
    def outcomes(self) -> tuple[str, ...]:
        """The outcomes of the ends that were reached."""
        ends = (self.file.chart.events[end] for end in self.file.course.ends)
        return tuple(end.outcome.kind if end.outcome else end.name or end.id for end in ends)


def play(
    registry: cases.Registry, scenes: Iterable[Scene], items: Mapping[str, Shipped], now: datetime
) -> Iterator[Played]:
    """Plays one scene after the other; `items` by their code, `now` is the system's time.

    Raises as `cases.start` and `cases.do`, and StoreError where an act that must be refused went through.
    """
    for scene in scenes:
        yield _played(_Stage(registry, items[scene.item], now), scene)


def planted(history: History, planting: Planting) -> History:
    """A copy of `history` with the breaches of `planting`, which its header tells as its source.

    Unless the planting keeps the digests, entries are numbered anew and carry none, as exports of other systems.
    """
    kept = (entry for entry in history.entries if entry.node not in planting.without)
    moved = (replace(entry, at=planting.times.get(entry.node, entry.at)) for entry in kept)
    entries = tuple(
        entry if planting.chained else replace(entry, seq=seq, previous="", digest="") for seq, entry in enumerate(moved, start=1)
    )
    return replace(history, case=planting.case, source=planting.title.zh, entries=entries)


@dataclass(frozen=True)
class _Stage:
    """One chart, and where its cases are kept."""

    registry: cases.Registry
    item: Shipped
    now: datetime

    def start(self, move: Move) -> str:
        return cases.start(
            self.registry, self.item.content, self.item.document.path, _act(self.item.document.chart, move), now=self.now, at=move.at,
            simulated=True, event=move.step,
        ).history.case

    def go_on(self, case: str, move: Move) -> Refusal | None:
        if not move.step:
            cases.settle(self.registry, case, now=self.now, at=move.at)
            return None
        case, chart = self._meant(case, move)
        name = chart.nodes[move.step].name
        try:
            cases.do(self.registry, case, name, _act(chart, move), now=self.now, at=move.at)
            cases.settle(self.registry, case, now=self.now, at=move.at)
        except PowerflowError as error:
            if not move.refused:
                raise
            return Refusal(move, name, error)
        if move.refused:
            raise StoreError("办件系统没有拒绝“{step}”（{at}），本应拒绝", step=name, at=move.at.isoformat())
        return None

    def _meant(self, case: str, move: Move) -> tuple[str, Flowchart]:
        """The case in which the move is made, with its chart: this one, or one that it called."""
        if not move.called:
            return case, self.item.document.chart
        entries = cases.case_file(self.registry.store, case).history.entries
        called = next(entry.case for entry in reversed(entries) if entry.kind is EntryKind.CALL and entry.node == move.called)
        return called, cases.case_file(self.registry.store, called).chart


def _act(chart: Flowchart, move: Move) -> cases.Act:
    return cases.Act(post=chart.post_of(chart.nodes[move.step]), officers=move.officers, facts=move.facts)


def _played(stage: _Stage, scene: Scene) -> Played:
    first, *others = scene.moves
    case = stage.start(first)
    refusals = [refusal for move in others if (refusal := stage.go_on(case, move))]
    return Played(scene, cases.case_file(stage.registry.store, case), tuple(refusals))
