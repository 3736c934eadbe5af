"""How a running case has gone (进程): SpiffWorkflow takes the turns that the entries of a history say."""
from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from SpiffWorkflow.bpmn.script_engine import BasePythonScriptEngineEnvironment, PythonScriptEngine
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.exceptions import SpiffWorkflowException
from SpiffWorkflow.util.task import TaskState

from powerflow.cases.plan import FiredByUs, Plan, plan
from powerflow.conditions import Condition
from powerflow.errors import InputError, StoreError
from powerflow.model import Entry, EntryKind, FactValue, Flowchart, Step
from powerflow.replay import Course, Done, Opening, When

# The engine loses sight of tasks deeper than 1000 in its tree and then calls the case complete.
_DEEPEST = 900
# A chart that turns in a circle without a step would never come to rest.
_MOST_BY_ITSELF = 400
_UNDERWAY = TaskState.WAITING | TaskState.READY | TaskState.STARTED


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
        self._chart = chart
        self._names = prepared.names
        self._engine = _Facts(prepared.conditions)
        self._entries = [start]
        self._openings: dict[object, Opening] = {}
        self._done: list[Done] = []
        self._completed: set[object] = set()
        self._engine.known.update(start.facts)
        try:
            self._workflow = BpmnWorkflow(prepared.spec, prepared.inner, script_engine=self._engine)
        except RecursionError as error:
            raise Stuck("流程图中连续的节点太多，无法办件") from error
        self._settle()

    @property
    def course(self) -> Course:
        """How the case stands now."""
        places = self._places()
        return Course(
            chart=self._chart, entries=tuple(self._entries), openings=tuple(self._openings.values()), done=tuple(self._done),
            places=frozenset(id for id in places if not self._has_inner(id)), ended=not self._underway(places),
        )

    def take(self, entry: Entry) -> None:
        """The turn that an entry says: its step is done or its timer fires.

        Raises LookupError if that node is not open, UnknownFact or ConditionError if a decision cannot be made,
        Stuck if the case could not go on.
        """
        is_timer = entry.kind is EntryKind.TIMER
        task = next(
            (task for task in self._waiting() if self._id(task) == entry.node and _is_timer(task) == is_timer), None
        )
        if task is None or entry.kind is EntryKind.START:
            raise LookupError(entry.node)
        self._entries.append(entry)
        self._engine.known.update(entry.facts)
        if is_timer:
            task.task_spec.catch(task, None)
            task.task_spec._update(task)
        else:
            self._turn(task.run)
            self._pass(task)
        self._settle()

    def _settle(self) -> None:
        """Lets the engine go on by itself until only people and timers are awaited, and notes what opened and closed."""
        passed = 0

        def note(task: Any) -> None:
            nonlocal passed
            passed += 1
            if passed > _MOST_BY_ITSELF:
                raise Stuck("流程图在没有环节的圈里打转，办件无法停下")
            self._pass(task)

        self._turn(lambda: self._workflow.do_engine_steps(did_complete_task=note))
        self._note_openings()
        if not any(each.until is None for each in self._openings.values()) and self._underway(self._places()):
            raise Stuck("办件会卡住：没有打开的环节，也没有到达结束事件。请检查流程图的并行汇合")

    def _turn(self, act: Any) -> None:
        try:
            act()
        except SpiffWorkflowException as error:
            name = getattr(getattr(error, "task_spec", None), "name", "")
            node = self._chart.nodes.get(self._names.get(name, ""))
            raise Stuck(
                "判断“{name}”的各条件都不成立，也没有默认流向。已知事实：{facts}",
                name=(node.name or node.id) if node else name, facts=_said(self._engine.known),
            ) from error
        except RecursionError as error:
            raise Stuck("流程图中连续的节点太多，无法办件") from error

    def _note_openings(self) -> None:
        now, underway = self._now(), {task.id: task for task in self._waiting()}
        for key, opening in self._openings.items():
            if opening.until is None and key not in underway:
                self._openings[key] = Opening(opening.node, opening.since, now, is_done=key in self._completed)
        for key, task in underway.items():
            if key not in self._openings:
                if task.depth > _DEEPEST:
                    raise Stuck("此办件经过的节点太多（超过 {most} 个），不能再可靠地推进", most=_DEEPEST)
                self._openings[key] = Opening(self._id(task), now)

    def _pass(self, task: Any) -> None:
        self._completed.add(task.id)
        id = self._id(task)
        if id:
            self._done.append(Done(id, self._now()))

    def _now(self) -> When:
        return When(len(self._entries) - 1, self._entries[-1].at)

    def _tasks(self) -> Iterable[Any]:
        """Every task, in the order in which it came to be; never by the engine's own walk, which has a floor."""
        yield from self._workflow.tasks.values()
        for inner in self._workflow.subprocesses.values():
            yield from inner.tasks.values()

    def _waiting(self) -> list[Any]:
        """The tasks that stand for something open: steps, timers, sub-processes."""
        return [
            task for task in self._tasks()
            if task.has_state(_UNDERWAY) and (_is_timer(task) or self._is_step(task))
        ]

    def _places(self) -> set[str]:
        """The nodes at which something stands."""
        return {id for task in self._tasks() if task.has_state(_UNDERWAY) and (id := self._id(task))}

    def _underway(self, places: set[str]) -> bool:
        return bool(places) or not self._workflow.is_completed()

    def _is_step(self, task: Any) -> bool:
        return isinstance(self._chart.nodes.get(self._id(task)), Step)

    def _has_inner(self, id: str) -> bool:
        return id in self._chart.steps and bool(self._chart.steps[id].inner)

    def _id(self, task: Any) -> str:
        return self._names.get(task.task_spec.name, "")


def _is_timer(task: Any) -> bool:
    return isinstance(getattr(task.task_spec, "event_definition", None), FiredByUs)


def _said(facts: Mapping[str, FactValue]) -> str:
    return "、".join(f"{name}={value}" for name, value in facts.items()) or "—"


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
