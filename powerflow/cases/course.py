"""How a running case has gone (进程): SpiffWorkflow takes the turns that the entries of a history say."""
from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from datetime import datetime
from typing import Any, cast

from SpiffWorkflow.bpmn.script_engine import BasePythonScriptEngineEnvironment, PythonScriptEngine
from SpiffWorkflow.exceptions import SpiffWorkflowException

from powerflow.cases.indexed import IndexedTask, IndexedWorkflow, Role
from powerflow.cases.live import LiveCourse
from powerflow.cases.plan import Plan, plan
from powerflow.cases.putting_back import put_back
from powerflow.conditions import Condition
from powerflow.deadlines import WorkCalendar
from powerflow.errors import InputError, StoreError
from powerflow.model import Entry, EntryKind, FactValue, Flowchart, Node, Step
from powerflow.replay import Clocks, Course, Done, Opening, When, is_timer

# A chart that turns in a circle without a step would never come to rest.
_MOST_BY_ITSELF = 400


class Stuck(InputError):  # noqa: N818  says how the case would stand
    """The chart does not let the case go on, or the engine cannot be trusted with it any further."""


class CodeRefused(BasePythonScriptEngineEnvironment):  # type: ignore[misc]
    """The place where SpiffWorkflow would evaluate Python: it evaluates nothing."""

    def evaluate(self, expression: Any, *_: Any, **__: Any) -> Any:
        """Raises StoreError."""
        raise StoreError("引擎要执行代码“{code}”，已拒绝", code=expression)

    execute = call_service = evaluate


class _Facts(PythonScriptEngine):  # type: ignore[misc]
    """Answers the engine's question after a flow: does its condition hold for the facts of the case?"""

    def __init__(self, conditions: Mapping[str, Condition]) -> None:
        super().__init__(CodeRefused())
        self.known: dict[str, FactValue] = {}
        self._conditions = conditions

    def evaluate(self, task: Any, expression: str, external_context: Any = None) -> bool:
        """`expression` is the id of a flow. Raises UnknownFact, ConditionError."""
        return self._conditions[expression].evaluate(self.known)


