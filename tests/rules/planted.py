"""Cases that the engine made within every limit, and ways to plant one breach of one rule in them: each says what must be found where."""
from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from itertools import count, pairwise
from random import Random
from typing import Any

from powerflow.deadlines import national_calendar
from powerflow.model import Entry, EntryKind, Flowchart, History, Step, StepTag, entry_digest
from powerflow.organisation import Organisation
from powerflow.replay import Replay, replay
from tests.cases.blocks import Block, Tree, named
from tests.cases.blocks import Step as Leaf
from tests.cases.timed_walk import TimedWalk, own_desk, timed_chart

Found = tuple[str, str | None, int | None]
_KINDS = ("seq", "and", "xor", "or", "loop")


def tree(random: Random, depth: int = 3) -> Tree:
    """A tree of blocks; without names."""
    if depth == 0 or random.random() < 0.2:
        return Leaf("")
    kind = random.choice(_KINDS)
    size = random.choice([2, 3]) if kind == "seq" else 1 if kind == "loop" else 2
    low = random.randint(0, 5)
    return Block(kind, "", tuple(tree(random, depth - 1) for _ in range(size)), low, low + 1 + random.randint(0, 5))


@dataclass(frozen=True)
class Case:
    """A history and what it is replayed with. `changed` gives a copy in which something is otherwise."""

    history: History
    chart: Flowchart
    organisation: Organisation | None = None

    @property
    def entries(self) -> tuple[Entry, ...]:
        """The entries."""
        return self.history.entries

    def replayed(self) -> Replay:
        """The case, replayed."""
        return replay(self.history, self.chart, national_calendar(), organisation=self.organisation)

    def with_entries(self, entries: tuple[Entry, ...], *, sealed: bool = True) -> Case:
        """With other entries, numbered and sealed anew."""
        done: list[Entry] = []
        for seq, entry in enumerate(entries, start=1):
            previous = done[-1].digest if done else ""
            fresh = replace(entry, seq=seq, previous=previous)
            done.append(replace(fresh, digest=entry_digest(previous, fresh)))
        return replace(self, history=replace(self.history, entries=tuple(done) if sealed else entries))

    def with_entry(self, seq: int, **changes: Any) -> Case:
        """With one entry otherwise."""
        return self.with_entries(tuple(replace(each, **changes) if each.seq == seq else each for each in self.entries))

    def with_notes(self, node: str, **changes: Any) -> Case:
        """With another annotation on one node."""
        old = self.chart.nodes[node]
        return self.with_node(node, notes=replace(old.notes, **changes))

    def with_node(self, node: str, **changes: Any) -> Case:
        """With one node otherwise."""
        nodes = {**self.chart.nodes, node: replace(self.chart.nodes[node], **changes)}
        return replace(self, chart=replace(self.chart, nodes=nodes))

    def with_item(self, **changes: Any) -> Case:
        """With an item that says otherwise."""
        assert self.chart.item is not None
        return replace(self, chart=replace(self.chart, item=replace(self.chart.item, **changes)))

    def tagged(self, **tags: str) -> Case:
        """With confirmed tags on nodes: `tagged(DECIDE="s3")`."""
        case = self
        for tag, node in tags.items():
            case = case.with_notes(node, tags=(StepTag(name=tag, confirmed_by="示例", confirmed_on=date(2026, 7, 1)),))
        return case

    def unstopped(self) -> Case:
        """With no time that does not count."""
        case = self
        for id, node in self.chart.nodes.items():
            if node.notes.excluded is not None:
                case = case.with_notes(id, excluded=None)
        return case

    def ends_with(self, entry: Entry) -> bool:
        """Whether the step leads to the end with no decision behind it that nothing has settled yet."""
        node = self.chart.nodes[entry.node]
        while len(flows := self.chart.outgoing(node)) == 1:
            node = self.chart.nodes[flows[0].target]
        return not flows

    @property
    def steps(self) -> tuple[Entry, ...]:
        """The entries by which somebody did a step."""
        return tuple(entry for entry in self.entries if entry.kind is EntryKind.STEP)

    def once(self) -> tuple[Entry, ...]:
        """Those of steps that were done just once."""
        nodes = [entry.node for entry in self.entries]
        return tuple(entry for entry in self.steps if nodes.count(entry.node) == 1)

    def never_done(self) -> str | None:
        """A step that was not done."""
        done = {entry.node for entry in self.entries}
        return next((id for id in self.chart.steps if id not in done), None)

    def chain(self) -> Iterator[tuple[Entry, Entry]]:
        """Steps next to each other, both done once, of which the first opened the second."""
        acts = self.replayed().acts
        once = self.once()
        for one, other in pairwise(acts):
            if one.entry in once and other.entry in once and other.since == one.position and not _is_timed(self.chart, one.entry.node):
                yield one.entry, other.entry


def _is_timed(chart: Flowchart, node: str) -> bool:
    """Whether timers hang on the step: then it may be left in other ways."""
    step = chart.nodes[node]
    return isinstance(step, Step) and bool(step.boundary)


@cache
def made(seed: int, *, slow: bool = False) -> Case:
    """A case of a generated chart, done by the engine within every limit; a slow one takes days between its steps."""
    random, pace = Random(seed), [timedelta(minutes=20), timedelta(days=4) if slow else timedelta(hours=5)]
    with own_desk() as desk:
        walk = TimedWalk(desk, timed_chart(named(tree(random), count(1)), random, ample=True), random, pace)
        walk.to_its_end()
        case = Case(desk.store.read(walk.file.history.case), walk.file.chart)
    # An extension that comes round again in a loop is a breach of its own.
    for id, node in case.chart.nodes.items():
        if node.notes.extension is not None:
            case = case.with_notes(id, extension=replace(node.notes.extension, times=99))
    return case
