"""Puts the token of an open step of the engine back at an earlier step (退回)."""
from __future__ import annotations

from SpiffWorkflow.util.task import TaskState

from powerflow.cases.indexed import IndexedTask


def put_back(task: IndexedTask, name: str) -> None:
    """Cuts short the open step of `task`, with the events on its border, and opens the one called `name` in the same scope.

    Raises LookupError if there is no such step in that scope.
    """
    workflow, specs = task.workflow, task.workflow.spec.task_specs
    spec = specs.get(f"{name}.fork") or specs.get(name)
    if spec is None:
        raise LookupError(name)
    for each in _with_events(task):
        each.cancel()
    opened = IndexedTask(workflow, spec, state=TaskState.FUTURE)
    spec._predict(opened, mask=TaskState.NOT_FINISHED_MASK)
    spec._update(opened)


def _with_events(task: IndexedTask) -> list[IndexedTask]:
    """The task, what the fork before it opened beside it, and what of these waits for the step to be over."""
    fork = task.fork
    if fork is None:
        return [task]
    waiting = [token for tokens in task.workflow.tokens.values() for token in tokens.values() if token.fork is fork]
    return [*fork.members, *(token for token in waiting if token not in fork.members)]
