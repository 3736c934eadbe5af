"""Who has an open step in hand (经手): by claim, delegation or transfer; and who may not act in the case at all (回避)."""
from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from powerflow.model import Entry, EntryKind, Flowchart
from powerflow.replay.course import Opening

# Entries that are no act of the chart, with their positions in the history.
Remarks = Sequence[tuple[int, Entry]]


@dataclass(frozen=True)
class Holding:
    """Who is to do an open step: as which post, and who has it in hand ("" nobody yet) since which entry.

    `owners` are those who have delegated it, the first one first: to the last of them it returns.
    """

    post: str
    officer: str = ""
    since: Entry | None = None
    owners: tuple[str, ...] = ()


def holding(chart: Flowchart, opening: Opening, remarks: Remarks) -> Holding:
    """Who has the step of `opening` in hand after `remarks`."""
    held = Holding(chart.post_of(chart.nodes[opening.node]))
    until = opening.until.position if opening.until else None
    for position, entry in remarks:
        if entry.node == opening.node and opening.since.position < position and (until is None or position <= until):
            held = _after(held, entry)
    return held


def barred(entries: Iterable[Entry]) -> dict[str, Entry]:
    """The officers who may not act in the case, each with the entry that says so."""
    found: dict[str, Entry] = {}
    for entry in entries:
        if entry.kind is EntryKind.BAR:
            found.setdefault(entry.to, entry)
    return found


def _after(held: Holding, entry: Entry) -> Holding:
    if entry.kind is EntryKind.CLAIM:
        return replace(held, officer=first_of(entry), since=entry, owners=())
    if entry.kind is EntryKind.DELEGATE:
        return replace(held, officer=entry.to, since=entry, owners=(*held.owners, held.officer or first_of(entry)))
    if entry.kind is EntryKind.RETURN:
        *before, last = held.owners or ("",)
        return replace(held, officer=last, since=entry if last else None, owners=tuple(before))
    if entry.kind is EntryKind.TRANSFER:
        return Holding(entry.to, since=entry)
    return held


def first_of(entry: Entry) -> str:
    """The officer who acted; of several the first, who answers for it."""
    return entry.officer.partition("、")[0]
