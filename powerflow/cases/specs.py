"""SpiffWorkflow's task specifications, changed so that nothing is predicted, joins count tokens and tasks are indexed."""
from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any

from SpiffWorkflow.bpmn.specs import defaults
from SpiffWorkflow.bpmn.specs.bpmn_process_spec import BpmnProcessSpec
from SpiffWorkflow.bpmn.specs.control import BoundaryEventJoin, BoundaryEventSplit, BpmnStartTask, SimpleBpmnTask, _EndJoin
from SpiffWorkflow.bpmn.specs.event_definitions.base import EventDefinition
from SpiffWorkflow.util.task import TaskState

from powerflow.cases.indexed import IndexedTask, Role


class FiredByUs(EventDefinition):  # type: ignore[misc]
    """An event that the engine never fires by itself: legal time is reckoned outside it."""

    def catches(self, my_task: Any, event: Any) -> bool:
        """No event of the engine reaches it."""
        return False


class _Indexed:
    """A specification whose tasks are indexed.

    `predicts`: something of what follows it must be made already before it begins.
    """

    role = Role.PASSING
    predicts = True

    def joined_to(self, child: IndexedTask, parent: IndexedTask) -> None:
        """Notes what a task must know of its parent, which may be forgotten before it is needed."""


class _Unpredicted(_Indexed):
    """Keeps the engine from growing tasks that nobody has reached: a node gets its successors when it completes.

    Predicted through joins they are k to the power of d (eight forks of three in a row make 42,645 tasks), and no
    answer of ours needs them.
    """

    predicts = False
    outputs: list[Any]

    def _predict_hook(self, my_task: Any) -> None:
        return None

    def _run_hook(self, my_task: Any) -> Any:
        done = super()._run_hook(my_task)  # type: ignore[misc]
        my_task.begin_next(self._after)
        return done

    @cached_property
    def _after(self) -> Sequence[Any]:
        """What follows; a specification does not change any more when its first case runs."""
        return tuple(self.outputs)


class _Silent(_Indexed):
    """A specification without data, assignments and listeners: nothing happens at it but what the chart says.

    The engine would look for each of these at each of its tasks.
    """

    def _update_hook(self, my_task: Any) -> bool:
        return True

    def _run(self, my_task: Any) -> Any:
        return self._run_hook(my_task)  # type: ignore[attr-defined]

    def _on_ready_hook(self, my_task: Any) -> None:
        return None

    def _on_complete(self, my_task: Any) -> None:
        for child in my_task.children:
            if not child.has_state(TaskState.FINISHED_MASK):
                child.task_spec._update(child)
        my_task.workflow._task_completed_notify(my_task)


class _Joins(_Indexed):
    """Where tokens wait for each other. Each waiting task is one token; a token that is not needed yet stays."""

    role = Role.JOIN
    inputs: list[Any]

    def _run_hook(self, my_task: Any) -> Any:
        """The engine would walk all tasks to merge their data; there is none."""
        return True

    def release(self, workflow: Any, waiting: Mapping[int, IndexedTask]) -> bool:
        """Lets a token go on, now that nothing moves by itself any more, if it need not wait longer."""
        return False

    def _by_source(self, waiting: Mapping[int, IndexedTask]) -> Mapping[str, list[IndexedTask]]:
        """The tokens on each incoming flow, the first come first."""
        found = defaultdict[str, list[IndexedTask]](list)
        for task in waiting.values():
            found[task.source.name].append(task)
        return found


def _go_on(token: IndexedTask, others: Iterable[IndexedTask]) -> None:
    for other in others:
        if other is not token:
            other.cancel()
    token._ready()


class StepSpec(_Silent, _Unpredicted, defaults.UserTask):  # type: ignore[misc]
    role = Role.STEP

    def _run_hook(self, my_task: Any) -> bool:
        my_task.begin_next(self._after)
        return True


class SubProcessSpec(_Unpredicted, defaults.SubWorkflowTask):  # type: ignore[misc]
    role = Role.STEP


class ParallelSpec(_Unpredicted, _Joins, _Silent, defaults.ParallelGateway):  # type: ignore[misc]
    role = Role.JOIN

    def _update_hook(self, my_task: Any) -> bool:
        """Goes on with a token of each incoming flow; only one that comes can be the last that was missing."""
        my_task._set_state(TaskState.WAITING)
        waiting = my_task.workflow.tokens[self]
        # Tokens are looked at one by one only when there are enough.
        if len(waiting) < len(self._inputs):
            return False
        here, wanted = self._by_source(waiting), Counter[str](self._inputs)
        if any(len(here.get(name, ())) < count for name, count in wanted.items()):
            return False
        for name, count in wanted.items():
            for token in here[name][:count]:
                if token is not my_task:
                    token.cancel()
        return True


class ExclusiveSpec(_Silent, defaults.ExclusiveGateway):  # type: ignore[misc]
    predicts = False

    def _predict_hook(self, my_task: Any) -> None:
        """It makes the branch that it chose when it has chosen."""


