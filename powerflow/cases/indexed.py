"""An execution layer of our own over SpiffWorkflow 3.2: its task specifications move our tasks, which are found by index.

SpiffWorkflow walks its whole tree of tasks at every step, loses sight of tasks deeper than 1000 and calls the case complete
then, draws ids at random and reads the clock of the machine. Here a task leaves the tree when it is over, what is open, ready
or waits at a join is kept in indexes as states change, ids are counted, data stays outside, and a case is complete when no
task is unfinished. So a step costs the same at the 5,000th task as at the first, and equal entries give equal tasks.
"""
from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from enum import Enum
from functools import cache
from importlib.metadata import version
from typing import Any

from SpiffWorkflow.bpmn.util.subworkflow import BpmnSubWorkflow
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from powerflow.errors import ToolError

UNDERWAY = TaskState.WAITING | TaskState.READY | TaskState.STARTED
_OVER = TaskState.FINISHED_MASK
# As plain names, for they are asked some ten times at each step.
_READY, _FUTURE, _WAITING = TaskState.READY, TaskState.FUTURE, TaskState.WAITING
_COMPLETED_OR_CUT = TaskState.COMPLETED | TaskState.CANCELLED
_VERSION = "3.2."


class Role(Enum):
    """What an index must know of a specification: whether its tasks stand open for people or time, or wait for each other."""

    PASSING = 0
    STEP = 1
    TIMER = 2
    JOIN = 3


@cache
def refuse_other_engines() -> None:
    """Raises ToolError unless SpiffWorkflow is of the version whose insides this layer was written and tested for."""
    found = version("SpiffWorkflow")
    if not found.startswith(_VERSION):
        raise ToolError("办件需要 SpiffWorkflow {wanted}x，装的是 {found}", wanted=_VERSION, found=found)


class IndexedTask(Task):  # type: ignore[misc]
    """A task that tells its workflow of each change of state and is forgotten when it is over.

    `source` is the specification that it was entered from. `fork` is the task that opened the events on a step's border
    beside that step; `members` are what that one opened.
    """

    fork: IndexedTask | None = None
    members: Sequence[IndexedTask] = ()
    source: Any = None
    triggered = False
    thread_id = last_state_change = 0

    def __init__(self, workflow: Any, task_spec: Any, parent: IndexedTask | None = None, state: int = TaskState.MAYBE) -> None:
        # The engine's own constructor draws a random id and reads the clock.
        self.id = workflow.top_workflow.next_id()
        self.workflow = workflow
        self.task_spec = task_spec
        self.data: dict[str, Any] = {}
        self.internal_data: dict[str, Any] = {}
        self._children: list[int] = []
        self._parent = None
        self._state = state
        workflow.tasks[self.id] = workflow.unfinished[self.id] = self
        if parent is not None:
            self._parent, self.source = parent.id, parent.task_spec
            parent._children.append(self.id)
        if state & UNDERWAY:
            workflow.moved(self, state)

    @property
    def children(self) -> list[IndexedTask]:
        """What follows it and is not over."""
        tasks = self.workflow.tasks
        return [tasks[id] for id in self._children if id in tasks]

    def _add_child(self, task_spec: Any, state: int = TaskState.MAYBE) -> IndexedTask:
        child = IndexedTask(self.workflow, task_spec, self, state)
        task_spec.joined_to(child, self)
        if state == _READY:
            child._ready()
        return child

    def begin_next(self, specs: Sequence[Any]) -> None:
        """Makes the tasks that follow it; they begin when it is over."""
        for spec in specs:
            child = self._add_child(spec, _FUTURE)
            if spec.predicts:
                spec._predict(child, mask=_FUTURE | TaskState.PREDICTED_MASK)

    def _set_state(self, value: int) -> None:
        if value != self._state:
            self._state = value
            self.workflow.moved(self, value)

    def _inherit_data(self) -> None:
        """Facts belong to the case, not to tasks: parallel branches of the engine would rewrite each other's."""

    def _ready(self) -> None:
        # The engine tests at each turn whether the specification is whole; ours was tested when it was built.
        if not self._state & _COMPLETED_OR_CUT:
            self._set_state(_READY)
            self.task_spec._on_ready_hook(self)

    def complete(self) -> None:
        """Is done, lets what follows begin, and is forgotten."""
        self._set_state(TaskState.COMPLETED)
        self.task_spec._on_complete(self)
        self._forget()

    def cancel(self) -> None:
        """Is cut short, with what it predicted, and is forgotten."""
        if not self._state & _OVER:
            super().cancel()
            self._forget()

    def _forget(self) -> None:
        workflow = self.workflow
        workflow.tasks.pop(self.id, None)
        if workflow.top_workflow.subprocesses:
            workflow.top_workflow.subprocesses.pop(self.id, None)