class Run:
    """One case in memory. An error in the middle of a turn leaves it useless: follow the entries anew.

    `remarks` are the entries that do nothing of the chart, with their positions; `doers` who did what, step by step;
    `early` the messages that nothing has awaited yet, by their numbers.
    """

    def __init__(self, chart: Flowchart, start: Entry) -> None:
        self._plan: Plan = plan(chart, start.node)
        self.chart = chart
        self.is_timeless = self._plan.is_timeless
        self.machines = self._plan.machines
        self._live: tuple[Entry, int, LiveCourse] | None = None
        self._clocks: tuple[LiveCourse, WorkCalendar, datetime, Clocks] | None = None
        self._begin(start)

    def _begin(self, start: Entry) -> None:
        self.entries = [start]
        self.remarks: list[tuple[int, Entry]] = []
        self.doers: dict[str, list[Entry]] = {}
        self.early: dict[int, Entry] = {}
        self._names = self._plan.names
        self._engine = _Facts(self._plan.conditions)
        self._openings: list[Opening] = []
        # Where in the openings each task that stands open is.
        self._open: dict[int, int] = {}
        self._done: list[Done] = []
        self._places_of: dict[str, list[int]] = {}
        self._done_by: dict[str, list[tuple[int, When]]] = {}
        # The numbers of the entries by which the case went on; None for one after which nothing before can be taken back.
        self._turns: list[int | None] = [None]
        self._engine.known.update(start.facts)
        self._workflow = IndexedWorkflow(self._plan.spec, self._plan.inner, self._engine)
        self._settle(set())

    @property
    def course(self) -> Course:
        """How the case stands now; it stays so when the case goes on."""
        return Course(
            chart=self.chart, entries=tuple(self.entries), openings=tuple(self._openings), done=tuple(self._done),
            places=self._standing_at(), ended=self.ended,
        )

    @property
    def live(self) -> LiveCourse:
        """The same without a copy, for the turn that is under way; worked out once after each entry."""
        kept, last = self._live, self.entries[-1]
        if kept is None or kept[0] is not last or kept[1] != len(self.entries):
            kept = self._live = last, len(self.entries), LiveCourse(
                # Its lists are only read, and only until the next entry.
                chart=self.chart, entries=cast("tuple[Entry, ...]", self.entries), noted=self.remarks,
                openings=cast("tuple[Opening, ...]", self._openings), done=cast("tuple[Done, ...]", self._done),
                places=self._standing_at(), ended=self.ended, now_open=self.open, places_of=self._places_of, done_by=self._done_by,
            )
        return kept[2]

    def clocks(self, calendar: WorkCalendar, moment: datetime) -> Clocks:
        """The clocks of the case at a moment; those that were read last are kept, for a turn reads them several times."""
        course, kept = self.live, self._clocks
        if kept is None or kept[0] is not course or kept[1] is not calendar or kept[2] != moment:
            kept = self._clocks = course, calendar, moment, Clocks(course, calendar, moment)
        return kept[3]

    def _standing_at(self) -> frozenset[str]:
        places = {self._id(task) for task in self._workflow.underway()} - {""}
        return frozenset(id for id in places if not self._has_inner(id))

    @property
    def open(self) -> tuple[Opening, ...]:
        """What is open now, in the order in which it opened."""
        return tuple(self._openings[place] for place in self._open.values())

    @property
    def places(self) -> Mapping[int, Opening]:
        """What is open now, by its place among all that ever opened in this case."""
        return {place: self._openings[place] for place in self._open.values()}

    @property
    def ended(self) -> bool:
        """Whether nothing is left to do."""
        return not self._open

    def opening(self, node: str) -> Opening:
        """The opening of a node that is open now."""
        return next(each for each in self.open if each.node == node)

    def is_open(self, node: str) -> bool:
        """Whether `node` is open now."""
        return any(self._openings[place].node == node for place in self._open.values())

    @property
    def facts(self) -> Mapping[str, FactValue]:
        """The facts as they are known now."""
        return self._engine.known

    @property
    def last_turn(self) -> int | None:
        """The number of the entry that could be taken back: the last by which the case went on."""
        return self._turns[-1]

    def take(self, entry: Entry, undone: Set[int] = frozenset()) -> None:
        """The turn that an entry says: its step is done, its event happens, or it speaks of the case.

        `undone`: numbers of entries that are known to have been taken back; these and their taking back change nothing.
        Raises LookupError if that node is not open or nothing can be taken back, UnknownFact or ConditionError if a
        decision cannot be made, Stuck if the case could not go on.
        """
        if entry.seq in undone:
            self._note(entry, is_turn=True)
        elif entry.is_doing:
            self._do(entry)
        elif entry.kind is EntryKind.WITHDRAW:
            self._withdraw(entry, undone)
        elif entry.kind is EntryKind.SEND_BACK:
            self._send_back(entry)
        else:
            self._remark(entry)

    def _do(self, entry: Entry) -> None:
        role = Role.STEP if entry.node in self.chart.steps else Role.TIMER
        task = self._task(entry.node, role)
        if task is None or not _may_do(entry, self.chart.nodes.get(entry.node)):
            raise LookupError(entry.node)
        self._note(entry, is_turn=True)
        self.early.pop(entry.refers, None)
        if entry.officer:
            self.doers.setdefault(entry.node, []).append(entry)
        self._engine.known.update(entry.facts)
        done = set[int]()
        if role is Role.TIMER:
            task.task_spec.catch(task, None)
            task.task_spec._update(task)
        else:
            self._turn(task.run)
            self._pass(task, done)
        self._settle(done)

    def _note(self, entry: Entry, *, is_turn: bool = False) -> None:
        self.entries.append(entry)
        if is_turn:
            self._turns.append(entry.seq)
        else:
            self.remarks.append((len(self.entries) - 1, entry))
            if entry.kind is EntryKind.MESSAGE:
                self.early[entry.seq] = entry

    def _remark(self, entry: Entry) -> None:
        self._note(entry)
        if entry.kind is EntryKind.CORRECT:
            self._engine.known.update(entry.facts)
        elif entry.kind is EntryKind.TERMINATE:
            self._turns.append(None)
            self._workflow.cancel()
            self._note_openings(set())

    def _send_back(self, entry: Entry) -> None:
        task = self._task(entry.node, Role.STEP)
        if task is None or entry.to not in self.chart.steps:
            raise LookupError(entry.node)
        self._note(entry)
        self._turns.append(None)
        put_back(task, self._plan.engine_name(entry.to))
        self._settle(set())

    def _withdraw(self, entry: Entry, undone: Set[int]) -> None:
        if not entry.refers or entry.refers != self.last_turn:
            raise LookupError(entry.node)
        if entry.refers not in undone:
            self._go_over()
        self._turns.pop()
        self._note(entry)

    def _go_over(self) -> None:
        """Takes all entries anew but the last turn and those taken back before; their positions stay."""
        whole = self.entries
        undone = {each.refers for each in whole if each.kind is EntryKind.WITHDRAW} | {self._turns[-1] or 0}
        self._begin(whole[0])
        for each in whole[1:]:
            self.take(each, undone)

    def _task(self, node: str, role: Role) -> IndexedTask | None:
        open_now = self._workflow.open.values()
        return next((each for each in open_now if self._id(each) == node and each.task_spec.role is role), None)

    def seal(self, entries: Sequence[Entry]) -> None:
        """Puts the last entries as the store has them, with their digests, in place of those taken."""
        self.entries[len(self.entries) - len(entries) :] = entries

    def _settle(self, done: set[int]) -> None:
        """Lets the engine go on by itself until only people and timers are awaited, and notes what opened and closed."""
        passed = 0

        def note(task: IndexedTask) -> None:
            nonlocal passed
            passed += 1
            if passed > _MOST_BY_ITSELF:
                raise Stuck("流程图在没有环节的圈里打转，办件无法停下")
            self._pass(task, done)

        self._turn(lambda: self._workflow.settle(note))
        self._note_openings(done)
        if not self._open and not self._workflow.is_completed():
            raise Stuck("办件会卡住：没有打开的环节，也没有到达结束事件。请检查流程图的并行汇合")

    def _turn(self, act: Callable[[], object]) -> None:
        try:
            act()
        except SpiffWorkflowException as error:
            name = getattr(getattr(error, "task_spec", None), "name", "")
            node = self.chart.nodes.get(self._names.get(name, ""))
            raise Stuck(
                "判断“{name}”的各条件都不成立，也没有默认流向。已知事实：{facts}",
                name=(node.name or node.id) if node else name, facts=_said(self._engine.known),
            ) from error
        except RecursionError as error:
            raise Stuck("流程图中连续的节点太多，无法办件") from error

    def _note_openings(self, done: set[int]) -> None:
        now, underway = self._now(), self._workflow.open
        for key in [key for key in self._open if key not in underway]:
            place = self._open.pop(key)
            was = self._openings[place]
            self._openings[place] = Opening(was.node, was.since, now, is_done=key in done)
        for key in sorted(underway.keys() - self._open.keys()):
            id, place = self._id(underway[key]), len(self._openings)
            self._open[key] = place
            self._openings.append(Opening(id, now))
            self._places_of.setdefault(id, []).append(place)

    def _pass(self, task: IndexedTask, done: set[int]) -> None:
        done.add(task.id)
        id = self._id(task)
        if id:
            now = self._now()
            self._done_by.setdefault(id, []).append((len(self._done), now))
            self._done.append(Done(id, now))

    def _now(self) -> When:
        return When(len(self.entries) - 1, self.entries[-1].at)

    def _has_inner(self, id: str) -> bool:
        return id in self.chart.steps and bool(self.chart.steps[id].inner)

    def _id(self, task: IndexedTask) -> str:
        return self._names.get(task.task_spec.name, "")


