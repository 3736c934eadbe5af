"""A case file (卷宗): the history of one case with the chart under which it began, and what follows from the two."""
from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from functools import cached_property, lru_cache
from hashlib import sha256

from powerflow import bpmn
from powerflow.cases.course import Run, follow
from powerflow.cases.open_steps import OpenStep, open_steps
from powerflow.cases.store import HistoryStore, open_store
from powerflow.deadlines import WorkCalendar
from powerflow.errors import StoreError
from powerflow.model import EntryKind, FactValue, Flowchart, History
from powerflow.replay import Clocks, Course, Reading


class CaseFile:
    """One case: what was recorded, and the document of the chart that it runs on.

    `run` is the case under way whose entries these are; it may go on, the file stays as it is. `earlier` are the charts that
    it ran on before changes of version, by their digests.
    """

    def __init__(
        self, history: History, document: bpmn.Document, *, run: Run | None = None,
        earlier: Mapping[str, bpmn.Document] | None = None,
    ) -> None:
        self.head = history
        self.document = document
        self.earlier = earlier or {}
        self._run = run
        self._length = len(run.entries) if run else len(history.entries)

    @cached_property
    def history(self) -> History:
        """All that was recorded."""
        return replace(self.head, entries=tuple(self._run.entries[: self._length])) if self._run else self.head

    @property
    def chart(self) -> Flowchart:
        """The chart that the case runs on: the one under which it began, or that of the last change of version."""
        return self.document.chart

    @cached_property
    def course(self) -> Course:
        """How the case stands. Raises StoreError if the entries do not fit the chart."""
        if self._run is not None and len(self._run.entries) == self._length:
            course = self._run.course
            # A turn begins with its entry: if none has come in the meantime nothing else has changed.
            if len(self._run.entries) == self._length:
                return course
        return follow(self.chart, self.history.entries).course

    @cached_property
    def facts(self) -> Mapping[str, FactValue]:
        """The facts as they are known."""
        if self._run is not None and len(self._run.entries) == self._length:
            return dict(self._run.facts)
        return dict(follow(self.chart, self.history.entries).facts)

    def at(self, instant: datetime) -> CaseFile:
        """The case as it stood at `instant`; before its start it has no entries."""
        entries = tuple(entry for entry in self.history.entries if entry.at <= instant)
        history = replace(self.history, entries=entries)
        return CaseFile(history, self.earlier.get(history.chart_now, self.document), earlier=self.earlier)

    def open_steps(self, calendar: WorkCalendar, at: datetime) -> tuple[OpenStep, ...]:
        """What is open, with its clocks as they stand at `at`."""
        return open_steps(self.course, calendar, at)

    def clocks(self, calendar: WorkCalendar, at: datetime) -> tuple[Reading, ...]:
        """Every limit that runs, of the item and of its steps, as it stands at `at`; timers are among what is open."""
        return Clocks(self.course, calendar, at).running()


def case_file(store: HistoryStore, case: str) -> CaseFile:
    """The file of one case. Raises UsageError for an unknown case, StoreError for a chart that is not what it was."""
    history = store.read(case)
    if not history.entries:
        raise StoreError("办件 {case} 没有一条运行记录，办件库可能被改动过", case=case)
    changed = [entry.chart for entry in history.entries if entry.kind is EntryKind.MIGRATE]
    charts = {digest: _chart(store, history, digest) for digest in (history.chart_digest, *changed)}
    return CaseFile(history, charts[history.chart_now], earlier=charts if changed else None)


def _chart(store: HistoryStore, history: History, digest: str) -> bpmn.Document:
    content = store.chart(digest)
    if sha256(content).hexdigest() != digest:
        raise StoreError("办件 {case} 的流程图与办理时的不同，办件库可能被改动过", case=history.case)
    return document_of(content, history.chart_path)


@lru_cache(maxsize=64)
def document_of(content: bytes, path: str) -> bpmn.Document:
    """The document in the bytes of a chart; the last few are kept. Raises InputError."""
    return bpmn.parse(content, path)


def read_case(url: str, case: str, waiting: Callable[[], object] = lambda: None) -> tuple[History, bpmn.Document]:
    """The history of one case in the store at `url`, and its chart. Raises as `open_store` and `case_file`."""
    with open_store(url, waiting=waiting) as store:
        found = case_file(store, case)
    return found.history, found.document
