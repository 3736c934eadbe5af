"""How a running case has gone (进程): SpiffWorkflow takes the turns that the entries of a history say."""
from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from SpiffWorkflow.bpmn.script_engine import BasePythonScriptEngineEnvironment, PythonScriptEngine
from SpiffWorkflow.exceptions import SpiffWorkflowException

from powerflow.cases.indexed import IndexedTask, IndexedWorkflow, Role
from powerflow.cases.plan import Plan, plan
from powerflow.conditions import Condition
from powerflow.errors import InputError, StoreError
from powerflow.model import Entry, EntryKind, FactValue, Flowchart
from powerflow.replay import Course, Done, Opening, When

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
    """One case in memory. An error in the middle of a turn leaves it useless: follow the entries anew."""

    def __init__(self, chart: Flowchart, start: Entry) -> None:
        prepared: Plan = plan(chart, start.node)
        self.chart = chart
        self.is_timeless = prepared.is_timeless
        self.entries = [start]
        self._names = prepared.names
        self._engine = _Facts(prepared.conditions)
        self._openings: list[Opening] = []
        # Where in the openings each task that stands open is.
        self._open: dict[int, int] = {}
        self._done: list[Done] = []
        self._engine.known.update(start.facts)
        self._workflow = IndexedWorkflow(prepared.spec, prepared.inner, self._engine)
        self._settle(set())

    @property
    def course(self) -> Course:
        """How the case stands now."""
        places = {self._id(task) for task in self._workflow.underway()} - {""}
        return Course(
            chart=self.chart, entries=tuple(self.entries), openings=tuple(self._openings), done=tuple(self._done),
            places=frozenset(id for id in places if not self._has_inner(id)), ended=self.ended,
        )

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

    def is_open(self, node: str) -> bool:
        """Whether `node` is open now."""
        return any(self._openings[place].node == node for place in self._open.values())

    def take(self, entry: Entry) -> None:
        """The turn that an entry says: its step is done or its timer fires.

        Raises LookupError if that node is not open, UnknownFact or ConditionError if a decision cannot be made,
        Stuck if the case could not go on.
        """
        role = Role.TIMER if entry.kind is EntryKind.TIMER else Role.STEP
        task = next(
            (each for each in self._workflow.open.values() if self._id(each) == entry.node and each.task_spec.role is role), None
        )
        if task is None or entry.kind is EntryKind.START:
            raise LookupError(entry.node)
        self.entries.append(entry)
        self._engine.known.update(entry.facts)
        done = set[int]()
        if role is Role.TIMER:
            task.task_spec.catch(task, None)
            task.task_spec._update(task)
        else:
            self._turn(task.run)
            self._pass(task, done)
        self._settle(done)

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
            self._open[key] = len(self._openings)
            self._openings.append(Opening(self._id(underway[key]), now))

    def _pass(self, task: IndexedTask, done: set[int]) -> None:
        done.add(task.id)
        id = self._id(task)
        if id:
            self._done.append(Done(id, self._now()))

    def _now(self) -> When:
        return When(len(self.entries) - 1, self.entries[-1].at)

    def _has_inner(self, id: str) -> bool:
        return id in self.chart.steps and bool(self.chart.steps[id].inner)

    def _id(self, task: IndexedTask) -> str:
        return self._names.get(task.task_spec.name, "")


def _said(facts: Mapping[str, FactValue]) -> tuple[str, ...] | str:
    return tuple(f"{name}={value}" for name, value in facts.items()) or "—"


def follow(chart: Flowchart, entries: Iterable[Entry]) -> Run:
    """The run that the entries of a history make. Raises StoreError if they do not fit the chart."""
    whole = list(entries)
    if not whole or whole[0].kind is not EntryKind.START or whole[0].node not in chart.nodes:
        raise StoreError("办件记录应当从流程图的开始事件起")
    run = Run(chart, whole[0])
    for entry in whole[1:]:
        try:
            run.take(entry)
        except LookupError as error:
            raise StoreError(
                "办件记录第 {seq} 条与流程图不符：当时“{node}”没有打开", seq=entry.seq, node=entry.node
            ) from error
    return run