def _may_do(entry: Entry, node: Node | None) -> bool:
    """Whether an entry of this kind can do the node: time only timers, people and calls steps, a message what receives it."""
    if isinstance(node, Step):
        return entry.kind in (EntryKind.STEP, EntryKind.CALLED) or (entry.kind is EntryKind.MESSAGE and node.type == "receiveTask")
    return entry.kind is (EntryKind.TIMER if is_timer(node) else EntryKind.MESSAGE)


def _said(facts: Mapping[str, FactValue]) -> tuple[str, ...] | str:
    return tuple(f"{name}={value}" for name, value in facts.items()) or "—"


def follow(chart: Flowchart, entries: Iterable[Entry]) -> Run:
    """The run that the entries of a history make. Raises StoreError if they do not fit the chart."""
    whole = list(entries)
    if not whole or whole[0].kind is not EntryKind.START or whole[0].node not in chart.nodes:
        raise StoreError("办件记录应当从流程图的开始事件起")
    undone = {entry.refers for entry in whole if entry.kind is EntryKind.WITHDRAW}
    run = Run(chart, whole[0])
    for entry in whole[1:]:
        try:
            run.take(entry, undone)
        except LookupError as error:
            raise StoreError(
                "办件记录第 {seq} 条与流程图不符：当时“{node}”没有打开", seq=entry.seq, node=entry.node
            ) from error
    return run