class _Indexes:
    """What both kinds of workflow keep: their unfinished tasks, and which of them wait at which join."""

    spec: Any
    top_workflow: Any
    completed: bool
    completed_event: Any
    last_task: Any
    unfinished: dict[int, IndexedTask]
    tokens: dict[Any, dict[int, IndexedTask]]

    def begin(self) -> None:
        """Makes the first task ready."""
        self.unfinished, self.tokens = {}, {}
        self.task_tree = IndexedTask(self, self.spec.start, state=TaskState.FUTURE)
        self.task_tree.task_spec._predict(self.task_tree, mask=TaskState.NOT_FINISHED_MASK)
        self.task_tree._ready()

    def moved(self, task: IndexedTask, state: int) -> None:
        """Notes a new state of a task in every index that it concerns."""
        id, spec = task.id, task.task_spec
        if state & _OVER:
            self.unfinished.pop(id, None)
        role = spec.role
        if role is Role.JOIN:
            _note(self.tokens.setdefault(spec, {}), task, state == _WAITING)
        elif role is not Role.PASSING:
            _note(self.top_workflow.open, task, state & UNDERWAY)
        if not spec.manual:
            _note(self.top_workflow.ready, task, state == _READY)

    def get_tasks(self, first_task: Any = None, **wanted: Any) -> list[Any]:
        """See Workflow; for the unfinished ones without a walk."""
        if first_task is None and wanted.keys() == {"state"} and not wanted["state"] & TaskState.FINISHED_MASK:
            return [task for task in self.unfinished.values() if task.has_state(wanted["state"])]
        found: list[Any] = super().get_tasks(first_task, **wanted)  # type: ignore[misc]
        return found

    def is_completed(self) -> bool:
        """Whether nothing is unfinished, however deep."""
        return not self.unfinished

    def cancel(self, *_: Any) -> list[Any]:
        """Cuts everything short, with what runs in sub-processes."""
        self.completed, cut = True, list(self.unfinished.values())
        for task in cut:
            task.cancel()
        return cut

    def _task_completed_notify(self, task: IndexedTask) -> None:
        self.last_task = task
        if task.task_spec.name == "End":
            self._mark_complete(task)
        if self.completed:
            self.completed_event(self)

    def _mark_complete(self, _: IndexedTask) -> None:
        # The engine would walk the tree here to write a log.
        self.completed = True

    def release(self) -> bool:
        """Lets one join go on that waited until nothing else could move; whether there was one."""
        return bool(self.tokens) and any(waiting and spec.release(self, waiting) for spec, waiting in [*self.tokens.items()])


def _note(index: dict[int, IndexedTask], task: IndexedTask, belongs: int) -> None:
    if belongs:
        index[task.id] = task
    else:
        index.pop(task.id, None)


class IndexedSubWorkflow(_Indexes, BpmnSubWorkflow):  # type: ignore[misc]
    """A sub-process under way."""

    def __init__(self, spec: Any, parent_task_id: int, top_workflow: IndexedWorkflow) -> None:
        super().__init__(spec, parent_task_id, top_workflow, deserializing=True)
        self.begin()


class IndexedWorkflow(_Indexes, BpmnWorkflow):  # type: ignore[misc]
    """A case under way. `open`: its steps, timers and sub-processes; `ready`: what the engine can do by itself."""

    def __init__(self, spec: Any, inner: Any, script_engine: Any) -> None:
        refuse_other_engines()
        self.open: dict[int, IndexedTask] = {}
        self.ready: dict[int, IndexedTask] = {}
        self._last_id = 0
        super().__init__(spec, inner, script_engine, deserializing=True)
        self.begin()

    def next_id(self) -> int:
        """The number of a new task."""
        self._last_id += 1
        return self._last_id

    def create_subprocess(self, my_task: IndexedTask, spec_name: str) -> IndexedSubWorkflow:
        """See BpmnWorkflow."""
        # A sub-process may already want its place among the others while its first task is made ready.
        made = IndexedSubWorkflow(self.subprocess_specs[spec_name], my_task.id, self)
        self.subprocesses[my_task.id] = made
        return made

    def settle(self, passed: Callable[[IndexedTask], None]) -> None:
        """Lets everything happen that needs neither people nor time, and tells `passed` of each task done so."""
        while self.ready or self._released():
            while self.ready:
                task = next(iter(self.ready.values()))
                task.run()
                passed(task)

    def _released(self) -> bool:
        # What a join lets go on may begin or end a sub-process, so one at a time.
        return self.release() or any(each.release() for each in [*self.subprocesses.values()])

    def underway(self) -> Iterator[IndexedTask]:
        """Every task at which something stands."""
        return (task for flow in self._flows() for task in flow.unfinished.values() if task.has_state(UNDERWAY))

    def _flows(self) -> tuple[_Indexes, ...]:
        return (self, *self.subprocesses.values())