class InclusiveSpec(_Joins, defaults.InclusiveGateway):  # type: ignore[misc]
    def __init__(self, spec: Any, name: str) -> None:
        super().__init__(spec, name)
        self._reaches: dict[str, frozenset[str]] = {}

    def _predict_hook(self, my_task: Any) -> None:
        """It makes the branches that it chose when it has chosen."""

    def _run_hook(self, my_task: Any) -> Any:
        return defaults.InclusiveGateway._run_hook(self, my_task)

    def _update_hook(self, my_task: Any) -> bool:
        if len(self._inputs) == 1:
            return True
        my_task._set_state(TaskState.WAITING)
        return False

    def release(self, workflow: Any, waiting: Mapping[int, IndexedTask]) -> bool:
        """BPMN 2.0.2, table 13.3: no token elsewhere can still come to a flow on which none waits.

        A token that could as well come to a flow where one waits already is not waited for.
        """
        here = self._by_source(waiting)
        elsewhere = {
            task.task_spec.name: task.task_spec for task in workflow.unfinished.values()
            if task.task_spec is not self and task.has_state(TaskState.DEFINITE_MASK)
        }
        for spec in elsewhere.values():
            names = self._reached_from(spec)
            if names - here.keys() and not names & here.keys():
                return False
        first = [tokens[0] for tokens in here.values()]
        _go_on(first[-1], first)
        return True

    def _reached_from(self, spec: Any) -> frozenset[str]:
        """The names from which this join is entered and to which a token at `spec` may come, not passing it."""
        if spec.name not in self._reaches:
            self._reaches[spec.name] = frozenset(_reach(spec, self))
        return self._reaches[spec.name]


def _reach(spec: Any, join: Any) -> set[str]:
    seen: dict[str, Any] = {}
    waiting = [spec]
    while waiting:
        each = waiting.pop()
        if each is not join and each.name not in seen:
            seen[each.name] = each
            waiting += each.outputs
    return seen.keys() & set(join._inputs)


class StartSpec(_Unpredicted, defaults.StartEvent):  # type: ignore[misc]
    pass


class EndSpec(_Unpredicted, defaults.EndEvent):  # type: ignore[misc]
    pass


class CatchSpec(_Unpredicted, defaults.IntermediateCatchEvent):  # type: ignore[misc]
    role = Role.TIMER


class ThrowSpec(_Unpredicted, defaults.IntermediateThrowEvent):  # type: ignore[misc]
    pass


class BoundarySpec(_Unpredicted, defaults.BoundaryEvent):  # type: ignore[misc]
    role = Role.TIMER


class ForkSpec(_Indexed, BoundaryEventSplit):  # type: ignore[misc]
    """Opens a step together with the events on its border."""

    def _run_hook(self, my_task: Any) -> Any:
        my_task.members = my_task.children
        for member in my_task.members:
            member.fork = my_task
        return super()._run_hook(my_task)


class ClosingSpec(_Unpredicted, _Joins, BoundaryEventJoin):  # type: ignore[misc]
    """Closes the events on the border of a step when that is over, and the step when one of them interrupts it."""

    role = Role.JOIN

    def joined_to(self, child: IndexedTask, parent: IndexedTask) -> None:
        """It closes what the fork before its parent opened."""
        child.fork = parent.fork

    def _update_hook(self, my_task: Any) -> bool:
        members = my_task.fork.members
        step = next(task for task in members if task.task_spec.role is not Role.TIMER)
        events = [task for task in members if task is not step]
        cut = any(
            task.has_state(TaskState.READY | TaskState.COMPLETED) for task in events if task.task_spec.cancel_activity
        )
        if not (cut or step.has_state(TaskState.FINISHED_MASK)):
            my_task._set_state(TaskState.WAITING)
            return False
        for task in [*(task for task in events if task.has_state(TaskState.WAITING)), *([step] if cut else [])]:
            task.cancel()
        for token in list(my_task.workflow.tokens.get(self, {}).values()):
            if token.fork is my_task.fork and token is not my_task:
                token.cancel()
        return True


class AllOverSpec(_Unpredicted, _Joins, _EndJoin):  # type: ignore[misc]
    """The end of a process: it comes when nothing but tokens that have come to an end is left in it."""

    role = Role.JOIN

    def _update_hook(self, my_task: Any) -> bool:
        my_task._set_state(TaskState.WAITING)
        return False

    def release(self, workflow: Any, waiting: Mapping[int, IndexedTask]) -> bool:
        """Whether all that is left waits here."""
        if len(workflow.unfinished) > len(waiting):
            return False
        tokens = list(waiting.values())
        _go_on(tokens[-1], tokens)
        return True


class OverSpec(_Silent, SimpleBpmnTask):  # type: ignore[misc]
    pass


class BeginSpec(_Silent, BpmnStartTask):  # type: ignore[misc]
    pass


class ProcessSpec(BpmnProcessSpec):  # type: ignore[misc]
    """The specification of a process or sub-process, with a beginning and an end whose tasks are indexed."""

    def __init__(self, name: str) -> None:
        super().__init__(name=name)
        self.task_specs.clear()
        self.start = BeginSpec(self, "Start")
        self.end = AllOverSpec(self, f"{name}.EndJoin")
        self.end.connect(OverSpec(self, "End"))
