"""Cases kept in memory between acts (在手办件): as many as fit, the longest unused dropped first."""
from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, replace
from threading import Lock

from powerflow.bpmn import Document
from powerflow.cases.casefile import CaseFile, case_file
from powerflow.cases.course import Run, follow
from powerflow.cases.store import HistoryStore, OpenRow, broken_at
from powerflow.cases.watched import ClockRow
from powerflow.errors import StoreError
from powerflow.model import Entry, Flowchart, History


@dataclass
class Held:
    """One case in memory: its run, and what the store had of it. Whoever holds it is alone with it.

    `open`, `clocks`: what is open and runs as the store has it, None until it was written from here. `is_fresh`: it was read
    just now; what was kept from an earlier act may have been overtaken by another process.
    """

    file: CaseFile
    run: Run
    commands: dict[str, Entry]
    length: int
    is_fresh: bool
    open: tuple[OpenRow, ...] | None = None
    clocks: tuple[ClockRow, ...] | None = None

    @property
    def chart(self) -> Flowchart:
        """The chart under which the case began."""
        return self.run.chart

    @property
    def history(self) -> History:
        """The case without its entries; those are the run's."""
        return self.file.head

    @property
    def last(self) -> Entry:
        """The last entry that is stored."""
        return self.run.entries[self.length - 1]

    def go_on_under(self, document: Document, run: Run) -> None:
        """The case goes on under another chart; `run` has taken all its entries."""
        earlier = {**self.file.earlier, self.file.document.digest: self.file.document}
        self.file, self.run = CaseFile(self.file.head, document, earlier=earlier), run

    def stored(self, sealed: tuple[Entry, ...]) -> CaseFile:
        """Takes notice that the store has the entries that the run took last; the file as it is then."""
        self.run.seal(sealed)
        self.length = len(self.run.entries)
        self.commands.update((entry.command, entry) for entry in sealed if entry.command)
        return self.snapshot()

    def snapshot(self) -> CaseFile:
        """The file as it is now; it stays so when the case goes on."""
        return CaseFile(self.file.head, self.file.document, run=self.run, earlier=self.file.earlier)


class Warm:
    """At most `most` cases in memory. They save reading and following a history from its start; they are never the truth.

    The store compares the number of entries and the digest of the last one at every write, so an instance that was
    overtaken writes nothing.
    """

    def __init__(self, most: int = 256) -> None:
        self._most = most
        self._held: OrderedDict[str, Held] = OrderedDict()
        self._lock = Lock()

    def __len__(self) -> int:
        return len(self._held)

    def holding(self, store: HistoryStore, case: str) -> Holding:
        """The case, from memory or read now; kept afterwards unless a turn was begun that the store did not take.

        Raises UsageError for an unknown case, StoreError for one whose history or chart was altered.
        """
        return Holding(self, store, case)

    def take(self, case: str) -> Held | None:
        """The case if it is at hand; nobody else gets it before it is given back."""
        with self._lock:
            return self._held.pop(case, None)

    def give_back(self, case: str, held: Held) -> None:
        """Keeps the case for the next act on it."""
        held.is_fresh = False
        with self._lock:
            self._held[case] = held
            while len(self._held) > self._most:
                self._held.popitem(last=False)

    def drop(self, case: str) -> None:
        """Forgets the case."""
        with self._lock:
            self._held.pop(case, None)


class Holding:
    """The time for which somebody is alone with a case; see `Warm.holding`."""

    def __init__(self, warm: Warm, store: HistoryStore, case: str) -> None:
        self._warm = warm
        self._store = store
        self._case = case

    def __enter__(self) -> Held:
        self._held = self._warm.take(self._case) or _read(self._store, self._case)
        return self._held

    def __exit__(self, *_: object) -> None:
        if len(self._held.run.entries) == self._held.length:
            self._warm.give_back(self._case, self._held)


def _read(store: HistoryStore, case: str) -> Held:
    file = case_file(store, case)
    seq = broken_at(file.history)
    if seq is not None:
        raise StoreError("办件 {case} 从第 {seq} 条记录起被改动过，不能再办理；请核查办件库", case=case, seq=seq)
    entries = file.history.entries
    head = CaseFile(replace(file.history, entries=()), file.document, earlier=file.earlier)
    return Held(
        file=head, run=follow(file.chart, entries), commands={each.command: each for each in entries if each.command},
        length=len(entries), is_fresh=True,
    )
