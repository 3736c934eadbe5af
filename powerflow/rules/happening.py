"""What rules about conduct say of an entry or a clock: places with entry numbers, days, amounts of legal time, articles."""
from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from powerflow.deadlines import local_day
from powerflow.graph import acting_lane
from powerflow.model import EntryKind, Flow, LimitRole, Node, Place, PowerKind, Unit, word
from powerflow.replay import Amount, DueDay, Fit, moment
from powerflow.rules.rule import Breach

if TYPE_CHECKING:
    from powerflow.replay import Act, Reading, Replay


_BETWEEN = re.compile(r"[、,,;;/\n]+")  # not shown: what stands between names
# What the law forbids at night and on holidays: to carry a decision out by force.
_ENFORCING = frozenset({"EXECUTE", "DEMOLISH", "MOVE"})


@dataclass(frozen=True)
class Happening:
    """An element of the chart, in the light of the entry number `seq`."""

    place: Place
    seq: int | None


@dataclass(frozen=True)
class EntryName:
    """What a kind of entry is called, in either language."""

    kind: EntryKind

    def say(self, lang: str) -> str:
        """The word."""
        return word("entry", self.kind, lang)


def called(act: Act) -> str | EntryName:
    """What an entry is called: its step, or what kind of remark on the case it is."""
    return EntryName(act.entry.kind) if act.fit is Fit.REMARK else act.name


def remarks(replay: Replay, *kinds: EntryKind) -> list[Act]:
    """The entries of these kinds that do nothing of the chart, in order."""
    return [act for act in replay.acts if act.fit is Fit.REMARK and act.entry.kind in kinds]


def day_of(act: Act) -> str:
    """The legal day of an entry."""
    return local_day(act.entry.at).isoformat()


def officers_of(act: Act) -> tuple[str, ...]:
    """The officers that an entry names, each once."""
    return tuple(dict.fromkeys(name.strip() for name in _BETWEEN.split(act.entry.officer) if name.strip()))


def done_with(replay: Replay, tags: Collection[str]) -> list[Act]:
    """The entries whose node bears one of the tags, in order; without those that were taken back."""
    return [
        act for act in replay.acts
        if act.node is not None and not act.node.tags.isdisjoint(tags) and act.seq not in replay.withdrawn
    ]


def flows_between(replay: Replay, one: Act, other: Act) -> Iterator[Flow]:
    """The flows that the case took after one entry and up to another."""
    taken = (id for act in replay.acts[one.position + 1 : other.position + 1] for id in act.flows)
    return (replay.chart.flows[id] for id in taken if id in replay.chart.flows)


def is_told_skipped(replay: Replay, tags: Collection[str]) -> bool:
    """Whether a step with one of the tags was passed over: step-skipped, step-out-of-order or right-not-told says so."""
    nodes = (replay.chart.nodes.get(id) for act in replay.acts for id in act.skipped)
    return any(node is not None and not node.tags.isdisjoint(tags) for node in nodes)


def enforcing(replay: Replay) -> list[Act]:
    """The entries that enforce a decision of compulsion; none where the item is for emergencies."""
    item = replay.chart.item
    if item is None or item.kind is not PowerKind.COMPULSION or item.traits.emergency:
        return []
    return done_with(replay, _ENFORCING)


def article(node: Node | None, basis: str = "") -> str:
    """The article behind a limit, else those behind a node, in brackets; "" where none is named."""
    bases = [basis] if basis else [f"{each.law}{each.article}" for each in node.notes.bases] if node else []
    return f"({';'.join(bases)})" if bases else ""


def exceeded(replay: Replay, role: LimitRole, *, done: str, running: str) -> Iterator[Breach]:
    """Every limit of one role that was or is exceeded, said with one of two templates.

    What the party takes too long for is no breach of the authority's; the chart says what follows from it.
    """
    for reading in replay.readings:
        if reading.is_late and reading.limit.role is role and not _is_of_party(replay, reading.owner):
            basis = (reading.limit.basis,) if reading.limit.basis else ()
            yield Breach(
                thing_of(replay, reading), running if reading.is_running else done, clock_values(replay, reading), basis=basis
            )


def _is_of_party(replay: Replay, owner: str) -> bool:
    lane = acting_lane(replay.chart, replay.chart.nodes[owner]) if owner else None
    return lane is not None and lane.notes.side == "P"


def thing_of(replay: Replay, reading: Reading) -> Happening:
    """Where findings about a clock point: the node that carries it, and the entry that ended it."""
    place = replay.place_of(reading.owner) if reading.owner else replay.place
    return Happening(place, None if reading.ended is None else replay.acts[reading.ended].seq)


def clock_values(replay: Replay, reading: Reading) -> dict[str, object]:
    """What messages about a clock may say."""
    stands, limit = reading.standing, reading.limit
    in_hours = stands.unit is Unit.HOUR
    item = replay.chart.item.name if replay.chart.item else replay.case
    return {
        "name": replay.name_of(reading.owner) if reading.owner else item,
        "start": moment(reading.start if in_hours else local_day(reading.start)),
        "end": moment(reading.end if in_hours else local_day(reading.end)),
        "used": Amount(stands.used.amount, stands.unit),
        "limit": Amount(limit.amount + reading.extended, limit.unit, reading.extended),
        "due": DueDay(stands.deadline.due, stands.provisional), "late": Amount(stands.late, stands.unit),
        "basis": article(None, limit.basis),
    }
